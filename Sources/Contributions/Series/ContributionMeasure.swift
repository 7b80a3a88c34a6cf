import Ledger
import Measures
import Store

/// What all measures of this feature work with.
struct ContributionContext: Sendable {
    let store: any SQLStore
    let keeper: FactsKeeper
    let filesKeeper: FilesKeeper
    let calendar: ReportingCalendar
    let answers = AnswerCache<Answer>(capacity: 2000)
    let pages = AnswerCache<RowPage>(capacity: 200)

    func facts(for question: Question, of card: MeasureCard, at moment: Moment) async throws -> ContributionFacts {
        let dates = ContributionFacts.DateKind(rawValue: question.parameter(CommonParameter.dates.name, of: card))
        return try await keeper.facts(at: moment, asKnown: question.asKnown, dates: dates ?? .author)
    }
}

/// Turns a definition over windows into a measure of the catalogue.
struct ContributionMeasure<Definition: WindowMeasure>: Measure {
    let definition: Definition
    let context: ContributionContext

    var card: MeasureCard { definition.card }

    func answer(_ question: Question, at moment: Moment) async throws -> Answer {
        try await context.answers.value(key(of: question, at: moment), revision: moment.revision) {
            let facts = try await context.facts(for: question, of: card, at: moment)
            return try await evaluation(of: question, facts, moment).answer()
        }
    }

    func rows(_ request: RowRequest, at moment: Moment) async throws -> RowPage {
        let key = "\(key(of: request.question, at: moment)) \(request.period.key) \(request.limit) "
            + "\(request.cursor ?? "-") \(request.part ?? "")"
        return try await context.pages.value(key, revision: moment.revision) {
            let facts = try await context.facts(for: request.question, of: card, at: moment)
            let evaluation = try await evaluation(of: request.question, facts, moment)
            let window = try evaluation.window(of: request.period, part: request.part)
            return try await Drilldown(window: window, store: context.store).page(definition.listing(of: window), request)
        }
    }
}

extension ContributionMeasure {
    /// Which period is running depends on the day; the rest depends on the ledger alone.
    private func key(of question: Question, at moment: Moment) -> String {
        let values = question.values.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        return "\(card.id)?\(values)@\(context.calendar.day(of: moment.now))"
    }

    private func evaluation(
        of question: Question, _ facts: ContributionFacts, _ moment: Moment
    ) async throws -> Evaluation<Definition> {
        let files = definition.needsFiles ? try await context.filesKeeper.files(of: facts) : nil
        return try Evaluation(definition, question, facts, files, moment, context.calendar)
    }
}

/// One run of a definition over the periods and parts of a question.
struct Evaluation<Definition: WindowMeasure> {
    private let definition: Definition
    private let question: Question
    private let moment: Moment
    private let calendar: ReportingCalendar
    private let selection: Selection
    private let history: History
    private let partition: Partition?
    private let files: FileFacts?

    init(
        _ definition: Definition, _ question: Question, _ facts: ContributionFacts, _ files: FileFacts?,
        _ moment: Moment, _ calendar: ReportingCalendar
    ) throws(QuestionError) {
        self.definition = definition
        self.files = files
        self.question = question
        self.moment = moment
        self.calendar = calendar
        selection = try Selection(question, of: definition.card, in: facts)
        history = definition.needsHistory ? History(of: selection) : .none
        let types = definition.types
        let selection = selection
        partition = question.split.map { Partition($0, of: selection, types: types) }
    }

    private var facts: ContributionFacts { selection.facts }

    /// The present as the question sees it: the as-known day when it is given.
    private var now: Instant { min(moment.now, question.asKnown ?? moment.now) }

    private var firstContribution: Instant? {
        let selection = selection
        return facts.contributions.time.indices.first(where: selection.contains).map {
            Instant(seconds: facts.contributions.time[$0])
        }
    }

    func answer() throws(QuestionError) -> Answer {
        let freshness = Answer.Freshness(
            newestFact: facts.newestFact, collectedAt: facts.repositories.collectedAt, asKnown: question.asKnown)
        guard let firstContribution else { return Answer(points: [], freshness: freshness) }
        let periods = try Periods(
            question: question, hasHistory: definition.card.hasHistory, first: firstContribution, now: now,
            calendar: calendar
        ).all()
        var whole: [Answer.Point] = []
        var parts = [[Answer.Point]](repeating: [], count: partition?.keys.count ?? 0)
        var tallied = TalliedParts()
        var remarks: [String] = []
        for period in periods {
            let range = definition.range(of: period, calendar)
            let rows = selection.rows(in: range)
            let next = definition.looksAhead ? active(in: period.advanced(by: 1)) : nil
            let hasData = range.upperBound > firstContribution
            let window = self.window(period, range, rows, of: rows.count, next)
            whole.append(point(window, hasData: hasData))
            if period == periods.last(where: { !isRunning($0) }) ?? periods.last { remarks = definition.remarks(on: window) }
            guard let partition else { continue }
            if question.split == .type, let tallies = definition.tallies(of: window) {
                tallied.add(tallies, of: period, running: isRunning(period))
                continue
            }
            for (part, members) in partition.divide(rows).enumerated() {
                parts[part].append(
                    point(self.window(period, range, members, of: rows.count, next), hasData: hasData))
            }
        }
        let named = tallied.parts(over: whole) + (partition.map { self.named(parts, $0) } ?? [])
        return Answer(
            points: whole, parts: named, overlap: overlap(whole, named), freshness: freshness,
            remarks: remarks + incompleteness())
    }

    /// The window behind one figure.
    func window(of period: Period, part key: String?) throws(QuestionError) -> Window {
        let range = definition.range(of: period, calendar)
        var rows = selection.rows(in: range)
        let whole = rows.count
        if let key {
            let whole = window(period, range, rows, of: rows.count, nil)
            let isTally = question.split == .type && definition.tallies(of: whole)?.contains { $0.key == key } == true
            // The rows of a tally are those of the whole: a commit may lie in several languages.
            if !isTally {
                guard let partition, let part = partition.keys.firstIndex(of: key) else { throw .unknownPart(key) }
                rows = partition.divide(rows)[part]
            }
        }
        return window(period, range, rows, of: whole, definition.looksAhead ? active(in: period.advanced(by: 1)) : nil)
    }

    private func window(
        _ period: Period, _ range: Range<Instant>, _ rows: [Int32], of whole: Int, _ next: MemberSet?
    ) -> Window {
        Window(
            selection: selection, question: question, card: definition.card, period: period, range: range, rows: rows,
            history: history, now: now, calendar: calendar,
            files: files, wholeCount: whole, next: next)
    }

    private func active(in period: Period) -> MemberSet {
        var members = MemberSet(capacity: facts.people.count)
        for row in selection.rows(in: calendar.range(of: period)) {
            members.insert(facts.contributions.person[Int(row)])
        }
        return members
    }

    private func isRunning(_ period: Period) -> Bool {
        let last = definition.looksAhead ? period.advanced(by: 1) : period
        return calendar.start(of: last.endDay) > now
    }

    private func point(_ window: Window, hasData: Bool) -> Answer.Point {
        let unknown = window.rows.reduce(into: 0) { if window.organisation($1) == 0 { $0 += 1 } }
        return Answer.Point(
            period: window.period, value: hasData ? definition.value(of: window) : nil, n: window.rows.count,
            unknownShare: window.rows.isEmpty ? nil : Double(unknown) / Double(window.rows.count),
            running: isRunning(window.period))
    }

    /// The parts that hold anything, the largest of the last period first.
    private func named(_ parts: [[Answer.Point]], _ partition: Partition) -> [Answer.Part] {
        parts.indices.filter { part in parts[part].contains { $0.n > 0 } }.map { part in
            Answer.Part(key: partition.keys[part], title: partition.titles[part], points: parts[part])
        }.sorted { a, b in
            let sizes = (a.points.reduce(0) { $0 + $1.n }, b.points.reduce(0) { $0 + $1.n })
            return sizes.0 == sizes.1 ? a.key < b.key : sizes.0 > sizes.1
        }
    }

    /// What parts count more than once, as a negative figure for each period.
    private func overlap(_ whole: [Answer.Point], _ parts: [Answer.Part]) -> [Double?] {
        guard !parts.isEmpty, definition.card.parts != .sideBySide else { return [] }
        let differences = whole.indices.map { index -> Double? in
            guard let value = whole[index].value else { return nil }
            return value - parts.reduce(0) { $0 + ($1.points[index].value ?? 0) }
        }
        return differences.contains { abs($0 ?? 0) > 1e-9 } ? differences : []
    }

    private func incompleteness() -> [String] {
        let incomplete = facts.repositories.incomplete.filter { selection.holds(project: $0.key) }
        guard !incomplete.isEmpty else { return [] }
        let names = incomplete.keys.sorted().prefix(3).map { facts.projects[Int($0)].title }.joined(separator: ", ")
        let more = incomplete.count > 3 ? " and \(incomplete.count - 3) more" : ""
        return ["Incomplete: \(names)\(more) could not be read whole, so the figure may be too low."]
    }
}

/// Gathers the parts that a measure counts by itself, which are not the same in every period.
private struct TalliedParts {
    private var titles: [String: String] = [:]
    private var points: [String: [Period: Answer.Point]] = [:]

    mutating func add(_ tallies: [Tally], of period: Period, running: Bool) {
        for tally in tallies {
            titles[tally.key] = tally.title
            points[tally.key, default: [:]][period] = Answer.Point(
                period: period, value: tally.value, n: tally.n, unknownShare: nil, running: running)
        }
    }

    /// All parts over all periods, the largest first.
    func parts(over whole: [Answer.Point]) -> [Answer.Part] {
        let sizes = points.mapValues { $0.values.reduce(0) { $0 + ($1.value ?? 0) } }
        return titles.keys.sorted { (sizes[$1] ?? 0, $0) < (sizes[$0] ?? 0, $1) }.map { key in
            let filled = whole.map { point in
                points[key]?[point.period]
                    ?? Answer.Point(
                        period: point.period, value: point.value == nil ? nil : 0, n: 0, unknownShare: nil,
                        running: point.running)
            }
            return Answer.Part(key: key, title: titles[key] ?? key, points: filled)
        }
    }
}

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
