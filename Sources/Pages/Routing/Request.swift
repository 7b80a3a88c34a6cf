public import Ledger

/// A request whose parameters have been checked against its route.
///
/// A getter gives the value that was sent, else the parameter's default, else nil. Names must be among the route's
/// parameters.
public struct Request: Sendable {
    /// The path as it was asked for, encoded.
    public let path: SafeURL
    /// The parameters of the route that took the request.
    public let parameters: [Parameter]
    /// The form in which a data route will answer.
    public let format: DataFormat
    /// The decoded segments of the path.
    let segments: [String]
    /// Decoded, in the order given, without empty values.
    let query: [(name: String, value: String)]
    /// Who asks, what they sent, and what that entitles them to.
    let sender: Sender
    /// What was typed into a form; empty for a request that is none.
    let entry: FormEntry
    private let values: [String: ParameterValue]
    private let spelled: [String: String]

    init(
        target: RequestTarget, route: Route, format: DataFormat, values: [String: ParameterValue], spelled: [String: String],
        sender: Sender, entry: FormEntry
    ) {
        self.sender = sender
        self.entry = entry
        path = SafeURL(segments: target.segments)
        parameters = route.parameters
        self.format = format
        segments = target.segments
        query = target.query
        self.values = values
        self.spelled = spelled
    }

    /// The request with fields of a form that only its handler knows, checked as the others were.
    func reading(_ fields: [Parameter], ignoring ignored: Set<String>) throws(Problem) -> Request {
        var (entry, values) = (entry, values)
        entry.more = entry.more.filter { !ignored.contains($0.key) }
        try entry.read(fields, into: &values)
        return Request(self, parameters: parameters.filter { $0.place != .form } + fields, values: values, entry: entry)
    }

    private init(_ other: Request, parameters: [Parameter], values: [String: ParameterValue], entry: FormEntry) {
        (sender, path, format, segments, query, spelled) = (
            other.sender, other.path, other.format, other.segments, other.query, other.spelled
        )
        (self.parameters, self.values, self.entry) = (parameters, values, entry)
    }

    /// The file that came with a form; its name and content are as somebody outside sent them.
    public var file: UploadedFile? { entry.file }

    /// The body that came with the request, as it was sent; at most as long as the route allows.
    public var body: [UInt8] { sender.body }

    /// The value of a header, names in any case; the first when it came several times.
    public func header(_ name: String) -> String? { sender.header(name) }

    /// A text or a choice.
    public func text(_ name: String) -> String? {
        if case .text(let text) = value(name) { text } else { nil }
    }

    /// A choice as a value of an enumeration whose raw values are the choices.
    public func choice<Choice: RawRepresentable<String>>(_ name: String, as type: Choice.Type = Choice.self) -> Choice? {
        text(name).flatMap(Choice.init(rawValue:))
    }

    /// Several choices.
    public func choices(_ name: String) -> [String] {
        if case .texts(let texts) = value(name) { texts } else { [] }
    }

    public func integer(_ name: String) -> Int? {
        if case .integer(let number) = value(name) { number } else { nil }
    }

    public func date(_ name: String) -> CivilDate? {
        if case .date(let date) = value(name) { date } else { nil }
    }

    /// A period of the grain month.
    public func month(_ name: String) -> Period? {
        if case .month(let month) = value(name) { month } else { nil }
    }

    /// The value of a parameter of any kind, as it was sent.
    func parameterText(_ name: String) -> String? { spelled[name] }

    public func flag(_ name: String) -> Bool { value(name) == .flag(true) }

    /// Whether the request itself gave a value.
    public func isGiven(_ name: String) -> Bool { spelled[name] != nil }

    /// The values that the query itself gave, by name, as they were spelled; `format` is left out.
    public var given: [String: String] {
        let inQuery = Set(parameters.filter { $0.place == .query && $0.name != "format" }.map(\.name))
        return spelled.filter { inQuery.contains($0.key) }
    }

    /// Whether it is a form that was sent, and not a page that was asked for.
    public var isForm: Bool { parameters.contains { $0.place == .form } }

    /// What was typed into a form, by the names of its fields; empty for a request that is none.
    public var typed: [String: String] { entry.typed }

    private func value(_ name: String) -> ParameterValue? {
        assert(parameters.contains { $0.name == name }, "The route does not declare the parameter \(name).")
        return values[name]
    }
}

// MARK: Links

extension Request {
    /// This address with some parameters of its query changed: nil takes a parameter away, new ones come last.
    public func link(changing changes: KeyValuePairs<String, String?> = [:]) -> SafeURL {
        SafeURL(segments: segments, query: query(changing: changes))
    }

    /// Another path of this site with the query of this request, changed in the same way.
    public func link(to path: SafeURL, changing changes: KeyValuePairs<String, String?> = [:]) -> SafeURL {
        let query = SafeURL(segments: [], query: query(changing: changes)).text.dropFirst()
        return path.appending(query)
    }

    private func query(changing changes: KeyValuePairs<String, String?>) -> [(name: String, value: String)] {
        var query = query
        for (name, value) in changes {
            let index = query.firstIndex { $0.name == name }
            switch (index, value) {
            case (let index?, let value?): query[index].value = value
            case (let index?, nil): query.remove(at: index)
            case (nil, let value?): query.append((name, value))
            case (nil, nil): break
            }
        }
        return query
    }
}
