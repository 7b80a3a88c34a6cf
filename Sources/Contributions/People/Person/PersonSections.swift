import Ledger
import Measures
import Pages

/// The parts of a person's page, as one reader may see them.
struct PersonSections {
    let people: PeopleDesk
    let found: PersonPage.Found
    let reader: PersonLabel.Reader
    /// Whether the reader may change things.
    let mayCorrect: Bool

    private var dossier: PersonDossier { found.dossier }
    private var activity: PersonActivity { found.activity }
    private var isStaff: Bool { reader == .staff }

    var lead: HTML {
        let employers = dossier.employers(at: found.now).map {
            HTML.link($0.organisation.name, to: "/organisations/\($0.organisation.slug)")
        }
        let who: HTML =
            employers.isEmpty ? "For whom they contribute now is not known." : "Contributes for \(employers.joined(separator: " and "))."
        return "\(Format.count(dossier.accounts.count, "account", "accounts")). \(who)"
    }

    var html: HTML {
        """
        \(optedOut)
        \(Facts(facts).html)
        \(corrections)
        \(course)
        \(affiliations)
        \(accounts)
        \(roles)
        """
    }

    private var optedOut: HTML {
        guard found.label.isOptedOut else { return "" }
        return Notice(
            .warning, "Not to be shown",
            body: "This person asked not to be shown. They are counted everywhere, and named on no page that others see."
        ).html
    }

    private var facts: [(name: String, value: HTML)] {
        let counts = activity.counts
        func number(_ count: Int) -> HTML { "\(Format.integer(count))" }
        return [
            ("First seen", activity.first.map { Format.timeElement($0, dateOnly: true) } ?? "–"),
            ("Last seen", activity.last.map { Format.timeElement($0, dateOnly: true) } ?? "–"), ("Commits", number(counts.commits)),
            ("Credits in commits", number(counts.credits)), ("Change requests", number(counts.opened)), ("Merged", number(counts.merged)),
            ("Issues", number(counts.issues)), ("Projects", number(activity.projects.count)),
        ]
    }

    // MARK: Activity

    private var course: HTML {
        guard activity.counts.total > 0 else {
            return Section(
                "Activity", id: "activity", body: EmptyState("No contribution is known", next: "Only a list names this person so far.").html
            ).html
        }
        let calendar = people.desk.calendar
        let end = PersonActivity.lastMonth(of: [activity], at: found.now, calendar),
            present = calendar.period(.month, containing: found.now)
        let months = activity.newest(24, before: end)
        func series(_ name: String, _ value: (PersonActivity.Counts) -> Int) -> ChartSeries {
            ChartSeries(name, months.map { ChartPoint($0.month.key, Double(value($0.counts)), running: $0.month == present) })
        }
        let chart = Chart(
            PersonActivity.twoYears(to: end, at: found.now, calendar), id: "months", kind: .stackedBars,
            series: [series("Commits") { $0.commits }, series("Change requests") { $0.opened }, series("Issues") { $0.issues }],
            labelTitle: "Month")
        let projects = activity.projects.sorted { ($1.value.counts.total, $0.key) < ($0.value.counts.total, $1.key) }
        let table = Table(
            projects.count > 10 ? "The 10 projects with most contributions of \(projects.count)" : "Projects", id: "projects",
            columns: [.init("Project"), .init("Commits", .number), .init("Change requests", .number), .init("Issues", .number)],
            rows: projects.prefix(10).map { slug, entry in
                [
                    .link(entry.title, "/projects/\(slug)"), .integer(entry.counts.commits), .integer(entry.counts.opened),
                    .integer(entry.counts.issues),
                ]
            })
        return Section("Activity", id: "activity", body: HTML.columns([ChartFigure(chart).html, table.html])).html
    }

    // MARK: Affiliations

    private var affiliations: HTML {
        let stretches = dossier.affiliationStretches()
        let conflicts = stretches.count { $0.pieces.contains { $0.loss != nil } }
        let staffColumns: [Table.Column] = isStaff ? [.init("Account"), .init("Why"), .init("Said by"), .init("Recorded", .time)] : []
        let table = Table(
            "What is believed of affiliations", id: "affiliation-table",
            columns: [
                .init("Organisation"), .init("From", .time), .init("Until", .time), .init("Share", .number), .init("Rule"), .init("Counts"),
            ] + staffColumns,
            rows: stretches.map { stretch in
                let assertion = stretch.belief.assertion
                let own: [Table.Cell] = [
                    .link(stretch.organisation.name, "/organisations/\(stretch.organisation.slug)"), .text(people.day(assertion.validFrom)),
                    .text(people.day(assertion.validTo)), assertion.share.map { .value(Double($0) / 1_000_000, .percent) } ?? .none,
                    .text(assertion.rule), .text(stretch.standing),
                ]
                guard isStaff else { return own }
                return own + [
                    .text(dossier.names.account(assertion.subject)), .text(assertion.evidence), .text(stretch.belief.madeBy),
                    .html(recorded(stretch.belief)),
                ]
            },
            empty: EmptyState(
                "Nobody knows for whom this person contributes", next: "Their contributions are counted in the bucket unknown."))
        guard !stretches.isEmpty else { return Section("Affiliations", id: "affiliations", body: table.html).html }
        let start = ([activity.first] + stretches.map(\.belief.assertion.validFrom)).compactMap { $0 }.min() ?? found.now
        let lanes = Dictionary(grouping: stretches, by: \.organisation.id).values.sorted { first(of: $0) < first(of: $1) }.map { group in
            SpanChart.Lane(group[0].organisation.name, group.flatMap(spans))
        }
        let chart = SpanChart(
            "For whom, when", id: "affiliation-course", lanes: lanes, range: min(start, found.now.advanced(by: -86_400 * 30))..<found.now,
            table: table)
        let lead: HTML =
            conflicts == 0
            ? "Every rule agrees."
            : "\(Format.count(conflicts, "statement does", "statements do")) not count, or not always: the table says why."
        return Section("Affiliations", id: "affiliations", lead: lead, body: ChartFigure(chart).html).html
    }

    private func first(of stretches: [AffiliationStretch]) -> Instant {
        stretches.map { $0.belief.assertion.validFrom ?? .distantPast }.min() ?? .distantPast
    }

    private func spans(_ stretch: AffiliationStretch) -> [SpanChart.Span] {
        stretch.pieces.map { piece in
            let from = piece.time.lowerBound == .distantPast ? nil : piece.time.lowerBound
            let to = piece.time.upperBound == .distantFuture ? nil : piece.time.upperBound
            let words = "\(stretch.organisation.name), \(stretch.belief.assertion.rule)" + (piece.loss.map { ": \($0)" } ?? "")
            return SpanChart.Span(from: from, to: to, words: words, isOverruled: piece.loss != nil)
        }
    }

    /// The day on which something was recorded, with the operation that did so.
    private func recorded(_ belief: AttributedAssertion) -> HTML {
        "<a href=\"/operations/\(belief.held.operation)\">\(people.day(belief.held.recordedAt))</a>"
    }

    // MARK: Accounts

    private var accounts: HTML {
        let placed = Dictionary(dossier.beliefs(.accountPerson).map { ($0.assertion.subject, $0) }, uniquingKeysWith: { first, _ in first })
        let staffColumns: [Table.Column] = isStaff ? [.init("Why"), .init("Said by"), .init("Recorded", .time)] : []
        let table = Table(
            "Accounts", id: "account-table",
            columns: [.init("Account"), .init("Source"), .init("First met", .time), .init("Placed by")] + staffColumns,
            rows: dossier.accounts.map { account in
                let belief = placed[account.id]
                let own: [Table.Cell] = [
                    .text(shown(account)), .text(account.source), .date(people.desk.calendar.day(of: account.recordedAt)),
                    .text(belief?.assertion.rule ?? "nothing"),
                ]
                guard isStaff else { return own }
                return own + [
                    .text(belief?.assertion.evidence ?? ""), .text(belief?.madeBy ?? ""), belief.map { .html(recorded($0)) } ?? .none,
                ]
            }, hidesCaption: true, stacks: true)
        return Section("Accounts", id: "accounts", lead: isStaff ? nil : "Names and addresses are shown to staff alone.", body: table.html)
            .html
    }

    /// The account as this reader may see it.
    private func shown(_ account: AccountRecord) -> String {
        switch reader {
        case .staff: "\(account.words) (account \(account.id))"
        case .everybody: account.login ?? "an identity in git"
        case .pseudonyms: "an account"
        }
    }

    // MARK: Roles and wishes

    private var roles: HTML {
        let predicates: [Assertion.Predicate] =
            isStaff
            ? [
                .accountCoach, .accountTeam, .accountManager, .accountBot, .accountHuman, .accountOptOut, .accountDisplayName, .accountSame,
                .accountDistinct, .accountPostponed, .accountSpelling,
            ] : [.accountCoach, .accountBot]
        let beliefs = dossier.beliefs.filter { predicates.contains($0.assertion.predicate) }
        let customer = dossier.employers(at: found.now).filter { dossier.customers.contains($0.organisation.id) }
        var rows: [[Table.Cell]] = beliefs.map { belief in
            let dates: [Table.Cell] = [
                .text(people.day(belief.assertion.validFrom)), .text(people.day(belief.assertion.validTo)), .text(belief.assertion.rule),
            ]
            guard isStaff else { return [.text(belief.assertion.predicate == .accountBot ? "a bot" : "a coach")] + dates }
            return [.text(belief.assertion.words(dossier.names, day: nil))] + dates
                + [.text(belief.assertion.evidence), .text(belief.madeBy), .html(recorded(belief))]
        }
        rows += customer.map { entry in
            [.text("contributes for a customer, \(entry.organisation.name)"), .none, .none, .text(entry.rule)]
                + (isStaff ? [.none, .none, .none] : [])
        }
        let staffColumns: [Table.Column] = isStaff ? [.init("Why"), .init("Said by"), .init("Recorded", .time)] : []
        let table = Table(
            "Roles and whatever else is believed", id: "role-table",
            columns: [.init("What"), .init("From", .time), .init("Until", .time), .init("Rule")] + staffColumns, rows: rows,
            empty: EmptyState("Nothing else is believed", next: "No role, no sign of a bot, no wish."), hidesCaption: true, stacks: true)
        return Section("Roles, bots and wishes", id: "roles", body: table.html).html
    }

    // MARK: Corrections

    private var corrections: HTML {
        guard mayCorrect, isStaff else { return "" }
        let id = found.label.id.description
        var links: [(String, SafeURL)] = [
            ("Join with somebody", "/people/join?person=\(id)"), ("Affiliate", "/people/affiliate?person=\(id)"),
            ("Team", "/people/team?person=\(id)"), ("Manager", "/people/manager?person=\(id)"),
            ("Display name", "/people/display-name?person=\(id)"),
            (
                found.label.isOptedOut ? "Show again" : "Opt out",
                "/people/opt-out?person=\(id)&wish=\(found.label.isOptedOut ? "shown" : "hidden")"
            ),
            ("Bot or no bot", "/people/bot?person=\(id)"),
        ]
        if dossier.accounts.count > 1 { links.insert(("Split an account off", "/people/split?person=\(id)"), at: 1) }
        links.append(("Operations", "/operations?person=\(id)"))
        return """
            <nav class="corrections" aria-label="Corrections"><ul class="actions">\(links.map { "<li>\(HTML.button($0.0, to: $0.1))</li>" as HTML })</ul></nav>
            """
    }
}
