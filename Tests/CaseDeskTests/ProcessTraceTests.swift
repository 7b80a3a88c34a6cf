import Casework
import Testing

@testable import CaseDesk

/// One trace for each way that a case of a shipped process usually goes, and for what must not happen.
@Suite("Traces of shipped processes")
struct ProcessTraceTests {
    // MARK: Efficiency proposal

    private static let efficiency = [
        "today": "Every change is triaged by hand.", "change": "Label by path.", "hours_now": "40", "hours_then": "10",
        "measure": "flow.first_response",
        "target": "2",
    ]

    @Test("an efficiency proposal that nobody objects to is tried, looked at after six months and kept")
    func efficiencyKept() throws {
        var replay = try Replay("efficiency", answers: Self.efficiency)
        try replay.play([
            "2026-01-05 ada begins -> draft",
            "2026-01-05 ada takes submit -> review",
            "2026-01-06 ada takes announce !! Only a member of programme manager",
            "2026-01-06 mara takes announce !! “The lead agrees” needs 1 more of programme manager.",
            "2026-01-06 mara approves lead -> review",
            "2026-01-06 mara takes announce !! The measure's figure before the decision is not recorded yet.",
            "2026-01-06 steward freezes =5 -> review",
            "2026-01-06 mara takes announce -> objections",
            "2026-01-08 steward advances -> objections",
            "2026-01-09 steward advances -> trial",
            "2026-07-08 steward advances -> trial",
            "2026-07-10 steward advances -> look_back",
            "2026-07-10 steward measures =2 -> look_back",
            "2026-07-11 mara takes keep \"It holds.\" !! Nobody has said yet whether it worked.",
            "2026-07-11 mara judges =worked \"From five days to two.\" -> look_back",
            "2026-07-11 mara takes keep \"It holds.\" -> kept",
        ])
        #expect(try replay.whole.outcome?.baseline.value == 5)
        #expect(try replay.whole.outcome?.later?.value == 2)
        #expect(try replay.whole.decision?.outcome == .accepted)
    }

    @Test("one objection sends an efficiency proposal back to the lead, whose approval begins anew")
    func efficiencyObjected() throws {
        var replay = try Replay("efficiency", answers: Self.efficiency)
        try replay.play([
            "2026-01-05 ada begins -> draft",
            "2026-01-05 ada takes submit -> review",
            "2026-01-06 mara approves lead -> review",
            "2026-01-06 steward freezes =5 -> review",
            "2026-01-06 mara takes announce -> objections",
            "2026-01-07 ben votes objections =no \"Paths change too often.\" -> objections",
            "2026-01-09 steward advances -> review",
            "2026-01-12 mara takes announce !! “The lead agrees” needs 1 more",
            "2026-01-12 mara takes decline \"Not now.\" -> declined",
        ])
        #expect(try replay.whole.decision?.outcome == .rejected)
    }

    @Test("the lead who proposes it cannot agree to it")
    func efficiencyTwoPersons() throws {
        var replay = try Replay("efficiency", answers: Self.efficiency)
        try replay.play([
            "2026-01-05 mara begins -> draft",
            "2026-01-05 mara takes submit -> review",
            "2026-01-05 mara approves lead !! Whoever asked may not give “The lead agrees”",
            "2026-01-05 max approves lead -> review",
        ])
    }

    @Test("the lead's clock counts working days, stands still while more is asked for, and says when it is late")
    func efficiencyClock() throws {
        var replay = try Replay("efficiency", answers: Self.efficiency)
        try replay.play([
            // Monday, 09:00 in London. Five working days of eight hours end on Friday at 17:00.
            "2026-01-05T09:00 ada begins -> draft",
            "2026-01-05T09:00 ada takes submit -> review",
            "2026-01-06T09:00 mara takes ask_back \"How often?\" -> draft",
            "2026-01-13T09:00 ada takes submit -> review",
            "2026-01-16T16:59 steward advances -> review",
        ])
        #expect(try replay.whole.clocks["answer"]?.isBreached == false)
        try replay.play(["2026-01-16T17:00 steward advances -> review"])
        #expect(try replay.whole.clocks["answer"]?.isBreached == true)
        #expect(replay.events.contains { $0.kind == .escalated && $0.roles == ["lead"] })
    }

    // MARK: Nomination

    private static let nomination = [
        "nominee": "Ruth Example", "account": "gitlab.example/ruth", "award": "mentor",
        "reasons": "She answered every newcomer for a year.",
        "evidence": "https://gitlab.example/ruth", "know": "We never met.",
    ]

    private static let eligible = ["consent", "not_self", "evidence", "window"].map {
        "2026-03-02 mara ticks eligible/\($0) -> eligibility"
    }

    @Test("a nomination that two thirds of the jury want is awarded, and published when the nominee has agreed to the words")
    func nominationAwarded() throws {
        var replay = try Replay("nomination", answers: Self.nomination)
        try replay.play([
            "2026-03-01 ada begins -> draft",
            "2026-03-01 ada takes submit -> eligibility",
            "2026-03-02 mara takes open !! Not ticked yet in “Before the jury sees it”",
        ])
        try replay.play(Self.eligible)
        try replay.play([
            "2026-03-02 mara takes open -> jury",
            "2026-03-03 jo votes jury =yes !! Declare your interests first",
            "2026-03-03 jo declares -> jury", "2026-03-03 jo votes jury =yes -> jury",
            "2026-03-03 jim declares -> jury", "2026-03-03 jim votes jury =yes -> jury",
            "2026-03-03 jan declares -> jury", "2026-03-03 jan votes jury =no -> jury",
            "2026-03-03 mara votes jury =yes !! You may not vote",
            "2026-03-16 steward advances -> awarded",
            "2026-03-17 mara takes publish !! Not ticked yet in “Before it is published”",
            "2026-03-17 mara ticks thanks/name -> awarded", "2026-03-17 mara ticks thanks/words -> awarded",
            "2026-03-17 mara ticks thanks/prize -> awarded", "2026-03-17 mara takes publish -> thanked",
        ])
        let vote = try #require(try replay.whole.votes["jury"])
        #expect(vote.ballots.isEmpty)
        #expect(vote.roll == ["user:jan", "user:jim", "user:jo"])
    }

    @Test(
        "without three jurors, or with fewer than two thirds, a nomination is not chosen",
        arguments: [["jo", "jim"], ["jo", "jim", "jan", "joy"]])
    func nominationNotChosen(_ voters: [String]) throws {
        var replay = try Replay("nomination", answers: Self.nomination)
        try replay.play(
            ["2026-03-01 ada begins -> draft", "2026-03-01 ada takes submit -> eligibility"] + Self.eligible + [
                "2026-03-02 mara takes open -> jury"
            ])
        for (index, voter) in voters.enumerated() {
            try replay.play([
                "2026-03-03 \(voter) declares -> jury", "2026-03-03 \(voter) votes jury =\(index < 2 ? "yes" : "no") -> jury",
            ])
        }
        try replay.play(["2026-03-16 steward advances -> not_chosen"])
    }

    @Test("a juror with an interest takes no part")
    func nominationRecusal() throws {
        var replay = try Replay("nomination", answers: Self.nomination)
        try replay.play(["2026-03-01 ada begins -> draft", "2026-03-01 ada takes submit -> eligibility"] + Self.eligible)
        try replay.play([
            "2026-03-02 mara takes open -> jury",
            "2026-03-03 jo declares \"She is my sister.\" -> jury",
            "2026-03-03 jo votes jury =yes !! You recused yourself",
        ])
    }

    // MARK: Investment proposal

    private static let investment = [
        "what": "Pay the maintainer for one day a week.", "recipient": "Ruth Example", "form": "maintainer", "amount": "24000 EUR",
        "years": "1",
        "exposure": "Every product uses it.", "health": "One person.", "alternatives": "Fork it.", "measure": "flow.first_response",
        "target": "3",
    ]

    private static let discussed =
        [
            "2026-02-02 ada begins -> draft", "2026-02-02 ada takes submit -> triage",
            "2026-02-03 mara ticks triage/overlap -> triage", "2026-02-03 mara ticks triage/budget -> triage",
            "2026-02-03 mara ticks triage/recipient -> triage", "2026-02-03 mara ticks triage/mission -> triage",
            "2026-02-03 steward freezes =9 -> triage", "2026-02-03 mara takes discuss -> consult",
            "2026-02-04 cleo positions community =support \"We lean on it.\" -> consult",
            "2026-02-04 bea positions business =neutral \"If it stays within the budget.\" -> consult",
            "2026-02-04 eve positions engineering =support \"No other way.\" -> consult",
            "2026-02-04 lee positions legal =neutral \"A contract is needed.\" -> consult",
        ]

    @Test("an investment is voted on by community and business apart, released by the director, and judged after six months")
    func investmentMade() throws {
        var replay = try Replay("investment", answers: Self.investment)
        try replay.play(Self.discussed)
        try replay.play([
            "2026-02-18 mara takes call_vote !! Not heard yet: Security.",
            "2026-02-18 mara withouts security \"Asked twice; no answer.\" -> consult",
            "2026-02-18 cleo concerns community \"Who pays next year?\" -> consult",
            "2026-02-18 mara takes call_vote !! One concern is open.",
            "2026-02-18 cleo settles 1 =met \"It is in the plan.\" -> consult",
            "2026-02-18 mara takes call_vote -> vote",
            "2026-02-19 cleo declares -> vote", "2026-02-19 cleo votes invest =yes -> vote",
            "2026-02-19 bea declares -> vote", "2026-02-19 bea votes invest =yes -> vote",
            "2026-02-19 bob declares -> vote", "2026-02-19 bob votes invest =no !! Write why you vote “no”",
            "2026-02-19 ada votes invest =yes !! You may not vote",
            "2026-02-25 steward advances -> decided",
            "2026-02-26 dana takes release \"It serves us all.\" !! “The director releases the money” needs 1 more",
            "2026-02-26 dana declares -> decided", "2026-02-26 dana approves money -> decided",
            "2026-02-26 dana conditions \"A contract is signed.\" -> decided",
            "2026-02-26 dana takes release \"It serves us all.\" -> active",
            "2026-08-26 steward advances -> review",
            "2026-08-27 steward measures =3 -> review", "2026-08-27 mara judges =worked \"From nine days to three.\" -> review",
            "2026-08-27 mara takes close \"Done.\" !! One condition is not met.",
            "2026-08-27 mara mets 1 \"Signed on 2 March.\" -> review",
            "2026-08-27 mara takes close \"Done.\" -> closed",
        ])
    }

    @Test("a vote that one class does not carry rejects an investment")
    func investmentRejected() throws {
        var replay = try Replay("investment", answers: Self.investment)
        try replay.play(Self.discussed)
        try replay.play([
            "2026-02-04 sue positions security =against \"Not audited.\" -> consult",
            "2026-02-16 mara takes call_vote !! The case must be in “Being discussed” for 14 days",
            "2026-02-18 mara takes call_vote -> vote",
            "2026-02-19 cleo declares -> vote", "2026-02-19 cleo votes invest =yes -> vote",
            "2026-02-19 bea declares -> vote", "2026-02-19 bea votes invest =no \"Too dear.\" -> vote",
            "2026-02-25 steward advances -> rejected",
        ])
        #expect(try replay.whole.decision?.outcome == .rejected)
    }

    // MARK: Outreach project plan

    private static let outreach = [
        "organiser": "user:oli", "kind": "hackathon", "audience": "Students", "message": "You can begin today.", "begins": "2026-05-08",
        "ends": "2026-05-09",
        "place": "Town hall", "reach": "60", "budget": "3000 EUR", "days": "8", "measure": "contributors.new", "target": "20",
    ]

    @Test("an outreach plan is approved by two sides, begun by its organiser when all is ready, and looked at three months later")
    func outreachDone() throws {
        var replay = try Replay("outreach", answers: Self.outreach)
        try replay.play([
            "2026-04-01 ada begins -> draft", "2026-04-01 ada takes submit -> approval",
            "2026-04-02 mara approves manager -> approval", "2026-04-02 steward freezes =11 -> approval",
            "2026-04-02 mara takes approve !! “Communications agrees” needs 1 more",
            "2026-04-02 kim approves public -> approval", "2026-04-02 mara takes approve -> planning",
        ])
        try replay.play(
            ["place", "people", "material", "tasks", "conduct", "photos"].map { "2026-05-07 oli ticks ready/\($0) -> planning" })
        try replay.play([
            "2026-05-08 mara takes begin !! Only the person named as “Who organises it”",
            "2026-05-08 oli takes begin -> running",
            "2026-08-08 steward advances -> look_back",
            "2026-08-08 steward measures =25 -> look_back", "2026-08-09 oli judges =worked \"Fourteen stayed.\" -> look_back",
            "2026-08-09 oli takes finish \"Once more next year.\" -> done",
        ])
    }

    @Test("what communications sends back must be approved anew by both")
    func outreachBack() throws {
        var replay = try Replay("outreach", answers: Self.outreach)
        try replay.play([
            "2026-04-01 ada begins -> draft", "2026-04-01 ada takes submit -> approval", "2026-04-02 mara approves manager -> approval",
            "2026-04-02 kim takes ask_back \"Which logo?\" -> draft", "2026-04-03 ada takes submit -> approval",
            "2026-04-03 mara takes approve !! “A manager agrees” needs 1 more",
            "2026-04-04 ada takes cancel \"No hall.\" -> cancelled",
        ])
    }

    // MARK: Access or erasure request

    private static let request = [
        "wish": "erasure", "person": "Ruth Example", "accounts": "gitlab.example/ruth", "reach": "ruth@example.org",
    ]

    @Test("an erasure is carried out by one person and answered by another, within a month")
    func erased() throws {
        var replay = try Replay("data-request", answers: Self.request)
        try replay.play([
            "2026-06-01 ada begins -> draft", "2026-06-01 ada takes submit -> identity",
            "2026-06-02 pia takes identified !! Not ticked yet in “Who asks”",
            "2026-06-02 pia ticks identity/proof -> identity", "2026-06-02 pia ticks identity/authority -> identity",
            "2026-06-02 pia takes identified -> search",
            "2026-06-03 pia ticks search/accounts -> search", "2026-06-03 pia ticks search/hold -> search",
            "2026-06-03 pia ticks search/others -> search",
            "2026-06-03 pia approves privacy -> search",
            "2026-06-03 pia takes carry_out !! “A second person agrees” needs 1 more",
            "2026-06-03 max approves second -> search", "2026-06-03 pia takes carry_out -> execution",
            "2026-06-04 pia ticks receipt/done -> execution", "2026-06-04 pia ticks receipt/backups -> execution",
            "2026-06-04 pia ticks receipt/receivers -> execution",
            "2026-06-04 pia takes answer \"Erased.\" !! Somebody else than who chose “Carry it out” must do this.",
            "2026-06-04 max takes answer \"Erased.\" -> answered",
        ])
        #expect(try replay.whole.clocks["month"]?.isBreached == false)
    }

    @Test("a request that nobody answers is escalated twice before the month is over, and is late after it")
    func requestLate() throws {
        var replay = try Replay("data-request", answers: Self.request)
        try replay.play([
            "2026-06-01 ada begins -> draft", "2026-06-01 ada takes submit -> identity", "2026-06-20 steward advances -> identity",
        ])
        #expect(replay.events.filter { $0.kind == .escalated }.isEmpty)
        try replay.play(["2026-06-22 steward advances -> identity", "2026-06-29 steward advances -> identity"])
        #expect(replay.events.filter { $0.kind == .escalated }.map(\.roles) == [["officer"], ["officer", "second"]])
        try replay.play(["2026-07-01 steward advances -> identity"])
        #expect(try replay.whole.clocks["month"]?.isBreached == true)
    }

    @Test("every shipped process reads without a fault, under a name of its own")
    func allRead() throws {
        let processes = try ShippedProcesses.all()
        #expect(
            processes.map(\.id) == [
                "efficiency", "nomination", "investment", "outreach", "data-request", "open-source-release", "closed-source-exception",
            ])
        #expect(processes.allSatisfy { !$0.summary.isEmpty })
    }
}
