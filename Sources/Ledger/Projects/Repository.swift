public import Store

/// A place that holds facts about a project, as a collector reads it.
public struct Repository: Sendable, Hashable {
    public let id: Int64
    public let projectID: Int64
    /// Which collector reads it, such as `git`.
    public let kind: String
    /// A path or an address without credentials.
    public let location: String
    public var headRef: String?
    public var headCommit: String?
    public var mailmapObject: String?
}

/// How the newest collection of a repository ended.
public struct CollectionState: Sendable, Hashable {
    public enum Outcome: String, Sendable {
        case complete
        /// Something could not be read; what could be read is stored.
        case incomplete
        /// Nothing could be read.
        case failed
    }

    public let repositoryID: Int64
    public let startedAt: Instant
    /// Nil while it runs, and when it was killed.
    public let finishedAt: Instant?
    public let outcome: Outcome?
    /// How many things could not be read.
    public let missing: Int
    public let problem: String?
}

extension SQLReader {
    /// All repositories in the order in which they were added.
    public func repositories() throws -> [Repository] {
        try rows(
            "SELECT id, project_id, kind, location, head_ref, head_commit, mailmap_oid FROM repositories ORDER BY id"
        ) { row in
            Repository(
                id: row.integer(0), projectID: row.integer(1), kind: row.text(2), location: row.text(3),
                headRef: row.optionalText(4), headCommit: row.optionalText(5), mailmapObject: row.optionalText(6))
        }
    }

    /// The newest collection of each repository that was ever collected.
    public func collectionStates() throws -> [CollectionState] {
        try rows(
            """
            SELECT repository_id, started_at, finished_at, outcome, missing, problem FROM collections
            WHERE id IN (SELECT MAX(id) FROM collections GROUP BY repository_id) ORDER BY repository_id
            """
        ) { row in
            CollectionState(
                repositoryID: row.integer(0), startedAt: Instant(seconds: row.integer(1)),
                finishedAt: row.optionalInteger(2).map(Instant.init(seconds:)),
                outcome: row.optionalText(3).flatMap(CollectionState.Outcome.init(rawValue:)), missing: row.int(4),
                problem: row.optionalText(5))
        }
    }
}

extension SQLWriter {
    /// Finds a repository by where it is and which collector reads it, or adds it to a project.
    public func repository(
        at location: String, kind: String, project: Project, at now: Instant
    ) throws -> Repository {
        if let found = try repositories().first(where: { $0.kind == kind && $0.location == location }) { return found }
        let id = try takeNumbers("repositories")
        try execute(
            "INSERT INTO repositories (id, project_id, kind, location, recorded_at) VALUES (?, ?, ?, ?, ?)",
            [.integer(id), .integer(project.id), .text(kind), .text(location), .integer(now.seconds)])
        try advanceRevision()
        return Repository(id: id, projectID: project.id, kind: kind, location: location)
    }

    /// Stores where the default branch stands and which mailmap was applied.
    public func update(_ repository: Repository) throws {
        try execute(
            "UPDATE repositories SET head_ref = ?, head_commit = ?, mailmap_oid = ? WHERE id = ?",
            [
                .optional(repository.headRef), .optional(repository.headCommit), .optional(repository.mailmapObject),
                .integer(repository.id),
            ])
    }

    /// Notes that a collection of a repository begins; returns its number.
    public func beginCollection(of repository: Int64, at now: Instant) throws -> Int64 {
        let id = try takeNumbers("collections")
        try execute(
            "INSERT INTO collections (id, repository_id, started_at, added, missing) VALUES (?, ?, ?, 0, 0)",
            [.integer(id), .integer(repository), .integer(now.seconds)])
        return id
    }

    /// Notes how a collection ended.
    public func endCollection(
        _ id: Int64, outcome: CollectionState.Outcome, added: Int, missing: Int, problem: String?,
        at now: Instant
    ) throws {
        try execute(
            """
            UPDATE collections SET finished_at = ?, outcome = ?, added = ?, missing = ?, problem = ? WHERE id = ?
            """,
            [
                .integer(now.seconds), .text(outcome.rawValue), .int(added), .int(missing), .optional(problem),
                .integer(id),
            ])
        try advanceRevision()
    }
}
