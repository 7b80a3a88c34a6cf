import Ledger
import Measures

/// A measure that counts change requests or issues, period by period.
protocol ItemMeasure: CountedDefinition where Run == ItemRun {
    /// What is counted: change requests unless the measure says issues.
    var kind: ItemKind { get }

    /// Which items belong to a period.
    var anchor: ItemAnchor { get }

    /// The figure; nil for "no data".
    func value(of window: ItemWindow) -> Double?

    /// The rows behind the figure.
    func listing(of window: ItemWindow) -> ItemListing

    /// Those items of the period that the measure looks at; all of them unless the definition says otherwise.
    func selected(in window: ItemWindow) -> [Int32]

    /// How items fall into the parts of the dimension `type`.
    var types: ItemTypes { get }

    /// The parts of the dimension `type` when they do not follow from items.
    func tallies(of window: ItemWindow) -> [Tally]?

    /// By repository index: which ones the measure looks at in a period that ends at an instant; those of the product unless the
    /// definition says otherwise.
    func repositories(_ selection: ItemSelection, at instant: Instant) -> [Bool]

    /// Whether the choices of community and product say something of it.
    var isAboutProduct: Bool { get }

    /// Remarks of the measure's own.
    func remarks(on window: ItemWindow) -> [String]
}

extension ItemMeasure {
    var kind: ItemKind { .changeRequest }
    var types: ItemTypes { .authors }
    func selected(in window: ItemWindow) -> [Int32] { window.rows }
    func listing(of window: ItemWindow) -> ItemListing { .items(window.rows) }
    func tallies(of window: ItemWindow) -> [Tally]? { nil }
    func remarks(on window: ItemWindow) -> [String] { [] }
    func repositories(_ selection: ItemSelection, at instant: Instant) -> [Bool] { selection.products(at: instant) }
    var isAboutProduct: Bool { true }

    func run(_ question: Question, at moment: Moment, in context: ContributionContext) async throws -> ItemRun {
        let facts = try await context.items(at: moment, asKnown: question.asKnown)
        return try ItemRun(self, question, facts, moment, context.calendar)
    }

    func page(of window: ItemWindow, _ request: RowRequest, in context: ContributionContext) async throws -> RowPage {
        try await ItemDrilldown(window: window, store: context.store).page(listing(of: window), request)
    }
}

/// Which of an item's times decides to which period it belongs.
enum ItemAnchor {
    case opened
    case merged
    /// The final close, merged or not.
    case ended
    /// The final close without a merge.
    case declined
    /// Open when the period's last day ended; when today ends in the running period.
    case open
    /// Open at any time of the period.
    case everOpen
    /// Merged, as the first of its author to which the question applies.
    case firstMerged
    /// Opened before the period ended, however long ago. All of them count, whatever `selected` is for other anchors.
    case openedSoFar
    /// The measure counts something else than items.
    case none
}

/// How items fall into types.
enum ItemTypes {
    /// By who opened them: community, company, bot.
    case authors
    /// By whether the author had a merged change request when it was opened: newcomer, returning.
    case newcomers

    var parts: [(key: String, title: String)] {
        switch self {
        case .authors: [("community", "Community"), ("company", "Own organisations"), ("bot", "Bots")]
        case .newcomers: [("newcomer", "Newcomers"), ("returning", "Returning")]
        }
    }

    func part(of item: Item, in selection: ItemSelection) -> Int {
        switch self {
        case .authors: selection.authorClass(item).rawValue
        case .newcomers: item.has(.newcomer) ? 0 : 1
        }
    }
}

/// The rows behind a figure, in the forms that measures of items know.
enum ItemListing {
    case items([Int32])
    /// Items with a number of days each, and what the number is.
    case timed([(row: Int32, days: Double)], RowColumn)
    /// People or accounts with a number each: of change requests unless the column says otherwise.
    case people([(member: ItemMember, count: Int)], RowColumn = RowColumn("changeRequests", "Change requests"))
    /// People or accounts in no order that says anything.
    case members([ItemMember])
    /// Customers by ultimate parent, with their change requests and revenue in hundredths.
    case customers([Customers.Customer])
    /// Names with a number each.
    case tallies(RowColumn, RowColumn, [Tally])
}

/// A person, or one account of theirs where accounts are counted.
struct ItemMember: Hashable {
    let person: Int32
    /// 0 where people are counted.
    let account: Int32
}
