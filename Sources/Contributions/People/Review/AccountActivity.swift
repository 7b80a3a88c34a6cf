import Ledger
import Store

extension PersonActivity {
    /// What was done by each of some accounts, read from the ledger: for comparing two accounts of which nobody knows yet
    /// whether they are one person's.
    static func load(_ accounts: Set<Int64>, _ reader: any SQLReader, _ calendar: ReportingCalendar) throws -> [Int64: PersonActivity] {
        var found = Dictionary(accounts.map { ($0, PersonActivity()) }, uniquingKeysWith: { first, _ in first })
        let projects = Dictionary(uniqueKeysWithValues: try reader.projects().map { ($0.id, $0) })
        var seen: Set<Int64> = []
        try reader.forEachRow(
            of: accounts,
            {
                """
                SELECT c.id, c.author, c.authored_at, r.project_id FROM commits c JOIN repository_commits h ON h.commit_id = c.id
                JOIN repositories r ON r.id = h.repository_id WHERE c.author IN (\($0)) ORDER BY c.id, r.project_id
                """
            }
        ) { row in
            // A commit that several repositories hold counts once, in the first.
            guard seen.insert(row.integer(0)).inserted, let project = projects[row.integer(3)] else { return }
            found[row.integer(1)]?.add(Instant(seconds: row.integer(2)), project.slug, project.title, calendar) { $0.commits += 1 }
        }
        try reader.forEachRow(
            of: accounts,
            {
                """
                SELECT i.author, i.kind, i.created_at, s.status, r.project_id FROM items i
                JOIN item_states s ON s.item_id = i.id AND s.ended_at IS NULL JOIN repositories r ON r.id = i.repository_id
                WHERE i.author IN (\($0))
                """
            }
        ) { row in
            guard let project = projects[row.integer(4)] else { return }
            let (kind, status) = (ItemKind(rawValue: row.int(1)), ItemStatus(rawValue: row.int(3)))
            found[row.integer(0)]?.add(Instant(seconds: row.integer(2)), project.slug, project.title, calendar) { counts in
                if kind == .issue { counts.issues += 1 } else { counts.opened += 1 }
                if status == .merged { counts.merged += 1 }
            }
        }
        return found
    }
}
