public import Store

/// An account in words, for people who must tell it from others.
public struct AccountCard: Sendable, Hashable {
    public let id: Int64
    /// `git`, or the host of a forge.
    public let source: String
    public let spelling: String
    public let name: String
    public let email: String
    /// The user name at a forge.
    public let login: String?
    /// Nil for an account that was not placed yet.
    public let person: PersonID?

    /// What to call the account beside others: the user name and the forge, or the name and address.
    public var title: String {
        if let login { return "\(login) at \(source)" }
        return source == "git" ? spelling : "\(name) at \(source)"
    }
}

extension SQLReader {
    /// The accounts that a text names: `#12` or `12` is a number, `github.com/ada` a user name at a forge,
    /// `ada@example.org` an address, `Ada Example <ada@example.org>` an identity of git.
    public func accounts(named text: String) throws -> [AccountCard] {
        let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
        if let id = Int64(digits) { return try accountCards([id]) }
        let spelled = try accountNumbers("source = 'git' AND spelling = ?", [.text(BoundedKey.of(text))])
        if !spelled.isEmpty { return try accountCards(spelled) }
        if let slash = text.lastIndex(of: "/") {
            let (host, login) = (String(text[..<slash]), String(text[text.index(after: slash)...]))
            return try accountCards(accounts(ofLogin: login, host: host).sorted())
        }
        guard let address = MailAddress(text) else { return [] }
        return try accountCards(accountNumbers("email_key = ?", [.text(BoundedKey.of(address.text))]))
    }

    /// Accounts in words, in the order of their numbers; those that are not there are left out.
    public func accountCards(_ ids: some Collection<Int64>) throws -> [AccountCard] {
        let reader = JoiningReader(reader: self)
        let people = Dictionary(
            try reader.assertions(.accountPerson, "subject", in: Set(ids)).map { ($0.assertion.subject, $0.assertion.object) },
            uniquingKeysWith: { first, _ in first })
        let logins = Dictionary(
            try reader.logins(of: ids), uniquingKeysWith: { first, _ in first })
        return try reader.accounts(Set(ids)).sorted { $0.id < $1.id }.map { account in
            AccountCard(
                id: account.id, source: account.source, spelling: account.spelling, name: account.name, email: account.email,
                login: logins[account.id] ?? account.currentLogin, person: (people[account.id] ?? nil).map(PersonID.init(number:)))
        }
    }

    /// The accounts that belong to a person now.
    public func accounts(ofPerson person: PersonID) throws -> [AccountCard] {
        try accountCards(JoiningReader(reader: self).assertions(.accountPerson, "object", in: [person.number]).map(\.assertion.subject))
    }

    private func accountNumbers(_ condition: String, _ arguments: [SQLValue]) throws -> [Int64] {
        try rows("SELECT id FROM accounts WHERE \(condition) ORDER BY id LIMIT 1000", arguments) { $0.integer(0) }
    }
}
