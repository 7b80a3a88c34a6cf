/// From state to state.
extension Turn {
    mutating func take(_ id: String, _ reason: String) throws(CaseRefusal) {
        guard let transition = process.transition(id) else { throw CaseRefusal(.unknown, "There is no step called “\(id)”.") }
        let reasons = refusal(of: transition)
        if let reasons { throw reasons }
        let reason =
            transition.reasonRequired
            ? try Self.said(reason, "why you choose “\(transition.title)”") : try Self.maybeSaid(reason)
        move(by: transition, reason)
    }

    /// Why the actor may not take a transition now; nil when they may.
    func refusal(of transition: CaseProcess.Transition) -> CaseRefusal? {
        guard transition.from.contains(aCase.state) else {
            return CaseRefusal(.notNow, "“\(transition.title)” is no step from “\(state?.title ?? aCase.state)”.")
        }
        if transition.isAutomatic, actor != .program {
            return CaseRefusal(
                .forbidden, "Steward takes the step “\(transition.title)” itself as soon as everything that it needs is there.")
        }
        if let objection = objection(to: transition.by, "choose “\(transition.title)”") { return objection }
        let unmet = unmetNeeds(of: transition)
        return unmet.isEmpty ? nil : CaseRefusal(.notNow, unmet)
    }

    mutating func move(by transition: CaseProcess.Transition, _ reason: String) {
        let from = aCase.state
        voidOpenVotes()
        var approvers: [CaseActor] = []
        for case .approval(let id) in transition.needs {
            for voice in aCase.approvals[id] ?? [] where voice.agrees && !approvers.contains(where: { $0.id == voice.by.id }) {
                approvers.append(voice.by)
            }
        }
        let refusals = transition.needs.flatMap { need -> [ApprovalGiven] in
            guard case .approvalRefused(let id) = need, let approval = process.approval(id) else { return [] }
            return standing(of: approval).refused
        }
        // Whoever refused said why; Steward, which takes the step, has nothing to add.
        let whys = refusals.map { $0.reason.hasSuffix(".") ? String($0.reason.dropLast()) : $0.reason }
        let reason = reason.isEmpty ? whys.joined(separator: "; ") : reason
        let (checks, approvals) = (aCase.checks, aCase.approvals)
        for id in transition.clears { clear(id) }
        aCase.takenBy[transition.id] = actor.id
        if let decides = transition.decides {
            aCase.decision = Decision(
                outcome: decides, transition: transition.id, by: actor, reason: reason, at: now, title: aCase.title, answers: aCase.fields,
                approvers: approvers, refusers: refusals.map(\.by), checks: checks, approvals: approvals)
        }
        note(.moved, subject: transition.id, from: from, to: transition.to, text: reason)
        enter(transition.to, from: from)
        if let vote = transition.opens, let settings = process.vote(vote) { open(settings) }
    }

    /// Puts the case into a state and sets its clocks.
    mutating func enter(_ id: String, from: String?) {
        aCase.state = id
        aCase.enteredAt = now
        aCase.closedAt = state?.end == nil ? nil : now
        setClocks()
        if from != nil, let review = process.review, review.startsIn == id { startReview(review) }
    }

    private mutating func clear(_ id: String) {
        aCase.approvals[id] = nil
        aCase.checks[id] = nil
        aCase.marks[id] = nil
        aCase.votes[id] = nil
        urns[id] = nil
    }

    /// Takes what the program takes itself, one step after another; checked files have no circle of such steps.
    mutating func takeAutomaticSteps() {
        let by = actor
        actor = .program
        defer { actor = by }
        for _ in process.states {
            guard let next = process.index.automaticSteps[aCase.state]?.first(where: hasEverything) else { return }
            move(by: next, "")
        }
    }

    // MARK: Fields

    mutating func edit(_ title: String?, _ fields: [String: FieldValue?]) throws(CaseRefusal) {
        let place = "while the case is in “\(state?.title ?? aCase.state)”"
        try allow(state?.editors ?? [], to: "change the answers \(place)")
        if let some = editedFields {
            for (id, value) in fields.sorted(by: { $0.key < $1.key }) where !some.contains(id) && aCase.fields[id] != value {
                let titles = process.fields.filter { some.contains($0.id) }.map { "“\($0.title)”" }.joined(separator: ", ")
                throw CaseRefusal(
                    .forbidden, "You may not change “\(process.field(id)?.title ?? id)” \(place), only \(titles).")
            }
        }
        if let title {
            let title = try CaseEngine.checkedTitle(title)
            if title != aCase.title {
                guard editedFields == nil else { throw CaseRefusal(.forbidden, "You may not change the title \(place).") }
                note(.edited, subject: "title", text: "\(aCase.title) → \(title)")
                aCase.title = title
            }
        }
        try fill(fields)
    }

    /// The fields that the actor may change now, when a role of theirs lets them change some; nil for all of them, and the title.
    var editedFields: Set<String>? {
        let held = (state?.editors ?? []).filter { holds($0, actor.id) && (!isRecused(actor.id) || ["requester", "anyone"].contains($0)) }
        let some = held.map { state?.editedFields[$0] }
        return some.contains(nil) ? nil : some.reduce(into: Set<String>()) { $0.formUnion($1 ?? []) }
    }

    mutating func fill(_ fields: [String: FieldValue?]) throws(CaseRefusal) {
        for (id, value) in fields.sorted(by: { $0.key < $1.key }) {
            guard let field = process.field(id) else { throw CaseRefusal(.unknown, "There is no field called “\(id)”.") }
            if let value, let problem = field.problem(with: value) { throw CaseRefusal(.invalid, problem.sentence) }
            guard aCase.fields[id] != value else { continue }
            let before = aCase.fields[id]
            aCase.fields[id] = value
            restartClocks(from: id)
            if aCase.requester == actor, aCase.revision == 1, aCase.updatedAt == now, events.first?.kind == .created { continue }
            note(.edited, subject: id, text: "\(field.shortWords(before)) → \(field.shortWords(value))")
        }
    }
}
