import Casework
import Ledger
import Measures
import Store

/// What is measured about the gates of a process: how long they take, how often nobody is needed, how often a case goes back.
struct GateMeasure: Measure {
    enum Kind: String, CaseIterable {
        case median = "gate-median"
        case p90 = "gate-p90"
        case automatic = "auto-pass"
        case returns = "rework"
    }

    let card: MeasureCard
    private let process: CaseProcess
    private let kind: Kind
    private let reader: ProcessHistoryReader<GateHistory>
    private let calendar: ReportingCalendar

    private static let all = "all"

    init(_ process: CaseProcess, _ kind: Kind, _ reader: ProcessHistoryReader<GateHistory>, _ calendar: ReportingCalendar) {
        (self.process, self.kind, self.reader, self.calendar) = (process, kind, reader, calendar)
        let gate = MeasureParameter(
            "gate", "The gate: an approval or a check, by its id.",
            .choice([Self.all] + (process.approvals.map(\.id) + process.checks.map(\.id))),
            default: Self.all)
        let id = "cases.\(process.id).\(kind.rawValue)"
        switch kind {
        case .median, .p90:
            let name = kind == .median ? "median" : "90th percentile"
            card = MeasureCard(
                id: id, title: "\(process.title): time at a gate, \(name)", question: "Which gate of “\(process.title)” takes long?",
                definition: """
                    Passages of the gate that ended in the period, in days of the calendar: the \(name) of their lengths, interpolated \
                    between the two nearest (type 7 of Hyndman and Fan). An approval is passed with the first voice, for or against, after \
                    the case came to where it is given. A check is passed with the first pass, or when it is set aside, after it failed; a \
                    check that passes at once is not counted.
                    """,
                unit: .days, better: .lower, parameters: [gate], dimensions: [], parts: .sideBySide, rowNoun: "passages",
                caveats: ["A gate at which a case still waits does not count yet: look at the board too."])
        case .automatic:
            card = MeasureCard(
                id: id, title: "\(process.title): decided without a person", question: "How often does “\(process.title)” need nobody?",
                definition: """
                    Of the cases of the process that were accepted in the period, the share that Steward accepted itself and in which \
                    nobody had approved or voted before.
                    """,
                unit: .share, better: .neither, parameters: [], dimensions: [], parts: .sideBySide, rowNoun: "decisions")
        case .returns:
            card = MeasureCard(
                id: id, title: "\(process.title): times sent back", question: "How often is work on “\(process.title)” done again?",
                definition: "How often, in the period, a case came back to a state in which it had been before.", unit: .cases,
                better: .lower, parameters: [],
                dimensions: [], parts: .sideBySide, rowNoun: "returns")
        }
    }

    func answer(_ question: Question, at moment: Moment) async throws -> Answer {
        let history = try await reader.history(of: process)
        let gate = question.parameter("gate", of: card)
        let points = try question.periods(since: history.first.map(Instant.init(seconds:)), until: moment.now, in: calendar).map {
            period -> Answer.Point in
            let within = calendar.range(of: period)
            let (value, count) = figure(of: history, gate: gate, within)
            return Answer.Point(
                period: period, value: value, n: count, unknownShare: count == 0 ? nil : 0, running: within.upperBound > moment.now)
        }
        return Answer(
            points: points,
            freshness: Answer.Freshness(newestFact: history.newest.map(Instant.init(seconds:)), collectedAt: nil, asKnown: nil))
    }

    private func figure(of history: GateHistory, gate: String, _ range: Range<Instant>) -> (value: Double?, count: Int) {
        switch kind {
        case .median, .p90:
            let days = passages(history, gate, range).map(\.days)
            return (Statistics.percentile(kind == .median ? 0.5 : 0.9, of: days), days.count)
        case .automatic:
            let all = history.acceptances.within(range, \.at)
            return (all.isEmpty ? nil : Double(all.count(where: \.isAutomatic)) / Double(all.count), all.count)
        case .returns:
            // Before the first case there was nothing that could have gone back.
            guard let first = history.first, Instant(seconds: first) < range.upperBound else { return (nil, 0) }
            let count = history.returns.within(range, \.at).count
            return (Double(count), count)
        }
    }

    private func passages(_ history: GateHistory, _ gate: String, _ range: Range<Instant>) -> [GateHistory.Passage] {
        history.passages.within(range, \.to).filter { gate == Self.all || $0.gate == gate }
    }

    func rows(_ request: RowRequest, at moment: Moment) async throws -> RowPage {
        let history = try await reader.history(of: process)
        let range = calendar.range(of: request.period)
        let number = RowColumn("case", "Case", isRestricted: process.visibility != .everyone)
        func instant(_ seconds: Int64) -> RowCell { .instant(Instant(seconds: seconds)) }
        switch kind {
        case .median, .p90:
            let columns = [number, RowColumn("gate", "Gate"), RowColumn("from", "From"), RowColumn("to", "To"), RowColumn("days", "Days")]
            return try RowPage(passages(history, request.question.parameter("gate", of: card), range), request, columns: columns) {
                [.integer(Int($0.number)), .text($0.gate), instant($0.from), instant($0.to), .number($0.days)]
            }
        case .automatic:
            let columns = [number, RowColumn("at", "Accepted"), RowColumn("how", "How")]
            return try RowPage(history.acceptances.within(range, \.at), request, columns: columns) {
                [.integer(Int($0.number)), instant($0.at), .text($0.isAutomatic ? "without a person" : "by people")]
            }
        case .returns:
            let columns = [number, RowColumn("state", "Back to"), RowColumn("at", "When")]
            return try RowPage(history.returns.within(range, \.at), request, columns: columns) {
                [.integer(Int($0.number)), .text($0.state), instant($0.at)]
            }
        }
    }
}

/// How many exceptions to stay closed, or looks after publication, are past their day.
struct OverdueMeasure: Measure {
    private let store: any SQLStore
    private let calendar: ReportingCalendar

    init(_ store: any SQLStore, _ calendar: ReportingCalendar) { (self.store, self.calendar) = (store, calendar) }

    let card = MeasureCard(
        id: "releases.overdue", title: "Repositories past their day",
        question: "Which decisions about open and closed should have been looked at again?",
        definition: """
            At the end of the period, or now while it runs: repositories that are closed although their exception ran out, and those \
            that are open and were not looked at twice within 100 days of their publication.
            """,
        unit: .projects, better: .lower,
        parameters: [MeasureParameter("visibility", "Which of them.", .choice(["all", "open", "closed"]), default: "all")], dimensions: [],
        parts: .sideBySide,
        rowNoun: "repositories")

    func answer(_ question: Question, at moment: Moment) async throws -> Answer {
        let all = try await store.read { try Publications.all($0) }
        let first = all.map(\.decidedAt.seconds).min()
        let points = try question.periods(since: first.map(Instant.init(seconds:)), until: moment.now, in: calendar).map {
            period -> Answer.Point in
            let within = calendar.range(of: period)
            guard let first, Instant(seconds: first) < within.upperBound, within.lowerBound <= moment.now else {
                return Answer.Point(period: period, value: nil, n: 0, unknownShare: nil, running: within.upperBound > moment.now)
            }
            let count = overdue(all, question, at: min(within.upperBound.advanced(by: -1), moment.now)).count
            return Answer.Point(
                period: period, value: Double(count), n: count, unknownShare: count == 0 ? nil : 0, running: within.upperBound > moment.now)
        }
        let newest = all.map(\.decidedAt).max()
        return Answer(points: points, freshness: Answer.Freshness(newestFact: newest, collectedAt: nil, asKnown: nil))
    }

    func rows(_ request: RowRequest, at moment: Moment) async throws -> RowPage {
        let all = try await store.read { try Publications.all($0) }
        let end = min(calendar.range(of: request.period).upperBound.advanced(by: -1), moment.now)
        let columns = [
            RowColumn("title", "Repository", isRestricted: true), RowColumn("location", "Address", isRestricted: true),
            RowColumn("visibility", "Open or closed"), RowColumn("day", "Its day"), RowColumn("case", "Case", isRestricted: true),
        ]
        return try RowPage(overdue(all, request.question, at: end), request, columns: columns) { publication in
            [
                .text(publication.title), .text(publication.location), .text(publication.visibility.rawValue),
                publication.reviewAt.map(RowCell.instant) ?? RowCell.none, publication.caseNumber.map { .integer(Int($0)) } ?? RowCell.none,
            ]
        }
    }

    private func overdue(_ all: [Publication], _ question: Question, at instant: Instant) -> [Publication] {
        let visibility = question.parameter("visibility", of: card)
        return all.filter { (visibility == "all" || $0.visibility.rawValue == visibility) && $0.isOverdue(at: instant) }
    }
}
