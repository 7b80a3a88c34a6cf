import Ledger
import Measures
import Store

/// What all measures of this feature work with.
struct ContributionContext: Sendable {
    let store: any SQLStore
    let keeper: CommitFactsKeeper
    let filesKeeper: FilesKeeper
    let itemsKeeper: ItemFactsKeeper
    let calendar: ReportingCalendar
    let own: OwnNamespaces
    let answers = AnswerCache<Answer>(capacity: 2000)
    let pages = AnswerCache<RowPage>(capacity: 200)
    let suggestions: SuggestionShelf

    init(store: any SQLStore, calendar: ReportingCalendar, own: OwnNamespaces) {
        self.init(store: store, calendar: calendar, own: own, keeper: .commits(of: store), itemsKeeper: .items(of: store))
    }

    /// With facts that come from elsewhere than the store as it is.
    init(store: any SQLStore, calendar: ReportingCalendar, own: OwnNamespaces, keeper: CommitFactsKeeper, itemsKeeper: ItemFactsKeeper) {
        self.store = store
        self.calendar = calendar
        self.own = own
        self.keeper = keeper
        self.itemsKeeper = itemsKeeper
        filesKeeper = FilesKeeper(store: store)
        suggestions = SuggestionShelf(store: store, calendar: calendar)
    }

    func facts(for question: Question, of card: MeasureCard, at moment: Moment) async throws -> ContributionFacts {
        let dates = ContributionFacts.DateKind(rawValue: question.parameter(CommonParameter.dates.name, of: card))
        return try await keeper.facts(at: moment, CommitFactsKey(asKnown: question.asKnown, dates: dates ?? .author))
    }

    /// The change requests and issues as they were known at an instant; as they are known now when nil.
    func items(at moment: Moment, asKnown: Instant? = nil) async throws -> ItemFacts {
        try await itemsKeeper.facts(at: moment, asKnown)
    }
}

/// Turns a definition into a measure of the catalogue, and keeps its answers.
struct ContributionMeasure<Definition: CountedDefinition>: Measure {
    let definition: Definition
    let context: ContributionContext

    var card: MeasureCard { definition.card }

    func answer(_ question: Question, at moment: Moment) async throws -> Answer {
        try await context.answers.value(key(of: question, at: moment), revision: moment.revision) {
            try await Evaluation(run: definition.run(question, at: moment, in: context)).answer()
        }
    }

    func rows(_ request: RowRequest, at moment: Moment) async throws -> RowPage {
        let key =
            "\(key(of: request.question, at: moment)) \(request.period.key) \(request.limit) "
            + "\(request.cursor ?? "-") \(request.part ?? "")"
        return try await context.pages.value(key, revision: moment.revision) {
            let run = try await definition.run(request.question, at: moment, in: context)
            let window = try Evaluation(run: run).window(of: request.period, part: request.part)
            return try await definition.page(of: window, request, in: context)
        }
    }

    /// Which period is running depends on the day; the rest depends on the ledger alone.
    private func key(of question: Question, at moment: Moment) -> String {
        let values = question.values.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        return "\(card.id)?\(values)@\(context.calendar.day(of: moment.now))"
    }
}
