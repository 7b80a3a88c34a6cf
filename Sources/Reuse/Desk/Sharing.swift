import Ledger
import Store

/// A project that has code in common with another.
public struct CodeSharer: Sendable, Hashable {
    public let slug: String
    public let title: String
    /// The titles of the groups that the project is in.
    public let groups: [String]
    /// Files in common, those of them that are the same byte by byte, and their lines, about; of all findings about both.
    public internal(set) var files: Int
    public internal(set) var same: Int
    public internal(set) var lines: Int
    /// The finding with the most lines.
    public let finding: Int64
}

extension ReuseDesk {
    /// The projects with which a project has code in common, those with the most lines first; 200 at most. What was set aside is left out.
    ///
    /// - Parameter project: its slug.
    public func sharers(of project: String) async throws -> [CodeSharer] {
        try await store.read { try $0.codeSharers(of: project, limit: 200) }
    }

    /// Changes whenever findings may.
    public func revision() async throws -> String {
        try await store.read { String(try $0.integer("SELECT value FROM counters WHERE name = ?", [.text(ReuseDesk.counter)]) ?? 0) }
    }

    static let counter = "reuse_revision"
}

extension SQLReader {
    fileprivate func codeSharers(of project: String, limit: Int) throws -> [CodeSharer] {
        let groups = try projectGroupTitles()
        var found: [Int64: CodeSharer] = [:]
        try forEachRow(
            """
            SELECT p.id, p.slug, p.title, f.id, f.files, f.same, f.lines FROM reuse_findings f
            JOIN reuse_finding_projects mine ON mine.finding_id = f.id JOIN projects m ON m.id = mine.project_id
            JOIN reuse_finding_projects other ON other.finding_id = f.id AND other.project_id <> mine.project_id
            JOIN projects p ON p.id = other.project_id
            WHERE m.slug = ? AND f.kind = ? AND f.refusal_id IS NULL ORDER BY f.lines DESC, f.id
            """, [.text(project), .text(FindingKind.code.rawValue)]
        ) { row in
            let sharer = CodeSharer(
                slug: row.text(1), title: row.text(2), groups: groups[row.integer(0)] ?? [], files: 0, same: 0, lines: 0,
                finding: row.integer(3))
            found[row.integer(0), default: sharer].files += row.int(4)
            found[row.integer(0)]?.same += row.int(5)
            found[row.integer(0)]?.lines += row.int(6)
        }
        return Array(found.values.sorted { ($0.lines, $1.title, $1.slug) > ($1.lines, $0.title, $0.slug) }.prefix(limit))
    }
}
