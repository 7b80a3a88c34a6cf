import Ledger
import Measures
import Pages
import Store

/// The first page: the figures of the mission against their targets, what made each move, and what needs a person today.
///
/// Where only commits were collected it gives way to the overview of commits.
struct ProgrammePage {
    let items: ItemDesk
    let queue: OpenQueue
    let overview: OverviewPage
    private let cache = AnswerCache<[Card]>(capacity: 2)

    init(items: ItemDesk, queue: OpenQueue) {
        self.items = items
        self.queue = queue
        overview = OverviewPage(desk: items.desk)
    }

    private var desk: MeasureDesk { items.desk }

    var routes: [Route] {
        [
            .page(
                "/", "The overview: the figures of the programme and what made them move", examples: ["/"],
                revision: { _ in try await items.hourly() }
            ) { request in
                let moment = try await desk.moment()
                let facts = try await items.facts(at: moment)
                return .page(
                    items.hasItems(facts)
                        ? try await page(facts, moment) : try await overview.page(moment, desk.reader(request), title: "Overview"))
            }
        ]
    }

    private func page(_ facts: ItemFacts, _ moment: Moment) async throws -> Page {
        let day = desk.calendar.day(of: moment.now).description
        let figures = KeyFigures(items: items, facts: facts, moment: moment)
        let cards = try await cache.value("key \(day)", revision: moment.revision) { try await figures.cards() }
        let sisters = try await cache.value("sisters \(day)", revision: moment.revision) { try await figures.sisters() }
        let incomplete = facts.summary.incomplete.keys.sorted().prefix(3).map { facts.projects[Int($0)].title }
        return Page(
            "Programme", lead: "Where the community programme stands, what made it move, and what needs a person today.",
            actions: [HTML.button("Flow", to: "/flow"), HTML.button("Settings", to: "/programme")],
            missing: incomplete.isEmpty
                ? []
                : [
                    "\(incomplete.joined(separator: ", ")) could not be read whole, so figures may be too low. <a href=\"/data-quality\">See what is missing</a>"
                ],
            freshness: facts.freshness,
            body: """
                \(Card.grid(cards, heading: "Key figures of the programme", isWide: true))
                \(HTML.columns([
                    try await waiting(facts, moment),
                    Section("Beside them", id: "beside", body: Card.grid(sisters, heading: "Other figures")).html,
                ]))
                """)
    }

    /// The community's change requests that have waited longest for somebody of the programme.
    private func waiting(_ facts: ItemFacts, _ moment: Moment) async throws -> HTML {
        let selection = try items.selection(.init(), who: "community", facts, moment)
        let open = OpenRequests(selection, open: queue.rows(facts), stages: [.firstResponse, .review, .approved], now: moment.now)
        let slice = try open.page(sort: "-waiting", cursor: nil, limit: 5)
        let shown = slice.items.filter { !$0.item.has(.confidential) }.map(\.item.id)
        let titles = shown.isEmpty ? [:] : try await desk.store.read { try ItemTitle.load(shown, asKnown: nil, from: $0) }
        let table = Table(
            "Waiting longest for somebody other than the author", id: "waiting",
            columns: [.init("Change request"), .init("Waits for"), .init("Days", .number)],
            rows: slice.items.map { entry in
                [
                    .html(ChangeRequestLink(facts: facts, row: entry.row, reader: desk.publicReader).html(title: titles[entry.item.id])),
                    .html("\(entry.item.stage.waitsFor)\(entry.item.has(.newcomer) ? " \(HTML.tag("newcomer"))" : "" as HTML)"),
                    .integer(entry.daysWaiting),
                ]
            }, empty: EmptyState("Nobody waits", next: "No change request of the community waits for a response, a review or a merge."))
        return Section(
            "Needs a person today", id: "needs",
            body: """
                \(table.html)<p><a href="/change-requests">All \(Format.integer(open.entries.count)) that wait for somebody, and those that wait \
                for their authors</a></p>
                """
        ).html
    }
}

extension ItemDesk {
    /// Text that changes with the ledger and with every hour, for pages that say how long something has waited.
    func hourly() async throws -> String {
        let moment = try await desk.moment()
        return "\(moment.revision).\(moment.now.seconds / 3600)"
    }
}
