import Ledger
import Measures

/// The periods that an answer covers.
struct Periods {
    let question: Question
    let hasHistory: Bool
    /// The first contribution of the selection.
    let first: Instant
    let now: Instant
    let calendar: ReportingCalendar

    /// The given range, or as many of the last periods as fit a chart.
    ///
    /// - Throws: ``QuestionError/tooManyPeriods(_:)``
    func all() throws(QuestionError) -> [Period] {
        let current = calendar.period(question.grain, containing: now)
        let to = question.to ?? max(current, question.from ?? current)
        guard hasHistory else { return [to] }
        let beginning = calendar.period(question.grain, containing: first)
        let usual = max(min(beginning, to), to.advanced(by: 1 - usualCount))
        let from = question.from ?? usual
        let count = to.index - from.index + 1
        guard count <= Question.mostPeriods else { throw .tooManyPeriods(count) }
        return (0..<max(0, count)).map { from.advanced(by: $0) }
    }

    private var usualCount: Int {
        switch question.grain {
        case .month, .trailing: 37
        case .quarter: 25
        case .year: 40
        }
    }
}
