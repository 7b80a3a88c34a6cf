/// Accounts with the same address, whatever its case, unless it is one that strangers share.
public struct SameEmail: JoiningRule {
    public let name = "same e-mail"
    public let explanation = "Both use the same e-mail address, which is no shared mailbox."

    public init() {}

    public func keys(of account: JoiningAccount) -> [JoiningKey] {
        guard let address = MailAddress(account.email), !address.isShared else { return [] }
        return [JoiningKey(address.text)]
    }

    public func evidence(of account: JoiningAccount, with other: JoiningAccount) -> String {
        "Uses the address \(MailAddress(account.email)?.text ?? account.email), as \(other.title) does."
    }
}
