import Ledger
import Measures

/// How change requests came in, waited and left, worked out once for a selection.
struct FlowFigures: Sendable {
    /// How old open change requests are, in days; the last bound is open.
    enum Bucket: Int, CaseIterable, Sendable {
        case week, month, quarter, half, year, older

        var title: String {
            switch self {
            case .week: "up to 7 days"
            case .month: "8 to 30 days"
            case .quarter: "31 to 90 days"
            case .half: "91 to 180 days"
            case .year: "181 to 365 days"
            case .older: "more than a year"
            }
        }

        /// The name in files.
        var key: String {
            switch self {
            case .week: "days_0_7"
            case .month: "days_8_30"
            case .quarter: "days_31_90"
            case .half: "days_91_180"
            case .year: "days_181_365"
            case .older: "days_366_on"
            }
        }

        init(days: Int64) {
            switch days {
            case ...7: self = .week
            case ...30: self = .month
            case ...90: self = .quarter
            case ...180: self = .half
            case ...365: self = .year
            default: self = .older
            }
        }
    }

    /// One month of the flow.
    struct Month: Sendable {
        let period: Period
        let running: Bool
        let opened: Int
        let merged: Int
        let declined: Int
        /// Open when its last day ended, or today ends, by age.
        let ages: [Int]
        let medianAge: Double?

        var open: Int { ages.reduce(0, +) }
    }

    /// Oldest first, the last one running.
    let months: [Month]
    /// Of those opened in the last twelve months: how many came how far.
    let opened: Int
    let answered: Int
    let reviewed: Int
    let merged: Int
    /// How long they waited for their first response; those who still wait, or ended without one, are censored.
    let newcomers: KaplanMeier
    let others: KaplanMeier
    /// How sure it is that the two differ; nil when they cannot be compared.
    let difference: LogRank?
    /// Seconds in each stage of those merged in the last twelve months, and their number.
    let stages: StageTimes
    let mergedLately: Int
    /// What moved the median age in the last month that is over; nil before there are two.
    let story: OpenAgeStory?
    /// That month.
    let storyMonth: Period
    let remarks: [String]

    static let monthCount = 24

    init(_ selection: ItemSelection, calendar: ReportingCalendar, now: Instant) {
        let items = selection.facts.items
        let current = calendar.period(.month, containing: now)
        let tomorrow = calendar.start(of: CivilDate(daysSince1970: calendar.day(of: now).daysSince1970 + 1))
        let first = items.first.map { calendar.period(.month, containing: Instant(seconds: $0.createdAt)) } ?? current
        let start = max(first, current.advanced(by: 1 - Self.monthCount))
        months = (0...max(current.index - start.index, 0)).map { offset in
            let period = start.advanced(by: offset)
            return Self.month(selection, period, calendar, running: period == current, tomorrow: tomorrow)
        }
        storyMonth = current.advanced(by: -1)
        story = OpenAgeStory(
            selection, before: calendar.start(of: storyMonth.firstDay), after: calendar.start(of: current.firstDay), calendar: calendar)
        let since = calendar.start(of: calendar.period(.trailing, containing: now).firstDay)
        let cohort = selection.created(in: since..<now.advanced(by: 1)).map { items[Int($0)] }
        opened = cohort.count
        answered = cohort.count { $0.firstResponseAt != Item.never }
        reviewed = cohort.count { $0.firstReviewAt != Item.never }
        merged = cohort.count { $0.mergedAt != Item.never }
        let waits = cohort.map { (isNewcomer: $0.has(.newcomer), wait: Self.wait($0, now: now)) }
        let split = (waits.filter(\.isNewcomer).map(\.wait), waits.filter { !$0.isNewcomer }.map(\.wait))
        newcomers = KaplanMeier(split.0)
        others = KaplanMeier(split.1)
        difference = LogRank([split.0, split.1])
        let done = selection.merged(in: since..<now.advanced(by: 1))
        mergedLately = done.count
        stages = done.reduce(into: StageTimes()) { sum, row in
            for stage in Stage.allCases { sum[stage] += items[Int(row)].stages[stage] }
        }
        remarks = selection.remarks
    }

    private static func month(
        _ selection: ItemSelection, _ period: Period, _ calendar: ReportingCalendar, running: Bool, tomorrow: Instant
    ) -> Month {
        let items = selection.facts.items
        let range = calendar.range(of: period)
        let end = min(range.upperBound, tomorrow)
        let lastDay = calendar.day(of: end.advanced(by: -1)).daysSince1970
        let ended = selection.ended(in: range)
        var ages = [Int](repeating: 0, count: Bucket.allCases.count)
        let days = selection.open(endingAt: end).map { row -> Double in
            let days = lastDay - calendar.day(of: Instant(seconds: items[Int(row)].createdAt)).daysSince1970
            ages[Bucket(days: days).rawValue] += 1
            return Double(days)
        }
        return Month(
            period: period, running: running, opened: selection.created(in: range).count,
            merged: ended.count { items[Int($0)].status == .merged }, declined: ended.count { items[Int($0)].status != .merged },
            ages: ages, medianAge: Statistics.median(days))
    }

    private static func wait(_ item: Item, now: Instant) -> KaplanMeier.Observation {
        guard item.firstResponseAt == Item.never else {
            return .init(Double(item.firstResponseAt - item.createdAt), happened: true)
        }
        return .init(Double(min(item.endedAt, now.seconds) - item.createdAt), happened: false)
    }
}
