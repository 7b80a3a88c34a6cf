/// Checks, checklists, approvals and declarations of interest.
extension Turn {
    // MARK: Checklists and checks

    mutating func mark(_ id: String, _ item: String, _ isDone: Bool) throws(CaseRefusal) {
        guard let list = process.checklist(id) else { throw CaseRefusal(.unknown, "There is no checklist called “\(id)”.") }
        guard let entry = list.items.first(where: { $0.id == item }) else {
            let items = list.items.map { "\($0.id) (\($0.title))" }.joined(separator: ", ")
            throw CaseRefusal(
                .unknown, item.isEmpty ? "Say which item of “\(list.title)”." : "“\(list.title)” has no item called “\(item)”.",
                "Its items are \(items).")
        }
        try mustBeOpen(to: "tick “\(entry.title)”")
        let places = process.states(ofChecklist: id)
        guard places.contains(where: { $0.id == aCase.state }) else {
            let names = places.map { "“\($0.title)”" }.joined(separator: " or ")
            throw CaseRefusal(
                .notNow, "“\(entry.title)” is ticked while the case is in \(names); it is in “\(state?.title ?? aCase.state)” now.")
        }
        try allow(list.by, to: "tick “\(entry.title)”")
        guard (aCase.marks[id]?[item] != nil) != isDone else { return }
        aCase.marks[id, default: [:]][item] = isDone ? Case.Mark(by: actor, at: now) : nil
        note(.marked, subject: "\(id)/\(item)", text: isDone ? "done" : "not done")
    }

    mutating func record(_ result: CheckResult, of id: String) throws(CaseRefusal) {
        try mustBeProgram("Steward runs the checks itself.")
        guard let check = process.check(id) else { throw CaseRefusal(.unknown, "There is no check called “\(id)”.") }
        try mustBeOpen(to: "run “\(check.title)”")
        var result = result
        result.at = now
        result.waivedBy = nil
        // Whoever set a failure aside set aside this one finding, not whatever is found later.
        if let before = aCase.checks[id], before.status == .waived, result.status == .failed, before.summary == result.summary,
            before.evidence == result.evidence
        {
            return
        }
        aCase.checks[id] = result
        note(.checked, subject: id, to: result.status.rawValue, text: result.summary)
    }

    mutating func waive(_ id: String, _ reason: String) throws(CaseRefusal) {
        guard let check = process.check(id) else { throw CaseRefusal(.unknown, "There is no check called “\(id)”.") }
        try mustBeOpen(to: "set “\(check.title)” aside")
        try allow(check.waivers, to: "set the check “\(check.title)” aside")
        guard var result = aCase.checks[id], result.status == .failed || result.status == .unknown else {
            throw CaseRefusal(.notNow, "The check “\(check.title)” did not fail, so there is nothing to set aside.")
        }
        result.reason = try Self.said(reason, "why the check is set aside")
        result.status = .waived
        result.waivedBy = actor
        aCase.checks[id] = result
        note(.waived, subject: id, text: reason)
    }

    // MARK: Approvals

    mutating func approve(_ id: String, _ agrees: Bool, _ reason: String, onBehalfOf absent: String?) throws(CaseRefusal) {
        guard let approval = process.approval(id) else { throw CaseRefusal(.unknown, "There is no approval called “\(id)”.") }
        try mustBeOpen(to: "approve")
        guard approval.states.isEmpty || approval.states.contains(aCase.state) else {
            throw CaseRefusal(.notNow, "“\(approval.title)” is not given while the case is in “\(state?.title ?? aCase.state)”.")
        }
        guard aCase.asks(for: approval) else {
            throw CaseRefusal(.notNow, "“\(approval.title)” is not asked for: no answer of this case calls for it.")
        }
        try mayApprove(approval, onBehalfOf: absent)
        let reason = agrees ? try Self.maybeSaid(reason) : try Self.said(reason, "why you refuse")
        let given = ApprovalGiven(by: actor, onBehalfOf: absent, agrees: agrees, reason: reason, at: now)
        var all = aCase.approvals[id] ?? []
        // A member's delegate and the member give one voice; so do two members through one person.
        if let other = all.first(where: { $0.by.id != actor.id && $0.member == given.member }) {
            throw CaseRefusal(.notNow, "\(other.by.name) has spoken for this member already.")
        }
        if let own = all.first(where: { $0.by.id == actor.id && $0.member != given.member }) {
            throw CaseRefusal(
                .forbidden, "You have spoken for \(own.member == actor.id ? "yourself" : own.member) already, and nobody speaks twice.")
        }
        all.removeAll { $0.by.id == actor.id }
        all.append(given)
        aCase.approvals[id] = all
        note(agrees ? .approved : .refused, subject: id, from: absent, text: reason)
    }

    private func mayApprove(_ approval: CaseProcess.Approval, onBehalfOf absent: String?) throws(CaseRefusal) {
        let group = CaseProcess.words(ofGroup: approval.group)
        if let absent {
            guard roster.represented(by: actor.id, in: approval.group).contains(absent) else {
                throw CaseRefusal(
                    .forbidden,
                    "You are not the delegate of \(absent), or they are not away, or not a member of \(group).")
            }
            guard !isRecused(absent) else { throw CaseRefusal(.forbidden, "\(absent) recused themselves; nobody approves for them.") }
        } else if !roster.members(of: approval.group).contains(actor.id) {
            throw CaseRefusal(.forbidden, "Only a member of \(group) may give “\(approval.title)”.")
        }
        guard !isRecused(actor.id) else { throw CaseRefusal(.forbidden, "You recused yourself from this case, so you may not approve it.") }
        for role in approval.otherThan {
            for who in [actor.id, absent ?? actor.id] where holds(role, who) {
                let person = who == actor.id ? "You are" : "\(who) is"
                throw CaseRefusal(.forbidden, "\(person) \(named([role])), who may not give “\(approval.title)”.")
            }
        }
        if approval.isTwoPerson, actor.id == aCase.requester.id || absent == aCase.requester.id {
            throw CaseRefusal(.forbidden, "Whoever asked may not give “\(approval.title)”: it needs two people.")
        }
        if approval.needsDeclaration, aCase.declarations[actor.id] == nil {
            throw CaseRefusal(.notNow, "Declare your interests first, even if you have none.")
        }
    }

    mutating func retract(_ id: String) throws(CaseRefusal) {
        try mustBeOpen(to: "take an approval back")
        guard let own = aCase.approvals[id]?.first(where: { $0.by.id == actor.id }) else {
            throw CaseRefusal(.notNow, "You gave no approval that could be taken back.")
        }
        aCase.approvals[id]?.removeAll { $0 == own }
        note(.retracted, subject: id)
    }

    // MARK: Interests

    mutating func declare(_ interest: String?, _ recuse: Bool) throws(CaseRefusal) {
        try mustBeOpen(to: "declare an interest")
        let interest = try interest.map { text throws(CaseRefusal) in try Self.said(text, "what the interest is", limit: 2000) }
        let isRecused = recuse || (interest != nil && process.conflicts.interestMeansRecusal)
        // A secret ballot cannot be found again without its voter's receipt.
        let secret = aCase.votes.values.first { $0.settings.isSecret && $0.status == .open && $0.roll.contains(actor.id) }
        if isRecused, let vote = secret {
            throw CaseRefusal(
                .notNow, "You voted in “\(vote.settings.title)”, which is secret: withdraw your ballot with its receipt first.")
        }
        aCase.declarations[actor.id] = Declaration(by: actor, interest: interest, isRecused: isRecused, at: now)
        note(.declared, text: interest ?? "", roles: isRecused ? ["recused"] : [])
        for id in aCase.approvals.keys {
            aCase.approvals[id]?.removeAll { isRecused && ($0.by.id == actor.id || $0.onBehalfOf == actor.id) }
        }
        for id in aCase.votes.keys where aCase.votes[id]?.status == .open { aCase.votes[id]?.setRecused(actor.id, isRecused) }
    }
}
