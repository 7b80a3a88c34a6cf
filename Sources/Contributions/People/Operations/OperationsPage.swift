import Access
import Ledger
import Measures
import Pages
import Store

/// The log of changes of what Steward believes, and the same as data.
struct OperationsPage {
    let people: PeopleDesk
    private let choices = AnswerCache<[String: [Parameter.Choice]]>(capacity: 2)

    init(people: PeopleDesk) { self.people = people }

    private var desk: MeasureDesk { people.desk }

    var routes: [Route] { [page, data] }

    private static let filters: [Parameter] = [
        .text("kind", maxLength: 100, "Only operations of this kind, such as place accounts."),
        .text("by", maxLength: 200, "Only what this person or rule did. For those who may see people.", label: "By"),
        .text(
            "person", maxLength: 12,
            "Only what concerns this person, by the identifier in the address of their page. For those who may see people."),
        .integer("account", 1...Int.max, "Only what concerns this account, by its number. For those who may see people."),
        Parameter("day", .date, "Only what was done on this day."),
    ]

    /// One page of the log with what its operations did.
    struct Listing: Sendable {
        let operations: [Ledger.Operation]
        let effects: [Int64: OperationEffect]
        let next: Int64?
    }

    private func listing(_ request: Request, limit: Int) async throws -> Listing {
        var filter = OperationFilter(kind: request.text("kind"), madeBy: request.text("by"))
        if request.isGiven("by") || request.isGiven("person") || request.isGiven("account") {
            try people.requireStaff(request, for: "The log is narrowed to what somebody did, or to what concerns somebody,")
        }
        if let day = request.date("day") {
            let calendar = desk.calendar
            filter.recorded = calendar.start(of: day)..<calendar.start(of: CivilDate(daysSince1970: day.daysSince1970 + 1))
        }
        if let number = request.integer("account") { filter.accounts = [Int64(number)] }
        if let text = request.text("person") {
            guard let person = PersonID(text) else {
                throw Problem.parameters([
                    ParameterError(parameter: "person", received: text, allowed: "the identifier in the address of a person's page")
                ])
            }
            let own = try await people.accounts(of: person)
            filter.accounts = filter.accounts.map { $0.intersection(own) } ?? own
        }
        let before = request.integer("before").map { Int64($0) }
        return try await desk.store.read { [filter] reader in
            let found = try reader.operations(filter, before: before, limit: limit + 1)
            let shown = Array(found.prefix(limit))
            return Listing(
                operations: shown, effects: try reader.effects(ofOperations: shown.map(\.id)),
                next: found.count > limit ? shown.last?.id : nil)
        }
    }

    private var page: Route {
        .page(
            "/operations", "The log of changes of what Steward believes, newest first",
            parameters: Self.filters + [
                .integer("before", 1...Int.max, "Where the page before ended."),
                .integer("done", 0...Int.max, "The number of a change that was just made."),
            ], revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let listing = try await listing(request, limit: 50)
            let isStaff = people.isStaff(request)
            let offered = try await offered()
            let table = Table(
                "Operations, newest first", id: "operations",
                columns: [.init("Number", .number), .init("What"), .init("When", .time)] + (isStaff ? [.init("By")] : [])
                    + [.init("Recorded", .number), .init("Ended", .number), .init("State")],
                rows: listing.operations.map { row($0, listing.effects[$0.id] ?? OperationEffect(), request, isStaff: isStaff) },
                empty: EmptyState(
                    "No operation matches", next: "Choose a wider selection. Every collection, import and correction leaves its mark here."),
                hidesCaption: true, stacks: true)
            let pager = Pager(
                "operations", shown: listing.operations.count,
                first: request.isGiven("before") ? request.link(changing: ["before": nil]) : nil,
                next: listing.next.map { request.link(changing: ["before": String($0)]) })
            let fields = ["kind", "day"] + (isStaff ? ["by", "person", "account"] : [])
            return .page(
                Page(
                    "Operations",
                    lead:
                        "Who changed what Steward believes, when and why. Nothing is ever deleted: an operation that is undone stays in the log.",
                    body: """
                        \(try await done(request))
                        \(FilterForm(request, fields: fields, choices: offered).html)
                        \(table.html)\(pager.html)
                        """))
        }
    }

    private func row(_ operation: Ledger.Operation, _ effect: OperationEffect, _ request: Request, isStaff: Bool) -> [Table.Cell] {
        let state: Table.Cell =
            if let by = effect.undoneBy {
                .html("undone by <a href=\"/operations/\(by)\">\(by)</a>")
            } else if let undone = operation.undoes {
                .html("undoes <a href=\"/operations/\(undone)\">\(undone)</a>")
            } else if request.may(.correctPeople) {
                .html(
                    "<a href=\"/operations/undo?operation=\(operation.id)\">Undo<span class=\"visually-hidden\"> operation \(operation.id)</span></a>"
                )
            } else {
                .none
            }
        return [
            .link(String(operation.id), "/operations/\(operation.id)"), .text(isStaff ? operation.summary : operation.kind),
            .instant(operation.recordedAt),
        ] + (isStaff ? [.text(operation.madeBy)] : []) + [.integer(effect.recorded), .integer(effect.ended), state]
    }

    /// Says what a form has just done. Only the number comes with the address; the words come from the log.
    private func done(_ request: Request) async throws -> HTML {
        guard let number = request.integer("done"), request.may(.correctPeople) else { return "" }
        return try await people.confirmation(of: Int64(number), request)
    }

    private func offered() async throws -> [String: [Parameter.Choice]] {
        let revision = try await desk.moment().revision
        let store = desk.store
        return try await choices.value("", revision: revision) {
            let found = try await store.read { try $0.operationChoices() }
            return ["kind": found.kinds.map { .init($0) }, "by": found.makers.map { .init($0) }]
        }
    }

    private var data: Route {
        .data(
            "/api/v1/operations", "The log of changes of what Steward believes, newest first",
            details: "Summaries and who made a change are told only to those who may see people, as they may name some.",
            parameters: Self.filters + [
                .integer("before", 1...Int.max, "Only operations with a smaller number: the next of the page before."),
                .integer("limit", 1...1000, "Operations on a page.", default: 50),
            ],
            answer: .object([
                "operations": .array(of: Self.schema),
                "next": .nullable(.integer("Give it as before to get the next page; null on the last.")),
            ]), revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let listing = try await listing(request, limit: request.integer("limit") ?? 50)
            let isStaff = people.isStaff(request)
            return .data {
                [
                    "operations": .array(
                        listing.operations.map { Self.json($0, listing.effects[$0.id] ?? OperationEffect(), isStaff: isStaff) }),
                    "next": JSON(listing.next.map { Int($0) }),
                ]
            }
        }
    }

    static let schema: Pages.Schema = .object([
        "id": .integer(), "kind": .string(), "summary": .nullable(.string("Null to those who may not see people.")),
        "made_by": .nullable(.string("Null to those who may not see people.")), "recorded_at": .string(format: "date-time"),
        "undoes": .nullable(.integer("The operation that this one takes back.")),
        "undone_by": .nullable(.integer("The operation that took it back.")),
        "recorded": .integer("Assertions that it recorded."), "ended": .integer("Assertions that it ended."),
    ])

    static func json(_ operation: Ledger.Operation, _ effect: OperationEffect, isStaff: Bool) -> JSON {
        [
            "id": .integer(Int(operation.id)), "kind": .string(operation.kind), "summary": JSON(isStaff ? operation.summary : nil),
            "made_by": JSON(isStaff ? operation.madeBy : nil), "recorded_at": .string(operation.recordedAt.description),
            "undoes": JSON(operation.undoes.map { Int($0) }), "undone_by": JSON(effect.undoneBy.map { Int($0) }),
            "recorded": .integer(effect.recorded), "ended": .integer(effect.ended),
        ]
    }
}

extension PeopleDesk {
    /// Says what a form has just done, with a way to take it back.
    ///
    /// - Parameter number: the operation; 0 when everything was so already.
    func confirmation(of number: Int64, _ request: Request, id: HTML? = nil) async throws -> HTML {
        let name: HTML = id.map { " id=\"\($0)\"" } ?? ""
        func notice(_ title: String, _ body: HTML) -> HTML { "<div\(name)>\(Notice(.information, title, body: body).html)</div>" }
        guard number > 0 else { return notice("Nothing to do", "That is so already.") }
        let found = try await desk.store.read { reader in
            (operation: try reader.operation(number), obstacle: try reader.undoObstacle(ofOperation: number))
        }
        guard let operation = found.operation else { return "" }
        let undo: HTML =
            found.obstacle == nil && operation.undoes == nil ? " <a href=\"/operations/undo?operation=\(number)\">Undo this</a>" : ""
        return notice("Done", "\(HTML.isolated(isStaff(request) ? operation.summary : operation.kind))\(undo)")
    }
}
