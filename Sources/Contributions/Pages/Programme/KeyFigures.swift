import Ledger
import Measures
import Pages

/// The cards of the programme's page: a figure, its target, its trend, its change, and what made it.
struct KeyFigures: Sendable {
    let items: ItemDesk
    let facts: ItemFacts
    let moment: Moment

    private var desk: MeasureDesk { items.desk }
    private var calendar: ReportingCalendar { desk.calendar }

    /// The four figures of the mission.
    func cards() async throws -> [Card] {
        var cards: [Card] = []
        for (id, note) in [
            ("community.mrarr", customers), ("flow.open-age", ages), ("coaches.active", coaches), ("contributors.unique-merged", parts),
        ] as [(String, @Sendable (any Measure, Answer) async throws -> [HTML])] {
            guard let measure = try? desk.catalogue.measure(id) else { continue }
            let question = Question(id, from: calendar.period(.month, containing: moment.now).advanced(by: -18))
            let answer = try await measure.answer(question, at: moment)
            var card = card(measure.card, Question(id), answer)
            card.notes = try await note(measure, answer)
            cards.append(card)
        }
        return cards
    }

    /// What is read beside the four.
    func sisters() async throws -> [Card] {
        let wanted: [(id: String, grain: Grain, parameters: [String: String])] = [
            ("community.merged", .month, [:]), ("community.share-merged", .month, [:]), ("contributors.first-merged", .month, [:]),
            ("flow.time-to-first-response", .month, [:]), ("flow.review-time", .month, [:]),
            ("community.contributing-customers", .quarter, [:]),
        ]
        var cards: [Card] = []
        for (id, grain, parameters) in wanted {
            guard let measure = try? desk.catalogue.measure(id) else { continue }
            let question = Question(id, grain: grain, parameters: parameters)
            cards.append(card(measure.card, question, try await measure.answer(question, at: moment)))
        }
        return cards
    }

    private func card(_ card: MeasureCard, _ question: Question, _ answer: Answer) -> Card {
        let target = facts.programme.target(of: card.id, over: answer.points.map(\.period), calendar, now: moment.now)
        let current = answer.current
        return Card(
            card.title, value: current?.value.map { card.unit.format.text($0) },
            unit: [card.unit.noun(for: current?.value), current.map { "in \($0.period.key)" } ?? ""].filter { !$0.isEmpty }.joined(
                separator: " "),
            address: QuestionLinks(question).page, change: answer.change(of: card),
            trend: Sparkline(
                card.title, answer.points.filter { !$0.running }.map { ChartPoint($0.period.key, $0.value) }, format: card.unit.format,
                target: target),
            remark: remark(card, answer, target))
    }

    // MARK: Targets

    private func remark(_ card: MeasureCard, _ answer: Answer, _ target: Chart.Target?) -> HTML? {
        guard let value = answer.current?.value, let target else { return nil }
        let distance = value - target.value
        let isReached =
            switch card.better {
            case .higher: distance >= 0
            case .lower: distance <= 0
            case .neither: true
            }
        let aim = "Target \(card.unit.format.text(target.value))"
        guard card.better != .neither else { return "\(aim)" }
        return isReached ? "\(aim): <b>reached</b>" : "\(aim): <b>missed</b> by \(card.unit.format.text(distance.magnitude))"
    }

    // MARK: What made it

    /// The parts that explain the change, or that none do.
    @Sendable private func parts(_ measure: any Measure, _ answer: Answer) async throws -> [HTML] {
        guard
            let movement = try await Movement.load(of: measure, Question(measure.card.id), at: moment, calendar: calendar),
            movement.change != nil
        else { return [] }
        let view = MovementView(movement)
        return [view.cause, "<a href=\"\(view.address)\">The change taken apart</a>"]
    }

    /// How many customers stand behind it and how much the first three weigh.
    @Sendable private func customers(_ measure: any Measure, _ answer: Answer) async throws -> [HTML] {
        guard !facts.programme.revenue.isEmpty else {
            return ["No customer is known. <a href=\"/programme\">The programme’s settings</a> say who they are."]
        }
        guard let current = answer.current else { return [] }
        let selection = try items.selection(.init(), who: "all", facts, moment)
        let now = CustomerShare(selection, in: calendar.range(of: current.period), now: moment.now)
        let before = CustomerShare(selection, in: calendar.range(of: current.period.advanced(by: -1)), now: moment.now)
        var notes: [HTML] = [
            """
            \(Format.count(now.customers, "customer", "customers")) (\(Format.change(Double(now.customers - before.customers)))) made \
            \(Format.count(now.changeRequests, "change request", "change requests")) (\(Format.change(Double(now.changeRequests - before.changeRequests)))).
            """
        ]
        if let share = now.firstThree { notes.append("The first three make up \(Format.percent(share, decimals: 0)).") }
        return notes
    }

    /// Waiting, what left and what came.
    @Sendable private func ages(_ measure: any Measure, _ answer: Answer) async throws -> [HTML] {
        guard let current = answer.current, let previous = answer.previous else { return [] }
        let selection = try items.selection(.init(), who: "community", facts, moment)
        guard
            let story = OpenAgeStory(
                selection, before: calendar.start(of: previous.period.endDay), after: calendar.start(of: current.period.endDay),
                calendar: calendar)
        else { return [] }
        func days(_ value: Double) -> String { Format.change(value, decimals: value == value.rounded() ? 0 : 1) }
        var notes: [HTML] = []
        if let leaving = story.leaving, let coming = story.coming {
            notes.append(
                """
                <b>\(days(story.waiting))</b> by waiting, <b>\(days(leaving))</b> because \(Format.integer(story.left.count)) left, \
                <b>\(days(coming))</b> because \(Format.integer(story.came.count)) came.
                """)
        }
        let oldest = story.left.prefix(2).map { row in
            ChangeRequestLink(facts: facts, row: row, reader: desk.publicReader).short
        }
        if !oldest.isEmpty { notes.append("Oldest that left: \(oldest.joined(separator: ", ")); <a href=\"/flow#moved\">all of them</a>.") }
        if let today = answer.points.last, today.running, let value = today.value {
            notes.append("Today \(measure.card.unit.format.text(value)) \(measure.card.unit.noun(for: value)).")
        }
        return notes
    }

    /// Who began and who stopped, as everybody may see them: the cards are the same for all.
    @Sendable private func coaches(_ measure: any Measure, _ answer: Answer) async throws -> [HTML] {
        guard !facts.programme.coaches.isEmpty else { return ["Nobody is marked as a coach yet: <a href=\"/programme\">name them</a>."] }
        guard let current = answer.current, let previous = answer.previous else { return [] }
        let now = people(coachingAt: calendar.start(of: current.period.endDay).advanced(by: -1))
        let before = people(coachingAt: calendar.start(of: previous.period.endDay).advanced(by: -1))
        func names(_ people: Set<Int32>) -> HTML {
            let names = people.map { items.name($0, facts, desk.publicReader) }.sorted()
            let rest = names.count > 3 ? " and \(names.count - 3) more" : ""
            return "\(names.prefix(3).map(HTML.isolated).joined(separator: ", "))\(rest)"
        }
        let (began, stopped) = (now.subtracting(before), before.subtracting(now))
        if began.isEmpty, stopped.isEmpty { return ["Nobody began or stopped."] }
        return (began.isEmpty ? [] : ["Began: \(names(began))."]) + (stopped.isEmpty ? [] : ["Stopped: \(names(stopped))."])
    }

    private func people(coachingAt instant: Instant) -> Set<Int32> {
        Set(
            facts.programme.coaches(at: instant).compactMap { account in
                account > 0 && Int(account) < facts.actors.accountCount ? facts.actors.person(of: account) : nil
            })
    }
}
