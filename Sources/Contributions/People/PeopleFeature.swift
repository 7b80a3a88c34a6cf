import Access
import Ledger
public import Measures
public import Pages
public import Store

/// People, the organisations they work for, what is believed of them and why, and the log of what was changed.
public struct PeopleFeature: Feature {
    private let context: ContributionContext

    /// - Parameter contributions: brings the facts that tell what people did.
    public init(_ contributions: ContributionsFeature) { context = contributions.context }

    public var schemas: [Store.Schema] { [] }
    public var measures: [any Measure] { [] }
    public var navigation: [Frame.Entry] {
        [
            .init("People", "/people", in: .people), .init("Organisations", "/organisations", in: .people),
            .init("Suggestions", "/people/review", in: .people, for: .seePeople),
            .init("Bots", "/people/rates", in: .people, for: .seePeople),
            .init("Operations", "/operations", in: .people),
        ]
    }

    public func routes(_ desk: MeasureDesk, examples: ScopeExamples) -> [Route] {
        let people = PeopleDesk(desk: desk, context: context)
        let organisations = OrganisationsPage(people: people)
        return OperationsPage(people: people).routes + OperationPage(people: people, examples: examples).routes
            + OperationUndo(people: people).routes + organisations.routes
            + OrganisationPage(people: people, list: organisations, examples: examples).routes
            + ReviewPage(people: people, suggestions: context.suggestions).routes + CorrectionForms(people: people).routes
            + CorrectionData(people: people).routes + CorrectionPreview(people: people).routes
            + RatesPage(people: people).routes + PeoplePage(people: people).routes + PersonPage(people: people, examples: examples).routes
    }
}

/// Where the pages about people read and write.
struct PeopleDesk: Sendable {
    let desk: MeasureDesk
    let context: ContributionContext

    /// How the log of changes names the pages.
    static let madeBy = "people page"

    func isStaff(_ request: Request) -> Bool { desk.reader(request) == .staff }

    /// - Throws: a ``Problem`` for whoever may not see names.
    func requireStaff(_ request: Request, for what: String) throws(Problem) {
        guard isStaff(request) else {
            throw .forbidden("\(what) only for those who may see people.")
        }
    }

    /// The first instant of a day.
    func start(of day: CivilDate?) -> Instant? { day.map { desk.calendar.start(of: $0) } }

    func day(_ instant: Instant?) -> String { instant.map { desk.calendar.day(of: $0).description } ?? "" }

    /// Changes what is believed. What the ledger refuses is shown beside the field that it is about.
    ///
    /// - Returns: the operation; nil when everything was so already.
    func change(_ body: @escaping @Sendable (any SQLWriter, Instant) throws -> Int64?) async throws -> Int64? {
        let now = desk.clock()
        do {
            return try await desk.store.write { try body($0, now) }
        } catch let error as LedgerError {
            throw FormRefusal(nil, error.description)
        }
    }
}

extension PeopleDesk {
    /// The accounts of a person as they are placed now; empty when there is no such person.
    func accounts(of person: PersonID) async throws -> Set<Int64> {
        let facts = try await context.items(at: desk.moment())
        return facts.actors.accounts(of: person)
    }
}
