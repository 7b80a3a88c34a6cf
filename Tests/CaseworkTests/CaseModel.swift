import Audit
import Casework
import Ledger
import Store

/// Tries things at random on cases of a process, most of them not allowed, and says which rule was broken.
struct CaseModel {
    let process: CaseProcess
    let groups: [String: Set<String>]
    private(set) var faults: [String] = []
    var generator: SmallGenerator
    private(set) var now: Int64 = Instant("2026-01-05")!.seconds
    /// The ways out of each state, and the first of the shortest way between two of them as far as it was asked for.
    let ways: [String: [Way]]
    var shortest: [String: [String: Way?]] = [:]
    /// The receipts of secret ballots, which their voters hold.
    var receipts: [String: String] = [:]

    /// An instant for which a case that is led waits; time goes on to it at the next tick.
    var awaited: Int64?
    /// Whether a case that is led waits for time to pass.
    var isWaiting = false
    /// Whether time should not be made to pass, as people vote in another case.
    var holdsStill = false

    static let crew = (1...9).map { CaseActor(id: "user:\($0)", name: "Person \($0)") }

    init(_ process: CaseProcess, seed: UInt64) {
        self.process = process
        ways = Self.ways(of: process)
        generator = SmallGenerator(seed: seed)
        var groups: [String: Set<String>] = [:]
        for group in process.groups.sorted() { groups[group] = Set(Self.crew.shuffled(using: &generator).prefix(5).map(\.id)) }
        self.groups = groups
    }

    /// The instant at which the next thing happens: often the same, seldom half a year later, and sometimes before the last.
    mutating func tick() -> Int64 {
        if let instant = awaited {
            awaited = nil
            now = max(now, instant)
            return now
        }
        switch Int.random(in: 0..<1000, using: &generator) {
        case 0..<500: break
        case 500..<800: now += Int64.random(in: 1...7200, using: &generator)
        case 800..<925: now += Int64.random(in: 1...86_400, using: &generator)
        case 925..<998: return now - Int64.random(in: 1...100, using: &generator)
        default: now += 190 * 86_400
        }
        return now
    }

    mutating func actor() -> CaseActor {
        Int.random(in: 0..<8, using: &generator) == 0 ? .program : pick(Self.crew) ?? .program
    }

    mutating func absences(at now: Int64) -> [Absence] {
        guard Int.random(in: 0..<4, using: &generator) == 0, let who = pick(Self.crew), let delegate = pick(Self.crew), who != delegate
        else {
            return []
        }
        return [Absence(who: who.id, from: now - 1, until: now + 86_400, delegate: delegate.id)]
    }

    mutating func pick<T>(_ all: some Collection<T>) -> T? { all.randomElement(using: &generator) }

    private mutating func id(_ all: [String]) -> String {
        Int.random(in: 0..<40, using: &generator) == 0 ? "nonsense" : pick(all) ?? "nothing"
    }

    private mutating func text() -> String { pick(["", " ", "Because.", "<b>&\u{0}\u{7}", String(repeating: "long ", count: 30)]) ?? "" }

    mutating func flip() -> Bool { Bool.random(using: &generator) }

    mutating func value(of field: Field) -> FieldValue? {
        if Int.random(in: 0..<15, using: &generator) == 0 { return .text("") }
        if Int.random(in: 0..<15, using: &generator) == 0 { return nil }
        switch field.kind {
        case .text: return .text("Some words")
        case .choice(let options): return .choice(pick(options)?.id ?? "")
        case .number(let range, let isWhole):
            let number = Double.random(in: max(range.lowerBound, -1e6)...min(range.upperBound, 1e6), using: &generator)
            return .number(isWhole ? number.rounded() : number)
        case .money(let currencies): return .money(Int64.random(in: -1...2_000_000, using: &generator), currency: pick(currencies) ?? "EUR")
        case .date:
            let days = Int64.random(in: -40...400, using: &generator)
            return .date(pick(["2026-02-30", "\(Instant(seconds: now + days * Instant.secondsPerDay).date)"]) ?? "")
        case .person: return .reference(pick(Self.crew)?.id ?? "")
        case .project, .organisation, .measure: return .reference("thing")
        case .file: return .file(FileReference(name: "plan.pdf", bytes: 12, digest: String(repeating: "a", count: 64)))
        }
    }

    mutating func fields() -> [String: FieldValue?] {
        var fields: [String: FieldValue?] = [:]
        for field in process.fields where flip() || flip() { fields[field.id] = .some(value(of: field)) }
        return fields
    }

    private mutating func choice(_ vote: VoteSettings) -> Choice {
        let options = vote.options.map(\.id)
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: return .stance(pick(Stance.allCases) ?? .yes)
        case 1: return .amounts(["nonsense": -5])
        default: break
        }
        switch vote.method {
        case .lazyConsensus, .majority, .consensus: return .stance(pick([Stance.yes, .yes, .no, .abstain]) ?? .yes)
        case .score(let scale):
            return .amounts(Dictionary(uniqueKeysWithValues: options.map { ($0, Int.random(in: scale, using: &generator)) }))
        case .dots(_, let most): return .amounts([pick(options) ?? "": Int.random(in: 0...most, using: &generator)])
        case .quadratic(let credits, _): return .amounts([pick(options) ?? "": Int.random(in: 0...credits, using: &generator)])
        case .schulze, .transferable: return .ranking(options.shuffled(using: &generator).map { [$0] })
        }
    }

    /// Something to try, and somebody who tries it.
    typealias Attempt = (action: CaseAction, actor: CaseActor)

    /// A third leads the case towards states where none was yet; of the rest half is likely to be allowed.
    ///
    /// - Parameter visited: the states in which a case was.
    mutating func attempt(on aCase: Case, _ engine: CaseEngine, visited: Set<String>) -> Attempt {
        if Int.random(in: 0..<3, using: &generator) == 0, let deed = lead(aCase, engine, visited: visited) { return deed }
        if Int.random(in: 0..<20, using: &generator) == 0, let step = step(on: aCase, engine) { return step }
        if aCase.votes.values.contains(where: { $0.status == .open }), Int.random(in: 0..<3, using: &generator) == 0 {
            let actor = actor()
            return (ballot(on: aCase, by: actor), actor)
        }
        let action = action(on: aCase)
        if case .cast = action, let actor = pick(Self.crew) { return (ballot(on: aCase, by: actor), actor) }
        return (action, flip() ? actor() : likelyActor(for: action, on: aCase, engine))
    }

    /// A step that may be taken now, and who may take it; seldom one that gives the case up.
    private mutating func step(on aCase: Case, _ engine: CaseEngine) -> Attempt? {
        for actor in ([aCase.requester] + Self.crew).shuffled(using: &generator) {
            let ready = engine.offers(in: aCase, for: actor).filter { offer in
                guard offer.obstacles.isEmpty else { return false }
                let end = process.state(offer.transition.to)?.end
                let isEarned = (end == .accepted || end == .done) && !offer.transition.needs.isEmpty
                return end == nil || isEarned || Int.random(in: 0..<30, using: &generator) == 0
            }
            if let offer = pick(ready) { return (.take(transition: offer.transition.id, reason: "Because."), actor) }
        }
        return nil
    }

    private mutating func ballot(on aCase: Case, by actor: CaseActor) -> CaseAction {
        guard let vote = pick(process.votes.filter { aCase.votes[$0.id]?.status == .open }) ?? pick(process.votes) else {
            return .cast(vote: "none", .stance(.yes))
        }
        let key = "\(aCase.id) \(vote.id) \(aCase.votes[vote.id]?.openedAt ?? 0) \(actor.id)"
        if Int.random(in: 0..<8, using: &generator) == 0 { return .withdrawBallot(vote: vote.id, receipt: receipts[key]) }
        guard vote.isSecret else { return .cast(vote: vote.id, choice(vote), reason: text()) }
        let isWrong = Int.random(in: 0..<6, using: &generator) == 0
        return .cast(vote: vote.id, choice(vote), reason: text(), receipt: isWrong ? freshReceipt() : receipt(key))
    }

    private mutating func freshReceipt() -> String {
        String(generator.next(), radix: 36) + String(generator.next(), radix: 36) + "zzzz"
    }

    private mutating func receipt(_ key: String) -> String {
        let receipt = receipts[key] ?? freshReceipt()
        receipts[key] = receipt
        return receipt
    }

    /// The receipt that somebody holds for a vote, or will hold after their first ballot.
    mutating func receipt(of actor: CaseActor, for vote: Vote, in aCase: Case) -> String? {
        vote.settings.isSecret ? receipt("\(aCase.id) \(vote.settings.id) \(vote.openedAt) \(actor.id)") : nil
    }

    private mutating func action(on aCase: Case) -> CaseAction {
        let approvals = process.approvals.map(\.id)
        let sides = process.deliberation?.sides.map(\.id) ?? []
        switch Int.random(in: 0..<22, using: &generator) {
        case 0..<3:
            let near = process.transitions.filter { $0.from.contains(aCase.state) }.map(\.id)
            return .take(transition: flip() ? id(near) : id(process.transitions.map(\.id)), reason: text())
        case 3: return .edit(title: flip() ? text() : nil, fields())
        case 4, 5:
            let list = pick(process.checklists)
            return .mark(
                checklist: list?.id ?? "none", item: id(list?.items.map(\.id) ?? []), isDone: Int.random(in: 0..<9, using: &generator) > 0)
        case 6:
            return .recordCheck(id(process.checks.map(\.id)), CheckResult(pick(CheckResult.Status.allCases) ?? .passed, summary: "Found."))
        case 7: return .waiveCheck(id(process.checks.map(\.id)), reason: text())
        case 8, 9:
            return .approve(
                id(approvals), agrees: Int.random(in: 0..<6, using: &generator) > 0, reason: text(),
                onBehalfOf: flip() ? nil : pick(Self.crew)?.id)
        case 10: return .retractApproval(id(approvals))
        case 11:
            let interest = Int.random(in: 0..<20, using: &generator) == 0 ? text() : nil
            return .declare(interest: interest, recuse: Int.random(in: 0..<40, using: &generator) == 0)
        case 12: return .cast(vote: "any", .stance(.yes))
        case 13: return flip() ? .closeVote(id(process.votes.map(\.id))) : .post(thread: text(), text: text())
        case 14, 15:
            return flip()
                ? .takePosition(side: id(sides), .neutral, text: text())
                : flip() ? .invite(side: id(sides)) : .leaveEmpty(side: id(sides), reason: text())
        case 16:
            // More would never all be settled.
            guard aCase.concerns.count < 2 else { return .post(thread: "More", text: text()) }
            return flip() ? .raiseConcern(side: nil, text: text()) : .raiseConcern(side: id(sides), text: text())
        case 17, 18:
            let open = aCase.concerns.filter { $0.status == .open }.map(\.number)
            let number = flip() ? pick(open) ?? 1 : Int.random(in: 0...3, using: &generator)
            return .settleConcern(number, pick([Concern.Status.met, .met, .acceptedDissent, .open]) ?? .met, reason: text())
        case 19:
            return Int.random(in: 0..<4, using: &generator) == 0
                ? .addCondition(text: text(), owner: pick(Self.crew), due: flip() ? now + 1000 : nil)
                : .meetCondition(Int.random(in: 0...max(1, aCase.conditions.count), using: &generator), evidence: text())
        default:
            let figure = Figure(value: 1, unit: "people", question: "q", at: now)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: return .freezeBaseline(figure)
            case 1: return .recordOutcome(figure)
            case 2: return .judge(pick(Outcome.Verdict.allCases) ?? .worked, reason: text())
            default: return .advance
            }
        }
    }

    /// Somebody who might do it.
    private mutating func likelyActor(for action: CaseAction, on aCase: Case, _ engine: CaseEngine) -> CaseActor {
        func holder(_ roles: [String]) -> CaseActor? {
            ([aCase.requester] + Self.crew.shuffled(using: &generator)).first { actor in
                roles.contains { engine.holds($0, actor.id, in: aCase) }
            }
        }
        func member(_ group: String?) -> CaseActor? {
            Self.crew.shuffled(using: &generator).first { groups[group ?? ""]?.contains($0.id) == true }
        }
        let found: CaseActor? =
            switch action {
            case .take(let id, _): holder(process.transition(id)?.by ?? [])
            case .edit: aCase.requester
            case .recordCheck, .freezeBaseline, .recordOutcome, .advance: .program
            case .mark(let list, _, _): holder(process.checklist(list)?.by ?? [])
            case .waiveCheck(let check, _): holder(process.check(check)?.waivers ?? [])
            case .approve(let id, _, _, _): member(process.approval(id)?.group)
            case .takePosition(let side, _, _): member(process.deliberation?.sides.first { $0.id == side }?.group)
            case .invite, .leaveEmpty: holder(process.deliberation?.chairs ?? [])
            case .settleConcern(let number, let status, _):
                status == .acceptedDissent ? holder(process.deliberation?.chairs ?? []) : aCase.concerns.first { $0.number == number }?.by
            case .addCondition, .meetCondition: holder(process.conditionKeepers)
            case .judge: holder(process.review?.judges ?? [])
            default: nil
            }
        return found ?? actor()
    }

    // MARK: What must always be so

    mutating func check(_ step: CaseEngine.Step, after before: Case?, _ engine: CaseEngine) {
        let aCase = step.aCase
        func must(_ condition: Bool, _ rule: String) {
            if !condition, faults.count < 20 {
                faults.append("\(rule) (case \(aCase.id), revision \(aCase.revision), state \(aCase.state))")
            }
        }
        must(process.state(aCase.state) != nil, "a case is in a state of its file")
        must(
            (process.state(aCase.state)?.end != nil) == (aCase.closedAt != nil), "a case is closed when its state is an end, and only then")
        if let before {
            must(aCase.updatedAt >= before.updatedAt, "time never goes back")
            must(aCase == before || aCase.revision == before.revision + 1, "a change is one revision")
            must(
                aCase != before || step.events.isEmpty || step.events.allSatisfy { $0.kind == .posted }, "nothing happens without a change")
            for event in step.events where event.kind == .moved && event.subject != "review" {
                let transition = process.transition(event.subject)
                must(
                    transition?.to == event.to && transition?.from.contains(event.from ?? "") == true, "a move is a transition of the file")
            }
        }
        for clock in process.clocks {
            guard let run = aCase.clocks[clock.id] else { continue }
            must(run.used >= 0 && engine.used(clock, in: aCase) >= 0 && run.allowed >= 0, "a clock is never negative")
            must((run.status == .running) == (run.runningSince != nil), "a clock that runs knows since when")
            must(run.status != .running || clock.runsIn.contains(aCase.state), "a clock runs only where the file says")
        }
        for (id, vote) in aCase.votes {
            must(Set(vote.roll).isSubset(of: vote.eligible), "only those who may vote are on the roll")
            must(vote.roll == vote.roll.sorted(), "the roll does not tell the order of voting")
            must((vote.status == .closed) == (vote.result != nil), "a vote that is closed has a result")
            must(vote.status != .open || engine.now < vote.closesAt, "a vote is not open beyond its time")
            if vote.settings.isSecret {
                must(vote.ballots.isEmpty, "a secret ballot is not kept with its voter")
                must(step.urns[id]?.ballots.count == vote.roll.count, "there are as many secret ballots as names on the roll")
            } else {
                must(Set(vote.ballots.keys) == Set(vote.roll), "each name on the roll has its ballot")
            }
        }
        if let next = engine.nextAt(aCase) { must(next > engine.now, "what has come due has been done") }
    }
}
