import Ledger
import Measures
import Pages

/// What pages about change requests work with.
struct ItemDesk: Sendable {
    let desk: MeasureDesk
    let context: ContributionContext

    /// The parameters by which every such page can be narrowed.
    static let parameters: [Parameter] = [
        .text("project", maxLength: 80, "Only this project, by its slug."),
        .text("group", maxLength: 80, "Only the projects of this group, by its slug."),
        .text("organisation", maxLength: 80, "Only what people proposed for this organisation, or unknown."),
        .choice(
            "who", [.init("community", "The community"), .init("company", "Own organisations"), .init("all", "Everybody")],
            "Whose change requests: the community's, those of the programme's own organisations, or all. Bots are left out.",
            default: "community"),
    ]

    func facts(at moment: Moment) async throws -> ItemFacts { try await context.items(at: moment) }

    /// What a request asks for.
    func selection(_ request: Request, _ facts: ItemFacts, _ moment: Moment, kind: ItemKind = .changeRequest) throws -> ItemSelection {
        try selection(
            .init(project: request.text("project"), group: request.text("group"), organisation: request.text("organisation")),
            who: request.text("who") ?? "community", facts, moment, kind: kind)
    }

    func selection(
        _ scope: Question.Scope, who: String, _ facts: ItemFacts, _ moment: Moment, kind: ItemKind = .changeRequest
    ) throws -> ItemSelection {
        let question = Question("flow.open-age", scope: scope, parameters: ["who": who])
        return try desk.answering {
            try ItemSelection(question, of: OpenAge().card, kind, in: facts, now: moment.now)
        }
    }

    /// How a page names a person.
    func name(_ person: Int32, _ facts: ItemFacts, _ reader: PersonLabel.Reader) -> String {
        person < 0 ? "(unknown)" : facts.people[Int(person)].label.text(for: reader)
    }

    /// The name with a link to the person's page.
    func link(_ person: Int32, _ facts: ItemFacts, _ reader: PersonLabel.Reader) -> HTML {
        person < 0 ? "(unknown)" : .person(facts.people[Int(person)].label, reader)
    }

    /// Whether anything was collected from a forge.
    func hasItems(_ facts: ItemFacts) -> Bool { !facts.items.isEmpty }

    /// What a page shows before anything was collected from a forge.
    static let collectFirst = EmptyState(
        "No change requests have been collected yet",
        next: """
            Run <code>steward collect github:owner/name</code> or <code>steward collect gitlab:group/project</code>, or read a backup \
            or an export of a forge. This page fills as soon as the first change requests are stored.
            """)
}

extension ItemSelection {
    /// The rows of the items that were open when a day ended; `instant` begins the next one.
    func open(endingAt instant: Instant) -> [Int32] {
        let products = products(at: instant)
        return facts.openings.rows(endingAt: instant).filter { contains(facts.items[Int($0)], products) }
    }

    func rows(_ rows: some Sequence<Int32>, at instant: Instant) -> [Int32] {
        let products = products(at: instant)
        return rows.filter { contains(facts.items[Int($0)], products) }
    }

    /// The rows of the items that were opened in a half-open range.
    func created(in range: Range<Instant>) -> [Int32] {
        rows(facts.created(in: range).lazy.map { Int32($0) }, at: range.upperBound.advanced(by: -1))
    }

    func merged(in range: Range<Instant>) -> [Int32] { rows(facts.merges[range], at: range.upperBound.advanced(by: -1)) }

    func ended(in range: Range<Instant>) -> [Int32] { rows(facts.ends[range], at: range.upperBound.advanced(by: -1)) }
}
