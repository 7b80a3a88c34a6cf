import Casework
import Ledger
import Testing

/// A case of the grant process that a test leads on, step by step, without a store.
struct GrantCase {
    let process: CaseProcess
    var aCase: Case
    var urns: [String: Urn] = [:]
    var now: Int64
    var groups: [String: Set<String>]
    var absences: [Absence] = []
    var events: [CaseEvent] = []

    init(
        _ text: String = SmallProcess.grant, groups: [String: Set<String>] = SmallProcess.people,
        answers: [String: FieldValue] = ["amount": .money(50_000, currency: "EUR"), "metric": .reference("active-contributors")],
        at time: String = "2026-11-23T10:00:00Z"
    ) throws {
        self.groups = groups
        process = try CaseProcess(reading: text)
        now = Instant(time)!.seconds
        let engine = CaseEngine(process: process, roster: Roster(groups: groups), now: now)
        let step = try engine.begin(id: 1, title: "A camera for the meetings", fields: answers, by: SmallProcess.actor("rae"))
        (aCase, events) = (step.aCase, step.events)
    }

    var engine: CaseEngine {
        CaseEngine(
            process: process, roster: Roster(groups: groups, absences: absences.filter { $0.from <= now && now < $0.until }), now: now)
    }

    /// Does something; `name` is the first name of an actor.
    mutating func act(_ name: String, _ action: CaseAction) throws {
        let actor = name == "steward" ? CaseActor.program : SmallProcess.actor(name)
        let step = try engine.apply(action, by: actor, to: aCase, urns: urns)
        (aCase, urns) = (step.aCase, step.urns)
        events += step.events
    }

    mutating func wait(_ seconds: Int64) throws {
        now += seconds
        try act("steward", .advance)
    }

    /// What stands against an action; nil when it may be done.
    func refusal(_ name: String, _ action: CaseAction) -> CaseRefusal? {
        var copy = self
        do {
            try copy.act(name, action)
            return nil
        } catch {
            return error as? CaseRefusal
        }
    }

    mutating func bringToConsultation() throws {
        try act("rae", .take(transition: "submit"))
        try act("steward", .recordCheck("overlap", CheckResult(.passed, summary: "Nothing else pays for it.")))
        for item in ["community", "budget"] { try act("sam", .mark(checklist: "stakeholders", item: item, isDone: true)) }
        try act("sam", .take(transition: "consult"))
    }

    mutating func bringToVote() throws {
        try bringToConsultation()
        for name in ["fay", "fin"] {
            try act(name, .declare(interest: nil))
            try act(name, .approve("budget"))
        }
        try act("steward", .freezeBaseline(Figure(value: 40, unit: "people", question: "last 12 months", at: now)))
        try act("cat", .takePosition(side: "community", .support, text: "We need it."))
        try act("sam", .leaveEmpty(side: "business", reason: "The board meets in May only."))
        try act("sam", .take(transition: "call_vote"))
    }
}

let day: Int64 = 86_400

@Suite("The engine of cases")
struct CaseEngineTests {
    @Test("a grant goes from draft to done, and its outcome is measured against the frozen figure")
    func story() throws {
        var grant = try GrantCase()
        try grant.bringToVote()
        #expect(grant.aCase.state == "vote")
        for name in ["cat", "cor", "cy", "bea", "bob"] { try grant.act(name, .cast(vote: "main", .stance(.yes))) }
        try grant.wait(7 * day)
        // The vote closed by itself, and Steward took the step that needed it.
        #expect(grant.aCase.state == "active")
        #expect(grant.aCase.decision?.outcome == .accepted)
        let due = try #require(grant.aCase.outcome?.reviewAt)
        #expect(Instant(seconds: due).date == CivilDate(year: 2027, month: 5, day: 30))
        try grant.wait(due - grant.now - 1)
        #expect(grant.aCase.state == "active")
        try grant.wait(1)
        #expect(grant.aCase.state == "review")
        #expect(grant.refusal("sam", .take(transition: "close"))?.sentences == ["Nobody has said yet whether it worked."])
        try grant.act("steward", .recordOutcome(Figure(value: 52, unit: "people", question: "last 12 months", at: grant.now)))
        #expect(grant.aCase.outcome?.baseline.value == 40)
        try grant.act("sue", .judge(.worked, reason: "Twelve more people."))
        try grant.act("sue", .take(transition: "close"))
        #expect(grant.aCase.state == "done")
        #expect(grant.aCase.closedAt == grant.now)
        #expect(
            grant.events.filter { $0.kind == .moved }.map(\.subject) == ["submit", "consult", "call_vote", "carried", "review", "close"])
    }

    @Test("a refusal names everything that stands against a step, and changes nothing")
    func refusals() throws {
        var grant = try GrantCase()
        try grant.act("rae", .edit(["metric": FieldValue?.none]))
        #expect(grant.refusal("rae", .take(transition: "submit"))?.sentences == ["Not filled in yet: What it should move."])
        #expect(grant.refusal("sam", .take(transition: "submit"))?.kind == .forbidden)
        #expect(grant.refusal("rae", .take(transition: "consult"))?.kind == .notNow)
        #expect(grant.refusal("rae", .take(transition: "fly"))?.kind == .unknown)
        try grant.act("rae", .edit(["metric": .reference("active-contributors")]))
        try grant.act("rae", .take(transition: "submit"))
        #expect(
            grant.refusal("sam", .take(transition: "consult"))?.sentences == [
                "The check “Overlap with other spending” has not run yet.",
                "Not ticked yet in “Stakeholders”: Community asked, Budget holder asked.",
            ])
        #expect(grant.refusal("sam", .take(transition: "ask"))?.sentences == ["Write why you choose “Ask for changes”."])
    }

    @Test("an item is ticked, and the tick taken back, only in the states from which a step needs the list")
    func ticks() throws {
        var grant = try GrantCase()
        let tick = CaseAction.mark(checklist: "stakeholders", item: "budget", isDone: true)
        let sentence = "“Budget holder asked” is ticked while the case is in “Triage”; it is in “Draft” now."
        #expect(grant.refusal("sam", tick) == CaseRefusal(.notNow, sentence))
        #expect(grant.aCase.marks.isEmpty)
        try grant.bringToConsultation()
        #expect(grant.aCase.marks["stakeholders"]?.count == 2)
        let back = CaseAction.mark(checklist: "stakeholders", item: "budget", isDone: false)
        #expect(grant.refusal("sam", back)?.kind == .notNow)
        #expect(grant.process.states(ofChecklist: "stakeholders").map(\.id) == ["triage"])
    }

    @Test("answers are changed only where and by whom the file says, and each by its kind")
    func fields() throws {
        var grant = try GrantCase()
        #expect(grant.refusal("rae", .edit(["amount": .money(1, currency: "USD")]))?.kind == .invalid)
        #expect(grant.refusal("rae", .edit(["amount": .text("much")]))?.kind == .invalid)
        #expect(grant.refusal("rae", .edit(["colour": .text("red")]))?.kind == .unknown)
        #expect(grant.refusal("sam", .edit(["why": .text("x")]))?.kind == .forbidden)
        try grant.act("rae", .take(transition: "submit"))
        #expect(grant.refusal("rae", .edit(["why": .text("x")]))?.kind == .forbidden)
        try grant.act("sam", .take(transition: "ask", reason: "Say why."))
        try grant.act("rae", .edit(["why": .text("For those who cannot come.")]))
        #expect(grant.aCase.fields["why"] == .text("For those who cannot come."))
    }

    @Test("an approval needs its number of members, none of them who asked, each with declared interests")
    func approvals() throws {
        var grant = try GrantCase()
        grant.groups["finance"]?.insert("user:rae")
        try grant.bringToConsultation()
        #expect(grant.refusal("rae", .approve("budget"))?.sentences == ["Whoever asked may not give “Budget”: it needs two people."])
        #expect(grant.refusal("sam", .approve("budget"))?.kind == .forbidden)
        #expect(grant.refusal("fay", .approve("budget"))?.sentences == ["Declare your interests first, even if you have none."])
        try grant.act("fay", .declare(interest: nil))
        try grant.act("fay", .approve("budget"))
        try grant.act("fay", .approve("budget"))
        #expect(grant.engine.obstacle(to: grant.process.approval("budget")!, in: grant.aCase) == "“Budget” needs 1 more of finance.")
        try grant.act("fin", .declare(interest: nil))
        #expect(grant.refusal("fin", .approve("budget", agrees: false))?.kind == .invalid)
        try grant.act("fin", .approve("budget", agrees: false, reason: "Too dear."))
        // Flo may still make it two.
        #expect(grant.engine.obstacle(to: grant.process.approval("budget")!, in: grant.aCase) == "“Budget” needs 1 more of finance.")
        try grant.act("flo", .declare(interest: nil))
        try grant.act("flo", .approve("budget", agrees: false, reason: "Not now."))
        #expect(
            grant.engine.obstacle(to: grant.process.approval("budget")!, in: grant.aCase)
                == "Fin and Flo refused “Budget”: Too dear. Not now.")
        try grant.act("fin", .approve("budget"))
        #expect(grant.engine.obstacle(to: grant.process.approval("budget")!, in: grant.aCase) == nil)
        try grant.act("fin", .retractApproval("budget"))
        #expect(grant.engine.obstacle(to: grant.process.approval("budget")!, in: grant.aCase) != nil)
    }

    @Test("a delegate gives the voice of an absent member, only while they are away, and never two voices")
    func delegates() throws {
        var grant = try GrantCase()
        try grant.bringToConsultation()
        let away = Absence(who: "user:fay", from: grant.now - day, until: grant.now + day, delegate: "user:dan")
        for name in ["dan", "fin", "flo"] { try grant.act(name, .declare(interest: nil)) }
        #expect(grant.refusal("dan", .approve("budget", onBehalfOf: "user:fay"))?.kind == .forbidden)
        grant.absences = [away]
        try grant.act("dan", .approve("budget", onBehalfOf: "user:fay"))
        #expect(grant.aCase.approvals["budget"]?.map(\.member) == ["user:fay"])
        try grant.act("fay", .declare(interest: nil))
        #expect(grant.refusal("fay", .approve("budget"))?.sentences == ["Dan has spoken for this member already."])
        grant.absences = [away, Absence(who: "user:flo", from: grant.now - 1, until: grant.now + day, delegate: "user:fin")]
        try grant.act("fin", .approve("budget"))
        #expect(
            grant.refusal("fin", .approve("budget", onBehalfOf: "user:flo"))?.sentences == [
                "You have spoken for yourself already, and nobody speaks twice."
            ])
        grant.now += 2 * day
        grant.absences = []
        #expect(grant.refusal("dan", .approve("budget", onBehalfOf: "user:fay"))?.kind == .forbidden)
    }

    @Test("a declared interest recuses: approvals fall, the roll shrinks, and no decision is open any more")
    func recusal() throws {
        var grant = try GrantCase()
        try grant.bringToVote()
        try grant.act("cat", .cast(vote: "main", .stance(.yes)))
        try grant.act("cat", .declare(interest: "My brother sells the camera."))
        #expect(grant.aCase.votes["main"]?.recused == ["user:cat"])
        #expect(grant.aCase.votes["main"]?.roll == [])
        #expect(grant.aCase.votes["main"]?.eligible.count == 5)
        #expect(grant.refusal("cat", .cast(vote: "main", .stance(.yes)))?.kind == .forbidden)
        try grant.act("fay", .declare(interest: "I hold shares."))
        #expect(grant.aCase.approvals["budget"]?.map(\.by.id) == ["user:fin"])
        try grant.act("sam", .declare(interest: nil, recuse: true))
        #expect(
            grant.refusal("sam", .closeVote("main"))?.sentences == [
                "You recused yourself from this case, so you may not close the vote “Shall we pay?”."
            ])
    }

    @Test("a vote does not open while a side is empty without a written reason, nor before the concerns are settled")
    func sides() throws {
        var grant = try GrantCase()
        try grant.bringToConsultation()
        for name in ["fay", "fin"] {
            try grant.act(name, .declare(interest: nil))
            try grant.act(name, .approve("budget"))
        }
        try grant.act("steward", .freezeBaseline(Figure(value: 40, unit: "people", question: "", at: grant.now)))
        try grant.act("sam", .invite(side: "business"))
        #expect(grant.aCase.sides["business"]?.standing == .invited)
        #expect(
            grant.refusal("sam", .take(transition: "call_vote"))?.sentences == [
                "Not heard yet: Community, Business. Wait for a position, or write why the decision goes on without it."
            ])
        #expect(grant.refusal("sam", .takePosition(side: "community", .support, text: "Yes."))?.kind == .forbidden)
        try grant.act("cat", .takePosition(side: "community", .against, text: "Better a room."))
        #expect(grant.refusal("sam", .leaveEmpty(side: "business", reason: " "))?.kind == .invalid)
        try grant.act("sam", .leaveEmpty(side: "business", reason: "On leave."))
        #expect(grant.aCase.sides["business"]?.standing == .silent)
        try grant.act("cor", .raiseConcern(side: "community", text: "Who keeps it?"))
        #expect(grant.refusal("sam", .take(transition: "call_vote"))?.sentences == ["One concern is open."])
        #expect(grant.refusal("sam", .settleConcern(1, .met, reason: "We do."))?.kind == .forbidden)
        #expect(grant.refusal("cor", .settleConcern(1, .acceptedDissent, reason: "x"))?.kind == .forbidden)
        try grant.act("sam", .settleConcern(1, .acceptedDissent, reason: "Carried beside the decision."))
        try grant.act("sam", .take(transition: "call_vote"))
        #expect(grant.aCase.votes["main"]?.electorate["community"] == ["user:cat", "user:cor", "user:cy"])
    }

    @Test("who may vote is frozen when the vote opens")
    func frozen() throws {
        var grant = try GrantCase()
        try grant.bringToVote()
        grant.groups["council"] = ["user:new"]
        #expect(grant.refusal("new", .cast(vote: "main", .stance(.yes)))?.kind == .forbidden)
        try grant.act("cy", .cast(vote: "main", .stance(.yes)))
        #expect(grant.refusal("cy", .cast(vote: "main", .stance(.no)))?.sentences == ["Write why you vote “no”."])
        try grant.act("cy", .cast(vote: "main", .stance(.no), reason: "It is a toy."))
        #expect(grant.aCase.votes["main"]?.ballots.count == 1)
        #expect(grant.aCase.votes["main"]?.ballots["user:cy"]?.choice == .stance(.no))
    }

    @Test("a ballot that comes at the closing instant is too late")
    func late() throws {
        var grant = try GrantCase()
        try grant.bringToVote()
        grant.now += 7 * day - 1
        try grant.act("cat", .cast(vote: "main", .stance(.yes)))
        grant.now += 1
        #expect(grant.refusal("cor", .cast(vote: "main", .stance(.yes)))?.kind == .notNow)
        try grant.act("steward", .advance)
        // One of six: 3/2 × √6 is 3.7, so four were needed.
        #expect(grant.aCase.votes["main"]?.result?.verdict == .noQuorum)
        #expect(grant.aCase.state == "rejected")
    }

    @Test("a step that leaves an open vote voids it")
    func void() throws {
        var grant = try GrantCase()
        try grant.bringToVote()
        try grant.act("rae", .take(transition: "withdraw"))
        #expect(grant.aCase.votes["main"]?.status == .void)
        #expect(grant.aCase.state == "withdrawn")
        #expect(grant.refusal("cat", .cast(vote: "main", .stance(.yes)))?.kind == .notNow)
        #expect(grant.engine.nextAt(grant.aCase) == nil)
    }

    @Test("what a waiver set aside stays set aside for this one finding, and not for another")
    func waiver() throws {
        var grant = try GrantCase()
        try grant.act("rae", .take(transition: "submit"))
        let failed = CheckResult(.failed, summary: "Two others pay for it.", evidence: "42")
        try grant.act("steward", .recordCheck("overlap", failed))
        #expect(grant.refusal("sam", .waiveCheck("overlap", reason: "Known."))?.kind == .forbidden)
        try grant.act("dee", .waiveCheck("overlap", reason: "They stop in May."))
        #expect(grant.aCase.checks["overlap"]?.status == .waived)
        try grant.act("steward", .recordCheck("overlap", failed))
        #expect(grant.aCase.checks["overlap"]?.status == .waived)
        try grant.act("steward", .recordCheck("overlap", CheckResult(.failed, summary: "Three others pay for it.", evidence: "43")))
        #expect(grant.aCase.checks["overlap"]?.status == .failed)
        #expect(grant.refusal("rae", .recordCheck("overlap", CheckResult(.passed, summary: "Fine.")))?.kind == .forbidden)
    }

    @Test("time never goes back for a case")
    func backwards() throws {
        var grant = try GrantCase()
        try grant.act("rae", .take(transition: "submit"))
        let before = grant.aCase.updatedAt
        grant.now -= 1_000_000
        try grant.act("sam", .take(transition: "ask", reason: "Why?"))
        #expect(grant.aCase.updatedAt == before)
        #expect(grant.aCase.clocks["first_reply"]?.used == 0)
    }
}
