import Ledger
import Store

/// An open issue with which somebody else could help.
struct OpenIssue: Sendable, Hashable {
    let project: Int64
    let number: Int64
    let title: String
    /// Where it is at its forge; nil where the ledger does not know.
    let address: String?
    let asksForHelp: Bool
    let isGoodFirst: Bool
    let createdAt: Instant
}

/// Finds issues by their labels. What only members may see is never among them.
struct IssueLabels: Sendable {
    private let help: Set<String>
    private let first: Set<String>

    init(_ settings: CatalogueSettings) {
        help = Set(settings.helpLabels.map(Self.folded))
        first = Set(settings.firstLabels.map(Self.folded))
    }

    /// The newest first.
    func issues(ofProject project: Int64? = nil, in reader: any SQLReader) throws -> [OpenIssue] {
        let narrowing = project == nil ? "" : " AND r.project_id = ?"
        var arguments: [SQLValue] = [.int(ItemKind.issue.rawValue), .int(ItemStatus.open.rawValue)]
        if let project { arguments.append(.integer(project)) }
        var found: [OpenIssue] = []
        try reader.forEachRow(
            """
            SELECT r.project_id, i.number, s.title, s.labels, i.created_at, f.forge, f.host, f.path
            FROM items i JOIN item_states s ON s.item_id = i.id AND s.ended_at IS NULL
            JOIN repositories r ON r.id = i.repository_id LEFT JOIN forge_projects f ON f.repository_id = r.id
            WHERE i.kind = ? AND s.status = ? AND s.confidential = 0 AND s.labels <> ''\(narrowing) ORDER BY i.created_at DESC, i.id DESC
            """, arguments
        ) { row in
            let labels = Set(row.text(3).split(separator: "\n").map { Self.folded(String($0)) })
            let (asks, isFirst) = (!labels.isDisjoint(with: help), !labels.isDisjoint(with: first))
            guard asks || isFirst else { return }
            found.append(
                OpenIssue(
                    project: row.integer(0), number: row.integer(1), title: row.text(2).cleaned, address: Self.address(row),
                    asksForHelp: asks,
                    isGoodFirst: isFirst, createdAt: Instant(seconds: row.integer(4))))
        }
        return found
    }

    private static func address(_ row: any SQLRow) -> String? {
        guard let forge = row.optionalText(5), let host = row.optionalText(6), let path = row.optionalText(7) else { return nil }
        let address = "https://\(host)/\(path)/\(forge == ForgeKind.gitlab.rawValue ? "-/issues" : "issues")/\(row.integer(1))"
        return Address.isWeb(address) ? address : nil
    }

    /// Case and the sign between words do not count.
    private static func folded(_ label: String) -> String {
        label.lowercased().split { $0 == " " || $0 == "-" || $0 == "_" }.joined(separator: " ")
    }
}
