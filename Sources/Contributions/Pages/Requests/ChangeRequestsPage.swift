import Ledger
import Measures
import Pages
import Store

/// The open change requests: which wait, since when, for whom.
struct ChangeRequestsPage {
    let items: ItemDesk
    let queue: OpenQueue

    private var desk: MeasureDesk { items.desk }

    private static let parameters: [Parameter] =
        ItemDesk.parameters + [
            .choice("stage", Stage.allCases.map { .init($0.key, $0.title) }, "Only those in this stage.", label: "Waits for"),
            Parameter("newcomer", .flag, "Only those whose author had no change request merged before.", label: "By newcomers"),
            .sort(OpenRequests.Order.allCases.map(\.rawValue), default: "-waiting"),
            .text("cursor", maxLength: 60, "Where the page before ended."),
        ]

    var routes: [Route] { [page, data] }

    /// A page of the list with what its rows need.
    private struct Listing {
        let facts: ItemFacts
        let all: OpenRequests
        let slice: Slice<OpenRequests.Entry>
        let titles: [Int64: String]
    }

    private func listing(_ request: Request, limit: Int) async throws -> Listing {
        let moment = try await desk.moment()
        let facts = try await items.facts(at: moment)
        let selection = try items.selection(request, facts, moment)
        let all = OpenRequests(
            selection, open: queue.rows(facts), stages: Set(request.text("stage").flatMap(Stage.init(key:)).map { [$0] } ?? []),
            newcomer: request.flag("newcomer"), now: moment.now)
        let slice = try desk.answering {
            try all.page(sort: request.text("sort") ?? "-waiting", cursor: request.text("cursor"), limit: limit)
        }
        let shown = slice.items.filter { !$0.item.has(.confidential) }.map(\.item.id)
        let titles = shown.isEmpty ? [:] : try await desk.store.read { try ItemTitle.load(shown, asKnown: nil, from: $0) }
        return Listing(facts: facts, all: all, slice: slice, titles: titles)
    }

    private var page: Route {
        .page(
            "/change-requests", "The open change requests: how old, where they stand and whom they wait for",
            parameters: Self.parameters, examples: ["/change-requests", "/change-requests?who=all&sort=-age&newcomer=yes"],
            revision: { _ in try await items.hourly() }
        ) { request in
            let listing = try await listing(request, limit: 50)
            guard items.hasItems(listing.facts) else {
                return .page(Page("Open change requests", lead: "Nothing has been collected yet.", body: ItemDesk.collectFirst.html))
            }
            let fields = ["project", "group", "organisation", "who", "stage", "newcomer"]
            let form = FilterForm(request, fields: fields, choices: try await desk.scopes())
            let pager = Pager(
                "change requests", shown: listing.slice.items.count, total: listing.all.entries.count,
                first: request.text("cursor") == nil ? nil : request.link(changing: ["cursor": nil]),
                next: listing.slice.next.map { request.link(changing: ["cursor": $0]) })
            return .page(
                Page(
                    "Open change requests", lead: Self.lead(listing.all),
                    actions: ["csv", "json"].map { format in
                        HTML.button(
                            format.uppercased(),
                            to: request.link(to: "/api/v1/change-requests", changing: ["format": format, "cursor": nil, "limit": "1000"]))
                    }, freshness: listing.facts.freshness,
                    body: "\(form.html)\(Self.stages(listing.all, request))\(table(listing, request).html)\(pager.html)"))
        }
    }

    private static func lead(_ all: OpenRequests) -> HTML {
        let newcomers = all.entries.count { $0.item.has(.newcomer) }
        let oldest =
            all.entries.max { $0.age < $1.age }.map { " The oldest has been open for \(Format.count($0.daysOpen, "day", "days"))." } ?? ""
        return
            "\(Format.count(all.entries.count, "change request is", "change requests are")) open, \(Format.integer(newcomers)) by newcomers.\(oldest)"
    }

    /// How many wait for whom, each opening onto its rows.
    private static func stages(_ all: OpenRequests, _ request: Request) -> HTML {
        let counts = all.counts
        let cards = Stage.allCases.map { stage in
            let waiting = all.entries.filter { $0.item.stage == stage }.map { Double($0.daysWaiting) }
            let median = Statistics.median(waiting).map { "half of them for \(Format.number($0)) days or longer" } ?? ""
            return Card(
                stage.title, value: Format.integer(counts[stage] ?? 0), unit: median,
                address: request.link(changing: ["stage": stage.key, "cursor": nil]))
        }
        return Card.grid(cards, heading: "Whom they wait for", isWide: true)
    }

    private func table(_ listing: Listing, _ request: Request) -> Table {
        Table(
            "Open change requests", id: "change-requests",
            columns: [
                .init("Change request"), .init("Waits for"), .init("Days in this stage", .number, sortable: "waiting", in: request),
                .init("Days open", .number, sortable: "age", in: request), .init("Author"), .init("Organisation"),
                .init("Lines", .number, sortable: "size", in: request),
            ],
            rows: listing.slice.items.map { entry in
                let item = entry.item
                let organisation = listing.facts.organisation(of: item)
                return [
                    .html(
                        ChangeRequestLink(facts: listing.facts, row: entry.row, reader: desk.reader(request)).html(
                            title: listing.titles[item.id])),
                    .html("\(item.stage.waitsFor)\(item.has(.draft) ? " \(HTML.tag("draft"))" : "" as HTML)"),
                    .integer(entry.daysWaiting), .integer(entry.daysOpen),
                    .html(
                        "\(items.link(item.author, listing.facts, desk.reader(request)))\(item.has(.newcomer) ? " \(HTML.tag("newcomer"))" : "" as HTML)"
                    ),
                    organisation == .unknown ? .html("<span class=\"no-data\">unknown</span>") : .text(organisation.name),
                    entry.size.map { .integer($0) } ?? .none,
                ]
            },
            empty: EmptyState("No change request is open in this selection", next: "Choose a wider selection."), hidesCaption: true)
    }

    // MARK: Data

    private var data: Route {
        .data(
            "/api/v1/change-requests", "The open change requests",
            details: "Where each stands, since when, and whom it waits for. The title of a confidential one is null.",
            parameters: Self.parameters + [.integer("limit", 1...RowRequest.mostRows, "Rows on a page.", default: 50)],
            formats: [.json, .csv],
            answer: .object([
                "total": .integer("Open change requests on all pages."),
                "next": .nullable(.string("Give it as cursor to get the next page; null on the last.")),
                "change_requests": .array(of: ChangeRequestRecord.schema),
            ]), revision: { _ in try await items.hourly() }
        ) { request in
            let listing = try await listing(request, limit: request.integer("limit") ?? 50)
            let records = listing.slice.items.map { entry in
                ChangeRequestRecord(
                    entry.row, listing.facts, title: listing.titles[entry.item.id], now: entry.now, items, desk.reader(request))
            }
            return .data(filename: "change-requests") {
                [
                    "total": .integer(listing.all.entries.count), "next": JSON(listing.slice.next),
                    "change_requests": .array(records.map(\.json)),
                ]
            } csv: {
                CSV(columns: ChangeRequestRecord.columns, rows: records.map(\.cells))
            }
        }
    }
}

extension ItemFacts {
    /// How new the data behind a page is.
    var freshness: Page.Freshness { Page.Freshness(newestFact: newestFact, collectedAt: summary.collectedAt) }
}
