/// What transitions wait for, held against the rest of the file.
extension ProcessChecker {
    func check(_ need: Need, of transition: CaseProcess.Transition) {
        let place = "The transition “\(transition.id)”"
        let line = transition.line
        func mustHave(_ name: String, _ what: String, _ known: [String]) { mustKnow([name], what, among: Set(known), line, place) }
        switch need {
        case .fields:
            if !process.fields.contains(where: \.isRequired) {
                complain(line, "\(place) needs the required fields, and no field is required.")
            }
        case .field(let id): mustHave(id, "field", process.fields.map(\.id))
        case .fieldIs(let id, let values):
            mustHave(id, "field", process.fields.map(\.id))
            guard let field = process.field(id) else { return }
            guard case .choice(let options) = field.kind else {
                complain(line, "\(place) compares “\(id)”, which is no choice.")
                return
            }
            mustKnow(values, "option of “\(id)”", among: Set(options.map(\.id)), line, place)
            if values.isEmpty { complain(line, "\(place) compares “\(id)” with nothing.") }
        case .fieldAtMost(let id, let limit), .fieldMoreThan(let id, let limit):
            mustHave(id, "field", process.fields.map(\.id))
            guard let field = process.field(id) else { return }
            switch field.kind {
            case .number: break
            case .money(let currencies):
                if currencies.count > 1 {
                    complain(line, "\(place) compares “\(id)” with a limit, so the field can have only one currency.")
                }
                let smallest = limit * Double(Currency.smallestUnits(in: currencies.first ?? ""))
                if (smallest - smallest.rounded()).magnitude > 1e-6 {
                    let code = currencies.first ?? ""
                    let most = "\(Currency.digits(in: code)) decimals"
                    complain(line, "\(place) compares “\(id)” with \(Field.plain(limit)), and an amount of \(code) has at most \(most).")
                }
            default: complain(line, "\(place) compares “\(id)” with a number, and it is a \(field.kind.words).")
            }
        case .dateWithin(let id, let span), .dateBeyond(let id, let span):
            mustBeDate(id, line, place)
            if ![.hours, .days, .weeks].contains(span.unit) {
                complain(line, "\(place) asks how far a day is away: count days, weeks or hours.")
            }
        case .check(let id): mustHave(id, "check", process.checks.map(\.id))
        case .failedCheck:
            for state in transition.from where !process.checks.contains(where: { $0.runsIn.contains(state) }) {
                complain(line, "\(place) waits for a check that fails, and none runs in “\(state)”.")
            }
        case .checklist(let id): mustHave(id, "checklist", process.checklists.map(\.id))
        case .approval(let id), .approvalRefused(let id):
            mustHave(id, "approval", process.approvals.map(\.id))
            if let approval = process.approval(id), !approval.states.isEmpty, transition.from.allSatisfy({ !approval.states.contains($0) }),
                !approval.states.contains(where: { canLead($0, to: transition.from) })
            {
                complain(line, "\(place) needs “\(id)”, which cannot have been given by then.")
            }
        case .voteCarried(let id), .voteLost(let id), .voteWonBy(let id, _): check(vote: id, for: need, of: transition)
        case .inStateFor(let span):
            if span.isWorking { complain(line, "\(place) counts working time; only clocks do. Write days or hours.") }
        case .after(let span, let id):
            mustBeDate(id, line, place)
            if span.isWorking { complain(line, "\(place) counts working time; only clocks do. Write days or hours.") }
        case .sidesHeard:
            if process.deliberation == nil { complain(line, "\(place) needs all sides, and the file has no “deliberation”.") }
        case .conditionsMet:
            if process.conditionKeepers.isEmpty { complain(line, "\(place) needs the conditions met, and the file has no “conditions”.") }
        case .baseline, .verdict:
            if process.review == nil { complain(line, "\(place) needs a measured outcome, and the file has no “review”.") }
        case .declared(let role), .otherThan(let role):
            mustBeRoles([role], line, place)
            if ["anyone", "steward"].contains(role) { complain(line, "\(place) cannot say that of “\(role)”.") }
            if transition.by == [role], need == .otherThan(role: role) {
                complain(line, "\(place) can be taken by nobody: only “\(role)” may, and “\(role)” may not.")
            }
        case .secondPerson(let id): mustHave(id, "transition", process.transitions.map(\.id))
        case .concernsSettled: break
        }
    }

    private func check(vote id: String, for need: Need, of transition: CaseProcess.Transition) {
        let place = "The transition “\(transition.id)”"
        guard let vote = process.vote(id) else {
            mustKnow([id], "vote", among: Set(process.votes.map(\.id)), transition.line, place)
            return
        }
        if case .voteWonBy(_, let option) = need, vote.optionsField != nil {
            complain(
                transition.line, "\(place) waits for “\(option.shown)” to win “\(id)”, whose options an answer gives: need “vote: \(id)”.")
        } else if case .voteWonBy(_, let option) = need {
            mustKnow([option], "option of “\(id)”", among: Set(vote.options.map(\.id)), transition.line, place)
        }
        let openings = process.transitions.filter { $0.opens == id }
        if !openings.contains(where: { transition.from.contains($0.to) || canLead($0.to, to: transition.from) }) {
            complain(transition.line, "\(place) waits for the vote “\(id)”, which no step before it opens.")
        }
    }

    /// Whether a case can come from one state to one of several.
    private func canLead(_ from: String, to goals: [String]) -> Bool {
        var seen: Set<String> = [from]
        var open = [from]
        while let next = open.popLast() {
            if goals.contains(next) { return true }
            for transition in process.transitions where transition.from.contains(next) && seen.insert(transition.to).inserted {
                open.append(transition.to)
            }
        }
        return false
    }

    private func mustBeDate(_ id: String, _ line: Int, _ place: String) {
        mustKnow([id], "field", among: Set(process.fields.map(\.id)), line, place)
        if let field = process.field(id), field.kind != .date {
            complain(line, "\(place) counts from “\(id)”, which is no date but a \(field.kind.words).")
        }
    }

    // MARK: Gates and clocks

    func checkGates() {
        for check in process.checks {
            mustBeStates(check.runsIn, check.line, "The check “\(check.id)”")
            mustBeRoles(check.waivers, check.line, "The check “\(check.id)”")
            if check.waivers.contains("steward") { complain(check.line, "Steward itself sets no check aside.") }
        }
        for list in process.checklists {
            mustBeRoles(list.by, list.line, "The checklist “\(list.id)”")
            if list.by == ["steward"] {
                complain(list.line, "The checklist “\(list.id)” can be ticked by nobody: Steward itself ticks nothing.")
            }
        }
        for approval in process.approvals {
            let place = "The approval “\(approval.id)”"
            mustBeStates(approval.states, approval.line, place)
            checkExcluded(approval.otherThan, from: [approval.group], approval.line, place, "given", "may")
            if !approval.states.isEmpty, approval.states.allSatisfy({ process.state($0)?.end != nil }) {
                complain(approval.line, "The approval “\(approval.id)” can only be given where the case is over.")
            }
            for occasion in approval.occasions {
                let place = "“when” of the approval “\(approval.id)”"
                mustKnow([occasion.field], "field", among: Set(process.fields.map(\.id)), approval.line, place)
                guard let field = process.field(occasion.field) else { continue }
                guard case .choice(let options) = field.kind else {
                    complain(approval.line, "\(place) compares “\(occasion.field)”, which is no choice.")
                    continue
                }
                mustKnow(occasion.options, "option of “\(occasion.field)”", among: Set(options.map(\.id)), approval.line, place)
                if occasion.options.isEmpty { complain(approval.line, "\(place) compares “\(occasion.field)” with nothing.") }
            }
        }
        mustBeRoles(process.conditionKeepers, 0, "“conditions”")
        if process.retention?.isWorking == true { complain(0, "“retention” counts working time; write months or years.") }
    }

    func checkClocks() {
        for clock in process.clocks {
            let place = "The clock “\(clock.id)”"
            mustBeStates(clock.runsIn + clock.pausesIn, clock.line, place)
            if clock.runsIn.isEmpty { complain(clock.line, "\(place) runs in no state: give it “runs_in”.") }
            if !Set(clock.runsIn).isDisjoint(with: clock.pausesIn) { complain(clock.line, "\(place) runs and pauses in the same state.") }
            for state in clock.runsIn + clock.pausesIn where process.state(state)?.end != nil {
                complain(clock.line, "\(place) cannot run or pause in “\(state)”, where the case is over.")
            }
            if clock.pausesIn.isEmpty, clock.neverPauses == nil, clock.startField == nil {
                complain(
                    clock.line,
                    "\(place) never pauses, so it counts while somebody else must act: give it “pauses_in”, or say in “never_pauses” why.")
            }
            if !clock.pausesIn.isEmpty, clock.neverPauses != nil {
                complain(clock.line, "\(place) has both “pauses_in” and “never_pauses”.")
            }
            for state in clock.pausesIn where stateIDs.contains(state) && !canPause(clock, in: state) {
                complain(clock.line, "\(place) can never pause in “\(state)”: no step leads there from where it runs.")
            }
            if let field = clock.startField {
                mustBeDate(field, clock.line, place)
                if process.field(field)?.isRequired == false {
                    complain(clock.line, "\(place) starts with “\(field)”, which may be left out: make the field “required: true”.")
                }
                if !clock.pausesIn.isEmpty {
                    complain(
                        clock.line, "\(place) counts from a date, which waits for nobody, so it pauses nowhere: leave out “pauses_in”.")
                }
            }
            if clock.due.isWorking, clock.due.amount > (clock.due.unit == .workingDays ? 2600 : 20_800) {
                complain(clock.line, "\(place) is due after more than ten years of work; count months or years.")
            }
            if clock.due.amount == 0 { complain(clock.line, "\(place) is due at once: give it some time.") }
            check(calendar: clock.calendar, for: [clock.due] + clock.escalations.compactMap(\.moment.span), clock.line, place)
            for escalation in clock.escalations {
                mustBeRoles(escalation.to, clock.line, place)
                if let span = escalation.moment.span, span.isWorking != clock.due.isWorking {
                    complain(clock.line, "\(place) mixes working time and other time in its escalations.")
                }
                if case .before(let span) = escalation.moment, span.unit == clock.due.unit, span.amount >= clock.due.amount {
                    complain(clock.line, "\(place) would escalate \(span) before it is due, which is before it begins.")
                }
            }
        }
    }

    /// Whether a clock that runs somewhere can come to pause in a state, directly or through other pauses.
    private func canPause(_ clock: Clock, in state: String) -> Bool {
        var seen = Set(clock.runsIn)
        var open = clock.runsIn
        while let next = open.popLast() {
            for transition in process.transitions where transition.from.contains(next) && clock.pausesIn.contains(transition.to) {
                if transition.to == state { return true }
                if seen.insert(transition.to).inserted { open.append(transition.to) }
            }
        }
        return false
    }

    func check(calendar: String?, for spans: [Span], _ line: Int, _ place: String) {
        if let calendar { mustKnow([calendar], "calendar", among: Set(process.calendars.map(\.id)), line, place) }
        if calendar == nil, spans.contains(where: \.isWorking) { complain(line, "\(place) counts working time, so it needs a “calendar”.") }
    }

    // MARK: Votes

    func check(_ vote: VoteSettings) {
        let place = "The vote “\(vote.id)”"
        check(calendar: vote.calendar, for: [vote.openFor], vote.line, place)
        if vote.openFor.amount == 0 { complain(vote.line, "\(place) is open for no time.") }
        if !process.transitions.contains(where: { $0.opens == vote.id }) {
            complain(vote.line, "No transition opens the vote “\(vote.id)”.")
        }
        if vote.method.isAboutOneQuestion {
            if !vote.options.isEmpty || vote.optionsField != nil {
                complain(vote.line, "\(place) asks one question, so it takes no “options”.")
            }
        } else {
            check(optionsField: vote.optionsField, vote.line, place)
            if vote.options.count < 2, vote.optionsField == nil {
                complain(vote.line, "\(place) chooses between options: give it two at least.")
            }
            if vote.classes.count > 1 {
                complain(vote.line, "\(place) cannot have several classes: its method has one order for all voters.")
            }
            if !vote.reasonRequiredFor.isEmpty { complain(vote.line, "\(place) has no stances, so “reason_for” means nothing.") }
        }
        if vote.reasonRequiredFor.contains(.veto), vote.method != .consensus {
            complain(vote.line, "\(place) knows no veto; only consensus does.")
        }
        if vote.classes.isEmpty { complain(vote.line, "\(place) has nobody who votes.") }
        for chamber in vote.classes {
            if !chamber.threshold.canBeReached {
                complain(
                    vote.line, "\(place) asks for \(chamber.threshold) yes in “\(chamber.id)”, which even everyone's yes does not reach.")
            }
            if let quorum = chamber.quorum { check(quorum, vote.line, "\(place), class “\(chamber.id)”,") }
        }
        if let quorum = vote.quorum { check(quorum, vote.line, place) }
        checkExcluded(vote.excluded, from: vote.classes.map(\.group), vote.line, place, "held", "may vote")
        if Set(vote.classes.map(\.group)).count < vote.classes.count {
            complain(
                vote.line,
                "\(place) has the same group in two classes; whoever is in both votes in the first only, and the second would be empty.")
        }
        if case .transferable(let seats) = vote.method, seats > vote.options.count, !vote.options.isEmpty {
            complain(vote.line, "\(place) fills \(seats) seats from \(vote.options.count) options.")
        }
    }

    private func check(optionsField: String?, _ line: Int, _ place: String) {
        guard let id = optionsField else { return }
        mustKnow([id], "field", among: Set(process.fields.map(\.id)), line, place)
        if let field = process.field(id), field.kind.words != "long text" {
            complain(line, "\(place) takes its options from “\(id)”, which is a \(field.kind.words): make it a long text, a line for each.")
        }
    }

    /// Holds the roles of `other_than` against the groups that decide.
    private func checkExcluded(_ roles: [String], from groups: [String], _ line: Int, _ place: String, _ done: String, _ may: String) {
        mustBeRoles(roles, line, place)
        for role in roles {
            if ["anyone", "steward"].contains(role) { complain(line, "\(place) cannot say “other_than” of “\(role)”.") }
            if case .group(let group)? = process.role(role)?.holder, groups.contains(group) {
                complain(
                    line,
                    "\(place) can be \(done) by nobody: only members of “\(group)” \(may), and “\(role)”, who may not, are the same.")
            }
        }
    }

    private func check(_ quorum: Quorum, _ line: Int, _ place: String) {
        if case .share = quorum, quorum.fewest(of: 1_000_000) > 1_000_000 {
            complain(line, "\(place) needs \(quorum), which can never come.")
        }
    }

    // MARK: Deliberation, review, migrations, what is never used

    func checkDeliberation() {
        guard let deliberation = process.deliberation else { return }
        mustBeStates(deliberation.states, deliberation.line, "The deliberation")
        mustBeRoles(deliberation.chairs, deliberation.line, "The deliberation")
        if deliberation.sides.isEmpty { complain(deliberation.line, "The deliberation has no sides.") }
        for transition in process.transitions where transition.opens != nil {
            if deliberation.states.contains(where: { canLead($0, to: transition.from) }) { continue }
            complain(
                transition.line,
                "The transition “\(transition.id)” opens a vote that waits for the sides, which cannot have spoken by then.")
        }
    }

    func checkReview() {
        guard let review = process.review else { return }
        let line = review.line
        let measures = Set(process.fields.filter { $0.kind == .measure }.map(\.id))
        if case .field(let field) = review.measured { mustKnow([field], "measure field", among: measures, line, "The review") }
        if let target = review.targetField { mustKnow([target], "field", among: Set(process.fields.map(\.id)), line, "The review") }
        mustBeStates([review.startsIn, review.reopensTo], line, "The review")
        mustBeRoles(review.judges, line, "The review")
        if review.after.isWorking || review.after.amount == 0 {
            complain(line, "“after” of the review must be some days, weeks, months or years.")
        }
        if process.state(review.reopensTo)?.end != nil {
            complain(line, "The review reopens the record to “\(review.reopensTo)”, which is an end.")
        }
        if review.startsIn == review.reopensTo { complain(line, "The review starts in the state to which it reopens the record.") }
        let needsBaseline = process.transitions.contains { $0.needs.contains(.baseline) }
        if !needsBaseline { complain(line, "No transition needs the “baseline”, so a decision could be taken before the figure is known.") }
    }

    func checkMigrations() {
        var seen: Set<Int> = []
        for migration in process.migrations {
            if migration.fromVersion >= process.version {
                complain(
                    migration.line, "A migration leads from version \(migration.fromVersion), which is not older than \(process.version).")
            }
            if !seen.insert(migration.fromVersion).inserted {
                complain(migration.line, "There are two migrations from version \(migration.fromVersion).")
            }
            let place = "The migration from version \(migration.fromVersion)"
            mustBeStates(migration.states.values.sorted(), migration.line, place)
            mustKnow(migration.fields.values.sorted(), "field", among: Set(process.fields.map(\.id)), migration.line, place)
        }
    }

    /// What the file declares and nothing waits for is a mistake more often than not.
    func checkUses() {
        let needs = process.transitions.flatMap(\.needs)
        for approval in process.approvals where !needs.contains(where: { $0.approvalID == approval.id }) {
            complain(approval.line, "No transition needs the approval “\(approval.id)”.")
        }
        for list in process.checklists where !needs.contains(.checklist(list.id)) {
            complain(list.line, "No transition needs the checklist “\(list.id)”.")
        }
    }
}

extension Clock.Escalation.Moment {
    var span: Span? {
        switch self {
        case .before(let span), .after(let span): span
        case .due: nil
        }
    }
}
