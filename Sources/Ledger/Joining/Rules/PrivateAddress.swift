/// The address behind which a forge hides that of an account: `users.noreply.` and the host.
///
/// GitHub writes `NUMBER+LOGIN@users.noreply.github.com`, and for accounts made before July 2017 also `LOGIN@…`; GitLab
/// writes `NUMBER-LOGIN@users.noreply.gitlab.com`, and one that an office runs itself `NUMBER-LOGIN@users.noreply.HOST`.
/// Source: the two forges' documentation of private commit addresses.
struct PrivateAddress: Hashable {
    let host: String
    /// The forge's number of the account; nil when the address tells only the user name.
    let number: Int64?
    /// The user name at the time at which the address was given out, in lower case.
    let login: String
    /// The host may be of either kind, and a user name may itself begin with digits and a hyphen.
    let isAmbiguous: Bool

    private static let prefix = "users.noreply."

    init?(_ address: MailAddress) {
        guard address.domain.hasPrefix(Self.prefix) else { return nil }
        let host = String(address.domain.dropFirst(Self.prefix.count))
        let local = address.local
        let digits = local.prefix { $0.isASCII && $0.isNumber }
        let rest = local[digits.endIndex...]
        let separator: Character? = rest.first == "+" ? "+" : rest.first == "-" && host != "github.com" ? "-" : nil
        if let separator, !digits.isEmpty, rest.count > 1, let number = Int64(digits), number > 0 {
            self.init(
                host: host, number: number, login: String(rest.dropFirst()),
                isAmbiguous: separator == "-" && host != "gitlab.com")
        } else if rest.first != "+", !local.contains("+") {
            self.init(host: host, number: nil, login: local, isAmbiguous: false)
        } else {
            return nil
        }
    }

    private init(host: String, number: Int64?, login: String, isAmbiguous: Bool) {
        self.host = host
        self.number = number
        self.login = login
        self.isAmbiguous = isAmbiguous
    }

    /// The private address of an account of git; nil for other addresses and accounts.
    static func of(_ account: JoiningAccount) -> PrivateAddress? {
        // One look settles nearly all: behind the @ stands a u, or something that may hide one.
        let bytes = account.email.utf8
        guard !account.isForge, let at = bytes.lastIndex(of: UInt8(ascii: "@")), let first = bytes[bytes.index(after: at)...].first,
            first | 0x20 == UInt8(ascii: "u") || first >= 0x80
        else { return nil }
        return MailAddress(account.email).flatMap(PrivateAddress.init)
    }
}

/// A private address and the forge's account of the number in it, which stays when the user name changes.
public struct PrivateAddressNumber: JoiningRule {
    public let name = "private address, number"
    public let explanation = "The forge's private address holds the number of the account."

    public init() {}

    public func keys(of account: JoiningAccount) -> [JoiningKey] {
        if account.isForge {
            guard let number = Int64(account.spelling) else { return [] }
            var keys = [JoiningKey("account \(account.source) \(number)")]
            // Where the form of the address leaves a doubt, number and user name must both agree.
            if !["github.com", "gitlab.com"].contains(account.source), let login = account.login {
                keys.append(JoiningKey("account \(account.source) \(number) \(login)"))
            }
            return keys
        }
        guard let address = PrivateAddress.of(account), let number = address.number else { return [] }
        let doubt = address.isAmbiguous ? " \(address.login)" : ""
        return [JoiningKey("account \(address.host) \(number)\(doubt)")]
    }

    public func evidence(of account: JoiningAccount, with other: JoiningAccount) -> String {
        guard let address = PrivateAddress.of(account), let number = address.number else {
            return "Its number at \(account.source) is in the private address of \(other.title)."
        }
        return "The private address names the account \(number) of \(address.host), which is \(other.title)."
    }
}

/// A private address and the account to which the forge gives the user name in it now.
public struct PrivateAddressUserName: JoiningRule {
    public let name = "private address, user name"
    public let explanation = "The forge's private address holds the user name of the account."

    public init() {}

    public func keys(of account: JoiningAccount) -> [JoiningKey] {
        if account.isForge { return SameUserName().keys(of: account) }
        guard let address = PrivateAddress.of(account), !address.isAmbiguous else { return [] }
        // An address with a number held the user name once; whoever the forge says has it now comes first.
        return [.userName(address.login, at: address.host, holder: address.number.map { JoiningKey.Holder($0, since: .min) })]
    }

    public func evidence(of account: JoiningAccount, with other: JoiningAccount) -> String {
        guard let address = PrivateAddress.of(account) else {
            return "Its user name at \(account.source) is in the private address of \(other.title)."
        }
        return "The private address names the user name \(address.login) of \(address.host), as \(other.title) does."
    }
}
