import Access
public import Casework
public import Ledger
public import Measures
import Notifications
public import Pages
public import Store
public import Transport

/// Cases on pages, in the API and on the command line: my work, boards, single cases, and what people are told.
public struct CaseDeskFeature: Feature {
    public let options: Options

    /// What the configuration says.
    public struct Options: Sendable {
        /// The processes that new cases may follow, in the order in which they are offered.
        public var processes: [CaseProcess]
        /// The address by which people reach this site.
        public var site: WebAddress
        /// Channels of Slack or Mattermost, by their names.
        public var hooks: [String: WebAddress]
        /// The functions that features offer for automated checks.
        public var checks: CheckRegistry
        /// What other features do when something changes in a case.
        public var followers: [Cases.Follower]

        public init(
            processes: [CaseProcess], site: WebAddress, hooks: [String: WebAddress] = [:], checks: CheckRegistry = CheckRegistry(),
            followers: [Cases.Follower] = []
        ) {
            (self.processes, self.site, self.hooks, self.checks, self.followers) = (processes, site, hooks, checks, followers)
        }
    }

    private let stays: ProcessHistoryReader<CaseStays>
    private let calendar: ReportingCalendar

    public init(_ options: Options, store: any SQLStore, calendar: ReportingCalendar) {
        self.options = options
        self.calendar = calendar
        stays = ProcessHistoryReader(store)
    }

    public var schemas: [Store.Schema] { [CaseSchema.schema, NotificationSchema.schema, DeskSchema.schema] }

    public var measures: [any Measure] {
        options.processes.flatMap { process -> [any Measure] in
            StateTimeMeasure.Statistic.allCases.map { StateTimeMeasure(process, $0, stays, calendar) } + [
                BreachMeasure(process, stays, calendar)
            ]
        }
    }

    public var navigation: [Frame.Entry] {
        [
            .init("My work", "/cases", in: .cases), .init("Processes", "/processes", in: .cases),
            .init("Notifications", "/notifications", in: .cases, for: .ownAccount),
        ]
    }

    public var marks: [MeasureDesk.Mark] { [{ try "cases \(Cases.changes(in: $0))" }] }

    public func routes(_ desk: MeasureDesk, examples: ScopeExamples) -> [Route] {
        let desk = CaseDesk(options, measures: desk)
        let (process, number) = (options.processes.first?.id ?? "example", "1")
        return [WorkPage(desk: desk).route] + BoardPages(desk: desk, example: process).routes
            + ProcessPages(desk: desk, example: process).routes
            + NewCaseForm(desk: desk, example: process).form.routes + AbsenceForms(desk: desk).routes
            + CaseRoutes(desk: desk, example: number).routes
            + CaseForms(desk: desk, example: number).routes + UploadForm(desk: desk, example: number).routes
            + NotificationPages(desk: desk).routes
            + CaseAPI(desk: desk, example: (process, number)).routes
    }
}
