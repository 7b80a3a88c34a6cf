public import Store
import Synchronization

/// Finds or makes the account of each identity that a forge spells, and keeps its user name up to date.
///
/// A later answer of the forge replaces the user name of an earlier one, whatever the order in which they are read,
/// so collecting twice changes nothing. Serves one collection; give it up when a transaction that used it failed.
public final class ForgeAccountBook: Sendable {
    private struct Known {
        let id: Int64
        var version: Int64
        var login: String
        var isBot: Bool
        var observedAt: Instant
    }

    private struct Key: Hashable {
        let host: String
        let spelling: String
    }

    private struct State {
        var known: [Key: Known] = [:]
        /// Accounts whose user name was seen again at a later time, which is not written down yet.
        var seenAgain: Set<Key> = []
    }

    private let state = Mutex(State())

    public init() {}

    /// The account's number in the ledger.
    ///
    /// - Parameter observed: when the forge spelled it so.
    public func account(
        of account: ForgeAccount, observed: Instant, in writer: any SQLWriter, at now: Instant
    ) throws -> Int64 {
        let key = Key(host: account.host, spelling: account.spelling)
        var entry =
            try state.withLock { $0.known[key] } ?? find(key, in: writer) ?? make(account, key, observed, in: writer, at: now)
        guard let login = account.login, observed > entry.observedAt || entry.version == 0 else {
            state.withLock { $0.known[key] = entry }
            return entry.id
        }
        if login != entry.login || account.isBot != entry.isBot {
            try replace(&entry, with: login, account.isBot, observed, in: writer, at: now)
            // Who holds the name now may be another account than before.
            try PlacementQueue.add([entry.id], in: writer)
        } else {
            entry.observedAt = observed
            state.withLock { _ = $0.seenAgain.insert(key) }
        }
        state.withLock { $0.known[key] = entry }
        return entry.id
    }

    /// Writes down when user names were last seen; once for a batch, not once for each time.
    func flush(in writer: any SQLWriter) throws {
        let entries = state.withLock { state in
            defer { state.seenAgain = [] }
            return state.seenAgain.compactMap { state.known[$0] }
        }
        for entry in entries {
            try writer.execute(
                "UPDATE account_profiles SET observed_at = ? WHERE account_id = ? AND version = ?",
                [.integer(entry.observedAt.seconds), .integer(entry.id), .integer(entry.version)])
            // Of two accounts that seem to have one user name it is the later that does.
            try writer.execute(
                """
                INSERT INTO placement_queue (account_id)
                SELECT p.account_id FROM account_profiles p WHERE p.login_key = ? AND p.ended_at IS NULL AND p.account_id <> ?
                ON CONFLICT DO NOTHING
                """, [.text(BoundedKey.of(entry.login.lowercased())), .integer(entry.id)])
        }
    }

    private func find(_ key: Key, in writer: any SQLWriter) throws -> Known? {
        try writer.first(
            """
            SELECT a.id, p.version, p.login, p.bot, p.observed_at
            FROM accounts a LEFT JOIN account_profiles p ON p.account_id = a.id AND p.ended_at IS NULL
            WHERE a.source = ? AND a.spelling = ?
            """, [.text(key.host), .text(key.spelling)]
        ) { row in
            Known(
                id: row.integer(0), version: row.integer(1), login: row.text(2), isBot: row.bool(3),
                observedAt: Instant(seconds: row.integer(4)))
        }
    }

    private func make(
        _ account: ForgeAccount, _ key: Key, _ observed: Instant, in writer: any SQLWriter, at now: Instant
    ) throws -> Known {
        let id = try writer.takeNumbers("accounts")
        let identity = SpelledIdentity(name: account.displayName, email: account.email ?? "")
        try writer.execute(
            """
            INSERT INTO accounts (id, source, spelling, name, email, email_key, recorded_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(id), .text(key.host), .text(key.spelling), .text(identity.name), .text(identity.email),
                .text(identity.emailKey), .integer(now.seconds),
            ])
        var entry = Known(id: id, version: 0, login: "", isBot: false, observedAt: observed)
        if let login = account.login { try replace(&entry, with: login, account.isBot, observed, in: writer, at: now) }
        return entry
    }

    private func replace(
        _ entry: inout Known, with login: String, _ isBot: Bool, _ observed: Instant, in writer: any SQLWriter,
        at now: Instant
    ) throws {
        if entry.version > 0 {
            try writer.execute(
                "UPDATE account_profiles SET ended_at = ? WHERE account_id = ? AND version = ?",
                [.integer(now.seconds), .integer(entry.id), .integer(entry.version)])
        }
        entry.version += 1
        entry.login = login
        entry.isBot = isBot
        entry.observedAt = observed
        try writer.execute(
            """
            INSERT INTO account_profiles (account_id, version, login, login_key, bot, observed_at, recorded_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(entry.id), .integer(entry.version), .text(login), .text(BoundedKey.of(login.lowercased())),
                .integer(isBot ? 1 : 0), .integer(observed.seconds), .integer(now.seconds),
            ])
    }
}
