public import Store

/// An account as its source spelled it, with its present user name at its forge.
public struct AccountRecord: Sendable, Hashable {
    public let id: Int64
    /// `git`, or the host of a forge.
    public let source: String
    /// What makes it unique at its source.
    public let spelling: String
    public let name: String
    public let email: String
    /// The user name, where a forge said it.
    public let login: String?
    /// The forge itself says that a program uses it.
    public let isBotAtForge: Bool
    /// When Steward first met it.
    public let recordedAt: Instant

    /// Whether only a user name is known, from a roster, and not yet the account itself.
    public var isUserNameOnly: Bool { source != "git" && spelling.hasPrefix("@") }

    /// The part of the address after the `@`; nil without one.
    public var domain: String? {
        guard let at = email.lastIndex(of: "@") else { return nil }
        let domain = email[email.index(after: at)...]
        return domain.isEmpty ? nil : domain.lowercased()
    }
}

extension SQLReader {
    /// These accounts by number.
    public func accountRecords(_ ids: Set<Int64>) throws -> [Int64: AccountRecord] {
        var records: [Int64: AccountRecord] = [:]
        try forEachRow(
            of: ids,
            {
                """
                SELECT a.id, a.source, a.spelling, a.name, a.email, p.login, p.bot, a.recorded_at FROM accounts a
                LEFT JOIN account_profiles p ON p.account_id = a.id AND p.ended_at IS NULL WHERE a.id IN (\($0))
                """
            }
        ) { row in
            records[row.integer(0)] = AccountRecord(
                id: row.integer(0), source: row.text(1), spelling: row.text(2), name: row.text(3), email: row.text(4),
                login: row.optionalText(5), isBotAtForge: row.bool(6), recordedAt: Instant(seconds: row.integer(7)))
        }
        return records
    }
}
