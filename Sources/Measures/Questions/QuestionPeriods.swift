public import Ledger

extension Question {
    /// The periods that an answer covers: the range that was asked for, or as many of the last periods as fit a chart.
    ///
    /// - Parameters:
    ///   - first: when the first fact of the selection happened; nil where there is none yet.
    ///   - calendar: the reporting calendar, whose time zone says when a period begins.
    /// - Throws: ``QuestionError/tooManyPeriods(_:)``
    public func periods(since first: Instant?, until now: Instant, in calendar: ReportingCalendar) throws(QuestionError) -> [Period] {
        let last = lastPeriod(now, calendar)
        let beginning = first.map { calendar.period(grain, containing: $0) } ?? last
        let from = from ?? max(min(beginning, last), last.advanced(by: 1 - usualCount))
        let count = last.index - from.index + 1
        guard count <= Question.mostPeriods else { throw .tooManyPeriods(count) }
        return (0..<max(0, count)).map { from.advanced(by: $0) }
    }

    /// The one that is running, or the one that was asked for.
    public func lastPeriod(_ now: Instant, _ calendar: ReportingCalendar) -> Period {
        let current = calendar.period(grain, containing: now)
        return to ?? max(current, from ?? current)
    }

    private var usualCount: Int {
        switch grain {
        case .month, .trailing: 37
        case .quarter: 25
        case .year: 40
        }
    }
}
