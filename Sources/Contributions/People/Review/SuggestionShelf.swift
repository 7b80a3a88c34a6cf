import Ledger
import Measures
import Store

/// Keeps the list of suggestions until the ledger or the day changes: all accounts are compared for it.
struct SuggestionShelf: Sendable {
    let store: any SQLStore
    let calendar: ReportingCalendar
    private let cache = AnswerCache<SuggestionList>(capacity: 2)

    init(store: any SQLStore, calendar: ReportingCalendar) {
        self.store = store
        self.calendar = calendar
    }

    func list(_ moment: Moment) async throws -> SuggestionList {
        let store = store
        return try await cache.value(calendar.day(of: moment.now).description, revision: moment.revision) {
            try await store.read { try $0.suggestionList(at: moment.now) }
        }
    }
}
