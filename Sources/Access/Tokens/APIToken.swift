import Store

/// What a program signs in with, in the name of a user and narrowed to some of what they may do.
public struct APIToken: Sendable, Hashable, Identifiable {
    public let id: Int64
    public let user: Int64
    /// What it is for, in the user's words.
    public let title: String
    public let scopes: Set<Permission>
    /// Seconds since 1970, UTC.
    public let madeAt: Int64
    public let endsAt: Int64
    /// To some minutes; nil when it never was.
    public let usedAt: Int64?

    /// What tokens begin with, so that scanners for secrets find them.
    public static let prefix = "steward_"
}

extension AccessDesk {
    /// Makes a token. The secret is at hand only now.
    ///
    /// - Parameters:
    ///   - scopes: what it may do, of what the user may do when it is used. See ``Permission/isForTokens``.
    ///   - days: for how long; 1 to ``AccessSettings/tokenMostDays``.
    public func makeToken(
        _ title: String, of user: Int64, scopes: Set<Permission>, days: Int64, actor: String
    ) async throws -> (token: APIToken, secret: SecretText) {
        let title = try NameRules.line(title, field: "title of the token", longest: 100)
        guard !scopes.isEmpty, scopes.allSatisfy(\.isForTokens) else {
            throw AccessFailure.invalid(
                field: "scopes of the token",
                allowed: "one or more of \(Permission.allCases.filter(\.isForTokens).map(\.rawValue).joined(separator: ", "))")
        }
        guard (1...settings.tokenMostDays).contains(days) else {
            throw AccessFailure.invalid(field: "time of the token", allowed: "1 to \(settings.tokenMostDays) days")
        }
        let secret = try SecretText(prefix: APIToken.prefix)
        let digest = try secret.digest()
        let scribe = Scribe(actor: actor, now: clock())
        let endsAt = scribe.now + days * 86_400
        let spelled = scopes.sorted().map(\.rawValue).joined(separator: " ")
        let token = try await store.write { writer in
            let owner = try writer.existingUser(user)
            let id = (try writer.integer("SELECT MAX(id) FROM api_tokens") ?? 0) + 1
            try writer.execute(
                "INSERT INTO api_tokens (id, digest, user_id, title, scopes, made_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [.integer(id), .text(digest), .integer(user), .text(title), .text(spelled), .integer(scribe.now), .integer(endsAt)])
            try scribe.note(
                "token.make", owner.actor,
                after: auditJSON(["token": String(id), "title": title, "scopes": spelled, "ends_at": String(endsAt)]), in: writer)
            return APIToken(id: id, user: user, title: title, scopes: scopes, madeAt: scribe.now, endsAt: endsAt, usedAt: nil)
        }
        return (token, secret)
    }

    /// Who a program acts for; nil when the token ended, was ended, or never was.
    public func caller(token secret: SecretText) async throws -> Caller? {
        let digest = try secret.digest()
        let now = clock()
        let found = try await store.read { reader -> (caller: Caller, token: APIToken)? in
            let token = try reader.first(
                "SELECT \(APIToken.columns) FROM api_tokens WHERE digest = ? AND ends_at > ?", [.text(digest), .integer(now)]
            ) {
                APIToken($0)
            }
            guard let token, let user = try reader.accessUser(token.user), !user.isDisabled else { return nil }
            let roles = try reader.heldRoles(of: user.id, at: now)
            return (Caller(user, holding: roles, by: .token(token.id), scopes: token.scopes), token)
        }
        guard let found else { return nil }
        if now - (found.token.usedAt ?? .min / 2) >= Self.usePrecision {
            try await store.write {
                _ = try $0.execute("UPDATE api_tokens SET used_at = ? WHERE id = ?", [.integer(now), .integer(found.token.id)])
            }
        }
        return found.caller
    }

    /// The tokens of a user, of all users when nil, that have not ended, the newest first.
    public func tokens(of user: Int64? = nil) async throws -> [APIToken] {
        let now = clock()
        return try await store.read { reader in
            let narrowing = user == nil ? "" : " AND user_id = ?"
            return try reader.rows(
                "SELECT \(APIToken.columns) FROM api_tokens WHERE ends_at > ?\(narrowing) ORDER BY id DESC",
                [.integer(now)] + (user.map { [.integer($0)] } ?? [])
            ) { APIToken($0) }
        }
    }

    /// Ends a token now.
    ///
    /// - Parameter user: whose it must be; nil for whoever may manage users.
    /// - Throws: ``AccessFailure/notFound(kind:value:)`` when there is no such token of that user, or it has ended.
    public func end(token id: Int64, of user: Int64? = nil, actor: String) async throws {
        let scribe = Scribe(actor: actor, now: clock())
        try await store.write { writer in
            let token = try writer.first(
                "SELECT \(APIToken.columns) FROM api_tokens WHERE id = ? AND ends_at > ?", [.integer(id), .integer(scribe.now)]
            ) {
                APIToken($0)
            }
            guard let token, user == nil || token.user == user else { throw AccessFailure.notFound(kind: "token", value: String(id)) }
            try writer.execute("UPDATE api_tokens SET ends_at = ? WHERE id = ?", [.integer(scribe.now), .integer(id)])
            try scribe.note("token.end", User.actor(token.user), after: auditJSON(["token": String(id)]), in: writer)
        }
    }
}

extension APIToken {
    static let columns = "id, user_id, title, scopes, made_at, ends_at, used_at"

    init(_ row: any SQLRow) {
        self.init(
            id: row.integer(0), user: row.integer(1), title: row.text(2), scopes: Permission.set(row.text(3)), madeAt: row.integer(4),
            endsAt: row.integer(5), usedAt: row.optionalInteger(6))
    }
}
