import Ledger
import Measures
import Store

/// Writes out the rows behind a figure, a page at a time.
struct Drilldown {
    let window: Window
    let store: any SQLStore

    private var facts: ContributionFacts { window.facts }

    func page(_ listing: Listing, _ request: RowRequest) async throws -> RowPage {
        switch listing {
        case .people(let people, let counted): try peoplePage(people, counted, request)
        case .organisations(let organisations): try organisationPage(organisations, request)
        case .commits(let rows): try await commitPage(rows, request)
        case .releases(let releases): try releasePage(releases, request)
        case .tallies(let name, let count, let tallies): try tallyPage(name, count, tallies, request)
        }
    }

    private func peoplePage(
        _ people: [(person: Int32, count: Int)], _ counted: RowColumn, _ request: RowRequest
    ) throws -> RowPage {
        let slice = try Slice(people: people, request) { RowKey($0.count, facts.people[Int($0.person)].id.number) }
        let wanted = Set(slice.items.map(\.person))
        var first: [Int32: Int32] = [:]
        var last: [Int32: Int32] = [:]
        for row in window.rows where wanted.contains(window.person(row)) {
            if first[window.person(row)] == nil { first[window.person(row)] = row }
            last[window.person(row)] = row
        }
        let rows = slice.items.map { item -> [RowCell] in
            let person = facts.people[Int(item.person)]
            let organisation = last[item.person].map { window.organisation($0) } ?? 0
            return [
                .person(person.label), self.organisation(organisation), .integer(item.count),
                time(first[item.person]), time(last[item.person]),
            ]
        }
        return RowPage(
            columns: [
                RowColumn("person", "Person"), RowColumn("organisation", "Organisation"), counted,
                RowColumn("first", "First"), RowColumn("last", "Last"),
            ], rows: rows, total: people.count, next: slice.next)
    }

    private func organisationPage(
        _ organisations: [(organisation: Int32, count: Int)], _ request: RowRequest
    ) throws -> RowPage {
        let total = organisations.reduce(0) { $0 + $1.count }
        let slice = try Slice(organisations, request) { RowKey($0.count, Int64($0.organisation)) }
        let rows = slice.items.map { item -> [RowCell] in
            [organisation(item.organisation), .count(ofMillionths: item.count), .number(Double(item.count) / Double(max(1, total)))]
        }
        return RowPage(
            columns: [
                RowColumn("organisation", "Organisation"), RowColumn("contributions", "Contributions"),
                RowColumn("share", "Share"),
            ], rows: rows, total: organisations.count, next: slice.next)
    }

    private func commitPage(_ contributions: [Int32], _ request: RowRequest) async throws -> RowPage {
        // The newest first; the number of the commit decides between commits of one second.
        let slice = try Slice(contributions, request) { row in
            RowKey(
                Int(facts.contributions.time[Int(row)]),
                facts.commits.id[Int(window.commit(row))] << 4
                    | Int64(facts.contributions.role[Int(row)].rawValue))
        }
        let numbers = slice.items.map { facts.commits.id[Int(window.commit($0))] }
        let texts = try await store.read { try CommitText.load(numbers, from: $0) }
        let rows = slice.items.map { row -> [RowCell] in
            let commit = Int(window.commit(row))
            let text = texts[facts.commits.id[commit]]
            let person = facts.people[Int(window.person(row))]
            let project = facts.projects[Int(facts.commits.home[commit])]
            return [
                .text(text?.sha ?? ""), time(row), .person(person.label),
                .text(facts.contributions.role[Int(row)].key), organisation(window.organisation(row)),
                .project(slug: project.slug, title: project.title), .integer(Int(facts.commits.added[commit])),
                .integer(Int(facts.commits.removed[commit])), .text(text?.subject ?? ""),
            ]
        }
        return RowPage(
            columns: [
                RowColumn("commit", "Commit"), RowColumn("time", "Time"), RowColumn("person", "Person"),
                RowColumn("type", "Type"), RowColumn("organisation", "Organisation"), RowColumn("project", "Project"),
                RowColumn("added", "Lines added"), RowColumn("removed", "Lines removed"), RowColumn("subject", "Subject"),
            ], rows: rows, total: contributions.count, next: slice.next)
    }

    private func releasePage(_ releases: [Int], _ request: RowRequest) throws -> RowPage {
        let slice = try Slice(releases, request) { RowKey(Int(facts.releases[$0].time), Int64($0)) }
        let rows = slice.items.map { index -> [RowCell] in
            let release = facts.releases[index]
            let project = facts.projects[Int(release.project)]
            return [
                .text(release.name), .project(slug: project.slug, title: project.title),
                .instant(Instant(seconds: release.time)), .text(release.commit),
            ]
        }
        return RowPage(
            columns: [
                RowColumn("release", "Release"), RowColumn("project", "Project"), RowColumn("time", "Time"),
                RowColumn("commit", "Commit"),
            ], rows: rows, total: releases.count, next: slice.next)
    }

    private func tallyPage(
        _ name: RowColumn, _ count: RowColumn, _ tallies: [Tally], _ request: RowRequest
    ) throws -> RowPage {
        let numbered = tallies.enumerated().map { (number: Int64($0), tally: $1) }
        let slice = try Slice(numbered, request) { RowKey(Int($0.tally.value), $0.number) }
        return RowPage(
            columns: [name, count], rows: slice.items.map { [.text($0.tally.title), .integer(Int($0.tally.value))] },
            total: tallies.count, next: slice.next)
    }

    private func time(_ row: Int32?) -> RowCell {
        row.map { .instant(Instant(seconds: facts.contributions.time[Int($0)])) } ?? .none
    }

    private func organisation(_ index: Int32) -> RowCell {
        let organisation = facts.organisations[Int(index)]
        return .organisation(slug: organisation.slug, title: organisation.name)
    }
}

/// The parts of commits that are not kept in memory.
struct CommitText: Sendable {
    let sha: String
    let subject: String

    /// By the commit's number.
    static func load(_ numbers: [Int64], from reader: any SQLReader) throws -> [Int64: CommitText] {
        guard !numbers.isEmpty else { return [:] }
        let marks = numbers.map { _ in "?" }.joined(separator: ", ")
        var texts: [Int64: CommitText] = [:]
        try reader.forEachRow(
            "SELECT id, sha, subject FROM commits WHERE id IN (\(marks))", numbers.map(SQLValue.integer)
        ) { texts[$0.integer(0)] = CommitText(sha: $0.text(1), subject: $0.text(2)) }
        return texts
    }
}
