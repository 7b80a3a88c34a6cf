/// What somebody typed into a form, and what is wrong with it.
struct FormEntry: Sendable {
    /// By the names of the fields, as it was typed.
    var typed: [String: String] = [:]
    var problems: [FormProblem] = []
    /// What was typed into fields that only the handler knows, by their names; several values of one name with commas between them.
    var more: [String: String] = [:]
    /// The file that came with it.
    var file: UploadedFile?

    /// The most fields that a form sends.
    private static let mostFields = 200

    init(typed: [String: String] = [:]) { self.typed = typed }

    /// Reads `application/x-www-form-urlencoded` and checks each value against its field.
    ///
    /// - Parameters:
    ///   - values: receives the values that are right, and the defaults of fields that were left empty.
    ///   - unknown: receives fields that the form does not have, which no person can have typed.
    /// - Throws: a ``Problem`` when the body cannot be read, or does not hold the token of this run.
    init(
        _ sender: Sender, of route: Route, into values: inout [String: ParameterValue], unknown: inout [ParameterError]
    ) throws(Problem) {
        let fields = route.parameters.filter { $0.place == .form }
        var token = ""
        for (name, value) in try sent(by: sender) {
            guard name != FormToken.field else {
                token = value
                continue
            }
            guard let field = fields.first(where: { $0.name == name }) else {
                if route.takesMoreFields {
                    more[name] = [more[name], value].compactMap { $0 }.joined(separator: ",")
                    continue
                }
                unknown.append(.unknown(name, received: value, known: fields.map(\.name)))
                continue
            }
            typed[name] = field.takesList ? [typed[name], value].compactMap { $0 }.joined(separator: ",") : value
        }
        guard sender.owns(token) else { throw .expiredForm }
        for field in fields { check(field, into: &values) }
    }

    /// The fields as they were sent. A file is kept apart.
    private mutating func sent(by sender: Sender) throws(Problem) -> [(name: String, value: String)] {
        let type = sender.header("Content-Type") ?? ""
        guard type.lowercased().hasPrefix(Multipart.mediaType) else { return try Self.pairs(in: sender.body) }
        let parts = try Multipart(sender.body, contentType: type)
        guard parts.files.count <= 1 else { throw .invalidContent("The form takes one file. Nothing was changed.") }
        file = parts.files.first?.file
        var pairs: [(name: String, value: String)] = []
        for (name, bytes) in parts.fields {
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw .invalidContent("The form is not UTF-8. Nothing was changed.")
            }
            let trimmed = Self.trimmed(text)
            if !trimmed.isEmpty { pairs.append((name, trimmed)) }
        }
        return pairs
    }

    private mutating func check(_ field: Parameter, into values: inout [String: ParameterValue]) {
        guard let text = typed[field.name] else {
            if let standard = field.standard {
                values[field.name] = try? field.value(of: standard)
            } else if field.isRequired {
                let wanted = field.takesList ? "choose at least one" : "give \(field.kind.allowed)"
                problems.append(FormProblem(field.name, "\(field.label) is missing: \(wanted)."))
            }
            return
        }
        do {
            values[field.name] = try field.value(of: text)
        } catch {
            let shown = field.isSecret ? " is not allowed" : error.received.map { " cannot be “\($0)”" } ?? " is wrong"
            problems.append(FormProblem(field.name, "\(field.label)\(shown): give \(field.kind.allowed)."))
        }
    }

    /// Checks what was typed into fields that only the handler knows.
    ///
    /// - Throws: a ``Problem`` for a field that the form does not have.
    mutating func read(_ fields: [Parameter], into values: inout [String: ParameterValue]) throws(Problem) {
        let unknown = more.filter { pair in !fields.contains { $0.name == pair.key } }
        guard unknown.isEmpty else {
            throw .parameters(unknown.sorted { $0.key < $1.key }.map { .unknown($0.key, received: $0.value, known: fields.map(\.name)) })
        }
        typed.merge(more) { first, _ in first }
        for field in fields where values[field.name] == nil && !problems.contains(where: { $0.field == field.name }) {
            check(field, into: &values)
        }
    }

    /// The fields in the order in which they were sent, without those left empty. White space around a value is
    /// nobody's intention.
    private static func pairs(in body: [UInt8]) throws(Problem) -> [(name: String, value: String)] {
        guard let text = String(validating: body, as: UTF8.self) else {
            throw .invalidContent("The form is not UTF-8. Nothing was changed.")
        }
        let parts = text.split(separator: "&")
        guard parts.count <= mostFields else {
            throw .invalidContent("The form has more than \(mostFields) fields. Nothing was changed.")
        }
        var pairs: [(name: String, value: String)] = []
        for part in parts {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try RequestTarget.decoded(sides[0], plusIsSpace: true, what: "form")
            let value =
                sides.count > 1
                ? try RequestTarget.decoded(sides[1], plusIsSpace: true, allowsLines: true, what: "form") : ""
            let trimmed = Self.trimmed(value)
            if !trimmed.isEmpty { pairs.append((name, trimmed)) }
        }
        return pairs
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { String(start[...$0]) } ?? ""
    }
}
