import Store

/// That a browser is signed in.
public struct Session: Sendable, Hashable, Identifiable {
    /// The digest of the secret in the cookie; names the session without letting anybody in.
    public let digest: String
    public let user: Int64
    /// `password`, or the name of the provider that vouched.
    public let way: String
    /// Seconds since 1970, UTC.
    public let madeAt: Int64
    /// To some minutes.
    public let usedAt: Int64
    /// When it ends whatever happens.
    public let endsAt: Int64
    public let address: String
    public let browser: String

    public var id: String { digest }
}

/// Where a request to sign in comes from.
public struct Origin: Sendable, Hashable {
    /// The network address of the browser, as far as it is known.
    public let address: String
    /// What the browser calls itself.
    public let browser: String

    public init(address: String, browser: String) {
        self.address = String(address.prefix(100))
        self.browser = String(browser.filter { !$0.isNewline }.prefix(200))
    }
}

/// A session that has just begun: the only time at which its secret is at hand.
public struct NewSession: Sendable {
    public let user: User
    public let secret: SecretText
    /// Seconds since 1970, UTC.
    public let endsAt: Int64
}

extension AccessDesk {
    /// A session is marked as used at most once in so many seconds, so that reading pages does not write.
    static let usePrecision: Int64 = 300

    /// Who a browser is; nil when the session ended, was ended, or never was.
    public func caller(session secret: SecretText) async throws -> Caller? {
        let digest = try secret.digest()
        let now = clock()
        let idle = settings.sessionIdle
        let found = try await store.read { reader -> (caller: Caller, usedAt: Int64)? in
            let row = try reader.first(
                """
                SELECT \(User.columns(of: "u")), s.used_at, s.ends_at FROM sessions s JOIN users u ON u.id = s.user_id
                WHERE s.digest = ? AND u.disabled_at IS NULL
                """, [.text(digest)]
            ) { (user: User($0), usedAt: $0.integer(5), endsAt: $0.integer(6)) }
            guard let row, now < row.endsAt, now - row.usedAt < idle else { return nil }
            return (Caller(row.user, holding: try reader.heldRoles(of: row.user.id, at: now), by: .session(digest)), row.usedAt)
        }
        guard let found else { return nil }
        if now - found.usedAt >= Self.usePrecision {
            try await store.write {
                _ = try $0.execute("UPDATE sessions SET used_at = ? WHERE digest = ?", [.integer(now), .text(digest)])
            }
        }
        return found.caller
    }

    /// The sessions of a user that have not ended, the last used first.
    public func sessions(of user: Int64) async throws -> [Session] {
        let now = clock()
        let idle = settings.sessionIdle
        return try await store.read { reader in
            try reader.rows(
                """
                SELECT digest, user_id, way, made_at, used_at, ends_at, address, browser FROM sessions
                WHERE user_id = ? AND ends_at > ? AND used_at > ? ORDER BY used_at DESC, digest
                """, [.integer(user), .integer(now), .integer(now - idle)]
            ) { Session($0) }
        }
    }

    /// Ends one session of a user; one of somebody else, or none, changes nothing.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func end(session digest: String, of user: Int64, actor: String) async throws -> Bool {
        let scribe = Scribe(actor: actor, now: clock())
        return try await store.write { writer in
            let count = try writer.execute("DELETE FROM sessions WHERE digest = ? AND user_id = ?", [.text(digest), .integer(user)])
            if count > 0 {
                try scribe.note("session.end", User.actor(user), after: auditJSON(["session": String(digest.prefix(8))]), in: writer)
            }
            return count > 0
        }
    }

    /// Ends all sessions of a user, but one if that is said.
    public func endSessions(of user: Int64, but kept: String? = nil, actor: String) async throws {
        let scribe = Scribe(actor: actor, now: clock())
        try await store.write { writer in
            let count = try writer.execute("DELETE FROM sessions WHERE user_id = ? AND digest <> ?", [.integer(user), .text(kept ?? "")])
            if count > 0 { try scribe.note("session.end", User.actor(user), after: auditJSON(["sessions": String(count)]), in: writer) }
        }
    }
}

extension SQLWriter {
    /// Begins a session with a secret of its own, whatever the browser held before.
    func beginSession(of user: User, way: String, from origin: Origin, secret: SecretText, settings: AccessSettings, by scribe: Scribe)
        throws -> NewSession
    {
        let digest = try secret.digest()
        let endsAt = scribe.now + settings.sessionLongest
        try execute(
            "DELETE FROM sessions WHERE ends_at <= ? OR used_at <= ?", [.integer(scribe.now), .integer(scribe.now - settings.sessionIdle)])
        try execute(
            "INSERT INTO sessions (digest, user_id, way, made_at, used_at, ends_at, address, browser) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .text(digest), .integer(user.id), .text(way), .integer(scribe.now), .integer(scribe.now), .integer(endsAt),
                .text(origin.address), .text(origin.browser),
            ])
        try execute("UPDATE users SET signed_in_at = ? WHERE id = ?", [.integer(scribe.now), .integer(user.id)])
        try scribe.note(
            "session.begin", user.actor, after: auditJSON(["session": String(digest.prefix(8)), "way": way]), in: self)
        return NewSession(user: user, secret: secret, endsAt: endsAt)
    }
}

extension Session {
    init(_ row: any SQLRow) {
        digest = row.text(0)
        user = row.integer(1)
        way = row.text(2)
        madeAt = row.integer(3)
        usedAt = row.integer(4)
        endsAt = row.integer(5)
        address = row.text(6)
        browser = row.text(7)
    }
}

extension User {
    static func columns(of alias: String) -> String {
        "\(alias).id, \(alias).name, \(alias).display_name, \(alias).email, \(alias).disabled_at"
    }
}
