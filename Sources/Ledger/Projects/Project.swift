public import Store

/// Something that an office looks after, with one or more repositories.
public struct Project: Sendable, Hashable {
    public let id: Int64
    public let slug: String
    public let title: String
}

/// Projects that belong together; a project may be in several.
public struct ProjectGroup: Sendable, Hashable {
    public let id: Int64
    public let slug: String
    public let title: String
}

extension SQLReader {
    /// All projects in the order in which they were added.
    public func projects() throws -> [Project] {
        try rows("SELECT id, slug, title FROM projects ORDER BY id") { row in
            Project(id: row.integer(0), slug: row.text(1), title: row.text(2))
        }
    }

    /// All groups by title.
    public func projectGroups() throws -> [ProjectGroup] {
        try rows("SELECT id, slug, title FROM project_groups ORDER BY title, id") { row in
            ProjectGroup(id: row.integer(0), slug: row.text(1), title: row.text(2))
        }
    }
}

extension SQLWriter {
    /// Adds a project; the slug must be free.
    public func addProject(slug: String, title: String, at now: Instant) throws -> Project {
        let slug = try Slug.checked(slug)
        guard try integer("SELECT id FROM projects WHERE slug = ?", [.text(slug)]) == nil else {
            throw LedgerError.taken(kind: "project", slug: slug)
        }
        let id = try takeNumbers("projects")
        try execute(
            "INSERT INTO projects (id, slug, title, recorded_at) VALUES (?, ?, ?, ?)",
            [.integer(id), .text(slug), .text(title), .integer(now.seconds)])
        try advanceRevision()
        return Project(id: id, slug: slug, title: title)
    }

    /// Finds a group by its slug, or adds it.
    public func group(slug: String, title: String? = nil, at now: Instant) throws -> ProjectGroup {
        let slug = try Slug.checked(slug)
        let found = try first("SELECT id, title FROM project_groups WHERE slug = ?", [.text(slug)]) { row in
            ProjectGroup(id: row.integer(0), slug: slug, title: row.text(1))
        }
        if let found {
            guard let title, title != found.title else { return found }
            try execute("UPDATE project_groups SET title = ? WHERE id = ?", [.text(title), .integer(found.id)])
            try advanceRevision()
            return ProjectGroup(id: found.id, slug: slug, title: title)
        }
        let id = try takeNumbers("project_groups")
        try execute(
            "INSERT INTO project_groups (id, slug, title, recorded_at) VALUES (?, ?, ?, ?)",
            [.integer(id), .text(slug), .text(title ?? slug), .integer(now.seconds)])
        try advanceRevision()
        return ProjectGroup(id: id, slug: slug, title: title ?? slug)
    }

    /// Puts a project into a group, or takes it out; nothing happens when that is so already.
    ///
    /// - Returns: the operation, nil when nothing changed.
    @discardableResult
    public func setMembership(
        of project: Project, in group: ProjectGroup, to member: Bool, madeBy: String, at now: Instant
    ) throws -> Int64? {
        let held = try assertions(.projectGroup).filter {
            $0.assertion.subject == project.id && $0.assertion.object == group.id
        }
        let recorder = OperationRecorder(
            self, kind: "group projects", madeBy: madeBy,
            summary: member ? "Put \(project.slug) into \(group.slug)." : "Took \(project.slug) out of \(group.slug).",
            at: now)
        if member, held.isEmpty {
            try recorder.record([
                Assertion(
                    .projectGroup, subject: project.id, object: group.id, rule: "stated", evidence: "Stated by \(madeBy).")
            ])
        } else if !member {
            try recorder.end(held.map(\.id))
        }
        return recorder.operation
    }
}
