import Ledger
import Store

extension FindingDraft {
    /// Files of a finding that are kept, those with most lines; all of them are counted.
    static let mostFiles = 500
    /// Places of one file that are kept: first one of each project.
    static let mostPlaces = 24

    /// Takes the place of all findings that were stored. Those that are found again keep their number.
    static func replaceAll(by drafts: [FindingDraft], at now: Instant, in writer: any SQLWriter) throws {
        let known = Dictionary(
            try writer.rows("SELECT key, id, found_at FROM reuse_findings") { ($0.text(0), (id: $0.integer(1), foundAt: $0.integer(2))) },
            uniquingKeysWith: { first, _ in first })
        for table in ["reuse_findings", "reuse_finding_projects", "reuse_evidence"] { try writer.execute("DELETE FROM \(table)") }
        let numbers = try drafts.map { try known[$0.key]?.id ?? writer.takeNumbers("reuse_findings") }
        try writer.bulkLoad(
            into: "reuse_findings",
            columns: ["id", "key", "kind", "files", "same", "lines", "likeness", "words", "packages", "terms", "found_at", "refusal_id"],
            onConflict: .fail
        ) { rows in
            for (draft, number) in zip(drafts, numbers) {
                rows.integer(number)
                rows.text(draft.key)
                rows.text(draft.kind.rawValue)
                rows.integer(Int64(draft.code.count))
                rows.integer(Int64(draft.code.count(where: \.isSame)))
                rows.integer(Int64(draft.lines))
                rows.real(draft.code.map(\.likeness).max() ?? 0)
                if let words = draft.words { rows.real(words) } else { rows.null() }
                if let packages = draft.packages { rows.real(packages) } else { rows.null() }
                rows.text(draft.terms.joined(separator: ", "))
                rows.integer(known[draft.key]?.foundAt ?? now.seconds)
                rows.integer(draft.refusal)
                try rows.endRow()
            }
        }
        try writer.bulkLoad(into: "reuse_finding_projects", columns: ["finding_id", "project_id"], onConflict: .fail) { rows in
            for (draft, number) in zip(drafts, numbers) {
                for project in draft.projects {
                    rows.integer(number)
                    rows.integer(project)
                    try rows.endRow()
                }
            }
        }
        try writer.bulkLoad(
            into: "reuse_evidence",
            columns: ["finding_id", "number", "member", "repository_id", "path", "blob", "name", "lines", "likeness"],
            onConflict: .fail
        ) { rows in
            for (draft, finding) in zip(drafts, numbers) {
                let kept = draft.code.sorted { ($0.lines, $1.places[0].path) > ($1.lines, $0.places[0].path) }.prefix(mostFiles)
                for (number, shared) in kept.enumerated() {
                    for (member, place) in shared.shownPlaces.prefix(mostPlaces).enumerated() {
                        rows.integer(finding)
                        rows.integer(Int64(number + 1))
                        rows.integer(Int64(member + 1))
                        rows.integer(place.repository)
                        rows.text(place.path)
                        rows.integer(place.blob)
                        rows.text(place.name)
                        rows.integer(Int64(place.lines))
                        rows.real(place.likeness)
                        try rows.endRow()
                    }
                }
            }
        }
    }
}

extension SharedCode {
    /// One place of each project, then the others.
    fileprivate var shownPlaces: [Place] {
        var seen: Set<Int64> = []
        var (first, rest): ([Place], [Place]) = ([], [])
        for place in places { if seen.insert(place.project).inserted { first.append(place) } else { rest.append(place) } }
        return first + rest
    }
}
