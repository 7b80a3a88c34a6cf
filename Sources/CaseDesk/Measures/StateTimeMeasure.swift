import Casework
import Ledger
import Measures

/// How long the cases of a process stay in a state: one measure for each process and statistic, without code of the process's own.
struct StateTimeMeasure: Measure {
    enum Statistic: String, CaseIterable {
        case median, p90

        var quantile: Double { self == .median ? 0.5 : 0.9 }
        var title: String { self == .median ? "median" : "90th percentile" }
    }

    let card: MeasureCard
    private let process: CaseProcess
    private let statistic: Statistic
    private let reader: ProcessHistoryReader<CaseStays>
    private let calendar: ReportingCalendar

    /// Stands for the time from the beginning of a case to its end.
    static let wholeCase = "all"

    init(_ process: CaseProcess, _ statistic: Statistic, _ reader: ProcessHistoryReader<CaseStays>, _ calendar: ReportingCalendar) {
        (self.process, self.statistic, self.reader, self.calendar) = (process, statistic, reader, calendar)
        let states = process.states.filter { $0.end == nil }.map(\.id)
        card = MeasureCard(
            id: "cases.\(process.id).time-\(statistic.rawValue)", title: "\(process.title): time in a state, \(statistic.title)",
            question: "How long do cases of “\(process.title)” take?",
            definition: """
                Stays in the state that ended in the period, in days of the calendar: the \(statistic.title) of their lengths, \
                interpolated between the two nearest (type 7 of Hyndman and Fan). A case that comes back has several stays. With the \
                state \(Self.wholeCase) it is the time from the beginning of a case to its end. What is still there does not count \
                yet, so a state that nobody leaves shows nothing: look at the board too.
                """,
            unit: .days, better: .lower,
            parameters: [
                MeasureParameter(
                    "state", "The state in which cases stay, by its id.", .choice([Self.wholeCase] + states), default: Self.wholeCase)
            ], dimensions: [], parts: .sideBySide, rowNoun: "stays",
            caveats: ["Clocks count working time and stand still while others must act; this counts all time."])
    }

    func answer(_ question: Question, at moment: Moment) async throws -> Answer {
        let (stays, all) = try await selected(question)
        let periods = try question.periods(since: stays.first.map { Instant(seconds: $0.left) }, until: moment.now, in: calendar)
        let points = periods.map { period -> Answer.Point in
            let range = calendar.range(of: period)
            let lengths = stays.within(range, \.left).map(\.days)
            return Answer.Point(
                period: period, value: Statistics.percentile(statistic.quantile, of: lengths), n: lengths.count,
                unknownShare: lengths.isEmpty ? nil : 0,
                running: range.upperBound > moment.now)
        }
        return Answer(points: points, freshness: .of(all))
    }

    func rows(_ request: RowRequest, at moment: Moment) async throws -> RowPage {
        let range = calendar.range(of: request.period)
        let stays = try await selected(request.question).0.within(range, \.left)
        let columns = [
            RowColumn("case", "Case", isRestricted: process.visibility != .everyone), RowColumn("entered", "Entered"),
            RowColumn("left", "Left"), RowColumn("days", "Days"),
        ]
        return try RowPage(stays, request, columns: columns) { stay in
            [
                .integer(Int(stay.number)), .instant(Instant(seconds: stay.entered)), .instant(Instant(seconds: stay.left)),
                .number(stay.days),
            ]
        }
    }

    private func selected(_ question: Question) async throws -> ([CaseStays.Stay], CaseStays) {
        let all = try await reader.history(of: process)
        let state = question.parameter("state", of: card)
        return (state == Self.wholeCase ? all.whole : all.stays.filter { $0.state == state }, all)
    }
}

/// How often the clocks of a process ran out.
struct BreachMeasure: Measure {
    let card: MeasureCard
    private let process: CaseProcess
    private let reader: ProcessHistoryReader<CaseStays>
    private let calendar: ReportingCalendar

    init(_ process: CaseProcess, _ reader: ProcessHistoryReader<CaseStays>, _ calendar: ReportingCalendar) {
        (self.process, self.reader, self.calendar) = (process, reader, calendar)
        card = MeasureCard(
            id: "cases.\(process.id).breaches", title: "\(process.title): times not kept",
            question: "How often does “\(process.title)” take too long?",
            definition: "How often a clock of a case ran out in the period. A case that comes back can run out of time more than once.",
            unit: .cases, better: .lower,
            parameters: [MeasureParameter("clock", "The clock, by its id.", .choice(["all"] + process.clocks.map(\.id)), default: "all")],
            dimensions: [],
            parts: .sideBySide, rowNoun: "times")
    }

    func answer(_ question: Question, at moment: Moment) async throws -> Answer {
        let (breaches, all) = try await selected(question)
        let first = all.first
        let periods = try question.periods(since: first.map(Instant.init(seconds:)), until: moment.now, in: calendar)
        let points = periods.map { period -> Answer.Point in
            let range = calendar.range(of: period)
            let count = breaches.within(range, \.at).count
            // Before the first case there was nothing that could have been late.
            let isKnown = first.map { Instant(seconds: $0) < range.upperBound } ?? false
            return Answer.Point(
                period: period, value: isKnown ? Double(count) : nil, n: count, unknownShare: count == 0 ? nil : 0,
                running: range.upperBound > moment.now)
        }
        return Answer(points: points, freshness: .of(all))
    }

    func rows(_ request: RowRequest, at moment: Moment) async throws -> RowPage {
        let range = calendar.range(of: request.period)
        let breaches = try await selected(request.question).0.within(range, \.at)
        let columns = [
            RowColumn("case", "Case", isRestricted: process.visibility != .everyone), RowColumn("clock", "Clock"),
            RowColumn("state", "State"), RowColumn("at", "Ran out"),
        ]
        return try RowPage(breaches, request, columns: columns) { breach in
            [.integer(Int(breach.number)), .text(breach.clock), .text(breach.state), .instant(Instant(seconds: breach.at))]
        }
    }

    private func selected(_ question: Question) async throws -> ([CaseStays.Breach], CaseStays) {
        let all = try await reader.history(of: process)
        let clock = question.parameter("clock", of: card)
        return (clock == "all" ? all.breaches : all.breaches.filter { $0.clock == clock }, all)
    }
}

extension Answer.Freshness {
    fileprivate static func of(_ stays: CaseStays) -> Answer.Freshness {
        Answer.Freshness(newestFact: stays.newest.map(Instant.init(seconds:)), collectedAt: nil, asKnown: nil)
    }
}
