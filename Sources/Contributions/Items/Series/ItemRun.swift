import Ledger
import Measures

/// Runs a definition over change requests or issues.
struct ItemRun: MeasureRun {
    let definition: any ItemMeasure
    let question: Question
    let calendar: ReportingCalendar
    let now: Instant
    private let selection: ItemSelection
    private let history: ItemAccumulation

    /// - Throws: ``QuestionError/unknownScope(kind:slug:)``
    init(
        _ definition: any ItemMeasure, _ question: Question, _ facts: ItemFacts, _ moment: Moment,
        _ calendar: ReportingCalendar
    ) throws(QuestionError) {
        self.definition = definition
        self.question = question
        self.calendar = calendar
        now = min(moment.now, question.asKnown ?? moment.now)
        selection = try ItemSelection(question, of: definition.card, definition.kind, in: facts, now: now)
        let counting = ItemParameter.value(ItemParameter.counting.name, of: question, definition.card)
        history = ItemAccumulation(selection, countsAccounts: counting == "accounts")
    }

    private var facts: ItemFacts { selection.facts }

    var card: MeasureCard { definition.card }
    var newestFact: Instant? { facts.newestFact }
    var projects: [ContributionFacts.Project] { facts.projects }
    var sources: ContributionFacts.RepositorySummary { facts.summary }
    var looksAhead: Bool { false }

    /// The first item of the scope, whoever opened it: where there are items and none is of the community, the
    /// community's figure is 0 and not unknown.
    var firstFact: Instant? {
        let selection = selection
        let firstItem = facts.table.items.first(where: selection.isInScope).map { Instant(seconds: $0.createdAt) }
        return isAboutItems ? firstItem : firstBelief(orElse: firstItem)
    }

    /// The first day on which somebody was a coach; a roster without days began with the items, or this month.
    private func firstBelief(orElse firstItem: Instant?) -> Instant? {
        let beliefs = facts.programme.coaches.values.joined()
        guard !beliefs.isEmpty else { return nil }
        let month = calendar.range(of: calendar.period(.month, containing: now)).lowerBound
        return beliefs.map { $0.from ?? firstItem ?? month }.min()
    }

    func holds(project: Int32) -> Bool { selection.holds(project: project) }

    func partition(by dimension: Dimension) -> Partition {
        let selection = selection
        let facts = facts
        switch dimension {
        case .project: return Partition(byProjectOf: facts.projects) { facts.table.items[Int($0)].project }
        case .group: return Partition(byGroupOf: facts.groups, facts.projects) { [facts.table.items[Int($0)].project] }
        case .organisation, .team:
            return Partition(byUnitOf: facts.organisations, dimension, selection.crediting) { Crediting.Deed(facts.table.items[Int($0)]) }
        case .manager:
            return Partition(byManagerOf: facts.people, facts.actors, selection.crediting) { Crediting.Deed(facts.table.items[Int($0)]) }
        case .type:
            let types = definition.types
            return Partition(keys: types.parts.map(\.key), titles: types.parts.map(\.title)) { row in
                [types.part(of: facts.table.items[Int(row)], in: selection)]
            }
        case .coach:
            // The coaches among all people are few: parts are theirs alone.
            let coaches = facts.answeringCoaches
            let part = Dictionary(uniqueKeysWithValues: coaches.enumerated().map { ($1, Int32($0)) })
            return Partition(byPersonOf: coaches.map { facts.people[Int($0)] }, noneTitle: "No coach answered") { row in
                facts.table.coachResponses[Int(row)].first.flatMap { part[facts.actors.person(of: $0.account)] }
            }
        }
    }

    func window(of period: Period) -> ItemWindow {
        let range = calendar.range(of: period)
        let last = selection.productNow ? now : min(range.upperBound.advanced(by: -1), now)
        let products = definition.repositories(selection, at: last)
        var counted = Counted()
        var soFar: ItemAccumulation.Found?
        switch definition.anchor {
        case .openedSoFar:
            let found = history.opened(before: range.upperBound, products)
            (counted, soFar) = (found.counted, found)
        case .firstMerged:
            counted = history.found(among: facts.merges[Instant.distantPast..<range.upperBound], products, onlyFirst: true).counted
            let here = counted.rows.reversed().prefix { facts.table.items[Int($0)].mergedAt >= range.lowerBound.seconds }
            counted.rows = here.reversed()
        default:
            for row in candidates(range) {
                let item = facts.table.items[Int(row)]
                if selection.contains(item, products) { counted.append(row, selection.share(of: item)) }
            }
        }
        let window = ItemWindow(
            selection: selection, question: question, card: card, period: period, range: range, counted: counted, now: now,
            calendar: calendar, rowsAreItems: isAboutItems, products: products)
        counted.rows = definition.selected(in: window)
        var narrowed = window.narrowed(to: counted, organisation: nil)
        narrowed.soFar = soFar
        return narrowed
    }

    private var isAboutItems: Bool {
        if case .none = definition.anchor { return false }
        return true
    }

    private func candidates(_ range: Range<Instant>) -> [Int32] {
        switch definition.anchor {
        case .opened: return facts.created(in: range).map(Int32.init)
        case .merged: return Array(facts.merges[range])
        case .ended: return Array(facts.ends[range])
        case .declined: return facts.ends[range].filter { facts.table.items[Int($0)].mergedAt == Item.never }
        case .open: return facts.openings.rows(endingAt: ItemWindow.lastDay(of: range, now: now, calendar).1)
        case .everOpen: return facts.openings.rows(during: range)
        case .firstMerged, .openedSoFar, .none: return []
        }
    }

    /// A period that has not begun has no data, whatever its items will be.
    func value(of window: ItemWindow) -> Double? { window.range.lowerBound > now ? nil : definition.value(of: window) }
    func tallies(of window: ItemWindow) -> [Tally]? { definition.tallies(of: window) }
    func remarks(on window: ItemWindow) -> [String] {
        definition.remarks(on: window) + (definition.isAboutProduct ? selection.remarks : [])
    }
}
