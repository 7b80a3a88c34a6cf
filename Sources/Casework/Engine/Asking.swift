/// One step as it is offered to somebody: with what still stands against it.
public struct TransitionOffer: Sendable, Hashable {
    public let transition: CaseProcess.Transition
    /// Empty when it may be taken now.
    public let obstacles: [String]
}

/// What may be asked of a case without changing it.
extension CaseEngine {
    func turn(_ aCase: Case, _ actor: CaseActor) -> Turn {
        Turn(process: process, roster: roster, now: max(now, aCase.updatedAt), actor: actor, aCase: aCase, urns: [:])
    }

    /// The steps from the case's state that somebody may take by their role, each with what still stands against it.
    public func offers(in aCase: Case, for actor: CaseActor) -> [TransitionOffer] {
        let turn = turn(aCase, actor)
        var offers: [TransitionOffer] = []
        for transition in process.transitions(from: aCase.state) where !transition.isAutomatic && turn.mayAct(in: transition.by) {
            offers.append(TransitionOffer(transition: transition, obstacles: turn.unmetNeeds(of: transition)))
        }
        return offers
    }

    /// Those needs of a step that are not met yet.
    public func unmetNeeds(of transition: CaseProcess.Transition, in aCase: Case) -> [Need] {
        let turn = turn(aCase, .program)
        return transition.needs.filter { turn.unmet($0) != nil }
    }

    /// What the program waits for before it goes on by itself, step by step.
    public func automaticSteps(in aCase: Case) -> [TransitionOffer] {
        let turn = turn(aCase, .program)
        return (process.index.automaticSteps[aCase.state] ?? []).map {
            TransitionOffer(transition: $0, obstacles: turn.unmetNeeds(of: $0))
        }
    }

    /// Whether somebody plays a part in the case.
    public func holds(_ role: String, _ actor: String, in aCase: Case) -> Bool {
        turn(aCase, .program).holds(role, actor)
    }

    /// What stands against an approval, in a sentence; nil when it is given.
    public func obstacle(to approval: CaseProcess.Approval, in aCase: Case) -> String? {
        turn(aCase, .program).unmetApproval(approval)
    }

    /// Whether somebody may change any answer now.
    public func mayEdit(_ aCase: Case, _ actor: CaseActor) -> Bool {
        mayEditAll(aCase, actor) || !editableFields(in: aCase, for: actor).isEmpty
    }

    /// The fields whose answers somebody may change now.
    public func editableFields(in aCase: Case, for actor: CaseActor) -> [Field] {
        let turn = turn(aCase, actor)
        guard turn.mayAct(in: turn.state?.editors ?? []) else { return [] }
        return turn.editedFields.map { some in process.fields.filter { some.contains($0.id) } } ?? process.fields
    }

    /// Whether somebody may change the title, and with it every answer.
    public func mayEditAll(_ aCase: Case, _ actor: CaseActor) -> Bool {
        let turn = turn(aCase, actor)
        return turn.mayAct(in: turn.state?.editors ?? []) && turn.editedFields == nil
    }

    /// Whether somebody may see a case, as far as the process says it.
    ///
    /// - Parameters:
    ///   - actor: nil for a visitor who has not signed in.
    ///   - isOfProgramme: whether the installation counts them to the programme.
    public func maySee(_ aCase: Case, _ actor: String?, isOfProgramme: Bool) -> Bool {
        switch process.visibility {
        case .everyone: return true
        case .programme: if isOfProgramme { return true }
        case .participants: break
        }
        guard let actor else { return false }
        if aCase.requester.id == actor || aCase.participants.contains(actor) { return true }
        let turn = turn(aCase, .program)
        if process.roles.contains(where: { $0.holder != .anyone && turn.holds($0.id, actor) }) { return true }
        let isInGroup = process.groups.contains { roster.members(of: $0).contains(actor) || !roster.represented(by: actor, in: $0).isEmpty }
        return isInGroup || aCase.votes.values.contains { $0.classID(of: actor) != nil }
            || aCase.conditions.contains { $0.owner?.id == actor }
    }

    /// When something next happens to the case by itself, UTC seconds; nil when nothing will.
    public func nextAt(_ aCase: Case) -> Int64? { turn(aCase, .program).nextAt }

    /// When the next clock of the case runs out, or its vote closes; nil when nothing presses.
    public func dueAt(_ aCase: Case) -> Int64? {
        (aCase.clocks.values.filter { $0.status == .running }.compactMap(\.dueAt)
            + aCase.votes.values.filter { $0.status == .open }.map(\.closesAt)).min()
    }

    /// The seconds that a clock has counted by now; never negative.
    public func used(_ clock: Clock, in aCase: Case) -> Int64 {
        guard let run = aCase.clocks[clock.id] else { return 0 }
        guard let since = run.runningSince else { return run.used }
        return run.used + turn(aCase, .program).counted(clock, from: since, to: max(now, aCase.updatedAt))
    }
}
