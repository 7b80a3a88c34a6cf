public import Store

/// That a user holds a role, everywhere or for one group of projects, for a time.
public struct Grant: Sendable, Hashable, Identifiable {
    public let id: Int64
    public let user: Int64
    public let role: String
    /// The slug of a group of projects; nil for everywhere.
    public let projectGroup: String?
    /// Seconds since 1970, UTC; it is held from the first to before the second, which is nil for no end.
    public let from: Int64
    public let until: Int64?
    public let reason: String?
    public let grantedAt: Int64
    public let grantedBy: String

    public func isHeld(at now: Int64) -> Bool { from <= now && until.map { now < $0 } != false }
}

extension AccessDesk {
    /// All grants of a user, of all users when nil; those that ended included, newest first.
    public func grants(of user: Int64? = nil) async throws -> [Grant] {
        try await store.read { reader in
            let narrowing = user == nil ? "" : " WHERE user_id = ?"
            return try reader.rows(
                "SELECT \(Grant.columns) FROM role_grants\(narrowing) ORDER BY id DESC", user.map { [.integer($0)] } ?? []
            ) { Grant($0) }
        }
    }

    /// Gives a role.
    ///
    /// - Parameters:
    ///   - group: the slug of a group of projects; nil for everywhere.
    ///   - from: nil for now.
    ///   - until: nil for as long as nobody ends it.
    @discardableResult
    public func grant(
        _ role: String, to user: Int64, for group: String? = nil, from: Int64? = nil, until: Int64? = nil, actor: String,
        reason: String? = nil
    ) async throws -> Int64 {
        let scribe = Scribe(actor: actor, now: clock())
        return try await store.write { writer in
            try Grant.store(
                role: role, to: user, for: group, from: from ?? scribe.now, until: until, by: scribe, reason: reason, in: writer)
        }
    }

    /// Ends a grant now; one that has not begun never does.
    public func end(grant id: Int64, actor: String, reason: String? = nil) async throws {
        let scribe = Scribe(actor: actor, now: clock())
        try await store.write { writer in
            guard let grant = try writer.first("SELECT \(Grant.columns) FROM role_grants WHERE id = ?", [.integer(id)], { Grant($0) })
            else {
                throw AccessFailure.notFound(kind: "grant", value: String(id))
            }
            if let until = grant.until, until <= scribe.now { return }
            try writer.execute("UPDATE role_grants SET valid_until = ? WHERE id = ?", [.integer(scribe.now), .integer(id)])
            if grant.isHeld(at: scribe.now) { try writer.checkAdministratorIsLeft(at: scribe.now) }
            try scribe.note(
                "user.role.end", User.actor(grant.user), reason: reason,
                before: auditJSON(["role": grant.role, "project_group": grant.projectGroup]), in: writer)
        }
    }

    /// Who holds a role at an instant, everywhere or for `group`: the electorate of a process. Users who are shut out do not count.
    public func holders(of role: String, in group: String? = nil, at instant: Int64) async throws -> [User] {
        try await store.read { try $0.holders(of: role, in: group, at: instant) }
    }
}

extension SQLReader {
    /// Who holds a role at an instant, everywhere or for `group`, by number; for whoever asks inside a transaction of their own.
    public func holders(of role: String, in group: String? = nil, at instant: Int64) throws -> [User] {
        try rows(
            """
            SELECT \(User.columns) FROM users WHERE disabled_at IS NULL AND id IN (
              SELECT user_id FROM role_grants WHERE role = ? AND (project_group = '' OR project_group = ?)
                AND valid_from <= ? AND (valid_until IS NULL OR valid_until > ?)
            ) ORDER BY id
            """, [.text(role), .text(group ?? ""), .integer(instant), .integer(instant)]
        ) { User($0) }
    }

    /// The roles that a user holds at an instant.
    public func heldRoles(of user: Int64, at instant: Int64) throws -> [HeldRole] {
        let held = try rows(
            """
            SELECT role, project_group FROM role_grants
            WHERE user_id = ? AND valid_from <= ? AND (valid_until IS NULL OR valid_until > ?) ORDER BY id
            """, [.integer(user), .integer(instant), .integer(instant)]
        ) { (role: $0.text(0), group: $0.text(1)) }
        guard !held.isEmpty else { return [] }
        let standard = Dictionary(uniqueKeysWithValues: Role.standard.map { ($0.name, $0) })
        let isAllStandard = held.allSatisfy { standard[$0.role] != nil }
        let known = isAllStandard ? standard : Dictionary(uniqueKeysWithValues: try accessRoles().map { ($0.name, $0) })
        var seen: Set<HeldRole> = []
        return held.compactMap { entry in
            known[entry.role].map { HeldRole($0, for: entry.group.isEmpty ? nil : entry.group) }
        }.filter { seen.insert($0).inserted }
    }
}

extension Grant {
    static let columns = "id, user_id, role, project_group, valid_from, valid_until, reason, granted_at, granted_by"

    init(_ row: any SQLRow) {
        id = row.integer(0)
        user = row.integer(1)
        role = row.text(2)
        projectGroup = row.text(3).isEmpty ? nil : row.text(3)
        from = row.integer(4)
        until = row.optionalInteger(5)
        reason = row.optionalText(6)
        grantedAt = row.integer(7)
        grantedBy = row.text(8)
    }

    @discardableResult
    static func store(
        role: String, to user: Int64, for group: String? = nil, from: Int64, until: Int64? = nil, by scribe: Scribe,
        reason: String?, in writer: any SQLWriter
    ) throws -> Int64 {
        let holder = try writer.existingUser(user)
        guard role != Role.visitor.name, try writer.accessRole(role) != nil else {
            throw AccessFailure.notFound(kind: "role that can be granted", value: role)
        }
        if let until, until <= from { throw AccessFailure.invalid(field: "end", allowed: "a time after the beginning") }
        if let group, !Role.isName(group) { throw AccessFailure.invalid(field: "group of projects", allowed: "its short name") }
        let id = (try writer.integer("SELECT MAX(id) FROM role_grants") ?? 0) + 1
        try writer.execute(
            """
            INSERT INTO role_grants (id, user_id, role, project_group, valid_from, valid_until, reason, granted_at, granted_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(id), .integer(user), .text(role), .text(group ?? ""), .integer(from), .optional(until), .optional(reason),
                .integer(scribe.now), .text(scribe.actor),
            ])
        try scribe.note(
            "user.role.grant", holder.actor, reason: reason,
            after: auditJSON([
                "role": role, "project_group": group, "from": String(from), "until": until.map { String($0) },
            ]), in: writer)
        return id
    }
}
