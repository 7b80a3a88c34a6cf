/// A sign in an identity that a program uses it, read from a line `RULE | FIELD | GLOB | EVIDENCE`; see `bot-patterns.txt`.
///
/// A sign only leads to an assertion; it is the assertion, with its evidence and its dates, that counts.
public struct BotPattern: Sendable, Hashable {
    public enum Field: String, Sendable, CaseIterable { case name, login, email }

    public let rule: String
    public let field: Field
    public let evidence: String
    private let glob: Glob

    /// The forge itself says so of an account.
    static let forgeRule = "forge says bot"

    /// The rule of patterns that the configuration gives.
    public static let configuredRule = "configured pattern"

    /// The line of a pattern that the configuration gives.
    public static func line(field: Field, glob: String, reason: String) -> String {
        [configuredRule, field.rawValue, glob, reason].joined(separator: " | ")
    }

    static let shipped = DataPack.botPatterns.compactMap { try? BotPattern($0) }

    /// - Throws: ``BotPatternError`` that says what is wrong with the line.
    public init(_ line: String) throws {
        let parts = line.split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false).map { $0.trimmed }
        guard line.utf8.count <= 1000, parts.count == 4, parts.allSatisfy({ !$0.isEmpty }) else { throw BotPatternError(line, .parts) }
        guard let field = Field(rawValue: parts[1]) else { throw BotPatternError(line, .field) }
        guard parts[2].contains(where: { $0 != "*" && $0 != "?" }) else { throw BotPatternError(line, .everybody) }
        guard parts[0] != ProgrammeRule.stated, parts[0] != Self.forgeRule else { throw BotPatternError(line, .rule) }
        (rule, evidence) = (parts[0], parts[3])
        self.field = field
        glob = Glob(parts[2])
    }

    func matches(_ account: JoiningAccount) -> Bool {
        switch field {
        case .name: glob.matches(account.name)
        case .login: account.currentLogin.map(glob.matches) ?? false
        case .email: !account.email.isEmpty && glob.matches(account.email)
        }
    }
}

/// A line that is no sign of a bot.
public struct BotPatternError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Fault: Sendable, Hashable { case parts, field, everybody, rule }

    public let line: String
    public let fault: Fault

    init(_ line: String, _ fault: Fault) {
        self.line = String(line.prefix(120))
        self.fault = fault
    }

    public var description: String {
        let what =
            switch fault {
            case .parts: "it must have four parts with | between them: the rule, the field, the pattern, the evidence"
            case .field: "the field must be name, login or email"
            case .everybody: "the pattern would take everybody for a bot"
            case .rule: "the name of the rule is Steward's own"
            }
        return "“\(line)” is no sign of a bot: \(what)."
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
