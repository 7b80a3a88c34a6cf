extension Request {
    /// Checks a target against the route that takes its path. All parameters at fault are reported at once.
    ///
    /// What is wrong with the fields of a form is no error: it is kept for the page that shows the form again.
    ///
    /// - Parameter accept: the `Accept` header, for routes that answer in more than one format.
    init(target: RequestTarget, route: Route, accept: String?, sender: Sender = .nobody) throws(Problem) {
        var values: [String: ParameterValue] = [:]
        var spelled: [String: String] = [:]
        var errors: [ParameterError] = []

        for (name, text) in route.pattern.values(in: target.segments) {
            guard let parameter = route.parameters.first(where: { $0.name == name && $0.place == .path }) else { continue }
            do { values[name] = try parameter.value(of: text) } catch { errors.append(error) }
            spelled[name] = text
        }
        let known = route.parameters.filter { $0.place == .query }
        for (name, text) in Self.joiningLists(target.query, of: known) {
            guard let parameter = known.first(where: { $0.name == name }) else {
                if route.ignoresOthers { continue }
                errors.append(.unknown(name, received: text, known: known.map(\.name)))
                continue
            }
            guard spelled[name] == nil else {
                errors.append(ParameterError(parameter: name, received: text, allowed: "the parameter once"))
                continue
            }
            do { values[name] = try parameter.value(of: text) } catch { errors.append(error) }
            spelled[name] = text
        }
        for parameter in known where spelled[parameter.name] == nil {
            if let standard = parameter.standard {
                values[parameter.name] = try? parameter.value(of: standard)
            } else if parameter.isRequired {
                errors.append(ParameterError(parameter: parameter.name, received: nil, allowed: parameter.kind.allowed))
            }
        }
        let entry = route.kind == .form ? try FormEntry(sender, of: route, into: &values, unknown: &errors) : FormEntry()
        guard errors.isEmpty else { throw .parameters(errors) }

        let format = try Self.format(asked: spelled["format"], accept: accept, of: route)
        self.init(target: target, route: route, format: format, values: values, spelled: spelled, sender: sender, entry: entry)
    }

    /// A form sends each ticked box as a pair of its own: for parameters that take several values they are one list.
    private static func joiningLists(
        _ query: [(name: String, value: String)], of known: [Parameter]
    ) -> [(name: String, value: String)] {
        var joined: [(name: String, value: String)] = []
        for pair in query {
            if let index = joined.firstIndex(where: { $0.name == pair.name }),
                known.contains(where: { $0.name == pair.name && $0.takesList })
            {
                joined[index].value += "," + pair.value
            } else {
                joined.append(pair)
            }
        }
        return joined
    }

    /// The format asked for by the parameter, else the one that the header likes best, else the first.
    private static func format(asked: String?, accept: String?, of route: Route) throws(Problem) -> DataFormat {
        guard let standard = route.formats.first else { return .json }
        if let asked, let format = DataFormat(rawValue: asked), route.formats.contains(format) { return format }
        guard let accept, !accept.isEmpty else { return standard }
        let ranges = AcceptHeader(accept)
        let best = route.formats.map { ($0, ranges.quality(of: $0.mediaType)) }.enumerated()
            .max { ($0.element.1, -$0.offset) < ($1.element.1, -$1.offset) }?.element
        guard let best, best.1 > 0 else { throw .notAcceptable(route.formats) }
        return best.0
    }
}

/// What a client would like to get, from the `Accept` header.
struct AcceptHeader {
    private var ranges: [(type: String, quality: Int)] = []

    init(_ text: String) {
        for part in text.prefix(1000).split(separator: ",") {
            let pieces = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard let type = pieces.first else { continue }
            let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            ranges.append((type, Int(1000 * min(max(weight.isNaN ? 0 : weight, 0), 1))))
        }
    }

    /// From 0, not wanted, to 1000. The most specific range decides.
    func quality(of type: String) -> Int {
        let family = type.prefix { $0 != "/" } + "/*"
        for pattern in [type, String(family), "*/*"] {
            if let range = ranges.first(where: { $0.type == pattern }) { return range.quality }
        }
        return 0
    }
}
