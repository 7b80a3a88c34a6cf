import Ledger
import Measures
import Pages

/// What is known of the two accounts of a suggestion, side by side.
struct ReviewCase {
    let shown: ReviewPage.Case
    let people: PeopleDesk

    private var pair: [Int64] { [shown.suggestion.first, shown.suggestion.second] }
    private func record(_ account: Int64) -> AccountRecord? { shown.accounts[account] }
    private func activity(_ account: Int64) -> PersonActivity { shown.activity[account] ?? PersonActivity() }
    private func name(_ account: Int64) -> String { record(account)?.words ?? "account \(account)" }

    var html: HTML {
        """
        \(reasons)
        \(comparison)
        \(HTML.columns([chart, projects]))
        """
    }

    private var reasons: HTML {
        Table(
            "Why it is suggested", id: "reasons", columns: [.init("Sign"), .init("What was seen"), .init("Worth alone", .number)],
            rows: shown.suggestion.reasons.map { [.text($0.rule), .text($0.words), .value($0.weight, .percent)] },
            empty: EmptyState("No reason is known", next: "Compare the two accounts.")
        ).html
    }

    private var comparison: HTML {
        func row(_ title: String, _ value: (Int64) -> Table.Cell) -> [Table.Cell] { [.text(title)] + pair.map(value) }
        func day(_ instant: Instant?) -> Table.Cell { instant.map { .date(people.desk.calendar.day(of: $0)) } ?? .none }
        return Table(
            "The two accounts side by side", id: "comparison", columns: [.init("")] + pair.map { .init(String(name($0).prefix(60))) },
            rows: [
                row("Source") { .text(record($0)?.source ?? "") },
                row("Domain of the address") { .text(record($0)?.domain ?? "") },
                row("Person") { account in
                    let person = account == shown.suggestion.first ? shown.suggestion.firstPerson : shown.suggestion.secondPerson
                    return .link("open", "/people/\(person.description)")
                },
                row("Other accounts") { account in
                    let others = shown.others[account] ?? []
                    return others.isEmpty ? .none : .text(others.prefix(5).map(\.words).joined(separator: "; ") + (others.count > 5 ? " and \(others.count - 5) more" : ""))
                },
                row("First seen") { day(activity($0).first) }, row("Last seen") { day(activity($0).last) },
                row("Commits") { .integer(activity($0).counts.commits) }, row("Change requests") { .integer(activity($0).counts.opened) },
                row("Merged") { .integer(activity($0).counts.merged) }, row("Issues") { .integer(activity($0).counts.issues) },
                row("Projects") { .integer(activity($0).projects.count) },
            ]
        ).html
    }

    private var chart: HTML {
        let now = people.desk.calendar.period(.month, containing: people.desk.clock())
        let series = pair.map { account in
            ChartSeries(
                String(name(account).prefix(40)),
                activity(account).newest(24, before: now).map { ChartPoint($0.month.key, Double($0.counts.total), running: $0.month == now) })
        }
        return ChartFigure(
            Chart("Contributions by month, two years", id: "review-months", kind: .bars, series: series, labelTitle: "Month")
        ).html
    }

    private var projects: HTML {
        let (first, second) = (activity(pair[0]).projects, activity(pair[1]).projects)
        let common = Set(first.keys).intersection(second.keys).sorted()
        return Table(
            "Projects in common", id: "common", columns: [.init("Project"), .init("One", .number), .init("The other", .number)],
            rows: common.prefix(20).map { slug in
                [.link(first[slug]?.title ?? slug, "/projects/\(slug)"), .integer(first[slug]?.counts.total ?? 0), .integer(second[slug]?.counts.total ?? 0)]
            }, empty: EmptyState("No project in common", next: "That speaks neither for nor against.")
        ).html
    }
}
