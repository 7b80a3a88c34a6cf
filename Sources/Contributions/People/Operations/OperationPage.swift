import Access
import Ledger
import Measures
import Pages
import Store

/// One operation: what it recorded and what it ended, in words.
struct OperationPage {
    let people: PeopleDesk
    let examples: ScopeExamples
    private let cache = AnswerCache<Found>(capacity: 20)

    init(people: PeopleDesk, examples: ScopeExamples) {
        self.people = people
        self.examples = examples
    }

    private var desk: MeasureDesk { people.desk }

    var routes: [Route] { [page, data] }

    /// More of each are not shown.
    static let longest = 200

    /// An operation with everything that is said of it.
    struct Found: Sendable {
        let operation: Ledger.Operation
        let effect: OperationEffect
        let recorded: [RecordedAssertion]
        let ended: [RecordedAssertion]
        let obstacle: LedgerError?
        let names: LedgerNames
    }

    private static let number = Parameter.path("number", "The number of the operation.", kind: .text(maxLength: 20))

    private func find(_ request: Request) async throws -> Found {
        let text = request.text("number") ?? ""
        let missing = Problem.notFound("There is no operation \(text.prefix(20)).", suggestions: [.init("Operations", "/operations")])
        guard let number = Int64(text), number > 0, String(number) == text else { throw missing }
        let revision = try await desk.moment().revision
        if let known = cache.value(text, revision: revision) { return known }
        let found = try await desk.store.read { reader -> Found? in
            guard let operation = try reader.operation(number) else { return nil }
            let changes = try reader.changes(ofOperation: number, limit: Self.longest)
            return Found(
                operation: operation, effect: try reader.effects(ofOperations: [number])[number] ?? OperationEffect(),
                recorded: changes.recorded, ended: changes.ended, obstacle: try reader.undoObstacle(ofOperation: number),
                names: try LedgerNames(reader, for: (changes.recorded + changes.ended).map(\.assertion)))
        }
        guard let found else { throw missing }
        cache.keep(found, text, revision: revision)
        return found
    }

    private var page: Route {
        .page(
            "/operations/{number}", "An operation: what it recorded and what it ended", parameters: [Self.number],
            examples: ["/operations/\(examples.operation)"], revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let found = try await find(request)
            let isStaff = people.isStaff(request)
            let undo: [HTML] =
                request.may(.correctPeople) && found.obstacle == nil
                ? [HTML.button("Undo", to: "/operations/undo?operation=\(found.operation.id)")] : []
            return .page(
                Page(
                    "Operation \(found.operation.id)", lead: isStaff ? HTML.isolated(found.operation.summary) : "\(found.operation.kind)",
                    breadcrumbs: [.init("Operations", "/operations")],
                    actions: undo + [HTML.button("JSON", to: "/api/v1/operations/\(found.operation.id)")],
                    body: """
                        \(facts(found, isStaff: isStaff))
                        \(list("Recorded", "recorded", found.recorded, found.effect.recorded, found, isStaff: isStaff))
                        \(list("Ended", "ended", found.ended, found.effect.ended, found, isStaff: isStaff))
                        """))
        }
    }

    private func facts(_ found: Found, isStaff: Bool) -> HTML {
        let operation = found.operation
        var entries: [(name: String, value: HTML)] = [("Kind", "\(operation.kind)"), ("When", Format.timeElement(operation.recordedAt))]
        if isStaff { entries.append(("By", HTML.isolated(operation.madeBy))) }
        if let undone = operation.undoes { entries.append(("Takes back", "<a href=\"/operations/\(undone)\">operation \(undone)</a>")) }
        entries.append(("State", state(found)))
        return Facts(entries).html
    }

    private func state(_ found: Found) -> HTML {
        switch found.obstacle {
        case nil: "in force; it can be undone"
        case .alreadyUndone:
            "undone by \(found.effect.undoneBy.map { "<a href=\"/operations/\($0)\">operation \($0)</a>" as HTML } ?? "another operation")"
        case .changedSince(_, let later): "changed since by <a href=\"/operations/\(later)\">operation \(later)</a>: undo that first"
        case let other?: "\(other.description)"
        }
    }

    private func list(_ title: String, _ id: String, _ assertions: [RecordedAssertion], _ count: Int, _ found: Found, isStaff: Bool) -> HTML
    {
        // The other list says what it did.
        if assertions.isEmpty, found.effect.recorded + found.effect.ended > 0 { return "" }
        let lead: HTML? = count > assertions.count ? "The first \(Format.integer(assertions.count)) of \(Format.integer(count))." : nil
        let empty = EmptyState(id == "recorded" ? "It recorded nothing" : "It ended nothing", next: "Nothing that is believed changed.")
        let table =
            isStaff
            ? Table(
                title, id: "\(id)-table", columns: [.init("What"), .init("Rule"), .init("Why"), .init("Now")],
                rows: assertions.map { held in
                    [
                        .text(held.assertion.words(found.names, day: people.day)), .text(held.assertion.rule),
                        .text(held.assertion.evidence),
                        .text(held.endedAt == nil ? "holds" : "ended \(people.day(held.endedAt))"),
                    ]
                }, empty: empty, hidesCaption: true, stacks: true)
            : Table(
                title, id: "\(id)-table", columns: [.init("What"), .init("How many", .number)],
                rows: Dictionary(grouping: assertions, by: \.assertion.predicate.rawValue).sorted { $0.key < $1.key }.map {
                    [.text($0.key), .integer($0.value.count)]
                },
                empty: empty, hidesCaption: true)
        return Section(title, id: id, lead: lead, body: table.html).html
    }

    // MARK: Data

    private static let assertionSchema: Pages.Schema = .object([
        "id": .integer(), "predicate": .string("What kind of thing is believed."),
        "words": .nullable(.string("The belief in a sentence; null to those who may not see people.")), "rule": .string(),
        "evidence": .nullable(.string("Why; null to those who may not see people.")), "ended_at": .nullable(.string(format: "date-time")),
    ])

    private var data: Route {
        .data(
            "/api/v1/operations/{number}", "An operation: what it recorded and what it ended",
            details: "At most \(Self.longest) of each; the numbers recorded and ended count all.", parameters: [Self.number],
            examples: ["/api/v1/operations/\(examples.operation)"],
            answer: .object([
                "operation": OperationsPage.schema, "obstacle": .nullable(.string("Why it cannot be undone now; null when it can.")),
                "recorded": .array(of: Self.assertionSchema), "ended": .array(of: Self.assertionSchema),
            ]), revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let found = try await find(request)
            let isStaff = people.isStaff(request)
            return .data { json(found, isStaff: isStaff) }
        }
    }

    private func json(_ found: Found, isStaff: Bool) -> JSON {
        func list(_ assertions: [RecordedAssertion]) -> JSON {
            .array(
                assertions.map { held in
                    [
                        "id": .integer(Int(held.id)), "predicate": .string(held.assertion.predicate.rawValue),
                        "words": JSON(isStaff ? held.assertion.words(found.names, day: people.day) : nil),
                        "rule": .string(held.assertion.rule),
                        "evidence": JSON(isStaff ? held.assertion.evidence : nil), "ended_at": JSON(held.endedAt?.description),
                    ]
                })
        }
        return [
            "operation": OperationsPage.json(found.operation, found.effect, isStaff: isStaff),
            "obstacle": JSON(found.obstacle?.description), "recorded": list(found.recorded), "ended": list(found.ended),
        ]
    }
}
