import Ledger
import Measures
import Pages
import Store

/// The part of a project's page that comes from its forge: change requests and issues.
struct ProjectItems {
    let items: ItemDesk
    let queue: OpenQueue

    private static let cards: [Board.Entry] = [
        ("flow.open", .month, nil), ("flow.open-age", .month, nil), ("flow.merged", .month, nil),
        ("flow.time-to-first-response", .month, nil),
        ("issues.opened", .month, nil), ("issues.closed", .month, nil), ("issues.open", .month, nil), ("issues.age", .month, nil),
    ]

    /// Nothing for a project without change requests and issues.
    func html(_ board: Board, _ reader: PersonLabel.Reader) async throws -> HTML {
        let facts = try await items.facts(at: board.moment)
        guard let slug = board.scope.project, let project = facts.projects.firstIndex(where: { $0.slug == slug }),
            queue.holdsItems(ofProject: project, facts)
        else { return "" }
        let selection = try items.selection(board.scope, who: "all", facts, board.moment)
        let open = OpenRequests(selection, open: queue.rows(facts), now: board.moment.now)
        let slice = try open.page(sort: "-waiting", cursor: nil, limit: 5)
        let shown = slice.items.filter { !$0.item.has(.confidential) }.map(\.item.id)
        let titles = shown.isEmpty ? [:] : try await board.desk.store.read { try ItemTitle.load(shown, asKnown: nil, from: $0) }
        let table = Table(
            "Longest in their stage", id: "project-requests",
            columns: [.init("Change request"), .init("Waits for"), .init("Days", .number), .init("Author")],
            rows: slice.items.map { entry in
                [
                    .html(ChangeRequestLink(facts: facts, row: entry.row, reader: reader).html(title: titles[entry.item.id])),
                    .text(entry.item.stage.waitsFor),
                    .integer(entry.daysWaiting), .html(items.link(entry.item.author, facts, reader)),
                ]
            }, empty: EmptyState("No change request is open", next: "Those that were merged or closed are in the figures above."))
        let list = SafeURL(segments: ["change-requests"], query: [("project", slug), ("who", "all")])
        let flow = SafeURL(segments: ["flow"], query: [("project", slug), ("who", "all")])
        return Section(
            "Change requests and issues", id: "items",
            actions: [HTML.button("Open change requests", to: list), HTML.button("Flow", to: flow)],
            body: "\(Card.grid(try await board.cards(Self.cards), heading: "Change requests and issues"))\(table.html)"
        ).html
    }
}
