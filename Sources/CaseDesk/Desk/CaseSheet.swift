import Casework

/// One case with everything that a page about it needs, as one reader sees it.
struct CaseSheet: Sendable {
    let aCase: Case
    let process: CaseProcess
    /// Oldest first.
    let events: [CaseEvent]
    let roster: Roster
    /// Who reads; nil for somebody who has not signed in.
    let reader: CaseActor?
    /// UTC, in seconds since 1970.
    let now: Int64
    /// Whether the reader may act in cases at all.
    let mayAct: Bool

    var state: CaseProcess.State? { process.state(aCase.state) }

    /// The identities of people, projects, organisations and measures that the answers name.
    var references: [String] {
        let answers = Array(aCase.fields.values) + Array((aCase.decision?.answers ?? [:]).values)
        return answers.compactMap { if case .reference(let id) = $0 { id } else { nil } }
    }

    /// Why the reader may not do something now; nil when they may. The engine is asked, and nothing is stored.
    func refusal(of action: CaseAction) -> CaseRefusal? {
        guard mayAct, let reader else { return CaseRefusal(.forbidden, "Sign in to do this.") }
        do {
            _ = try CaseEngine(process: process, roster: roster, now: now).apply(action, by: reader, to: aCase)
            return nil
        } catch {
            return error
        }
    }

    /// The fields whose answers the reader may change now.
    var editableFields: [Field] {
        guard mayAct, let reader else { return [] }
        return CaseEngine(process: process, roster: roster, now: now).editableFields(in: aCase, for: reader)
    }

    /// Whether the reader may change the title, and with it every answer.
    var mayEditAll: Bool {
        guard mayAct, let reader else { return false }
        return CaseEngine(process: process, roster: roster, now: now).mayEditAll(aCase, reader)
    }

    func may(_ action: CaseAction) -> Bool { refusal(of: action) == nil }

    /// A step that leads on from here, and what stands against it.
    struct Step: Sendable {
        let transition: CaseProcess.Transition
        let refusal: CaseRefusal?
    }

    /// The steps from the present state that the reader may take, now or as soon as their needs are met; those of others after them.
    var steps: [Step] {
        process.transitions(from: aCase.state)
            .map { Step(transition: $0, refusal: refusal(of: .take(transition: $0.id, reason: Self.anyReason))) }
            .sorted { Self.rank($0) < Self.rank($1) }
    }

    /// What a step still waits for.
    func unmetNeeds(of transition: CaseProcess.Transition) -> [Need] {
        CaseEngine(process: process, roster: roster, now: now).unmetNeeds(of: transition, in: aCase)
    }

    /// Stands for a reason that will be written, where the engine is only asked.
    static let anyReason = "a reason"

    private static func rank(_ step: Step) -> Int {
        switch step.refusal?.kind {
        case nil: 0
        case .notNow: 1
        default: 2
        }
    }

    /// The running clock that is due first.
    var nextClock: (clock: Clock, run: ClockRun)? {
        process.clocks.compactMap { clock in aCase.clocks[clock.id].map { (clock, $0) } }
            .filter { $0.1.dueAt != nil }.min { ($0.1.dueAt ?? 0) < ($1.1.dueAt ?? 0) }
    }
}
