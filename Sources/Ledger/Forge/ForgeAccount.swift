/// An account of a forge, as one of its answers spells it.
///
/// The forge's number makes it unique; the user name may change. A source that knows only a user name, such as a
/// roster, spells an account of its own, which placement joins with the numbered one.
public struct ForgeAccount: Sendable, Hashable {
    /// The forge, such as `github.com`.
    public var host: String
    /// The forge's own number of the account; nil where a source gives only the user name.
    public var number: Int64?
    /// The user name; nil where a source gives only the number.
    public var login: String?
    /// The name that the account shows, where the source says.
    public var name: String?
    /// The address that the account shows to everybody, where the source says.
    public var email: String?
    /// The forge itself says that a program uses the account.
    public var isBot: Bool

    public init(
        host: String, number: Int64?, login: String?, name: String? = nil, email: String? = nil, isBot: Bool = false
    ) {
        self.host = host
        self.number = number
        self.login = login
        self.name = name
        self.email = email
        self.isBot = isBot
    }

    /// What makes it unique at its host: the number, or `@` with the user name in lower case.
    public var spelling: String {
        if let number { return String(number) }
        return BoundedKey.of("@" + (login ?? "").lowercased())
    }

    /// The user name in lower case: forges do not tell cases apart.
    public var loginKey: String? { login.map { BoundedKey.of($0.lowercased()) } }

    /// What a page calls the account: the user name, else the name, else the number.
    public var displayName: String { login ?? name ?? number.map { "account \($0)" } ?? "(unknown)" }
}
