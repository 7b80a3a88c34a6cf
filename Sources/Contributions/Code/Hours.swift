import Ledger
import Measures

/// When commits are written, by weekday and hour of their authors' own clocks.
struct Hours: WindowMeasure {
    let card = MeasureCard(
        id: "code.hours",
        title: "Hours of work",
        question: "When do people work?",
        definition: """
            Commits by weekday and hour on the author's own clock, that is with the offset from UTC that the commit \
            carries. Commits whose offset makes no sense are left out of the parts and counted in the whole.
            """,
        unit: .commits, standards: [.chaoss("Activity Dates and Times", "activity-dates-and-times")],
        parameters: CommonParameter.commits, dimensions: [.type], parts: .overlap, rowNoun: "commits",
        caveats: ["A figure about a programme, never about a person: it is not offered by person or organisation."])

    let types = TypePartition(
        parts: (0..<7).flatMap { day in
            (0..<24).map { (key: "\(day + 1)-\($0)", title: "\(weekdays[day]) \($0):00") }
        }
    ) { facts, row in
        let commit = Int(facts.contributions.commit[Int(row)])
        let offset = facts.commits.offset[commit]
        guard offset != CommitColumns.unknownOffset else { return nil }
        let local = Instant(seconds: facts.commits.time[commit] + Int64(offset) * 60)
        let days = local.date.daysSince1970
        let hour = Int((local.seconds - days * Instant.secondsPerDay) / 3600)
        // 1 January 1970 was a Thursday, the fourth day of an ISO week.
        let weekday = Int(((days + 3) % 7 + 7) % 7)
        return weekday * 24 + hour
    }

    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    func value(of window: Window) -> Double? { window.total }

    func listing(of window: Window) -> Listing { .commits(window.rows) }
}
