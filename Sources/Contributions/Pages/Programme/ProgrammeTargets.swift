import Ledger
import Pages

extension Programme {
    /// The target of a measure in force at the end of each period, or now while it runs; nil where there never was one.
    func target(of measure: String, over periods: [Period], _ calendar: ReportingCalendar, now: Instant) -> Chart.Target? {
        Chart.Target(
            "Target",
            course: periods.map { period in
                let end = min(calendar.start(of: period.endDay).advanced(by: -1), now)
                return (period.key, target(of: measure, at: end)?.value)
            })
    }
}
