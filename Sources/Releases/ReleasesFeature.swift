public import Casework
public import Ledger
public import Measures
public import Pages
public import Store

/// Outgoing open source: inspections as checks of cases, the record of what is open and closed, and what comes after publication.
public struct ReleasesFeature: Feature {
    let desk: ReleaseDesk
    private let calendar: ReportingCalendar
    private let gates: ProcessHistoryReader<GateHistory>

    /// - Parameters:
    ///   - dataFolder: the installation's data; copies of repositories and results are kept below it.
    ///   - processes: those of the installation.
    ///   - limits: what inspections may take.
    ///   - isManual: inspections wait until ``inspectAll()`` is called, for commands and tests; otherwise they run by themselves.
    public init(
        store: any SQLStore, dataFolder: String, processes: [CaseProcess], calendar: ReportingCalendar,
        limits: InspectionLimits = InspectionLimits(), isManual: Bool = false,
        clock: @escaping @Sendable () -> Instant = { .now }
    ) {
        self.calendar = calendar
        gates = ProcessHistoryReader(store)
        desk = ReleaseDesk(store: store, dataFolder: dataFolder, processes: processes, limits: limits, isManual: isManual, clock: clock)
    }

    public var schemas: [Store.Schema] { [ReleaseSchema.schema] }
    public var measures: [any Measure] {
        desk.processes.filter { ReleaseProcess.isOne($0.id) }.flatMap { process -> [any Measure] in
            GateMeasure.Kind.allCases.map { GateMeasure(process, $0, gates, calendar) }
        } + [OverdueMeasure(desk.store, calendar)]
    }
    public var navigation: [Frame.Entry] { [Frame.Entry("Open and closed", "/releases", in: .projects)] }

    public func routes(_ measures: MeasureDesk, examples: ScopeExamples) -> [Route] {
        VisibilityPages(desk: desk, measures: measures).routes + InspectionPages(desk: desk).routes
    }

    // MARK: What the roof gives to the case desk

    /// The automated checks that process files may name.
    public var checks: CheckRegistry {
        var registry = CheckRegistry()
        desk.checks.offer(in: &registry)
        return registry
    }

    /// Writes what is decided about visibility into the ledger, in the transaction in which it is decided.
    public func follow(_ change: Cases.Change, in writer: any SQLWriter) throws {
        try PublicationFollower(cases: desk.cases).follow(change, in: writer)
    }

    /// What cases said of what they published, in words for people outside, by their numbers; the catalogue shows it.
    public func purposes(_ reader: any SQLReader) throws -> [Int64: String] {
        var purposes: [Int64: String] = [:]
        for publication in try Publications.current(reader) where publication.visibility == .open {
            guard let number = publication.caseNumber, let aCase = try desk.cases.aCase(number, in: reader) else { continue }
            // What was decided on, whatever was written into it later.
            purposes[number] = ReleaseAnswers.purpose(aCase.decision?.answers ?? aCase.fields)
        }
        return purposes
    }

    public var upkeep: ReleaseUpkeep { ReleaseUpkeep(desk: desk) }

    /// Carries out the inspections that wait; for commands and tests, which cannot leave them to the background.
    public func inspectAll() async { await desk.inspections.work() }
}
