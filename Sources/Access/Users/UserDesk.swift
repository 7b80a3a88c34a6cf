import Store

extension AccessDesk {
    /// All users by name, those who are shut out included.
    public func users() async throws -> [User] {
        try await store.read { try $0.rows("SELECT \(User.columns) FROM users ORDER BY name") { User($0) } }
    }

    public func user(_ id: Int64) async throws -> User? {
        try await store.read { try $0.accessUser(id) }
    }

    public func user(named name: String) async throws -> User? {
        let name = name.lowercased()
        return try await store.read { try $0.accessUser(named: name) }
    }

    /// Makes a user, with a password or with none yet.
    ///
    /// - Throws: ``AccessFailure`` for a name, a password or a role that is not as it must be.
    public func makeUser(
        name: String, displayName: String, email: String? = nil, password: String? = nil, roles: [String] = [],
        actor: String, reason: String? = nil
    ) async throws -> User {
        let entry = try NewUser(name: name, displayName: displayName, email: email, password: password)
        let hash = try await entry.hash(with: passwords)
        let scribe = Scribe(actor: actor, now: clock())
        return try await store.write { writer in
            let user = try entry.store(hash, by: scribe, reason: reason, in: writer)
            for role in roles {
                try Grant.store(role: role, to: user.id, from: scribe.now, by: scribe, reason: reason, in: writer)
            }
            return user
        }
    }

    /// Changes what others see of a user.
    public func change(_ id: Int64, displayName: String, email: String?, actor: String) async throws {
        let displayName = try NameRules.displayName(displayName)
        let email = try email.map { try NameRules.email($0) }
        let scribe = Scribe(actor: actor, now: clock())
        try await store.write { writer in
            let user = try writer.existingUser(id)
            guard user.displayName != displayName || user.email != email else { return }
            try writer.execute(
                "UPDATE users SET display_name = ?, email = ? WHERE id = ?", [.text(displayName), .optional(email), .integer(id)])
            try scribe.note(
                "user.change", user.actor, before: auditJSON(["display_name": user.displayName, "email": user.email]),
                after: auditJSON(["display_name": displayName, "email": email]), in: writer)
        }
    }

    /// Shuts a user out, which ends their sessions and tokens at once, or lets them in again.
    public func setDisabled(_ id: Int64, _ isDisabled: Bool, actor: String, reason: String?) async throws {
        let scribe = Scribe(actor: actor, now: clock())
        try await store.write { writer in
            let user = try writer.existingUser(id)
            guard user.isDisabled != isDisabled else { return }
            try writer.execute(
                "UPDATE users SET disabled_at = ? WHERE id = ?", [isDisabled ? .integer(scribe.now) : .null, .integer(id)])
            if isDisabled {
                try writer.checkAdministratorIsLeft(at: scribe.now)
                try writer.execute("DELETE FROM sessions WHERE user_id = ?", [.integer(id)])
                try writer.execute(
                    "UPDATE api_tokens SET ends_at = ? WHERE user_id = ? AND ends_at > ?",
                    [.integer(scribe.now), .integer(id), .integer(scribe.now)])
            }
            try scribe.note(isDisabled ? "user.disable" : "user.enable", user.actor, reason: reason, in: writer)
        }
    }

    /// Changes a password by its owner, who must know the old one where there is one. All other sessions of theirs end.
    ///
    /// - Parameter keeping: the digest of the session that goes on.
    public func changePassword(_ id: Int64, from old: String, to new: String, keeping session: String?) async throws {
        let (user, hash) = try await store.read { (try $0.existingUser(id), try $0.passwordHash(of: id)) }
        if let hash {
            try await admitAttempt(name: user.name, address: "account")
            guard try await passwords.matches(old, hash) else { throw AccessFailure.wrongPassword }
        }
        try NameRules.password(new, of: user.name)
        let made = try await passwords.hash(new)
        let scribe = Scribe(actor: user.actor, now: clock())
        try await store.write { writer in
            try AttemptLimits.succeeded(name: user.name, address: "account", in: writer)
            try writer.setPassword(made, of: user, keeping: session, by: scribe)
        }
    }
}

/// What a new user is made from, checked.
struct NewUser: Sendable {
    let name: String
    let displayName: String
    let email: String?
    let password: String?

    init(name: String, displayName: String, email: String?, password: String?) throws(AccessFailure) {
        self.name = try NameRules.name(name)
        self.displayName = try NameRules.displayName(displayName)
        if let email { self.email = try NameRules.email(email) } else { self.email = nil }
        if let password { try NameRules.password(password, of: name) }
        self.password = password
    }

    func hash(with worker: PasswordWorker) async throws -> PasswordHash? {
        guard let password else { return nil }
        return try await worker.hash(password)
    }

    func store(_ hash: PasswordHash?, by scribe: Scribe, reason: String?, in writer: any SQLWriter) throws -> User {
        guard try writer.accessUser(named: name) == nil else { throw AccessFailure.taken(field: "name", value: name) }
        let id = (try writer.integer("SELECT MAX(id) FROM users") ?? 0) + 1
        try writer.execute(
            "INSERT INTO users (id, name, display_name, email, password, made_at) VALUES (?, ?, ?, ?, ?, ?)",
            [.integer(id), .text(name), .text(displayName), .optional(email), .optional(hash?.text), .integer(scribe.now)])
        let user = User(id: id, name: name, displayName: displayName, email: email)
        try scribe.note(
            "user.make", user.actor, reason: reason,
            after: auditJSON(["name": name, "display_name": displayName, "email": email, "password": hash == nil ? nil : "set"]), in: writer
        )
        return user
    }
}

extension User {
    static let columns = "id, name, display_name, email, disabled_at"

    /// From a row that begins with ``columns``.
    init(_ row: any SQLRow, at start: Int = 0) {
        self.init(
            id: row.integer(start), name: row.text(start + 1), displayName: row.text(start + 2),
            email: row.optionalText(start + 3), isDisabled: !row.isNull(start + 4))
    }
}

extension SQLReader {
    func accessUser(_ id: Int64) throws -> User? {
        try first("SELECT \(User.columns) FROM users WHERE id = ?", [.integer(id)]) { User($0) }
    }

    func accessUser(named name: String) throws -> User? {
        try first("SELECT \(User.columns) FROM users WHERE name = ?", [.text(name)]) { User($0) }
    }

    /// - Throws: ``AccessFailure/notFound(kind:value:)``.
    func existingUser(_ id: Int64) throws -> User {
        guard let user = try accessUser(id) else { throw AccessFailure.notFound(kind: "user", value: String(id)) }
        return user
    }

    func passwordHash(of id: Int64) throws -> PasswordHash? {
        let text = try first("SELECT password FROM users WHERE id = ?", [.integer(id)]) { $0.optionalText(0) } ?? nil
        return text.flatMap { PasswordHash($0) }
    }

    /// After a change that takes rights away.
    ///
    /// - Throws: ``AccessFailure/lastAdministrator`` when nobody can manage users any more.
    func checkAdministratorIsLeft(at now: Int64) throws {
        let roles = try accessRoles().filter { $0.permissions.contains(.manageUsers) }.map(\.name)
        let marks = roles.map { _ in "?" }.joined(separator: ", ")
        let found = try integer(
            """
            SELECT 1 FROM role_grants g JOIN users u ON u.id = g.user_id
            WHERE u.disabled_at IS NULL AND g.project_group = '' AND g.valid_from <= ? AND (g.valid_until IS NULL OR g.valid_until > ?)
              AND g.role IN (\(marks)) LIMIT 1
            """, [.integer(now), .integer(now)] + roles.map { .text($0) })
        guard found != nil else { throw AccessFailure.lastAdministrator }
    }
}

extension SQLWriter {
    func setPassword(_ hash: PasswordHash, of user: User, keeping session: String?, by scribe: Scribe) throws {
        try execute("UPDATE users SET password = ? WHERE id = ?", [.text(hash.text), .integer(user.id)])
        try execute("DELETE FROM sessions WHERE user_id = ? AND digest <> ?", [.integer(user.id), .text(session ?? "")])
        try scribe.note("user.password", user.actor, in: self)
    }
}
