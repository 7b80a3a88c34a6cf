import Casework
import Ledger

/// Leads cases on purpose: chance alone seldom comes through a process in which several groups must agree in time.
extension CaseModel {
    /// A way out of a state: a transition of the file, or the review of the outcome, which time brings about.
    struct Way {
        let to: String
        let transition: CaseProcess.Transition?
    }

    /// The ways out of each state.
    static func ways(of process: CaseProcess) -> [String: [Way]] {
        var ways: [String: [Way]] = [:]
        for state in process.states {
            var found = process.transitions(from: state.id).map { Way(to: $0.to, transition: $0) }
            if let review = process.review, review.startsIn == state.id { found.append(Way(to: review.reopensTo, transition: nil)) }
            ways[state.id] = found
        }
        return ways
    }

    /// Whether something stands against a way, and what would help.
    private enum Need {
        case met
        case done(by: Attempt)
        /// Nothing that this guide knows of helps now.
        case stuck
    }

    /// What brings a case nearer to a state in which no case was yet, and who may do it; nil where nothing can be done now.
    mutating func lead(_ aCase: Case, _ engine: CaseEngine, visited: Set<String>) -> Attempt? {
        let all = ways[aCase.state] ?? []
        let goal = process.states[Int(aCase.id.magnitude % UInt64(process.states.count))].id
        let isAllSeen = visited.count == process.states.count
        let nearest = (isAllSeen ? nil : way(from: aCase.state) { !visited.contains($0) }) ?? way(from: aCase.state, to: goal)
        // The nearest way may be barred in this case: then another leads round.
        let givesUp = Int.random(in: 0..<8, using: &generator) == 0
        let onward = all.filter { givesUp || process.state($0.to)?.end == nil || !visited.contains($0.to) }
        let first = Int.random(in: 0..<8, using: &generator) == 0 ? pick(onward) : nearest ?? pick(onward)
        isWaiting = false
        if let first, let deed = deed(on: first, aCase, engine) { return deed }
        if isWaiting { return nil }
        guard let other = pick(onward) else { return nil }
        return deed(on: other, aCase, engine)
    }

    /// Lets time go on to an instant, but seldom while people vote in another case.
    private mutating func wait(until instant: Int64) -> Need {
        isWaiting = true
        if !holdsStill || Int.random(in: 0..<20, using: &generator) == 0 { awaited = instant }
        return .stuck
    }

    /// The first of the shortest way between two states, which is the same in every case.
    private mutating func way(from start: String, to goal: String) -> Way? {
        if let known = shortest[start]?[goal] { return known }
        let found = way(from: start) { $0 == goal }
        shortest[start, default: [:]][goal] = .some(found)
        return found
    }

    /// The first of the ways that lead to a goal over the fewest states.
    private func way(from start: String, where isGoal: (String) -> Bool) -> Way? {
        var seen: Set = [start]
        var queue = (ways[start] ?? []).map { (state: $0.to, first: $0) }
        var index = 0
        while index < queue.count {
            let (state, first) = queue[index]
            index += 1
            if isGoal(state) { return first }
            if seen.insert(state).inserted { queue += (ways[state] ?? []).map { ($0.to, first) } }
        }
        return nil
    }

    private mutating func deed(on way: Way, _ aCase: Case, _ engine: CaseEngine) -> Attempt? {
        if let review = process.review, aCase.outcome == nil, aCase.decision == nil, review.measure(of: aCase) != nil, flip() {
            return freeze
        }
        guard let transition = way.transition else {
            // The other cases grow older too, so the long wait for an outcome comes seldom.
            isWaiting = true
            if let due = aCase.outcome?.reviewAt, Int.random(in: 0..<8, using: &generator) == 0 { _ = wait(until: due) }
            return nil
        }
        for need in transition.needs {
            switch self.need(need, of: transition, aCase, engine) {
            case .met: continue
            case .done(let attempt): return attempt
            case .stuck: return nil
            }
        }
        if transition.opens != nil, case .done(let attempt) = sides(aCase, engine) { return attempt }
        if transition.isAutomatic { return (.advance, .program) }
        // Nothing is offered to those who may not take it, and most may not.
        let ready = people(aCase).first { actor in
            transition.by.contains { engine.holds($0, actor.id, in: aCase) }
                && engine.offers(in: aCase, for: actor).contains { $0.transition.id == transition.id && $0.obstacles.isEmpty }
        }
        return ready.map { (.take(transition: transition.id, reason: "Because."), $0) }
    }

    // MARK: Who

    /// Everybody who takes part in decisions, in any order.
    private mutating func people(_ aCase: Case) -> [CaseActor] {
        (Self.crew + (Self.crew.contains(aCase.requester) ? [] : [aCase.requester])).shuffled(using: &generator)
    }

    private func isRecused(_ actor: CaseActor, _ aCase: Case) -> Bool { aCase.declarations[actor.id]?.isRecused == true }

    private mutating func holder(of roles: [String], _ aCase: Case, _ engine: CaseEngine) -> CaseActor? {
        people(aCase).first { actor in !isRecused(actor, aCase) && roles.contains { engine.holds($0, actor.id, in: aCase) } }
    }

    private mutating func member(of group: String, _ aCase: Case, but excluded: (CaseActor) -> Bool = { _ in false }) -> CaseActor? {
        people(aCase).first { groups[group]?.contains($0.id) == true && !isRecused($0, aCase) && !excluded($0) }
    }

    private func done(_ action: CaseAction, by actor: CaseActor?) -> Need { actor.map { .done(by: (action, $0)) } ?? .stuck }

    // MARK: What is needed

    private var freeze: Attempt { (.freezeBaseline(Figure(value: 1, unit: "people", question: "q", at: now)), .program) }

    private mutating func need(
        _ need: Casework.Need, of transition: CaseProcess.Transition, _ aCase: Case, _ engine: CaseEngine
    ) -> Need {
        switch need {
        case .fields: return fields(process.fields.filter { $0.isRequired && aCase.fields[$0.id] == nil }, aCase, engine)
        case .field(let id): return fields(process.fields.filter { $0.id == id && aCase.fields[id] == nil }, aCase, engine)
        case .fieldIs, .fieldAtMost, .fieldMoreThan:
            // Which of several ways an answer opens is left to chance; offers tell whether this one is open.
            return .met
        case .check(let id):
            if let status = aCase.checks[id]?.status, status == .passed || status == .waived { return .met }
            return done(.recordCheck(id, CheckResult(.passed, summary: "Found.")), by: .program)
        case .checklist(let id):
            guard let list = process.checklist(id), let item = list.items.first(where: { aCase.marks[id]?[$0.id] == nil }) else {
                return .met
            }
            return done(.mark(checklist: id, item: item.id, isDone: true), by: holder(of: list.by, aCase, engine))
        case .approval(let id): return process.approval(id).map { approval($0, aCase, engine) } ?? .stuck
        case .approvalRefused: return .stuck
        case .voteCarried(let id): return vote(id, aCase, engine, isFor: true)
        case .voteLost(let id): return vote(id, aCase, engine, isFor: false)
        case .voteWonBy(let id, let option): return vote(id, aCase, engine, isFor: true, option: option)
        case .inStateFor(let span):
            let ready = aCase.enteredAt + Self.most(span)
            guard now < ready else { return .met }
            return wait(until: ready)
        case .sidesHeard: return sides(aCase, engine)
        case .concernsSettled:
            guard let open = aCase.concerns.first(where: { $0.status == .open }) else { return .met }
            return done(.settleConcern(open.number, .met, reason: "Because."), by: open.by)
        case .conditionsMet:
            guard let open = aCase.conditions.first(where: { $0.metAt == nil }) else { return .met }
            return done(.meetCondition(open.number, evidence: "Seen."), by: holder(of: process.conditionKeepers, aCase, engine))
        case .baseline: return aCase.outcome != nil ? .met : .done(by: freeze)
        case .verdict:
            guard aCase.outcome?.verdict == nil else { return .met }
            return done(
                .judge(pick(Outcome.Verdict.allCases) ?? .worked, reason: "Because."),
                by: holder(of: process.review?.judges ?? [], aCase, engine))
        case .declared(let role):
            let silent = people(aCase).first { engine.holds(role, $0.id, in: aCase) && aCase.declarations[$0.id] == nil }
            return silent.map { .done(by: (.declare(interest: nil), $0)) } ?? .met
        case .dateWithin(let id, let span):
            guard let end = endOfDay(id, aCase) else { return choose(dayFor: id, in: transition, aCase, engine) }
            let ready = end - Self.least(span)
            guard now < ready else { return .met }
            for case .dateBeyond(id, _) in transition.needs { return choose(dayFor: id, in: transition, aCase, engine) }
            return wait(until: ready)
        case .dateBeyond(let id, let span):
            if let end = endOfDay(id, aCase), end - now > Self.most(span) { return .met }
            return choose(dayFor: id, in: transition, aCase, engine)
        case .failedCheck:
            let here = process.checks.filter { $0.runsIn.contains(aCase.state) }
            guard let check = here.first(where: { aCase.checks[$0.id] == nil }) ?? pick(here) else { return .stuck }
            return done(.recordCheck(check.id, CheckResult(.failed, summary: "Found.")), by: .program)
        case .after(let span, let field):
            guard let end = endOfDay(field, aCase) else { return .stuck }
            let ready = end + Self.most(span)
            guard now < ready else { return .met }
            return wait(until: ready)
        case .otherThan, .secondPerson: return .met
        }
    }

    /// Fills in what is missing. Choices are made so that a way opens which asks for many: chance alone would seldom open it.
    private mutating func fields(_ missing: [Field], _ aCase: Case, _ engine: CaseEngine) -> Need {
        var answers: [String: FieldValue?] = [:]
        for field in missing { answers[field.id] = .some(goodValue(of: field)) }
        let aim = process.transitions.max { a, b in Self.choices(a.needs).count < Self.choices(b.needs).count }
        if let aim, Int.random(in: 0..<3, using: &generator) == 0 {
            for (id, values) in Self.choices(aim.needs) {
                if let value = pick(values), aCase.fields[id] != .choice(value) { answers[id] = .some(.choice(value)) }
            }
        }
        guard !answers.isEmpty else { return .met }
        return done(.edit(answers), by: editor(of: Array(answers.keys), aCase, engine))
    }

    private static func choices(_ needs: [Casework.Need]) -> [(field: String, values: [String])] {
        needs.compactMap { if case .fieldIs(let id, let values) = $0 { (id, values) } else { nil } }
    }

    private mutating func editor(of fields: [String], _ aCase: Case, _ engine: CaseEngine) -> CaseActor? {
        people(aCase).first { actor in Set(fields).isSubset(of: engine.editableFields(in: aCase, for: actor).map(\.id)) }
    }

    // MARK: Days

    /// The first instant after the day in a field.
    private func endOfDay(_ field: String, _ aCase: Case) -> Int64? {
        guard case .date(let text)? = aCase.fields[field], let day = CivilDate(text) else { return nil }
        return Instant(day).seconds + Instant.secondsPerDay
    }

    /// Answers a field with a day that is far enough away for a transition, and not much further.
    private mutating func choose(
        dayFor field: String, in transition: CaseProcess.Transition, _ aCase: Case, _ engine: CaseEngine
    ) -> Need {
        var away: Int64 = 0
        for case .dateBeyond(field, let span) in transition.needs { away = max(away, Self.most(span)) }
        let day = Instant(seconds: now + away + 3 * Instant.secondsPerDay).date
        return done(.edit([field: .date("\(day)")]), by: editor(of: [field], aCase, engine))
    }

    /// An answer that the field takes.
    private mutating func goodValue(of field: Field) -> FieldValue? {
        for _ in 0..<100 { if let value = value(of: field), field.problem(with: value) == nil { return value } }
        return nil
    }

    /// At least so many seconds.
    private static func least(_ span: Span) -> Int64 {
        span.unit == .months ? Int64(span.amount) * 28 * 86_400 : span.unit == .years ? Int64(span.amount) * 365 * 86_400 : most(span)
    }

    /// At most so many seconds.
    private static func most(_ span: Span) -> Int64 {
        let unit: Int64 =
            switch span.unit {
            case .minutes: 60
            case .hours, .workingHours: 3600
            case .days, .workingDays: 86_400
            case .weeks: 7 * 86_400
            case .months: 31 * 86_400
            case .years: 366 * 86_400
            }
        return Int64(span.amount) * unit
    }

    private mutating func approval(_ approval: CaseProcess.Approval, _ aCase: Case, _ engine: CaseEngine) -> Need {
        guard engine.obstacle(to: approval, in: aCase) != nil else { return .met }
        guard approval.states.isEmpty || approval.states.contains(aCase.state) else { return .stuck }
        let given = aCase.approvals[approval.id] ?? []
        if let refusal = given.first(where: { !$0.agrees }) { return done(.retractApproval(approval.id), by: refusal.by) }
        let found = member(of: approval.group, aCase) { actor in
            given.contains { $0.by.id == actor.id || $0.member == actor.id }
                || approval.excluded.contains { engine.holds($0, actor.id, in: aCase) }
        }
        guard let found else { return .stuck }
        if approval.needsDeclaration, aCase.declarations[found.id] == nil { return done(.declare(interest: nil), by: found) }
        return done(.approve(approval.id), by: found)
    }

    private mutating func sides(_ aCase: Case, _ engine: CaseEngine) -> Need {
        guard let deliberation = process.deliberation,
            let silent = deliberation.sides.first(where: { aCase.sides[$0.id]?.isHeard != true })
        else { return .met }
        if flip() { return done(.takePosition(side: silent.id, .neutral, text: "Because."), by: member(of: silent.group, aCase)) }
        return done(.leaveEmpty(side: silent.id, reason: "Because."), by: holder(of: deliberation.chairs, aCase, engine))
    }

    // MARK: Votes

    private mutating func vote(_ id: String, _ aCase: Case, _ engine: CaseEngine, isFor: Bool, option: String? = nil) -> Need {
        guard let vote = aCase.votes[id] else { return .stuck }
        // Whether its result opens this way, offers and time tell.
        guard vote.status == .open else { return .met }
        let settings = vote.settings
        let left = Self.crew.filter { vote.eligible.contains($0.id) && !vote.roll.contains($0.id) }
        guard let voter = pick(left), Int.random(in: 0..<12, using: &generator) > 0 else {
            let openers = process.transitions.filter { $0.opens == id }.flatMap(\.by)
            if left.isEmpty, flip() { return done(.closeVote(id), by: holder(of: openers, aCase, engine)) }
            return wait(until: vote.closesAt)
        }
        if settings.needsDeclaration, aCase.declarations[voter.id] == nil { return done(.declare(interest: nil), by: voter) }
        let choice = favour(settings, isFor: isFor, option: option ?? settings.options.first?.id ?? "")
        return done(.cast(vote: id, choice, reason: "Because.", receipt: receipt(of: voter, for: vote, in: aCase)), by: voter)
    }

    private func favour(_ settings: VoteSettings, isFor: Bool, option: String) -> Choice {
        switch settings.method {
        case .lazyConsensus, .majority, .consensus: return .stance(isFor ? .yes : .no)
        case .score(let scale): return .amounts([option: isFor ? scale.upperBound : scale.lowerBound])
        case .dots(_, let most): return .amounts([option: isFor ? most : 0])
        case .quadratic(let credits, _): return .amounts([option: isFor ? credits : 0])
        case .schulze, .transferable:
            let others = settings.options.map(\.id).filter { $0 != option }
            return .ranking((isFor ? [option] + others : others + [option]).map { [$0] })
        }
    }
}
