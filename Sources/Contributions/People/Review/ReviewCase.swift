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

    /// - Parameter form: takes the decision; it stands beside the reasons, so that nobody has to look for it.
    func html(_ form: HTML) -> HTML {
        """
        \(HTML.columns([reasons, form]))
        \(comparison)
        \(HTML.columns([chart, projects]))
        """
    }

    private var reasons: HTML {
        Table(
            "Why it is suggested", id: "reasons", columns: [.init("Sign"), .init("What was seen"), .init("Worth", .number)],
            rows: shown.suggestion.reasons.map { [.text($0.rule), .text($0.words), .value($0.weight, .percent)] },
            empty: EmptyState("No reason is known", next: "Compare the two accounts.")
        ).html
    }

    private var comparison: HTML {
        func row(_ title: String, _ value: (Int64) -> Table.Cell) -> [Table.Cell] { [.text(title)] + pair.map(value) }
        func day(_ instant: Instant?) -> Table.Cell { instant.map { .date(people.desk.calendar.day(of: $0)) } ?? .none }
        return Table(
            "The two accounts side by side", id: "comparison", columns: [.init("What"), .init("One"), .init("The other")],
            rows: [
                row("Account") { .html("<span class=\"breaks\">\(HTML.isolated(String(name($0).prefix(120))))</span>") },
                row("Source") { .text(record($0)?.source ?? "") },
                row("Domain of the address") { .text(record($0)?.domain ?? "") },
                row("Person") { account in
                    let person = account == shown.suggestion.first ? shown.suggestion.firstPerson : shown.suggestion.secondPerson
                    return .link(shown.names[person] ?? "open", "/people/\(person.description)")
                },
                row("Other accounts") { account in
                    let others = shown.others[account] ?? []
                    let words =
                        others.prefix(5).map(\.words).joined(separator: "; ") + (others.count > 5 ? " and \(others.count - 5) more" : "")
                    return others.isEmpty ? .none : .html("<span class=\"breaks\">\(HTML.isolated(words))</span>")
                },
                row("First seen") { day(activity($0).first) }, row("Last seen") { day(activity($0).last) },
                row("Projects") { .integer(activity($0).projects.count) },
            ] + counts.map { title, count in row(title) { .integer(count(activity($0).counts)) } }
        ).html
    }

    /// What one of the two did at all.
    private var counts: [(String, (PersonActivity.Counts) -> Int)] {
        let all: [(String, (PersonActivity.Counts) -> Int)] = [
            ("Commits", \.commits), ("Credits in commits", \.credits), ("Change requests", \.opened), ("Merged", \.merged),
            ("Issues", \.issues),
        ]
        return all.filter { _, count in pair.contains { count(activity($0).counts) > 0 } }
    }

    private var chart: HTML {
        let (calendar, now) = (people.desk.calendar, people.desk.clock())
        let end = PersonActivity.lastMonth(of: pair.map(activity), at: now, calendar), present = calendar.period(.month, containing: now)
        let series = pair.map { account in
            ChartSeries(
                String(name(account).prefix(40)),
                activity(account).newest(24, before: end).map {
                    ChartPoint($0.month.key, Double($0.counts.total), running: $0.month == present)
                })
        }
        return ChartFigure(
            Chart(
                PersonActivity.twoYears(to: end, at: now, calendar), id: "review-months", kind: .bars, series: series, labelTitle: "Month")
        ).html
    }

    private var projects: HTML {
        let (first, second) = (activity(pair[0]).projects, activity(pair[1]).projects)
        let common = Set(first.keys).intersection(second.keys).sorted()
        return Table(
            "Projects in common", id: "common", columns: [.init("Project"), .init("One", .number), .init("The other", .number)],
            rows: common.prefix(20).map { slug in
                [
                    .link(first[slug]?.title ?? slug, "/projects/\(slug)"), .integer(first[slug]?.counts.total ?? 0),
                    .integer(second[slug]?.counts.total ?? 0),
                ]
            }, empty: EmptyState("No project in common", next: "That speaks neither for nor against.")
        ).html
    }
}
