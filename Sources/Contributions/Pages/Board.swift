import Ledger
import Measures
import Pages

/// The same figures for the whole office, a group or a project: one card each, with its trend.
struct Board {
    let desk: MeasureDesk
    let moment: Moment
    let scope: Question.Scope

    /// The question of a card; the title says the period where it is not a month.
    typealias Entry = (measure: String, grain: Grain, title: String?)

    /// What is asked of commits, in order.
    static let commits: [Entry] = [
        ("contributors.active", .month, nil),
        ("contributors.new", .month, nil),
        ("contributors.retained", .quarter, "Retained from quarter to quarter"),
        ("organisations.active", .month, nil),
        ("resilience.absence-factor", .trailing, "Absence factor, 12 months"),
        ("code.commits", .month, nil),
        ("code.lines", .month, nil),
        ("code.releases", .quarter, "Releases in the quarter"),
    ]

    /// - Parameter last: only so many of the newest periods, the running one among them.
    func question(_ measure: String, _ grain: Grain = .month, split: Dimension? = nil, last: Int? = nil) -> Question {
        let current = desk.calendar.period(grain, containing: moment.now)
        return Question(measure, grain: grain, from: last.map { current.advanced(by: 1 - $0) }, scope: scope, split: split)
    }

    func answer(_ question: Question) async throws -> Answer {
        try await desk.catalogue.measure(question.measure).answer(question, at: moment)
    }

    func cards(_ entries: [Entry] = commits) async throws -> [Card] {
        var cards: [Card] = []
        for entry in entries {
            let question = question(entry.measure, entry.grain)
            cards.append(card(question, try await answer(question), title: entry.title))
        }
        return cards
    }

    private func card(_ question: Question, _ answer: Answer, title: String?) -> Card {
        guard let card = try? desk.catalogue.measure(question.measure).card else {
            return Card(question.measure, value: nil, address: "/measures")
        }
        let current = answer.current
        let period = current.map { question.grain == .trailing ? "to \($0.period.key)" : "in \($0.period.key)" } ?? ""
        return Card(
            title ?? card.title, value: current?.value.map { card.unit.format.text($0) },
            unit: "\(card.unit.noun(for: current?.value)) \(period)", address: QuestionLinks(question).page,
            change: answer.change(of: card),
            trend: Sparkline(title ?? card.title, answer.sparkPoints, format: card.unit.format))
    }
}
