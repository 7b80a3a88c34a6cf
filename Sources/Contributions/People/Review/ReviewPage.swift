import Access
import Ledger
import Measures
import Pages
import Store

/// The queue of suggestions that two accounts are one person's: one at a time, with what speaks for it, and three answers.
struct ReviewPage {
    let people: PeopleDesk
    let suggestions: SuggestionShelf

    private var desk: MeasureDesk { people.desk }

    var routes: [Route] { form.routes + [data, decision] }

    /// "Later" means in a quarter of a year.
    private static let postponedDays: Int64 = 90
    /// So many more are listed beneath the one that is shown.
    private static let listed = 20

    enum Answer: String, CaseIterable {
        case accept, refuse, later
    }

    private static let pair: [Parameter] = [
        .field("first", .integer(1...Int.max), "The account with the smaller number.", label: "First account", required: true),
        .field("second", .integer(1...Int.max), "The other account.", label: "Second account", required: true),
    ]
    private static let answer = Parameter.field(
        "decision",
        .choice([
            .init(Answer.accept.rawValue, "Accept: one person"), .init(Answer.refuse.rawValue, "Refuse: two people"),
            .init(Answer.later.rawValue, "Later"),
        ]), "Whether the two accounts are one person’s.", label: "Decision", required: true)
    private static let reason = Parameter.field("reason", .text(maxLength: 500), "For whoever asks later.", label: "Reason")

    /// A suggestion with what is known of its two accounts.
    struct Case: Sendable {
        let suggestion: Ledger.Suggestion
        let accounts: [Int64: AccountRecord]
        let activity: [Int64: PersonActivity]
        /// The other accounts of each of the two people.
        let others: [Int64: [AccountRecord]]
        /// What the two people are called.
        let names: [PersonID: String]
    }

    /// The queue as it stands, the likeliest first.
    private struct Queue: Sendable {
        let total: Int
        let next: [Ledger.Suggestion]
        let spelled: [Int64: AccountRecord]
        let shown: Case?
    }

    private func queue(first: Int64?, second: Int64?) async throws -> Queue {
        let calendar = desk.calendar
        let moment = try await desk.moment()
        let facts = try await people.context.items(at: moment)
        let all = try await suggestions.list(moment)
        let next = all.page(limit: Self.listed)
        let wanted =
            if let first, let second { all.all.first { $0.first == first && $0.second == second } } else { next.first }
        return try await desk.store.read { reader in
            Queue(
                total: all.all.count, next: next, spelled: try reader.accountRecords(Set(next.flatMap { [$0.first, $0.second] })),
                shown: try wanted.map { try Case($0, facts, reader, calendar) })
        }
    }

    private var form: Form {
        Form(
            "/people/review", "Suggestions that two accounts are one person’s", access: .may(.correctPeople), seenBy: Route.standardAccess,
            fields: Self.pair + [
                Self.answer, Self.reason, .field("done", .integer(0...Int.max), "The number of a decision that was just made."),
            ],
            button: "Decide",
            show: { request, view in try await page(request, view) },
            submit: { request in
                let operation = try await decide(request)
                return "/people/review?done=\(operation ?? 0)#suggestion"
            })
    }

    private func decide(_ request: Request) async throws -> Int64? {
        guard let first = request.integer("first").map({ Int64($0) }), let second = request.integer("second").map({ Int64($0) }),
            let answer = request.choice("decision", as: Answer.self)
        else { throw FormRefusal("decision", "Decision is missing.") }
        let reason = request.text("reason") ?? ""
        let suggestion = try await suggestions.list(desk.moment()).all.first { $0.first == first && $0.second == second }
        return try await people.change { writer, now in
            let statement = PeopleStatement(writer, madeBy: request.madeBy(on: PeopleDesk.madeBy), at: now)
            do {
                switch answer {
                case .accept:
                    let change =
                        try suggestion.map { try statement.accept($0, reason: reason) } ?? statement.join(first, second, reason: reason)
                    return change.operation
                case .refuse: return try statement.refuse(first, second, reason: reason).operation
                case .later:
                    let until = now.advanced(by: Self.postponedDays * Instant.secondsPerDay)
                    return try statement.postpone(first, second, until: until, reason: reason).operation
                }
            } catch let refusal as PeopleRefusal {
                throw FormRefusal(nil, refusal.reason)
            }
        }
    }

    // MARK: The page

    private func page(_ request: Request, _ view: FormView) async throws -> Page {
        let crumbs: [Page.Crumb] = [.init("People", "/people")]
        guard request.may(.correctPeople), people.isStaff(request) else {
            return Page(
                "Review suggestions", lead: "Whether accounts are one person’s.", breadcrumbs: crumbs, body: "\(view.html(command: nil))")
        }
        let (first, second) = (view.typed("first").flatMap { Int64($0) }, view.typed("second").flatMap { Int64($0) })
        let queue = try await queue(first: first, second: second)
        let done: HTML =
            if !view.isRefused, let number = view.typed("done").flatMap({ Int64($0) }) {
                try await people.confirmation(of: number, request, id: "done")
            } else {
                ""
            }
        return Page(
            "Review suggestions",
            lead:
                "\(queue.total == 0 ? "No suggestion waits" : Format.count(queue.total, "suggestion waits", "suggestions wait")). Nothing is joined before somebody agrees.",
            breadcrumbs: crumbs, body: "\(done)\(shown(queue, view, isConfirming: !done.isEmpty))\(list(queue))")
    }

    /// - Parameter isConfirming: whether what was just decided stands above; the heading that is jumped to then tells it too.
    private func shown(_ queue: Queue, _ view: FormView, isConfirming: Bool) -> HTML {
        let described: HTML = isConfirming ? " aria-describedby=\"done\"" : ""
        guard let shown = queue.shown else {
            let empty =
                queue.total == 0
                ? EmptyState("No suggestion waits", next: "New ones appear when accounts are collected that look alike.")
                : EmptyState("This suggestion is not there any more", next: "Take <a href=\"/people/review\">the next one</a>.")
            return "<h2 id=\"suggestion\" class=\"visually-hidden\" tabindex=\"-1\"\(described)>No suggestion</h2>\(empty.html)"
        }
        let view = view.filling(["first": String(shown.suggestion.first), "second": String(shown.suggestion.second)])
        let form = view.html(
            command: nil, hidden: ["first", "second", "done"],
            buttons: .init(
                "decision", keys: [Answer.accept.rawValue: "a", Answer.refuse.rawValue: "r", Answer.later.rawValue: "l"],
                quiet: [Answer.later.rawValue]))
        return """
            <section class="section"><div class="section-head"><h2 id="suggestion" tabindex="-1"\(described)>\
            Are these one person’s? \(Format.percent(shown.suggestion.score, decimals: 0)) likely</h2></div>
            \(ReviewCase(shown: shown, people: people).html(form))
            </section>
            """
    }

    private func list(_ queue: Queue) -> HTML {
        let table = Table(
            "The next suggestions", id: "queue",
            columns: [.init("One account"), .init("The other"), .init("Likely", .number), .init("Because")],
            rows: queue.next.map { suggestion in
                [
                    .link(
                        queue.spelled[suggestion.first]?.words ?? "account \(suggestion.first)",
                        SafeURL(
                            segments: ["people", "review"],
                            query: [("first", String(suggestion.first)), ("second", String(suggestion.second))])),
                    .text(queue.spelled[suggestion.second]?.words ?? "account \(suggestion.second)"), .value(suggestion.score, .percent),
                    .text(suggestion.reasons.map(\.rule).joined(separator: ", ")),
                ]
            }, empty: EmptyState("The list is empty", next: "Nothing waits."), hidesCaption: true, stacks: true)
        guard !queue.next.isEmpty else { return "" }
        let lead: HTML? =
            queue.total > queue.next.count ? "The first \(queue.next.count) of \(Format.integer(queue.total)), the likeliest first." : nil
        return Section("The next suggestions", id: "next", lead: lead, body: table.html).html
    }

    // MARK: Data

    private static let schema: Pages.Schema = .object([
        "first": .integer("An account’s number."), "second": .integer(), "first_person": .string(), "second_person": .string(),
        "score": .number("From 0 to 1."), "reasons": .array(of: .object(["rule": .string(), "words": .string(), "weight": .number()])),
    ])

    private var data: Route {
        .data(
            "/api/v1/people/suggestions", "Suggestions that two accounts are one person’s, the likeliest first",
            details: "Told only to those who may see people; others learn how many wait.",
            parameters: [.integer("limit", 1...1000, "Suggestions at most.", default: 50)],
            answer: .object([
                "total": .integer(), "suggestions": .nullable(.array(of: Self.schema, "Null to those who may not see people.")),
            ]),
            revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let all = try await suggestions.list(desk.moment())
            let shown = all.page(limit: request.integer("limit") ?? 50)
            let isStaff = people.isStaff(request)
            return .data {
                [
                    "total": .integer(all.all.count),
                    "suggestions": isStaff
                        ? .array(
                            shown.map { suggestion in
                                [
                                    "first": .integer(Int(suggestion.first)), "second": .integer(Int(suggestion.second)),
                                    "first_person": .string(suggestion.firstPerson.description),
                                    "second_person": .string(suggestion.secondPerson.description),
                                    "score": .number(suggestion.score),
                                    "reasons": .array(
                                        suggestion.reasons.map {
                                            ["rule": .string($0.rule), "words": .string($0.words), "weight": .number($0.weight)]
                                        }),
                                ]
                            }) : .null,
                ]
            }
        }
    }

    private var decision: Route {
        .submission(
            "/api/v1/people/suggestions/decide", "Accept or refuse a suggestion, or put it off", access: .may(.correctPeople),
            fields: Self.pair + [Self.answer, Self.reason],
            answer: .object(["operation": .nullable(.integer("The operation that can be undone; null when that was so already."))])
        ) { request in
            ["operation": JSON(try await decide(request).map { Int($0) })]
        }
    }
}

extension ReviewPage.Case {
    init(_ suggestion: Ledger.Suggestion, _ facts: ItemFacts, _ reader: any SQLReader, _ calendar: ReportingCalendar) throws {
        let actors = facts.actors
        let pair: Set<Int64> = [suggestion.first, suggestion.second]
        self.suggestion = suggestion
        accounts = try reader.accountRecords(pair)
        activity = try PersonActivity.load(pair, reader, calendar)
        names = [suggestion.firstPerson, suggestion.secondPerson].reduce(into: [:]) { $0[$1] = facts.label(of: $1)?.text(for: .staff) }
        let beside = [
            suggestion.first: actors.accounts(of: suggestion.firstPerson), suggestion.second: actors.accounts(of: suggestion.secondPerson),
        ]
        let records = try reader.accountRecords(
            beside.values.reduce(into: Set()) { $0.formUnion($1.sorted().prefix(50)) }.subtracting(pair))
        others = beside.mapValues { numbers in numbers.compactMap { records[$0] }.sorted { $0.id < $1.id } }
    }
}
