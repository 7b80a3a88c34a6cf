/// Sides, concerns, threads, conditions.
extension Turn {
    private static let mostEntries = 1000

    /// The sides that were not heard, and of which nobody wrote why.
    var silentSides: [Deliberation.Side] {
        (process.deliberation?.sides ?? []).filter { !(aCase.sides[$0.id]?.isHeard ?? false) }
    }

    func sentence(forSilent sides: [Deliberation.Side]) -> String {
        "Not heard yet: \(sides.map(\.title).joined(separator: ", ")). Wait for a position, or write why the decision goes on without it."
    }

    private func side(_ id: String, to deed: String) throws(CaseRefusal) -> (Deliberation, Deliberation.Side) {
        guard let deliberation = process.deliberation, let side = deliberation.sides.first(where: { $0.id == id }) else {
            throw CaseRefusal(.unknown, "There is no side called “\(id)”.")
        }
        guard deliberation.states.contains(aCase.state) else {
            throw CaseRefusal(.notNow, "You may not \(deed) while the case is in “\(state?.title ?? aCase.state)”.")
        }
        return (deliberation, side)
    }

    mutating func invite(_ id: String) throws(CaseRefusal) {
        let (deliberation, side) = try side(id, to: "invite a side")
        try allow(deliberation.chairs, to: "invite “\(side.title)”")
        guard aCase.sides[id]?.invitedAt == nil else { return }
        aCase.sides[id, default: SideRecord()].invitedAt = now
        note(.invited, subject: id)
    }

    mutating func takePosition(_ id: String, _ view: Position.View, _ text: String) throws(CaseRefusal) {
        let (_, side) = try side(id, to: "take a position")
        guard roster.members(of: side.group).contains(actor.id) else {
            throw CaseRefusal(.forbidden, "Only a member of \(CaseProcess.words(ofGroup: side.group)) speaks for “\(side.title)”.")
        }
        var record = aCase.sides[id] ?? SideRecord()
        // A later position of the same person takes the place of the earlier; both stay in the history.
        record.positions.removeAll { $0.by.id == actor.id }
        guard record.positions.count < Self.mostEntries else {
            throw CaseRefusal(.invalid, "“\(side.title)” has \(Self.mostEntries) positions; that must do.")
        }
        record.positions.append(Position(by: actor, view: view, text: try Self.said(text, "your position"), at: now))
        record.emptyBecause = nil
        aCase.sides[id] = record
        note(.position, subject: id, to: view.rawValue, text: text)
    }

    mutating func leaveEmpty(_ id: String, _ reason: String) throws(CaseRefusal) {
        let (deliberation, side) = try side(id, to: "leave a side empty")
        try allow(deliberation.chairs, to: "go on without “\(side.title)”")
        guard aCase.sides[id]?.positions.isEmpty ?? true else {
            throw CaseRefusal(.notNow, "“\(side.title)” has taken a position, so it is not empty.")
        }
        aCase.sides[id, default: SideRecord()].emptyBecause = try Self.said(reason, "why the decision goes on without “\(side.title)”")
        note(.sideEmpty, subject: id, text: reason)
    }

    mutating func raiseConcern(_ id: String?, _ text: String) throws(CaseRefusal) {
        try mustBeOpen(to: "raise a concern")
        if let id, process.deliberation?.sides.contains(where: { $0.id == id }) != true {
            throw CaseRefusal(.unknown, "There is no side called “\(id)”.")
        }
        guard aCase.concerns.count < Self.mostEntries else {
            throw CaseRefusal(.invalid, "There are \(Self.mostEntries) concerns; that must do.")
        }
        let text = try Self.said(text, "what the concern is")
        aCase.concerns.append(Concern(number: aCase.concerns.count + 1, side: id, text: text, by: actor, at: now, status: .open))
        note(.concernRaised, subject: "\(aCase.concerns.count)", text: text)
    }

    /// Whoever raised a concern says that it is met, or opens it again; those who lead the deliberation accept dissent.
    mutating func settleConcern(_ number: Int, _ status: Concern.Status, _ reason: String) throws(CaseRefusal) {
        try mustBeOpen(to: "settle a concern")
        guard let index = aCase.concerns.firstIndex(where: { $0.number == number }) else {
            throw CaseRefusal(.unknown, "There is no concern number \(number).")
        }
        if status == .acceptedDissent {
            try allow(process.deliberation?.chairs ?? [], to: "accept a dissent")
        } else if aCase.concerns[index].by.id != actor.id {
            throw CaseRefusal(
                .forbidden, "Only \(aCase.concerns[index].by.name), who raised the concern, may say that it is \(status.rawValue).")
        }
        guard aCase.concerns[index].status != status else { return }
        let reason = status == .open ? try Self.maybeSaid(reason) : try Self.said(reason, "how the concern is settled")
        aCase.concerns[index].status = status
        aCase.concerns[index].settlement = status == .open ? nil : reason
        aCase.concerns[index].settledBy = status == .open ? nil : actor
        aCase.concerns[index].settledAt = status == .open ? nil : now
        note(.concernSettled, subject: "\(number)", to: status.rawValue, text: reason)
    }

    /// Anyone who may see the case may speak in it, even when it is over; who may see it is decided before the engine is asked.
    mutating func post(_ thread: String, _ text: String) throws(CaseRefusal) {
        let thread = try Self.said(thread, "what the thread is about", limit: 200)
        note(.posted, subject: thread, text: try Self.said(text, "what you want to say"))
    }

    // MARK: Conditions

    mutating func addCondition(_ text: String, _ owner: CaseActor?, _ due: Int64?) throws(CaseRefusal) {
        try allow(process.conditionKeepers, to: "attach a condition")
        guard aCase.conditions.count < Self.mostEntries else {
            throw CaseRefusal(.invalid, "There are \(Self.mostEntries) conditions; that must do.")
        }
        if let due, due <= now { throw CaseRefusal(.invalid, "The condition's date is past.") }
        let number = aCase.conditions.count + 1
        let text = try Self.said(text, "what must be met", limit: 5000)
        aCase.conditions.append(Condition(number: number, text: text, owner: owner, due: due, at: now))
        note(.conditionAdded, subject: "\(number)", text: text)
    }

    /// Those who keep the conditions say that one is met; its owner may not, unless they are one of them.
    mutating func meetCondition(_ number: Int, _ evidence: String) throws(CaseRefusal) {
        try allow(process.conditionKeepers, to: "say that a condition is met")
        guard let index = aCase.conditions.firstIndex(where: { $0.number == number }) else {
            throw CaseRefusal(.unknown, "There is no condition number \(number).")
        }
        guard aCase.conditions[index].metAt == nil else { return }
        aCase.conditions[index].evidence = try Self.said(evidence, "what shows that the condition is met", limit: 5000)
        aCase.conditions[index].metBy = actor
        aCase.conditions[index].metAt = now
        note(.conditionMet, subject: "\(number)", text: evidence)
    }
}
