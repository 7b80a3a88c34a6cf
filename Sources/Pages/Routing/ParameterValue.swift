import Ledger

/// A value that has been checked against its ``Parameter``.
enum ParameterValue: Sendable, Hashable {
    case text(String)
    case texts([String])
    case integer(Int)
    case date(CivilDate)
    case month(Period)
    case flag(Bool)
}

extension Parameter {
    /// Reads a value, already decoded and not empty.
    func value(of text: String) throws(ParameterError) -> ParameterValue {
        let value: ParameterValue? =
            switch kind {
            case .choice(let choices): choices.contains { $0.value == text } ? .text(text) : nil
            case .choices(let choices): Self.list(text, of: choices).map(ParameterValue.texts)
            case .text(let length): text.count <= length && !text.contains { $0.isNewline || $0 == "\t" } ? .text(text) : nil
            case .lines(let bytes): text.utf8.count <= bytes ? .text(text) : nil
            case .secret(let bytes): text.utf8.count <= bytes && !text.contains(where: \.isNewline) ? .text(text) : nil
            case .integer(let range): Self.integer(text).flatMap { range.contains($0) ? .integer($0) : nil }
            case .date: CivilDate(text).map(ParameterValue.date)
            case .month: text.utf8.count == 7 ? Self.month(text) : nil
            case .flag: text == "yes" ? .flag(true) : text == "no" ? .flag(false) : nil
            }
        guard let value else {
            throw ParameterError(
                parameter: name, received: isSecret ? "***" : text, allowed: kind.allowed, suggestion: suggestion(for: text))
        }
        return value
    }

    /// Digits with a minus at most: no plus, no white space, nothing that would be spelled differently in a link.
    private static func integer(_ text: String) -> Int? {
        guard let number = Int(text), String(number) == text else { return nil }
        return number
    }

    private static func month(_ text: String) -> ParameterValue? {
        guard let day = CivilDate(text + "-01") else { return nil }
        return .month(Period(.month, containing: day))
    }

    private static func list(_ text: String, of choices: [Choice]) -> [String]? {
        let values = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let known = Set(choices.map(\.value))
        guard values.count <= choices.count, Set(values).count == values.count, values.allSatisfy(known.contains)
        else { return nil }
        return values
    }

    private func suggestion(for text: String) -> String? {
        switch kind {
        case .choice(let choices): Suggestion.nearest(to: text, among: choices.map(\.value))
        case .choices(let choices) where !text.contains(","): Suggestion.nearest(to: text, among: choices.map(\.value))
        case .flag:
            ["true", "1", "on", "y"].contains(text.lowercased())
                ? "yes" : ["false", "0", "off", "n"].contains(text.lowercased()) ? "no" : nil
        default: nil
        }
    }
}

/// A parameter that is not known, missing, or has a value that is not allowed. A handler may throw it too, for rules
/// that only it can check.
public struct ParameterError: Error, Sendable, Hashable {
    public enum Reason: String, Sendable {
        /// No parameter has this name.
        case unknown
        /// It is required and was not given.
        case missing
        /// It has a value that is not allowed.
        case invalid
    }

    public let reason: Reason
    public let parameter: String
    /// What was given, shortened to 80 characters; nil when the parameter is missing.
    public let received: String?
    /// What may be given instead, in words.
    public let allowed: String
    /// What was probably meant: another value, or another name when the name is at fault.
    public let suggestion: String?

    /// A value that is not allowed, or a parameter that is missing when `received` is nil.
    public init(parameter: String, received: String?, allowed: String, suggestion: String? = nil) {
        self.init(
            received == nil ? .missing : .invalid, parameter: parameter, received: received, allowed: allowed,
            suggestion: suggestion)
    }

    /// A parameter that no route of this path knows.
    static func unknown(_ parameter: String, received: String, known: [String]) -> ParameterError {
        ParameterError(
            .unknown, parameter: parameter, received: received,
            allowed: known.isEmpty ? "no parameters at all" : known.joined(separator: ", "),
            suggestion: Suggestion.nearest(to: parameter, among: known))
    }

    private init(_ reason: Reason, parameter: String, received: String?, allowed: String, suggestion: String?) {
        self.reason = reason
        self.parameter = Self.shortened(parameter)
        self.received = received.map(Self.shortened)
        self.allowed = allowed
        self.suggestion = suggestion
    }

    private static func shortened(_ text: String) -> String {
        text.count > 80 ? String(text.prefix(80)) + "…" : text
    }

    var json: JSON {
        var json: JSON = ["parameter": .string(parameter), "reason": .string(reason.rawValue)]
        if let received { json = json.adding("received", .string(received)) }
        json = json.adding("allowed", .string(allowed))
        if let suggestion { json = json.adding("suggestion", .string(suggestion)) }
        return json
    }
}
