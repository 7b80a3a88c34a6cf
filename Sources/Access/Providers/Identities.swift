import Store

/// That a user signs in with an identity at a provider.
public struct LinkedIdentity: Sendable, Hashable {
    public let issuer: String
    public let subject: String
    public let user: Int64
    public let label: String
    /// Seconds since 1970, UTC.
    public let linkedAt: Int64
}

extension AccessDesk {
    /// Signs somebody in for whom a provider vouched. Whoever is not known here becomes a member if the provider is set up like that.
    ///
    /// - Throws: ``AccessFailure/notAdmitted(_:)``.
    func signIn(with identity: ProviderIdentity, of provider: Provider, from origin: Origin) async throws -> NewSession {
        let secret = try SecretText()
        let settings = settings
        let now = clock()
        return try await store.write { writer in
            var user = try writer.linked(identity)
            if user == nil, provider.admits(identity) {
                user = try writer.makeUser(
                    of: identity, roles: [Role.member.name], by: Scribe(actor: "provider \(provider.name)", now: now), reason: nil)
            }
            guard let user, !user.isDisabled else { throw AccessFailure.notAdmitted(identity.label) }
            try writer.execute(
                "UPDATE user_identities SET label = ? WHERE issuer = ? AND subject = ?",
                [.text(identity.label), .text(identity.issuer), .text(identity.subject)])
            return try writer.beginSession(
                of: user, way: provider.name, from: origin, secret: secret, settings: settings, by: Scribe(actor: user.actor, now: now))
        }
    }

    /// Uses a link that makes a new user, for somebody for whom a provider vouched: they sign in with the provider from then on.
    ///
    /// - Parameter digest: the invitation's digest, as a sign-in that this browser began holds it.
    /// - Throws: ``AccessFailure/noInvitation``; ``AccessFailure/linkedToAnother`` for somebody who is a user already, whose invitation
    ///   then stays as it was.
    func accept(
        invitation digest: String, with identity: ProviderIdentity, of provider: Provider, from origin: Origin
    ) async throws -> NewSession {
        try await use(digest, way: provider.name, from: origin) { writer, invitation, now in
            guard invitation.user == nil else { throw AccessFailure.noInvitation }
            guard try writer.linked(identity) == nil else { throw AccessFailure.linkedToAnother }
            return try writer.makeUser(
                of: identity, roles: invitation.roles, by: Scribe(actor: "invitation", now: now), reason: "invitation")
        }
    }

    /// Lets a user sign in with an identity from now on.
    ///
    /// - Throws: ``AccessFailure/linkedToAnother``.
    func link(_ identity: ProviderIdentity, to user: User) async throws {
        let scribe = Scribe(actor: user.actor, now: clock())
        try await store.write { writer in
            if let other = try writer.linked(identity) {
                guard other.id == user.id else { throw AccessFailure.linkedToAnother }
                return
            }
            try writer.link(identity, to: user, by: scribe)
        }
    }

    /// The identities with which a user signs in.
    public func identities(of user: Int64) async throws -> [LinkedIdentity] {
        try await store.read { reader in
            try reader.rows(
                "SELECT issuer, subject, user_id, label, linked_at FROM user_identities WHERE user_id = ? ORDER BY issuer, label",
                [.integer(user)]
            ) {
                LinkedIdentity(issuer: $0.text(0), subject: $0.text(1), user: $0.integer(2), label: $0.text(3), linkedAt: $0.integer(4))
            }
        }
    }

    /// Takes an identity away from a user, who must keep another way to sign in.
    public func unlink(issuer: String, subject: String, of user: User) async throws {
        let scribe = Scribe(actor: user.actor, now: clock())
        try await store.write { writer in
            let count = try writer.execute(
                "DELETE FROM user_identities WHERE issuer = ? AND subject = ? AND user_id = ?",
                [.text(issuer), .text(subject), .integer(user.id)])
            guard count == 1 else { throw AccessFailure.notFound(kind: "identity", value: subject) }
            let isLeft = try writer.integer("SELECT 1 FROM user_identities WHERE user_id = ? LIMIT 1", [.integer(user.id)]) != nil
            guard try isLeft || writer.passwordHash(of: user.id) != nil else {
                throw AccessFailure.invalid(field: "identity", allowed: "one that is not the only way to sign in; set a password first")
            }
            try scribe.note("user.unlink", user.actor, before: auditJSON(["issuer": issuer, "subject": subject]), in: writer)
        }
    }
}

extension SQLReader {
    fileprivate func linked(_ identity: ProviderIdentity) throws -> User? {
        try first(
            "SELECT \(User.columns(of: "u")) FROM user_identities i JOIN users u ON u.id = i.user_id WHERE i.issuer = ? AND i.subject = ?",
            [.text(identity.issuer), .text(identity.subject)]
        ) { User($0) }
    }
}

extension SQLWriter {
    fileprivate func link(_ identity: ProviderIdentity, to user: User, by scribe: Scribe) throws {
        try execute(
            "INSERT INTO user_identities (issuer, subject, user_id, label, linked_at) VALUES (?, ?, ?, ?, ?)",
            [.text(identity.issuer), .text(identity.subject), .integer(user.id), .text(identity.label), .integer(scribe.now)])
        try scribe.note(
            "user.link", user.actor, after: auditJSON(["issuer": identity.issuer, "subject": identity.subject, "label": identity.label]),
            in: self)
    }

    /// A new user, named after what the provider calls them.
    fileprivate func makeUser(of identity: ProviderIdentity, roles: [String], by scribe: Scribe, reason: String?) throws -> User {
        let entry = try NewUser(
            name: try freeName(like: identity.label), displayName: NameRules.shown(identity.displayName, or: identity.label), email: nil,
            password: nil)
        let user = try entry.store(nil, by: scribe, reason: nil, in: self)
        if let email = identity.email, (try? NameRules.email(email)) != nil {
            try execute("UPDATE users SET email = ? WHERE id = ?", [.text(email), .integer(user.id)])
        }
        for role in roles { try Grant.store(role: role, to: user.id, from: scribe.now, by: scribe, reason: reason, in: self) }
        try link(identity, to: user, by: scribe)
        return user
    }

    /// A name that nobody has: what the provider calls them, with a number where that is taken.
    private func freeName(like label: String) throws -> String {
        let base = NameRules.named(label)
        for number in 1...10_000 {
            let name = number == 1 ? base : "\(base)-\(number)"
            if try accessUser(named: name) == nil { return name }
        }
        throw AccessFailure.taken(field: "name", value: base)
    }
}

extension NameRules {
    /// A name made from what a provider calls somebody.
    static func named(_ label: String) -> String {
        let first = label.split(separator: "@").first.map(String.init) ?? label
        let kept = first.lowercased().utf8.prefix(30).map { byte -> Character in
            let isFine = (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2E || byte == 0x5F || byte == 0x2D
            return isFine ? Character(UnicodeScalar(byte)) : "-"
        }
        let name = String(kept.drop { !$0.isLetter && !$0.isNumber })
        return name.utf8.count >= 2 ? name : "user-\(name)"
    }

    /// A name that others see, made from what a provider says.
    static func shown(_ name: String, or label: String) -> String {
        for text in [name, label] {
            let shortened = String(text.prefix(100))
            if let fine = try? displayName(shortened) { return fine }
        }
        return "New member"
    }
}
