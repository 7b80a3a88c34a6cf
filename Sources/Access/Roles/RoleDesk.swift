import Store

extension AccessDesk {
    /// All roles: those that come with Steward, then those that administrators made, by name.
    public func roles() async throws -> [Role] { try await store.read { try $0.accessRoles() } }

    /// Makes a role, such as a group of reviewers, or changes one that was made here.
    ///
    /// - Parameter permissions: what ``Role/reviewer`` has unless something else is said.
    public func putRole(
        name: String, title: String, summary: String = "", permissions: Set<Permission> = Role.reviewer.permissions, actor: String
    ) async throws {
        guard Role.isName(name) else {
            throw AccessFailure.invalid(
                field: "name of the role", allowed: "up to \(Role.longestName) lower-case letters, digits and hyphens")
        }
        guard !Role.standard.contains(where: { $0.name == name }) else { throw AccessFailure.standardRole(name) }
        let title = try NameRules.line(title, field: "title of the role", longest: 100)
        let summary = summary.isEmpty ? "" : try NameRules.line(summary, field: "summary of the role", longest: 300)
        let spelled = permissions.sorted().map(\.rawValue).joined(separator: " ")
        let scribe = Scribe(actor: actor, now: clock())
        try await store.write { writer in
            let before = try writer.accessRole(name)
            try writer.execute(
                """
                INSERT INTO roles (name, title, summary, permissions, made_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET title = excluded.title, summary = excluded.summary, permissions = excluded.permissions
                """, [.text(name), .text(title), .text(summary), .text(spelled), .integer(scribe.now)])
            if before?.permissions.contains(.manageUsers) == true { try writer.checkAdministratorIsLeft(at: scribe.now) }
            try scribe.note(
                before == nil ? "role.make" : "role.change", "role:\(name)", before: before.map(\.audited),
                after: auditJSON(["title": title, "permissions": spelled]), in: writer)
        }
    }

    /// Takes away a role that was made here; whoever holds it loses it.
    public func removeRole(_ name: String, actor: String) async throws {
        guard !Role.standard.contains(where: { $0.name == name }) else { throw AccessFailure.standardRole(name) }
        let scribe = Scribe(actor: actor, now: clock())
        try await store.write { writer in
            guard let role = try writer.accessRole(name) else { throw AccessFailure.notFound(kind: "role", value: name) }
            try writer.execute("DELETE FROM roles WHERE name = ?", [.text(name)])
            try writer.execute(
                "UPDATE role_grants SET valid_until = ? WHERE role = ? AND (valid_until IS NULL OR valid_until > ?)",
                [.integer(scribe.now), .text(name), .integer(scribe.now)])
            if role.permissions.contains(.manageUsers) { try writer.checkAdministratorIsLeft(at: scribe.now) }
            try scribe.note("role.remove", "role:\(name)", before: role.audited, in: writer)
        }
    }
}

extension Role {
    fileprivate var audited: String {
        auditJSON(["title": title, "permissions": permissions.sorted().map(\.rawValue).joined(separator: " ")])
    }
}

extension SQLReader {
    func accessRoles() throws -> [Role] {
        Role.standard
            + (try rows("SELECT name, title, summary, permissions FROM roles ORDER BY name") { row in
                Role(name: row.text(0), title: row.text(1), summary: row.text(2), permissions: Permission.set(row.text(3)))
            })
    }

    func accessRole(_ name: String) throws -> Role? { try accessRoles().first { $0.name == name } }
}

extension Permission {
    /// Reads names joined by blanks. A name that this version does not know gives nothing.
    static func set(_ text: String) -> Set<Permission> {
        Set(text.split(separator: " ").compactMap { Permission(rawValue: String($0)) })
    }
}
