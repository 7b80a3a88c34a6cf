/// An account of which only a user name is known, and the account to which the same forge gives that name now.
public struct SameUserName: JoiningRule {
    public let name = "same user name"
    public let explanation = "The same forge gives the user name to the account now."

    public init() {}

    public func keys(of account: JoiningAccount) -> [JoiningKey] {
        guard let login = account.currentLogin, !login.isEmpty else { return [] }
        return [.userName(login, at: account.source, holder: account.holder)]
    }

    public func evidence(of account: JoiningAccount, with other: JoiningAccount) -> String {
        "\(account.source) gives the user name \(account.currentLogin ?? "") to the account."
    }
}

extension JoiningKey {
    static func userName(_ login: String, at host: String, holder: Holder? = nil) -> JoiningKey {
        JoiningKey("user name \(host) \(login.lowercased())", holder: holder)
    }
}

extension JoiningAccount {
    /// The account as the holder of its user name; nil for one of which only the user name is known.
    var holder: JoiningKey.Holder? {
        isNameOnly ? nil : JoiningKey.Holder(Int64(spelling) ?? -id, since: observedAt)
    }
}
