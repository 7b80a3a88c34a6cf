import Ledger
import Measures
import Pages
import Store

/// How figures would move if a correction were stored.
///
/// The correction is made in a transaction, the facts are read as it would leave them, and the transaction is given up:
/// so what is shown is what would be, by the same code that shows what is.
struct WhatIf: Sendable {
    /// A figure before and after.
    struct Figure: Sendable {
        let card: MeasureCard
        let question: Question
        let title: String
        let format: ValueFormat
        let before: Double?
        let after: Double?

        var hasMoved: Bool { before != after }
    }

    let figures: [Figure]

    /// What is asked: a measure, the period, and whether its value or the share that is unknown is meant.
    struct Line: Sendable {
        let measure: String
        let grain: Grain
        var isUnknownShare = false
        /// For one organisation alone.
        var organisation: Organisation?
    }

    /// What most corrections are made for.
    static let usual = [
        Line(measure: "code.commits", grain: .trailing, isUnknownShare: true), Line(measure: "contributors.active", grain: .trailing),
        Line(measure: "organisations.active", grain: .trailing), Line(measure: "resilience.elephant-factor", grain: .trailing),
        Line(measure: "contributors.unique-merged", grain: .month), Line(measure: "community.share-merged", grain: .month),
    ]

    /// - Parameters:
    ///   - facts: as they would be.
    ///   - catalogue: the measures as they are now.
    ///   - end: figures are shown of the last period before it in which the correction can move anything; nil for the present.
    init(
        _ lines: [Line], facts: RehearsedFacts, catalogue: Catalogue, desk: MeasureDesk, own: OwnNamespaces, at moment: Moment,
        until end: Instant? = nil
    ) async throws {
        let rehearsed = Catalogue(
            ContributionsFeature(ContributionContext(facts, store: desk.store, calendar: desk.calendar, own: own)).measures)
        let then = Moment(revision: facts.items.revision, now: moment.now)
        var figures: [Figure] = []
        for line in lines {
            guard let now = try? catalogue.measure(line.measure), let later = try? rehearsed.measure(line.measure) else { continue }
            let present = desk.calendar.period(line.grain, containing: moment.now)
            let last = min(present, end.map { desk.calendar.period(line.grain, containing: $0) } ?? present)
            // The running month says little: the one before it is shown too, and counts when it is there.
            let back = line.grain == .trailing || last != present ? 0 : -1
            let question = Question(
                line.measure, grain: line.grain, from: last.advanced(by: back), to: last,
                scope: .init(organisation: line.organisation?.slug))
            let before = try await now.answer(question, at: moment), after = try await later.answer(question, at: then)
            guard let point = line.grain == .trailing ? before.points.last : before.points.first,
                let other = after.points.first(where: { $0.period == point.period })
            else { continue }
            let card = now.card
            let title =
                card.title + (line.isUnknownShare ? " without a known organisation" : line.organisation.map { " for \($0.name)" } ?? "")
            figures.append(
                Figure(
                    card: card, question: question, title: "\(title), \(point.period)",
                    format: line.isUnknownShare ? .percent : card.unit.format,
                    before: line.isUnknownShare ? point.unknownShare : point.value,
                    after: line.isUnknownShare ? other.unknownShare : other.value))
        }
        self.figures = figures
    }

    var html: HTML {
        let table = Table(
            "Figures before and after", id: "what-if",
            columns: [.init("Figure"), .init("Now", .number), .init("Then", .number), .init("Change", .number)],
            rows: figures.map { figure in
                let change: Table.Cell =
                    if let before = figure.before, let after = figure.after, figure.hasMoved {
                        .text(figure.format.changeText(after - before))
                    } else {
                        .text(figure.hasMoved ? "" : "unchanged")
                    }
                return [
                    .link(figure.title, QuestionLinks(figure.question).page), .value(figure.before, figure.format),
                    .value(figure.after, figure.format), change,
                ]
            }, empty: EmptyState("No figure is known yet", next: "Collect something first."), hidesCaption: true)
        let isQuiet = !figures.isEmpty && !figures.contains(where: \.hasMoved)
        let remark: HTML = isQuiet ? "<p class=\"remark\">None of these figures moves. Others may: choose one below.</p>" : ""
        return "\(table.html)\(remark)"
    }
}

/// The facts as a correction would leave them.
struct RehearsedFacts: Sendable {
    let commits: ContributionFacts
    let items: ItemFacts

    /// - Parameter writer: in the middle of a transaction that will be given up.
    init(_ writer: any SQLWriter, items known: ItemFacts, commits: ContributionFacts) throws {
        self.commits = try FactsLoader(reader: writer, asKnown: nil, dates: .author).load(since: commits)
        items = try ItemLoader(reader: writer, asKnown: nil).load(since: known)
    }
}

extension ContributionContext {
    /// Answers from facts that are given, whatever the store holds.
    init(_ facts: RehearsedFacts, store: any SQLStore, calendar: ReportingCalendar, own: OwnNamespaces) {
        self.init(
            store: store, calendar: calendar, own: own, keeper: CommitFactsKeeper(store: store) { _, _, _ in facts.commits },
            itemsKeeper: ItemFactsKeeper(store: store) { _, _, _ in facts.items })
    }
}
