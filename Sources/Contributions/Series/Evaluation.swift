import Ledger
import Measures

/// Counts one run over the periods and parts of its question.
struct Evaluation<Run: MeasureRun> {
    private let run: Run
    private let partition: Partition?

    init(run: Run) {
        self.run = run
        partition = run.question.split.map(run.partition(by:))
    }

    private var question: Question { run.question }

    func answer() throws(QuestionError) -> Answer {
        let freshness = Answer.Freshness(
            newestFact: run.newestFact, collectedAt: run.sources.collectedAt, asKnown: question.asKnown)
        guard let first = run.firstFact else { return Answer(points: [], freshness: freshness) }
        let periods =
            run.card.hasHistory
            ? try question.periods(since: first, until: run.now, in: run.calendar) : [question.lastPeriod(run.now, run.calendar)]
        let remarked = periods.last { !isRunning($0) } ?? periods.last
        var whole: [Answer.Point] = []
        var parts = [[Answer.Point]](repeating: [], count: partition?.keys.count ?? 0)
        var tallied = TalliedParts()
        var remarks: [String] = []
        for period in periods {
            let window = run.window(of: period)
            let hasData = window.range.upperBound > first
            whole.append(point(window, hasData: hasData))
            if period == remarked { remarks = run.remarks(on: window) }
            guard let partition else { continue }
            if question.split == .type, let tallies = run.tallies(of: window) {
                tallied.add(tallies, of: period, running: isRunning(period))
                continue
            }
            for (part, members) in partition.divide(window.counted).enumerated() {
                let organisation = partition.isByOrganisation ? Int32(part) : nil
                parts[part].append(point(window.narrowed(to: members, organisation: organisation), hasData: hasData))
            }
        }
        let named = tallied.parts(over: whole) + (partition.map { self.named(parts, $0) } ?? [])
        return Answer(
            points: whole, parts: named, overlap: overlap(whole, named), freshness: freshness,
            remarks: remarks + incompleteness())
    }

    /// The window behind one figure.
    func window(of period: Period, part key: String?) throws(QuestionError) -> Run.Window {
        let whole = run.window(of: period)
        guard let key else { return whole }
        // The rows of a tally are those of the whole: a commit may lie in several languages.
        if question.split == .type, run.tallies(of: whole)?.contains(where: { $0.key == key }) == true { return whole }
        guard let partition, let part = partition.keys.firstIndex(of: key) else { throw .unknownPart(key) }
        return whole.narrowed(
            to: partition.divide(whole.counted)[part], organisation: partition.isByOrganisation ? Int32(part) : nil)
    }

    private func isRunning(_ period: Period) -> Bool {
        let last = run.looksAhead ? period.advanced(by: 1) : period
        return run.calendar.start(of: last.endDay) > run.now
    }

    private func point(_ window: Run.Window, hasData: Bool) -> Answer.Point {
        Answer.Point(
            period: window.period, value: hasData ? run.value(of: window) : nil, n: window.rows.count,
            unknownShare: window.unknownShare, running: isRunning(window.period))
    }

    /// The parts that hold anything, the largest of the last period first.
    private func named(_ parts: [[Answer.Point]], _ partition: Partition) -> [Answer.Part] {
        parts.indices.filter { part in parts[part].contains { $0.n > 0 } }.map { part in
            Answer.Part(
                key: partition.keys[part], title: partition.titles[part], points: parts[part],
                person: partition.people.indices.contains(part) ? partition.people[part] : nil)
        }.sorted { a, b in
            let sizes = (a.points.reduce(0) { $0 + $1.n }, b.points.reduce(0) { $0 + $1.n })
            return sizes.0 == sizes.1 ? a.key < b.key : sizes.0 > sizes.1
        }
    }

    /// What parts count more than once, as a negative figure for each period.
    private func overlap(_ whole: [Answer.Point], _ parts: [Answer.Part]) -> [Double?] {
        guard !parts.isEmpty, run.card.parts != .sideBySide else { return [] }
        let differences = whole.indices.map { index -> Double? in
            guard let value = whole[index].value else { return nil }
            return value - parts.reduce(0) { $0 + ($1.points[index].value ?? 0) }
        }
        return differences.contains { abs($0 ?? 0) > 1e-9 } ? differences : []
    }

    private func incompleteness() -> [String] {
        let incomplete = run.sources.incomplete.filter { run.holds(project: $0.key) }
        guard !incomplete.isEmpty else { return [] }
        let names = incomplete.keys.sorted().prefix(3).map { run.projects[Int($0)].title }.joined(separator: ", ")
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
