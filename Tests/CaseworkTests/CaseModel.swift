import Audit
import Casework
import Ledger
import Store

/// Tries things at random on cases of a process, most of them not allowed, and says which rule was broken.
struct CaseModel {
    let process: CaseProcess
    let groups: [String: Set<String>]
    private(set) var faults: [String] = []
    private var generator: SmallGenerator
    private var now: Int64 = Instant("2026-01-05")!.seconds
    /// The receipts of secret ballots, which their voters hold.
    private var receipts: [String: String] = [:]

    private static let crew = (1...9).map { CaseActor(id: "user:\($0)", name: "Person \($0)") }

    init(_ process: CaseProcess, seed: UInt64) {
        self.process = process
        generator = SmallGenerator(seed: seed)
        var groups: [String: Set<String>] = [:]
        for group in process.groups.sorted() { groups[group] = Set(Self.crew.shuffled(using: &generator).prefix(5).map(\.id)) }
        self.groups = groups
    }

    /// The instant at which the next thing happens: often the same, seldom weeks later.
    mutating func tick() -> Int64 {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<5: break
        case 5..<8: now += Int64.random(in: 1...7200, using: &generator)
        case 8: now += Int64.random(in: 1...(5 * 86_400), using: &generator)
        default: now += Int.random(in: 0..<12, using: &generator) == 0 ? 200 * 86_400 : -Int64.random(in: 1...100, using: &generator)
        }
        return now
    }

    mutating func actor() -> CaseActor {
        Int.random(in: 0..<8, using: &generator) == 0 ? .program : pick(Self.crew) ?? .program
    }

    mutating func absences(at now: Int64) -> [Absence] {
        guard Int.random(in: 0..<4, using: &generator) == 0, let who = pick(Self.crew), let delegate = pick(Self.crew), who != delegate else { return [] }
        return [Absence(who: who.id, from: now - 1, until: now + 86_400, delegate: delegate.id)]
    }

    private mutating func pick<T>(_ all: some Collection<T>) -> T? { all.randomElement(using: &generator) }

    private mutating func id(_ all: [String]) -> String { Int.random(in: 0..<40, using: &generator) == 0 ? "nonsense" : pick(all) ?? "nothing" }

    private mutating func text() -> String { pick(["", " ", "Because.", "<b>&\u{0}\u{7}", String(repeating: "long ", count: 30)]) ?? "" }

    private mutating func flip() -> Bool { Bool.random(using: &generator) }

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
        case .date: return .date(pick(["2026-11-21", "2026-02-30"]) ?? "")
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
        case .score(let scale): return .amounts(Dictionary(uniqueKeysWithValues: options.map { ($0, Int.random(in: scale, using: &generator)) }))
        case .dots(_, let most): return .amounts([pick(options) ?? "": Int.random(in: 0...most, using: &generator)])
        case .quadratic(let credits, _): return .amounts([pick(options) ?? "": Int.random(in: 0...credits, using: &generator)])
        case .schulze, .transferable: return .ranking(options.shuffled(using: &generator).map { [$0] })
        }
    }

    mutating func action(on aCase: Case, by actor: CaseActor) -> CaseAction {
        let approvals = process.approvals.map(\.id), votes = process.votes.map(\.id)
        switch Int.random(in: 0..<24, using: &generator) {
        case 0..<6:
            let near = process.transitions.filter { $0.from.contains(aCase.state) }.map(\.id)
            return .take(transition: flip() ? id(near) : id(process.transitions.map(\.id)), reason: text())
        case 6: return .edit(title: flip() ? text() : nil, fields())
        case 7:
            let list = pick(process.checklists)
            return .mark(checklist: list?.id ?? "none", item: id(list?.items.map(\.id) ?? []), isDone: flip() || flip())
        case 8: return .recordCheck(id(process.checks.map(\.id)), CheckResult(pick(CheckResult.Status.allCases) ?? .passed, summary: "Found."))
        case 9: return .waiveCheck(id(process.checks.map(\.id)), reason: text())
        case 10, 11: return .approve(id(approvals), agrees: flip() || flip(), reason: text(), onBehalfOf: flip() ? nil : pick(Self.crew)?.id)
        case 12: return .retractApproval(id(approvals))
        case 13: return .declare(interest: Int.random(in: 0..<6, using: &generator) == 0 ? text() : nil, recuse: Int.random(in: 0..<12, using: &generator) == 0)
        case 14, 15:
            guard let vote = pick(process.votes) else { return .cast(vote: "none", .stance(.yes)) }
            let held = aCase.votes[vote.id]
            let key = "\(aCase.id) \(vote.id) \(held?.openedAt ?? 0) \(actor.id)"
            if vote.isSecret, receipts[key] == nil || Int.random(in: 0..<5, using: &generator) == 0 {
                let fresh = String(generator.next(), radix: 36) + String(generator.next(), radix: 36)
                if receipts[key] == nil { receipts[key] = fresh } else { return .cast(vote: vote.id, choice(vote), reason: text(), receipt: fresh) }
            }
            return .cast(vote: vote.id, choice(vote), reason: text(), receipt: vote.isSecret ? receipts[key] : nil)
        case 16:
            let vote = pick(process.votes)
            let held = aCase.votes[vote?.id ?? ""]
            return .withdrawBallot(vote: vote?.id ?? "none", receipt: receipts["\(aCase.id) \(vote?.id ?? "") \(held?.openedAt ?? 0) \(actor.id)"])
        case 17: return flip() ? .closeVote(id(votes)) : .post(thread: text(), text: text())
        case 18:
            let sides = process.deliberation?.sides.map(\.id) ?? []
            return flip() ? .takePosition(side: id(sides), .neutral, text: text()) : flip() ? .invite(side: id(sides)) : .leaveEmpty(side: id(sides), reason: text())
        case 19: return .raiseConcern(side: nil, text: text())
        case 20, 21: return .settleConcern(Int.random(in: 0...max(1, aCase.concerns.count), using: &generator), pick(Concern.Status.allCases) ?? .met, reason: text())
        case 22:
            return flip() ? .addCondition(text: text(), owner: pick(Self.crew), due: flip() ? now + 1000 : nil)
                : .meetCondition(Int.random(in: 0...3, using: &generator), evidence: text())
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

    /// Half of what is tried is done by somebody who might: otherwise most cases would never come far.
    mutating func likelyActor(for action: CaseAction, on aCase: Case, _ engine: CaseEngine) -> CaseActor {
        guard flip() else { return actor() }
        switch action {
        case .take(let id, _):
            let role = process.transition(id)?.by.first ?? "requester"
            return ([aCase.requester] + Self.crew.shuffled(using: &generator)).first { engine.holds(role, $0.id, in: aCase) } ?? actor()
        case .edit: return aCase.requester
        case .recordCheck, .freezeBaseline, .recordOutcome, .advance: return .program
        case .mark(let list, _, _):
            let role = process.checklist(list)?.by.first ?? "requester"
            return Self.crew.first { engine.holds(role, $0.id, in: aCase) } ?? actor()
        default: return actor()
        }
    }

    // MARK: What must always be so

    mutating func check(_ step: CaseEngine.Step, after before: Case?, _ engine: CaseEngine) {
        let aCase = step.aCase
        func must(_ condition: Bool, _ rule: String) {
            if !condition, faults.count < 20 { faults.append("\(rule) (case \(aCase.id), revision \(aCase.revision), state \(aCase.state))") }
        }
        must(process.state(aCase.state) != nil, "a case is in a state of its file")
        must((process.state(aCase.state)?.end != nil) == (aCase.closedAt != nil), "a case is closed when its state is an end, and only then")
        if let before {
            must(aCase.updatedAt >= before.updatedAt, "time never goes back")
            must(aCase == before || aCase.revision == before.revision + 1, "a change is one revision")
            must(aCase != before || step.events.isEmpty || step.events.allSatisfy { $0.kind == .posted }, "nothing happens without a change")
            for event in step.events where event.kind == .moved && event.subject != "review" {
                let transition = process.transition(event.subject)
                must(transition?.to == event.to && transition?.from.contains(event.from ?? "") == true, "a move is a transition of the file")
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
