import Access
import Ledger
public import Measures
public import Pages
public import Store

/// The programme's settings: what is in force, since when and why, and the forms to change it.
public struct ProgrammeFeature: Feature {
    let options: ProgrammeOptions

    public init(_ options: ProgrammeOptions = ProgrammeOptions()) { self.options = options }

    public var schemas: [Store.Schema] { [] }
    public var measures: [any Measure] { [] }
    public var navigation: [Frame.Entry] { [.init("Settings", "/programme", in: .programme)] }

    public func routes(_ desk: MeasureDesk, examples: ScopeExamples) -> [Route] {
        let settings = ProgrammeDesk(desk: desk, options: options)
        return ProgrammeSettingsPage(settings: settings).routes + UnmappedPage(settings: settings).routes
            + ProgrammeForms(settings: settings).routes + ProgrammeData(settings: settings).routes
    }
}

/// Where the pages of the programme's settings read and write.
struct ProgrammeDesk: Sendable {
    let desk: MeasureDesk
    let options: ProgrammeOptions
    private let states = AnswerCache<ProgrammeState>(capacity: 2)
    private let hidden = AnswerCache<Set<Int64>>(capacity: 2)

    init(desk: MeasureDesk, options: ProgrammeOptions) {
        self.desk = desk
        self.options = options
    }

    /// The settings as they are believed now.
    func state(_ moment: Moment) async throws -> ProgrammeState {
        if let known = states.value("state", revision: moment.revision) { return known }
        let state = try await desk.store.read { try ProgrammeState($0) }
        states.keep(state, "state", revision: moment.revision)
        return state
    }

    /// Changes what is believed. What the ledger refuses is shown beside the field that it is about.
    func change(
        _ body: @escaping @Sendable (any SQLWriter, Instant) throws -> ProgrammeChange
    ) async throws -> SafeURL {
        let now = desk.clock()
        do {
            let change = try await desk.store.write { writer in
                let change = try body(writer, now)
                if change.changes > 0 { try writer.placeAccounts(madeBy: Self.madeBy, at: now) }
                return change
            }
            return change.operation.map { "/programme?done=\($0)" } ?? "/programme?done=0"
        } catch let refusal as ProgrammeRefusal {
            throw FormRefusal(refusal.field, refusal.description)
        } catch let error as LedgerError {
            throw FormRefusal(nil, error.description)
        }
    }

    /// How the log of changes names the pages.
    static let madeBy = "settings page"

    /// The user name of a coach as a reader may see it: those who may not see people see it where user names are shown
    /// and the person did not opt out.
    func login(_ coach: ProgrammeState.Coach, for request: Request, optedOut: Set<Int64>) -> String {
        if request.may(.seePeople) { return coach.login }
        if optedOut.contains(coach.held.assertion.subject) { return PersonLabel.optedOut }
        return desk.names == .shown ? coach.login : "(not shown)"
    }

    /// The accounts of people who opted out.
    func optedOut(_ moment: Moment) async throws -> Set<Int64> {
        let store = desk.store
        return try await hidden.value("", revision: moment.revision) { try await store.read { try $0.optedOutAccounts() } }
    }

    func day(_ instant: Instant?) -> String { instant.map { desk.calendar.day(of: $0).description } ?? "" }

    /// Whether something holds now, will, did, or was taken back.
    func standing(_ held: RecordedAssertion, now: Instant) -> String {
        if held.endedAt != nil { return "replaced" }
        if let from = held.assertion.validFrom, from > now { return "to come" }
        if let to = held.assertion.validTo, to <= now { return "past" }
        return "holds"
    }

    /// The amount as people write it.
    func amount(_ hundredths: Int64) -> String {
        "\(Format.number(Double(hundredths) / 100, decimals: hundredths % 100 == 0 ? 0 : 2)) \(options.currency)"
    }
}
