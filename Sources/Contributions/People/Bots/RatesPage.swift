import Access
import Ledger
import Measures
import Pages
import Store

/// The queue of accounts that work as no person does: one at a time, with the numbers, to be called a bot or a person.
struct RatesPage {
    let people: PeopleDesk
    private let shelf = RateShelf()

    init(people: PeopleDesk) { self.people = people }

    private var desk: MeasureDesk { people.desk }

    var routes: [Route] { form.routes + [data, decision] }

    private static let account = Parameter.field("account", .integer(1...Int.max), "The account's number.", required: true)
    private static let answer = Parameter.field(
        "decision", .choice([.init(BotState.bot.rawValue, "A program uses it"), .init(BotState.human.rawValue, "A person uses it")]),
        "Who uses the account.", label: "Decision", required: true)
    private static let reason = Parameter.field(
        "reason", .text(maxLength: 500), "For whoever asks later; the numbers are kept with it.", label: "Reason")

    /// The queue as it stands.
    private struct Queue: Sendable {
        let rates: [SuspiciousRate]
        let accounts: [Int64: AccountRecord]
        let shown: SuspiciousRate?
        let person: PersonID?
    }

    private func queue(account: Int64?) async throws -> Queue {
        let (now, shelf) = (desk.clock(), shelf)
        return try await desk.store.read { reader in
            let rates = try shelf.unjudged(reader, at: now)
            let shown = account.map { account in rates.first { $0.account == account } } ?? rates.first
            return Queue(
                rates: rates,
                accounts: try reader.accountRecords(Set(rates.prefix(50).map(\.account) + [shown?.account].compactMap(\.self))),
                shown: shown,
                person: try shown.flatMap { try reader.accountCards([$0.account]).first?.person })
        }
    }

    private var form: Form {
        Form(
            "/people/rates", "Accounts that work as no person does", access: .may(.correctPeople), seenBy: Route.standardAccess,
            fields: [
                Self.account, Self.answer, Self.reason,
                .field("done", .integer(0...Int.max), "The number of a decision that was just made."),
            ],
            button: "Decide",
            show: { request, view in try await page(request, view) },
            submit: { request in "/people/rates?done=\(try await decide(request) ?? 0)#account" })
    }

    private func decide(_ request: Request) async throws -> Int64? {
        guard let account = request.integer("account").map({ Int64($0) }), let state = request.choice("decision", as: BotState.self)
        else { throw FormRefusal("decision", "Decision is missing.") }
        let rate = try await queue(account: account).shown
        let numbers = rate?.reasons.joined(separator: " ") ?? ""
        let reason = request.text("reason").map { numbers.isEmpty ? $0 : "\($0) (\(numbers))" } ?? numbers
        return try await people.change { writer, now in
            do {
                return try PeopleStatement(writer, madeBy: request.madeBy(on: PeopleDesk.madeBy), at: now).state(
                    state, of: [account], reason: reason
                ).operation
            } catch let refusal as PeopleRefusal {
                throw FormRefusal(refusal.field, refusal.reason)
            }
        }
    }

    // MARK: The page

    private func page(_ request: Request, _ view: FormView) async throws -> Page {
        let title = "Bots by their rates"
        let crumbs: [Page.Crumb] = [.init("People", "/people")]
        guard request.may(.correctPeople), people.isStaff(request) else {
            return Page(title, lead: "Whether programs use accounts.", breadcrumbs: crumbs, body: "\(view.html(command: nil))")
        }
        let queue = try await queue(account: view.typed("account").flatMap { Int64($0) })
        let done: HTML =
            if !view.isRefused, let number = view.typed("done").flatMap({ Int64($0) }) {
                try await people.confirmation(of: number, request, id: "done")
            } else {
                ""
            }
        let count = queue.rates.count
        return Page(
            title,
            lead: """
                \(count == 0 ? "No account works" : Format.count(count, "account works", "accounts work")) as no person does. \
                Nothing is marked before somebody agrees.
                """,
            breadcrumbs: crumbs, body: "\(done)\(shown(queue, view, isConfirming: !done.isEmpty))\(list(queue))")
    }

    private func name(_ account: Int64, _ queue: Queue) -> String { queue.accounts[account]?.words ?? "account \(account)" }

    private func shown(_ queue: Queue, _ view: FormView, isConfirming: Bool) -> HTML {
        let described: HTML = isConfirming ? " aria-describedby=\"done\"" : ""
        guard let rate = queue.shown else {
            let empty =
                queue.rates.isEmpty
                ? EmptyState("No account waits", next: "Only accounts with 300 events or more are looked at.")
                : EmptyState("This account does not wait any more", next: "Take <a href=\"/people/rates\">the next one</a>.")
            return "<h2 id=\"account\" class=\"visually-hidden\" tabindex=\"-1\"\(described)>No account</h2>\(empty.html)"
        }
        let person: HTML = queue.person.map { " <a href=\"/people/\($0.description)\">Open the person</a>" } ?? ""
        let facts = Facts([
            ("Events", "\(Format.integer(rate.events))"), ("Most in a day", "\(Format.integer(rate.mostInADay))"),
            ("Days around the clock", "\(Format.integer(rate.daysAroundTheClock))"),
            ("Half of them follow within", "\(Format.count(Int(rate.medianGap), "second", "seconds"))"),
        ])
        let reasons: HTML = "<ul>\(rate.reasons.map { "<li>\($0)</li>" as HTML })</ul>"
        let form = view.filling(["account": String(rate.account)]).html(
            command: nil, hidden: ["account", "done"],
            buttons: .init("decision", keys: [BotState.bot.rawValue: "b", BotState.human.rawValue: "p"]))
        return """
            <section class="section"><div class="section-head"><h2 id="account" tabindex="-1"\(described)>\
            Does a program use this account?</h2></div>
            <p class="section-lead breaks"><strong>\(HTML.isolated(name(rate.account, queue)))</strong>\(person)</p>
            \(facts.html)
            \(HTML.columns([HTML.panel("<h3>Why it is suggested</h3><div class=\"prose\">\(reasons)</div>"), form]))
            <p class="remark">On the command line: <code>steward people bots add "#\(rate.account)" --reason TEXT</code></p>
            </section>
            """
    }

    private func list(_ queue: Queue) -> HTML {
        guard !queue.rates.isEmpty else { return "" }
        let table = Table(
            "Accounts that wait", id: "queue", columns: [.init("Account"), .init("Events", .number), .init("Because")],
            rows: queue.rates.prefix(50).map { rate in
                [
                    .link(name(rate.account, queue), SafeURL(segments: ["people", "rates"], query: [("account", String(rate.account))])),
                    .integer(rate.events), .text(rate.reasons.joined(separator: " ")),
                ]
            }, empty: EmptyState("The list is empty", next: "Nothing waits."), hidesCaption: true, stacks: true)
        let lead: HTML? = queue.rates.count > 50 ? "The busiest 50 of \(Format.integer(queue.rates.count))." : nil
        return Section("Accounts that wait", id: "next", lead: lead, body: table.html).html
    }

    // MARK: Data

    private var data: Route {
        .data(
            "/api/v1/people/rates", "Accounts that work as no person does, the busiest first",
            details: "Told only to those who may see people; others learn how many wait.",
            answer: .object([
                "total": .integer(),
                "accounts": .nullable(
                    .array(
                        of: .object([
                            "account": .integer("Its number."), "events": .integer(), "most_in_a_day": .integer(),
                            "days_around_the_clock": .integer(),
                            "median_seconds_between": .integer(), "reasons": .array(of: .string()),
                        ]), "Null to those who may not see people.")),
            ]), revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let rates = try await queue(account: nil).rates
            let isStaff = people.isStaff(request)
            return .data {
                [
                    "total": .integer(rates.count),
                    "accounts": isStaff
                        ? .array(
                            rates.map { rate in
                                [
                                    "account": .integer(Int(rate.account)), "events": .integer(rate.events),
                                    "most_in_a_day": .integer(rate.mostInADay),
                                    "days_around_the_clock": .integer(rate.daysAroundTheClock),
                                    "median_seconds_between": .integer(Int(rate.medianGap)),
                                    "reasons": .array(rate.reasons.map(JSON.string)),
                                ]
                            }) : .null,
                ]
            }
        }
    }

    private var decision: Route {
        .submission(
            "/api/v1/people/rates/decide", "Say whether a program uses an account", access: .may(.correctPeople),
            fields: [Self.account, Self.answer, Self.reason],
            answer: .object(["operation": .nullable(.integer("The operation that can be undone; null when that was so already."))])
        ) { request in
            ["operation": JSON(try await decide(request).map { Int($0) })]
        }
    }
}
