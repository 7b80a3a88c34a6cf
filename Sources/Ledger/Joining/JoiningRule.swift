/// A reason for which two accounts are taken for one person's.
///
/// Rules of one kind give an account *keys*: accounts with an equal key are joined. The others join what somebody or
/// something said of two accounts, which stands in the ledger as an assertion under the rule's name.
public protocol JoiningRule: Sendable {
    /// Names the rule in assertions, in the configuration and on pages. Never changed once it is in a ledger.
    var name: String { get }
    /// What the rule does, in one sentence.
    var explanation: String { get }
    /// The keys by which an account is joined with others; none for rules that join by what was said.
    func keys(of account: JoiningAccount) -> [JoiningKey]
    /// Why an account is joined with another that has the same key.
    func evidence(of account: JoiningAccount, with other: JoiningAccount) -> String
}

extension JoiningRule {
    /// The name as the configuration writes it: `private-address-number`.
    public var key: String { name.replacing(", ", with: "-").replacing(" ", with: "-") }

    public func keys(of account: JoiningAccount) -> [JoiningKey] { [] }
    public func evidence(of account: JoiningAccount, with other: JoiningAccount) -> String { explanation }
}

/// An account as the rules see it.
public struct JoiningAccount: Sendable, Hashable {
    public var id: Int64
    /// `git`, or the host of a forge.
    public var source: String
    public var spelling: String
    public var name: String
    public var email: String
    /// The user name that the forge gives to the account now, in lower case.
    public var login: String?
    /// When the forge said so, in seconds since 1970.
    public var observedAt: Int64

    public init(
        id: Int64, source: String, spelling: String, name: String, email: String, login: String? = nil, observedAt: Int64 = 0
    ) {
        self.id = id
        self.source = source
        self.spelling = spelling
        self.name = name
        self.email = email
        self.login = login
        self.observedAt = observedAt
    }

    /// What to call the account in words.
    var title: String { isForge ? "\(currentLogin ?? name) at \(source)" : spelling }

    /// The account belongs to a forge.
    var isForge: Bool { source != "git" }

    /// A source knew only the user name.
    var isNameOnly: Bool { isForge && spelling.hasPrefix("@") }

    /// What the forge calls the account now: an account of which only the user name is known is spelled by it.
    var currentLogin: String? { isNameOnly ? String(spelling.dropFirst()) : isForge ? login : nil }
}

/// What accounts of one person have in common, as one rule sees it.
public struct JoiningKey: Sendable, Hashable {
    /// Who holds a key that one can hold at a time, such as a user name at a forge.
    public struct Holder: Sendable, Hashable {
        /// The forge's number of the account.
        public var number: Int64
        /// The last time at which the forge said so, in seconds since 1970; the earliest when nobody knows.
        public var since: Int64

        public init(_ number: Int64, since: Int64) {
            self.number = number
            self.since = since
        }
    }

    public var text: String
    /// Nil for an account that only mentions the key. Of several holders the latest counts and the others do not have the
    /// key; when nobody can tell which is the latest, none has.
    public var holder: Holder?

    public init(_ text: String, holder: Holder? = nil) {
        self.text = text
        self.holder = holder
    }
}

/// The rules that Steward ships, the strongest first. Where two lead to opposite ends because of a refusal, the stronger
/// one is followed.
public enum JoiningRules {
    public static let all: [any JoiningRule] = [
        SaidRule.stated, SaidRule.accepted, SaidRule.configured, SaidRule.imported, SaidRule.forgeAuthor,
        PrivateAddressNumber(), SameUserName(), PrivateAddressUserName(), SaidRule.mailmap, SameEmail(),
    ]

    /// Those that the configuration may switch off. What somebody stated, or linked there, always counts.
    public static let switchable = all.filter { rule in
        ![SaidRule.stated, .accepted, .configured].contains { $0.name == rule.name }
    }

    /// An account that nothing joins with another.
    public static let own = "own account"

    static func index(ofSaid rule: String) -> Int { indexes[rule] ?? importedIndex }

    private static let indexes = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($0.element.name, $0.offset) })
    private static let importedIndex = all.firstIndex { $0.name == SaidRule.imported.name } ?? 0
}
