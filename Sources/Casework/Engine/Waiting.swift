/// What a case waits for, and for whom: the list "what waits for me" is made of these.
extension CaseEngine {
    public func waits(in aCase: Case) -> [CaseWait] {
        let turn = Turn(process: process, roster: roster, now: max(now, aCase.updatedAt), actor: .program, aCase: aCase, urns: [:])
        let due = dueAt(aCase)
        var waits: Set<CaseWait> = []
        func wait(_ who: String?, _ kind: CaseWait.Kind, _ subject: String, _ due: Int64?) {
            if let who { waits.insert(CaseWait(who: who, kind: kind, subject: subject, due: due)) }
        }

        if let settled = aCase.outcome, settled.later != nil, settled.verdict == nil, aCase.state == process.review?.reopensTo {
            for role in process.review?.judges ?? [] { wait(turn.address(of: role), .verdict, settled.measure, due) }
        }
        for condition in aCase.conditions where condition.metAt == nil {
            wait(condition.owner?.id, .condition, "\(condition.number)", condition.due)
        }
        guard !turn.isOver else { return Self.sorted(waits) }

        for vote in aCase.votes.values where vote.status == .open {
            for voter in vote.eligible.subtracting(vote.roll) { wait(voter, .vote, vote.settings.id, vote.closesAt) }
        }
        for concern in aCase.concerns where concern.status == .open { wait(concern.by.id, .concern, "\(concern.number)", due) }
        if let deliberation = process.deliberation, deliberation.states.contains(aCase.state) {
            for side in deliberation.sides where aCase.sides[side.id]?.standing == .invited {
                wait("group:\(side.group)", .position, side.id, due)
            }
        }
        for transition in process.transitions(from: aCase.state) {
            for id in transition.needs.compactMap(\.approvalID) {
                guard let approval = process.approval(id), aCase.asks(for: approval) else { continue }
                let standing = turn.standing(of: approval)
                guard standing.verdict == .open, approval.states.isEmpty || approval.states.contains(aCase.state) else { continue }
                for who in turn.addresses(approval.group, where: standing.left.contains) { wait(who, .approve, id, due) }
            }
            for case .checklist(let id) in transition.needs {
                guard let list = process.checklist(id), list.items.contains(where: { aCase.marks[id]?[$0.id] == nil }) else { continue }
                for role in list.by { wait(turn.address(of: role), .checklist, id, due) }
            }
            for case .declared(let role) in transition.needs { wait(turn.address(of: role), .declare, role, due) }
            guard !transition.isAutomatic else { continue }
            // What only its requester lacks is theirs to fill in; the rest waits for whoever can go on.
            let isReady = turn.hasEverything(transition)
            for role in transition.by {
                if isReady { for who in turn.deciders(transition, as: role) { wait(who, .decide, transition.id, due) } }
            }
            guard !isReady else { continue }
            let lacking = transition.needs.compactMap { if case .field(let id) = $0, aCase.fields[id] == nil { id } else { nil } }
            for role in turn.state?.editors ?? [] {
                let some = turn.state?.editedFields[role]
                guard transition.needs.contains(.fields) || lacking.contains(where: { some?.contains($0) ?? true }) else { continue }
                wait(turn.address(of: role), .fill, transition.id, due)
            }
        }
        return Self.sorted(waits)
    }

    private static func sorted(_ waits: Set<CaseWait>) -> [CaseWait] {
        waits.sorted { ($0.who, $0.kind.rawValue, $0.subject) < ($1.who, $1.kind.rawValue, $1.subject) }
    }
}

extension Turn {
    /// A group, or the members of it who can act when some cannot.
    func addresses(_ group: String, where mayAct: (String) -> Bool) -> [String] {
        let members = roster.members(of: group)
        let able = members.filter(mayAct)
        return able == members ? ["group:\(group)"] : able.sorted()
    }

    /// For whom a step waits, of those who hold a role: not for those who are recused, or whom its needs exclude.
    func deciders(_ transition: CaseProcess.Transition, as role: String) -> [String] {
        guard case .group(let group)? = process.role(role)?.holder else { return address(of: role).map { [$0] } ?? [] }
        return addresses(group) { member in
            !isRecused(member)
                && transition.needs.allSatisfy { need in
                    switch need {
                    case .otherThan(let excluded): !holds(excluded, member)
                    case .secondPerson(let step): aCase.takenBy[step] != member
                    default: true
                    }
                }
        }
    }

    /// A person's identity or `group:NAME`; nil for everybody, for whom nothing waits.
    func address(of role: String) -> String? {
        switch process.role(role)?.holder {
        case .requester: aCase.requester.id
        case .group(let group): "group:\(group)"
        case .field(let field):
            if case .reference(let who) = aCase.fields[field] { who } else { nil }
        case .anyone, .program, nil: nil
        }
    }
}
