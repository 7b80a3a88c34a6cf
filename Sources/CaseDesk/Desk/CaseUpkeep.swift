import Casework
import Ledger
import Measures
import Pages
import Store

/// What Steward does in cases by itself: checks, figures before a decision, clocks.
extension CaseDesk {
    /// Runs the checks whose time it is, and takes the figure before a decision as soon as a step needs it.
    func settle(_ number: Int64) async throws {
        try await cases.runChecks(of: number, with: checks, doing: recording)
        try await takeBaseline(number)
    }

    /// Runs all checks of a case again, because what they look at changed, or took longer; then those of the state to which that led.
    public func recheck(_ number: Int64) async throws {
        try await runChecks(of: number)
        try await settle(number)
    }

    /// Runs all checks of a case again, because somebody asked.
    func runChecks(of number: Int64) async throws {
        try await cases.runChecks(of: number, with: checks, all: true, doing: recording)
        try await takeBaseline(number)
    }

    /// Stores what the program found together with what people are told of it, or nothing of both.
    private var recording: Cases.Doing {
        { action, number in try await act(action, on: number, revision: nil, by: .program) }
    }

    private func takeBaseline(_ number: Int64) async throws {
        let found = try await store.read { reader -> (Case, CaseProcess)? in
            guard let aCase = try cases.aCase(number, in: reader) else { return nil }
            return (aCase, try cases.process(of: aCase, in: reader))
        }
        guard let (aCase, process) = found, let measure = process.review?.measure(of: aCase), aCase.needsBaseline(of: measure),
            process.transitions(from: aCase.state).contains(where: { $0.needs.contains(.baseline) })
        else { return }
        let figure = try await DeskMeasurer(desk: measures).figure(of: measure, for: aCase, at: now())
        // That there still is no figure is no news.
        if figure.value == nil, aCase.outcome?.measure == measure { return }
        try await act(.freezeBaseline(figure), on: number, revision: nil, by: .program)
    }

    /// Does what has come due in all cases: votes close, clocks run out, outcomes are measured. For a timer.
    ///
    /// - Returns: how many cases changed.
    public func advance() async throws -> Int {
        let now = self.now()
        let due = try await store.read { reader in
            try reader.rows(
                "SELECT id FROM cases WHERE next_at IS NOT NULL AND next_at <= ? ORDER BY next_at, id LIMIT 1000", [.integer(now)]
            ) { $0.integer(0) }
        }
        // One case at fault must not keep the others waiting.
        var failure: (any Error)?
        for number in due {
            do {
                try await act(.advance, on: number, revision: nil, by: .program)
                // A case that came to another state may have checks to run there.
                try await settle(number)
            } catch { failure = failure ?? error }
        }
        let measured = try await cases.measureOutcomes(with: DeskMeasurer(desk: measures), doing: recording)
        if let failure { throw failure }
        return due.count + measured.count
    }
}

/// Takes figures for cases from the measures of the catalogue: the whole of the newest period that is over.
struct DeskMeasurer: CaseMeasurer {
    let desk: MeasureDesk

    func figure(of measure: String, for aCase: Case, at instant: Int64) async throws -> Figure {
        let measure = try desk.catalogue.measure(measure)
        let question = try Question(of: measure.card, values: [:], calendar: desk.calendar)
        let answer = try await measure.answer(question, at: try await desk.moment())
        let point = answer.points.last { !$0.running } ?? answer.current
        return Figure(
            value: point?.value, unit: measure.card.unit.rawValue,
            question: point.map { "\(measure.card.id) in \($0.period.key)" } ?? measure.card.id, at: instant)
    }
}
