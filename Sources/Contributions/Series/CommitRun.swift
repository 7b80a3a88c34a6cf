import Ledger
import Measures

/// Runs a definition over contributions to commits.
struct CommitRun: MeasureRun {
    let definition: any WindowMeasure
    let question: Question
    let calendar: ReportingCalendar
    let now: Instant
    private let selection: Selection
    private let history: History
    private let files: FileFacts?
    /// Which of the selected contributions count; all of them when nil.
    var accepts: (@Sendable (Int32) -> Bool)?
    /// Why nothing can be counted; nil when it can.
    var missing: String?

    /// - Throws: ``QuestionError/unknownScope(kind:slug:)``
    init(
        _ definition: any WindowMeasure, _ question: Question, _ facts: ContributionFacts, _ files: FileFacts?,
        _ moment: Moment, _ calendar: ReportingCalendar
    ) throws(QuestionError) {
        self.definition = definition
        self.question = question
        self.calendar = calendar
        self.files = files
        now = min(moment.now, question.asKnown ?? moment.now)
        selection = try Selection(question, of: definition.card, in: facts)
        history = definition.needsHistory ? History(of: selection) : .none
    }

    private var facts: ContributionFacts { selection.facts }

    var card: MeasureCard { definition.card }
    var newestFact: Instant? { facts.newestFact }
    var projects: [ContributionFacts.Project] { facts.projects }
    var sources: ContributionFacts.RepositorySummary { facts.repositories }
    var looksAhead: Bool { definition.looksAhead }

    var firstFact: Instant? {
        let selection = selection
        return facts.contributions.time.indices.first(where: selection.contains).map {
            Instant(seconds: facts.contributions.time[$0])
        }
    }

    func holds(project: Int32) -> Bool { selection.holds(project: project) }

    func partition(by dimension: Dimension) -> Partition {
        Partition(dimension, of: selection, types: definition.types)
    }

    func window(of period: Period) -> Window {
        let range = definition.range(of: period, calendar)
        let selected = selection.counted(in: range)
        let counted = accepts.map { selected.filter($0) } ?? selected
        return Window(
            selection: selection, question: question, card: card, period: period, range: range, counted: counted,
            history: history, now: now, calendar: calendar, files: files, wholeCount: counted.millionths,
            next: definition.looksAhead ? active(in: period.advanced(by: 1)) : nil)
    }

    func value(of window: Window) -> Double? { missing == nil ? definition.value(of: window) : nil }
    func tallies(of window: Window) -> [Tally]? { definition.tallies(of: window) }
    func remarks(on window: Window) -> [String] { definition.remarks(on: window) + (missing.map { [$0] } ?? []) }

    private func active(in period: Period) -> MemberSet {
        var members = MemberSet(capacity: facts.people.count)
        for row in selection.counted(in: calendar.range(of: period)).rows {
            members.insert(facts.contributions.person[Int(row)])
        }
        return members
    }
}

extension WindowMeasure {
    func run(_ question: Question, at moment: Moment, in context: ContributionContext) async throws -> CommitRun {
        let facts = try await context.facts(for: question, of: card, at: moment)
        let files = needsFiles ? try await context.filesKeeper.files(of: facts) : nil
        return try CommitRun(self, question, facts, files, moment, context.calendar)
    }

    func page(of window: Window, _ request: RowRequest, in context: ContributionContext) async throws -> RowPage {
        try await Drilldown(window: window, store: context.store).page(listing(of: window), request)
    }
}
