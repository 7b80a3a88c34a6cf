import Ledger
import Store

/// What several projects wrote, as it is shown.
public struct Finding: Sendable {
    public struct Owner: Sendable, Hashable {
        public let slug: String
        public let title: String
        /// The titles of the groups that the project is in.
        public let groups: [String]
    }

    public let id: Int64
    public let kind: FindingKind
    public let projects: [Owner]
    /// Files that are shared, those of them that are the same byte by byte, and the lines in all, about.
    public let files: Int
    public let same: Int
    public let lines: Int
    /// The largest share that a file has in common with another.
    public let likeness: Double
    /// How alike READMEs and packages are; nil when they hardly are, or nothing is known of them.
    public let words: Double?
    public let packages: Double?
    /// Words and packages that make them alike.
    public let terms: String
    public let foundAt: Int64
    /// Why it was set aside; nil while it stands.
    public let refusal: Said?

    /// What was said of a finding that was set aside.
    public struct Said: Sendable {
        public let reason: RefusalReason
        public let note: String?
        public let madeBy: String
        public let madeAt: Int64
    }
}

/// Why a finding is set aside.
public enum RefusalReason: String, Sendable, CaseIterable {
    /// The contents are a template, or boilerplate: they are set aside wherever they stand.
    case template
    /// A program made the contents, or others wrote them: the same.
    case foreign
    /// The projects know and want it so: everything between them is set aside.
    case known
    /// They have nothing to do with each other: the same.
    case chance

    public var words: String {
        switch self {
        case .template: "The files are a template, wherever they stand"
        case .foreign: "The files are others' work or a program's, wherever they stand"
        case .known: "These projects know of it and want it so"
        case .chance: "These projects have nothing to do with each other"
        }
    }

    /// Whether certain contents are set aside, and not all that is between the projects.
    var isAboutContents: Bool { self == .template || self == .foreign }
}

/// One place of a file that is shared.
public struct Evidence: Sendable {
    /// Numbers what was written once, within the finding, and its places; both from 1.
    public let number: Int
    public let member: Int
    public let repository: Int64
    public let project: String
    public let path: String
    /// The name of the contents in git.
    public let name: String
    public let lines: Int
    public let likeness: Double
}

/// Which findings are listed.
public enum FindingChoice: String, Sendable, CaseIterable { case open, refused, all }

extension SQLReader {
    /// Findings, those with the most lines first.
    ///
    /// - Parameter id: one finding, whatever became of it.
    func reuseFindings(_ choice: FindingChoice, id: Int64? = nil, offset: Int = 0, limit: Int) throws -> [Finding] {
        let condition =
            id != nil ? "f.id = ?" : choice == .open ? "f.refusal_id IS NULL" : choice == .refused ? "f.refusal_id IS NOT NULL" : "1 = 1"
        let arguments = (id.map { [SQLValue.integer($0)] } ?? []) + [.int(limit), .int(offset)]
        var order: [Int64] = []
        var owners: [Int64: [Finding.Owner]] = [:]
        let groups = try projectGroupTitles()
        let page =
            "SELECT f.id FROM reuse_findings f WHERE \(condition) ORDER BY f.lines DESC, COALESCE(f.words, 0) DESC, f.id LIMIT ? OFFSET ?"
        try forEachRow(
            """
            SELECT fp.finding_id, p.slug, p.title, p.id FROM reuse_finding_projects fp JOIN projects p ON p.id = fp.project_id
            WHERE fp.finding_id IN (\(page)) ORDER BY fp.finding_id, p.title, p.id
            """, arguments
        ) { row in
            owners[row.integer(0), default: []].append(
                Finding.Owner(slug: row.text(1), title: row.text(2), groups: groups[row.integer(3)] ?? []))
        }
        var found: [Int64: Finding] = [:]
        try forEachRow(
            """
            SELECT f.id, f.kind, f.files, f.same, f.lines, f.likeness, f.words, f.packages, f.terms, f.found_at,
                r.reason, r.note, r.made_by, r.made_at
            FROM reuse_findings f LEFT JOIN reuse_refusals r ON r.id = f.refusal_id
            WHERE \(condition) ORDER BY f.lines DESC, COALESCE(f.words, 0) DESC, f.id LIMIT ? OFFSET ?
            """, arguments
        ) { row in
            let said = row.optionalText(10).flatMap(RefusalReason.init(rawValue:)).map { reason in
                Finding.Said(reason: reason, note: row.optionalText(11), madeBy: row.text(12), madeAt: row.integer(13))
            }
            order.append(row.integer(0))
            found[row.integer(0)] = Finding(
                id: row.integer(0), kind: FindingKind(rawValue: row.text(1)) ?? .code, projects: owners[row.integer(0)] ?? [],
                files: row.int(2),
                same: row.int(3), lines: row.int(4), likeness: row.real(5), words: row.isNull(6) ? nil : row.real(6),
                packages: row.isNull(7) ? nil : row.real(7), terms: row.text(8), foundAt: row.integer(9), refusal: said)
        }
        return order.compactMap { found[$0] }
    }

    /// How many findings stand, and how many were set aside.
    func reuseCounts() throws -> (open: Int, refused: Int) {
        try first("SELECT COUNT(*) - COUNT(refusal_id), COUNT(refusal_id) FROM reuse_findings") { ($0.int(0), $0.int(1)) } ?? (0, 0)
    }

    /// The places behind findings.
    ///
    /// - Parameters:
    ///   - finding: of this one only.
    ///   - number: of this file only.
    func reuseEvidence(of finding: Int64, number: Int? = nil, limit: Int) throws -> [Evidence] {
        try rows(
            """
            SELECT e.number, e.member, e.repository_id, p.slug, e.path, e.name, e.lines, e.likeness FROM reuse_evidence e
            JOIN repositories r ON r.id = e.repository_id JOIN projects p ON p.id = r.project_id
            WHERE e.finding_id = ? AND e.number BETWEEN ? AND ? ORDER BY e.number, e.member LIMIT ?
            """, [.integer(finding), .int(number ?? 0), .int(number ?? Int(Int32.max)), .int(limit)]
        ) { row in
            Evidence(
                number: row.int(0), member: row.int(1), repository: row.integer(2), project: row.text(3), path: row.text(4),
                name: row.text(5),
                lines: row.int(6), likeness: row.real(7))
        }
    }

    func projectGroupTitles() throws -> [Int64: [String]] {
        let titles = Dictionary(uniqueKeysWithValues: try projectGroups().map { ($0.id, $0.title) })
        var groups: [Int64: [String]] = [:]
        for held in try assertions(.projectGroup) {
            guard let title = held.assertion.object.flatMap({ titles[$0] }) else { continue }
            groups[held.assertion.subject, default: []].append(title)
        }
        return groups.mapValues { $0.sorted() }
    }
}
