public import Store
import Synchronization

/// Finds or makes the account of each identity that a source spells.
///
/// Remembers what it found, so it serves one collection; give it up when a transaction that used it failed.
public final class AccountBook: Sendable {
    private let source: String
    private let known = Mutex<[SpelledIdentity: Int64]>([:])

    /// - Parameter source: the kind of source, such as `git`.
    public init(source: String) { self.source = source }

    /// The account of `identity`, made when the ledger has none.
    public func account(of identity: SpelledIdentity, in writer: any SQLWriter, at now: Instant) throws -> Int64 {
        if let id = known.withLock({ $0[identity] }) { return id }
        let id = try find(identity, in: writer) ?? make(identity, in: writer, at: now)
        known.withLock { $0[identity] = id }
        return id
    }

    private func find(_ identity: SpelledIdentity, in writer: any SQLWriter) throws -> Int64? {
        try writer.integer(
            "SELECT id FROM accounts WHERE source = ? AND spelling = ?", [.text(source), .text(identity.spelling)])
    }

    private func make(_ identity: SpelledIdentity, in writer: any SQLWriter, at now: Instant) throws -> Int64 {
        let id = try writer.takeNumbers("accounts")
        try writer.execute(
            """
            INSERT INTO accounts (id, source, spelling, name, email, email_key, recorded_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(id), .text(source), .text(identity.spelling), .text(identity.name), .text(identity.email),
                .text(identity.emailKey), .integer(now.seconds),
            ])
        return id
    }
}
