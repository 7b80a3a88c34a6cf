import Ledger
import Measures

/// What made the median age of open change requests move: waiting, what left, and what came.
///
/// The three sum to the change exactly. Everything that is open grows older with each day. What leaves takes its age
/// out of the median, and what comes brings a young one in.
struct OpenAgeStory: Sendable {
    let before: Double
    let after: Double
    /// Days between the two.
    let waiting: Double
    /// How far the median moved when what left was taken out; nil when nothing stayed.
    let leaving: Double?
    /// How far it moved when what came was put in.
    let coming: Double?
    /// Rows of what left, the oldest first, and of what came.
    let left: [Int32]
    let came: [Int32]

    /// - Parameters:
    ///   - before: ends the earlier day; it begins the next.
    ///   - after: ends the later day.
    /// - Returns: nil when nothing was open on one of the days.
    init?(_ selection: ItemSelection, before: Instant, after: Instant, calendar: ReportingCalendar) {
        let items = selection.facts.items
        let (old, new) = (selection.open(endingAt: before), selection.open(endingAt: after))
        let days = (calendar.day(of: before.advanced(by: -1)).daysSince1970, calendar.day(of: after.advanced(by: -1)).daysSince1970)
        func ages(_ rows: some Sequence<Int32>, on day: Int64) -> [Double] {
            rows.map { Double(day - calendar.day(of: Instant(seconds: items[Int($0)].createdAt)).daysSince1970) }
        }
        guard let first = Statistics.median(ages(old, on: days.0)), let last = Statistics.median(ages(new, on: days.1)) else { return nil }
        let (olds, news) = (Set(old), Set(new))
        self.before = first
        self.after = last
        waiting = Double(days.1 - days.0)
        let stayed = Statistics.median(ages(old.lazy.filter(news.contains), on: days.1))
        leaving = stayed.map { $0 - first - Double(days.1 - days.0) }
        coming = stayed.map { last - $0 }
        left = old.filter { !news.contains($0) }.sorted { items[Int($0)].createdAt < items[Int($1)].createdAt }
        came = new.filter { !olds.contains($0) }
    }
}
