public import Ledger
public import Measures
public import Pages
public import Store

/// Commits, change requests and issues, and the people behind them. Its facts are the ledger's own.
public struct ContributionsFeature: Feature {
    let context: ContributionContext

    /// The measures of this feature, in the order of the catalogue.
    public let measures: [any Measure]

    /// - Parameter own: what the house itself runs, so that work for others can be told from it.
    public init(store: any SQLStore, calendar: ReportingCalendar, own: OwnNamespaces = OwnNamespaces()) {
        self.init(ContributionContext(store: store, calendar: calendar, own: own))
    }

    init(_ context: ContributionContext) {
        self.context = context
        func measure<Definition: CountedDefinition>(_ definition: Definition) -> any Measure {
            ContributionMeasure(definition: definition, context: context)
        }
        measures = [
            measure(ActiveContributors()),
            measure(NewContributors()),
            measure(ReturningContributors()),
            measure(RetainedContributors()),
            measure(OccasionalContributors()),
            measure(InactiveContributors()),
            measure(ActiveOrganisations()),
            measure(OrganisationShare()),
            measure(AbsenceFactor()),
            measure(ElephantFactor()),
            measure(TruckFactor()),
            measure(Commits()),
            measure(Lines()),
            measure(Committers()),
            measure(Files()),
            measure(Languages()),
            measure(Hours()),
            measure(Releases()),
            measure(Trailers()),
            measure(SignOff()),
            measure(UniqueContributors()),
            measure(FirstMerged()),
            measure(Segments()),
            measure(CommunityShare()),
            measure(MergedCommunity()),
            measure(FeatureShare()),
            measure(MergeRevenue()),
            measure(ContributingCustomers()),
            measure(InfluencedRevenue()),
            measure(ActiveCoaches()),
            measure(OpenAge()),
            measure(OpenChangeRequests()),
            measure(OpenedChangeRequests()),
            measure(MergedChangeRequests()),
            measure(DeclinedChangeRequests()),
            measure(TimeToMerge()),
            measure(TimeToFirstResponse()),
            measure(TimeToFirstReview()),
            measure(ReviewTime()),
            measure(TimeToClose()),
            measure(ClosureRatio()),
            measure(Acceptance()),
            measure(Backlog()),
            measure(QuietChangeRequests.idle),
            measure(QuietChangeRequests.stale),
            measure(SelfMerged()),
            measure(Stages()),
            measure(IssueCount.opened),
            measure(IssueCount.closed),
            measure(IssueCount.open),
            measure(IssueAge()),
            measure(IssueFirstResponse()),
            measure(IssueResolution()),
            measure(OutgoingMerged(own: context.own)),
            measure(OutgoingReviews(own: context.own)),
            measure(OutgoingPeople(own: context.own)),
            measure(OutgoingCommits(own: context.own)),
        ]
    }

    public var schemas: [Store.Schema] { [] }

    public var navigation: [Frame.Entry] {
        [
            .init("Overview", "/", in: .programme), .init("Change requests", "/change-requests", in: .programme),
            .init("Flow", "/flow", in: .programme), .init("Contributors", "/contributors", in: .people),
            .init("Recognition", "/recognition", in: .people),
            .init("Projects", "/projects", in: .projects), .init("Commits", "/commits", in: .projects),
            .init("Measures", "/measures", in: .figures), .init("Explorer", "/explorer", in: .figures),
            .init("Data quality", "/data-quality", in: .figures),
        ]
    }

    public func routes(_ desk: MeasureDesk, examples: ScopeExamples) -> [Route] {
        let items = ItemDesk(desk: desk, context: context)
        let queue = OpenQueue()
        return ProgrammePage(items: items, queue: queue).routes + ChangeRequestsPage(items: items, queue: queue).routes
            + ChangeRequestPage(items: items, examples: examples).routes + FlowPage(items: items).routes
            + ContributorsPage(desk: desk, levels: LevelSections(items: items)).routes
            + ProjectPages(desk: desk, examples: examples, items: ProjectItems(items: items, queue: queue)).routes + [
                OverviewPage(desk: desk).route
            ] + DataQualityPage(desk: desk, mends: MendSections(desk: desk, context: context)).routes
            + DirectoryRoutes(desk: desk, examples: examples).all + RecognitionPage(desk: desk).routes
    }
}
