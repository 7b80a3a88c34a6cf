/// Finds what is wrong with a process that could be read: names that lead nowhere, states that cannot be reached or left, thresholds that
/// cannot be met, clocks that never pause.
struct ProcessChecker {
    let process: CaseProcess
    let problems: ProblemList
    let stateIDs: Set<String>
    let roleIDs: Set<String>

    init(_ process: CaseProcess, _ problems: ProblemList) {
        self.process = process
        self.problems = problems
        stateIDs = Set(process.states.map(\.id))
        roleIDs = Set((process.roles + CaseProcess.Role.builtIn).map(\.id))
    }

    func check() {
        checkRoles()
        checkFlow()
        checkTransitions()
        checkGates()
        checkClocks()
        for vote in process.votes { check(vote) }
        checkDeliberation()
        checkReview()
        checkMigrations()
        checkUses()
    }

    // MARK: Names

    func complain(_ line: Int, _ sentence: String) { problems.add(line, sentence) }

    /// Reports the names of a list that are not among the known ones.
    func mustKnow(_ names: [String], _ what: String, among known: Set<String>, _ line: Int, _ place: String) {
        for name in names where !known.contains(name) {
            let near = known.sorted().nearest(to: name).map { " Did you mean “\($0)”?" } ?? ""
            complain(line, "\(place) names the \(what) “\(name.prefix(60).shown)”, which the file does not have.\(near)")
        }
    }

    func mustBeStates(_ names: [String], _ line: Int, _ place: String) { mustKnow(names, "state", among: stateIDs, line, place) }
    func mustBeRoles(_ names: [String], _ line: Int, _ place: String) { mustKnow(names, "role", among: roleIDs, line, place) }

    private func checkRoles() {
        let people = Set(process.fields.filter { $0.kind == .person }.map(\.id))
        for role in process.roles {
            if case .field(let field) = role.holder {
                mustKnow([field], "person field", among: people, role.line, "The role “\(role.id)”")
            }
        }
        for state in process.states {
            mustBeRoles(state.editors, state.line, "The state “\(state.id)”")
            if state.editors.contains("steward") {
                complain(state.line, "Steward itself changes no answers, so it cannot edit in “\(state.id)”.")
            }
            let fields = Set(process.fields.map(\.id))
            for (_, some) in state.editedFields.sorted(by: { $0.key < $1.key }) {
                mustKnow(some.sorted(), "field", among: fields, state.line, "The state “\(state.id)”")
            }
        }
    }

    // MARK: States

    private func checkFlow() {
        if process.firstState.end != nil {
            complain(process.firstState.line, "A case begins in the first state, “\(process.firstState.id)”, so it cannot be an end.")
        }
        var exits: [String: [String]] = [:]
        for transition in process.transitions {
            for from in transition.from { exits[from, default: []].append(transition.to) }
        }
        if let review = process.review { exits[review.startsIn, default: []].append(review.reopensTo) }
        let reached = reach(from: [process.firstState.id], along: exits)
        for state in process.states where !reached.contains(state.id) {
            complain(state.line, "No step leads to the state “\(state.id)”: a case can never be there.")
        }
        var entries: [String: [String]] = [:]
        for transition in process.transitions { entries[transition.to, default: []] += transition.from }
        if let review = process.review { entries[review.reopensTo, default: []].append(review.startsIn) }
        let ends = process.states.filter { $0.end != nil }
        if ends.isEmpty { complain(0, "No state is an end: give one “end: done”, or accepted, rejected, withdrawn.") }
        let ending = reach(from: ends.map(\.id), along: entries)
        for state in process.states where state.end == nil {
            if exits[state.id]?.contains(where: { $0 != state.id }) != true {
                complain(state.line, "No step leads out of the state “\(state.id)”: give it one, or an “end”.")
            } else if !ends.isEmpty, !ending.contains(state.id) {
                complain(state.line, "From the state “\(state.id)” a case never comes to an end.")
            }
        }
    }

    private func reach(from start: [String], along edges: [String: [String]]) -> Set<String> {
        var reached = Set(start)
        var open = start
        while let next = open.popLast() {
            for state in edges[next] ?? [] where reached.insert(state).inserted { open.append(state) }
        }
        return reached
    }

    // MARK: Transitions

    private func checkTransitions() {
        let clearable = Set(process.approvals.map(\.id) + process.checks.map(\.id) + process.checklists.map(\.id) + process.votes.map(\.id))
        for transition in process.transitions {
            let place = "The transition “\(transition.id)”"
            mustBeStates(transition.from + [transition.to], transition.line, place)
            mustBeRoles(transition.by, transition.line, place)
            mustKnow(transition.opens.map { [$0] } ?? [], "vote", among: Set(process.votes.map(\.id)), transition.line, place)
            mustKnow(transition.clears, "check, checklist, approval or vote", among: clearable, transition.line, place)
            if transition.by.isEmpty || transition.from.isEmpty {
                complain(transition.line, "\(place) needs a role in “by” and a state in “from”.")
            }
            if transition.by.contains("steward"), transition.by.count > 1 {
                complain(transition.line, "\(place) is taken by Steward itself as soon as it can be, so nobody else can take it.")
            }
            if transition.isAutomatic {
                if transition.needs.isEmpty { complain(transition.line, "\(place) is taken by Steward itself at once: give it a need.") }
                if transition.needs.contains(where: \.isAboutWhoActs) {
                    complain(transition.line, "\(place) is taken by Steward itself, so it cannot need another person.")
                }
                if transition.reasonRequired { complain(transition.line, "\(place) is taken by Steward itself, which gives no reasons.") }
            }
            if transition.opens != nil, process.state(transition.to)?.end != nil {
                complain(transition.line, "\(place) opens a vote in an end.")
            }
            for from in transition.from where process.state(from)?.end != nil && transition.isAutomatic {
                complain(transition.line, "\(place) would lead out of the end “\(from)” by itself.")
            }
            for need in transition.needs { check(need, of: transition) }
        }
        checkCircles()
    }

    /// Steps that Steward takes by itself must not lead back to where they began.
    private func checkCircles() {
        var edges: [String: [String]] = [:]
        for transition in process.transitions where transition.isAutomatic {
            for from in transition.from { edges[from, default: []].append(transition.to) }
        }
        for transition in process.transitions where transition.isAutomatic {
            if !reach(from: [transition.to], along: edges).isDisjoint(with: transition.from) {
                complain(transition.line, "Steward takes “\(transition.id)” by itself and could go round in a circle for ever.")
            }
        }
    }
}

extension CaseProcess {
    /// What an installation has; names in a process file must lead to it.
    public struct Surroundings: Sendable {
        /// The functions that features offer for checks.
        public let checks: Set<String>
        /// Every group that there is, with the number of its members; nil when they are not known.
        public let groups: [String: Int]?
        /// The ids of the measures; nil when they are not known.
        public let measures: Set<String>?

        public init(checks: Set<String>, groups: [String: Int]? = nil, measures: Set<String>? = nil) {
            (self.checks, self.groups, self.measures) = (checks, groups, measures)
        }
    }

    /// What keeps a process from working in an installation: checks that no feature offers, groups that are not there or too small.
    public func problems(in surroundings: Surroundings) -> [ProcessProblem] {
        var found: [ProcessProblem] = []
        for check in checks where !surroundings.checks.contains(check.function) {
            let near = surroundings.checks.sorted().nearest(to: check.function).map { " Did you mean “\($0)”?" } ?? ""
            found.append(ProcessProblem(line: check.line, "No part of Steward offers the check “\(check.function.shown)”.\(near)"))
        }
        if let measures = surroundings.measures, let review, case .measure(let id) = review.measured, !measures.contains(id) {
            let near = measures.sorted().nearest(to: id).map { "; did you mean “\($0)”?" } ?? "."
            found.append(ProcessProblem(line: review.line, "The review: there is no measure “\(id.shown)”\(near)"))
        }
        guard let groups = surroundings.groups else { return found }
        func must(_ group: String, have count: Int, _ line: Int, _ place: String) {
            guard let size = groups[group] else {
                let near = groups.keys.sorted().nearest(to: group).map { "; did you mean “\($0)”?" } ?? "."
                found.append(ProcessProblem(line: line, "\(place): there is no group “\(group.shown)”\(near)"))
                return
            }
            guard size > 0 else {
                found.append(ProcessProblem(line: line, "\(place): nobody is in the group “\(group.shown)” yet."))
                return
            }
            if size < count {
                found.append(ProcessProblem(line: line, "\(place) needs \(count) of the group “\(group.shown)”, which has \(size)."))
            }
        }
        for role in roles { if case .group(let group) = role.holder { must(group, have: 1, role.line, "The role “\(role.id)”") } }
        /// Each of those who are excluded is one person, who may be in the group.
        func must(_ group: String, have need: Int, besides roles: [String], _ line: Int, _ place: String, _ deed: String) {
            let excluded = Set(roles.filter { role in if case .group = self.role(role)?.holder { false } else { true } }).count
            guard excluded > 0, let size = groups[group], size >= need, size < need + excluded else { return }
            let sentence = """
                \(place) needs \(need) of the group “\(group.shown)”, which has \(size), and up to \(excluded) of them may not \(deed) it: \
                the group needs \(need + excluded).
                """
            found.append(ProcessProblem(line: line, sentence))
        }
        for approval in approvals {
            guard case .number(let need) = approval.need else {
                must(approval.group, have: 1, approval.line, "The approval “\(approval.id)”")
                continue
            }
            must(approval.group, have: need, approval.line, "The approval “\(approval.id)”")
            must(approval.group, have: need, besides: approval.excluded, approval.line, "The approval “\(approval.id)”", "give")
        }
        for side in deliberation?.sides ?? [] { must(side.group, have: 1, deliberation?.line ?? 0, "The side “\(side.id)”") }
        for vote in votes {
            for chamber in vote.classes {
                let quorum = chamber.quorum?.fewest(of: groups[chamber.group] ?? 0) ?? 0
                let fewest = max(chamber.leastYes, quorum, vote.isSecret ? Turn.fewestForSecrecy : 1)
                must(chamber.group, have: fewest, vote.line, "The vote “\(vote.id)”")
                must(chamber.group, have: fewest, besides: vote.excluded, vote.line, "The vote “\(vote.id)”", "take part in")
            }
            if case .count(let count) = vote.quorum {
                let all = vote.classes.reduce(0) { $0 + (groups[$1.group] ?? 0) }
                if all < count {
                    found.append(ProcessProblem(line: vote.line, "The vote “\(vote.id)” needs \(count) voters, and there are \(all)."))
                }
            }
        }
        return found.sorted { $0.line < $1.line }
    }
}
