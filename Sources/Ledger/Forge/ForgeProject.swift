public import Store

/// The kinds of forge that Steward reads.
public enum ForgeKind: String, Sendable, CaseIterable {
    case github, gitlab
}

/// A project as its forge names it. Its change requests and issues belong to the repository of the same number in the
/// ledger.
public struct ForgeProject: Sendable, Hashable {
    public let repository: Int64
    public var forge: ForgeKind
    /// The forge's host name, such as `gitlab.com`.
    public var host: String
    /// The path as it is now, such as `gitlab-org/gitlab`; it follows a project that moves.
    public var path: String
    /// The forge's own number of the project.
    public var number: Int64?

    public init(repository: Int64, forge: ForgeKind, host: String, path: String, number: Int64? = nil) {
        self.repository = repository
        self.forge = forge
        self.host = host
        self.path = path
        self.number = number
    }
}

extension SQLReader {
    /// All projects of forges in the order of their repositories.
    public func forgeProjects() throws -> [ForgeProject] {
        try rows("SELECT repository_id, forge, host, path, number FROM forge_projects ORDER BY repository_id") { row in
            ForgeProject(
                repository: row.integer(0), forge: ForgeKind(rawValue: row.text(1)) ?? .github, host: row.text(2),
                path: row.text(3), number: row.optionalInteger(4))
        }
    }

    /// Where the collector of one part of a repository goes on; nil when it never began.
    public func cursor(_ name: String, ofRepository repository: Int64) throws -> String? {
        try first(
            "SELECT value FROM collection_cursors WHERE repository_id = ? AND name = ?", [.integer(repository), .text(name)]
        ) { $0.text(0) }
    }
}

extension SQLWriter {
    /// Notes or corrects how a forge names a project.
    public func setForgeProject(_ project: ForgeProject, at now: Instant) throws {
        try execute(
            """
            INSERT INTO forge_projects (repository_id, forge, host, path, number, recorded_at) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (repository_id) DO UPDATE SET forge = excluded.forge, host = excluded.host, path = excluded.path,
                number = COALESCE(excluded.number, forge_projects.number)
            """,
            [
                .integer(project.repository), .text(project.forge.rawValue), .text(project.host), .text(project.path),
                .optional(project.number), .integer(now.seconds),
            ])
    }

    /// Notes where the collector of one part of a repository goes on. Belongs to the transaction that stores what was
    /// read up to there.
    public func setCursor(_ name: String, to value: String, ofRepository repository: Int64, at now: Instant) throws {
        try execute(
            """
            INSERT INTO collection_cursors (repository_id, name, value, recorded_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (repository_id, name) DO UPDATE SET value = excluded.value, recorded_at = excluded.recorded_at
            """, [.integer(repository), .text(name), .text(value), .integer(now.seconds)])
    }
}
