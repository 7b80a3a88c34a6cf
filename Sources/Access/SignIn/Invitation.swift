import Store

/// What a one-time link is for.
public struct Invitation: Sendable, Hashable {
    /// Whose password it sets; nil when it makes a new user.
    public let user: User?
    /// The roles that a new user gets.
    public let roles: [String]
    /// Seconds since 1970, UTC.
    public let endsAt: Int64
}

extension AccessDesk {
    /// Makes a one-time link's secret by which somebody becomes a user.
    public func invite(roles: [String], actor: String) async throws -> (secret: SecretText, endsAt: Int64) {
        try await makeInvitation(user: nil, roles: roles, actor: actor)
    }

    /// Makes a one-time link's secret by which a user sets a new password. Earlier ones of theirs end.
    public func inviteToNewPassword(_ user: Int64, actor: String) async throws -> (secret: SecretText, endsAt: Int64) {
        try await makeInvitation(user: user, roles: [], actor: actor)
    }

    private func makeInvitation(user: Int64?, roles: [String], actor: String) async throws -> (secret: SecretText, endsAt: Int64) {
        let secret = try SecretText()
        let digest = try secret.digest()
        let scribe = Scribe(actor: actor, now: clock())
        let endsAt = scribe.now + settings.invitationLasts
        try await store.write { writer in
            for role in roles {
                guard role != Role.visitor.name, try writer.accessRole(role) != nil else {
                    throw AccessFailure.notFound(kind: "role that can be granted", value: role)
                }
            }
            try writer.execute("DELETE FROM invitations WHERE ends_at <= ?", [.integer(scribe.now)])
            if let user {
                _ = try writer.existingUser(user)
                try writer.execute("DELETE FROM invitations WHERE user_id = ?", [.integer(user)])
            }
            try writer.execute(
                "INSERT INTO invitations (digest, user_id, roles, made_at, made_by, ends_at) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    .text(digest), .optional(user), .text(roles.joined(separator: " ")), .integer(scribe.now), .text(actor),
                    .integer(endsAt),
                ])
            try scribe.note(
                "user.invite", user.map(User.actor) ?? "invitation:\(digest.prefix(8))",
                after: auditJSON(["roles": roles.joined(separator: " ")]), in: writer)
        }
        return (secret, endsAt)
    }

    /// What a link is for; nil when it was used, has ended, or never was.
    public func invitation(_ secret: SecretText) async throws -> Invitation? {
        let digest = try secret.digest()
        let now = clock()
        return try await store.read { try $0.invitation(digest, at: now) }
    }

    /// Uses a link that makes a new user, who is signed in then.
    public func accept(
        _ secret: SecretText, name: String, displayName: String, email: String?, password: String, from origin: Origin
    ) async throws -> NewSession {
        guard let invitation = try await invitation(secret), invitation.user == nil else { throw AccessFailure.noInvitation }
        let entry = try NewUser(name: name, displayName: displayName, email: email, password: password)
        let hash = try await entry.hash(with: passwords)
        return try await use(secret.digest(), from: origin) { writer, invitation, now in
            let scribe = Scribe(actor: "invitation", now: now)
            let user = try entry.store(hash, by: scribe, reason: nil, in: writer)
            for role in invitation.roles {
                try Grant.store(role: role, to: user.id, from: now, by: scribe, reason: "invitation", in: writer)
            }
            return user
        }
    }

    /// Uses a link that sets a new password; all sessions of the user end, and a new one begins.
    public func accept(_ secret: SecretText, password: String, from origin: Origin) async throws -> NewSession {
        guard let user = try await invitation(secret)?.user else { throw AccessFailure.noInvitation }
        try NameRules.password(password, of: user.name)
        let hash = try await passwords.hash(password)
        return try await use(secret.digest(), from: origin) { writer, invitation, now in
            guard let user = invitation.user else { throw AccessFailure.noInvitation }
            try writer.setPassword(hash, of: user, keeping: nil, by: Scribe(actor: "invitation", now: now))
            return user
        }
    }

    /// Takes the invitation away and begins a session of whom `body` returns, all in one transaction.
    func use(
        _ digest: String, way: String = "invitation", from origin: Origin,
        _ body: @escaping @Sendable (any SQLWriter, Invitation, Int64) throws -> User
    ) async throws -> NewSession {
        let now = clock()
        let settings = settings
        let session = try SecretText()
        return try await store.write { writer in
            guard let invitation = try writer.invitation(digest, at: now) else { throw AccessFailure.noInvitation }
            try writer.execute("DELETE FROM invitations WHERE digest = ?", [.text(digest)])
            let user = try body(writer, invitation, now)
            let scribe = Scribe(actor: user.actor, now: now)
            return try writer.beginSession(of: user, way: way, from: origin, secret: session, settings: settings, by: scribe)
        }
    }
}

extension SQLReader {
    fileprivate func invitation(_ digest: String, at now: Int64) throws -> Invitation? {
        let row = try first(
            "SELECT user_id, roles, ends_at FROM invitations WHERE digest = ? AND ends_at > ?", [.text(digest), .integer(now)]
        ) {
            (user: $0.optionalInteger(0), roles: $0.text(1).split(separator: " ").map(String.init), endsAt: $0.integer(2))
        }
        guard let row else { return nil }
        guard let id = row.user else { return Invitation(user: nil, roles: row.roles, endsAt: row.endsAt) }
        guard let user = try accessUser(id), !user.isDisabled else { return nil }
        return Invitation(user: user, roles: [], endsAt: row.endsAt)
    }
}
