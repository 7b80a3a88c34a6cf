import Casework
import Ledger
import TestSupport
import Testing

/// A grant for a hackathon, as somebody wrote it who had read the documentation alone, with what they missed then.
enum HackathonGrant {
    static let text = """
        process: hackathon
        version: 1
        title: Hackathon grant
        visibility: programme
        roles:
          coordinator: {group: programme-manager}
          director: {group: director}
          organiser: {field: organiser}
        fields:
          - {id: amount, title: How much money, kind: money, currencies: [EUR], required: true}
          - {id: held_on, title: Date of the hackathon, kind: date, required: true}
          - {id: organiser, title: Organiser, kind: person, required: true}
          - {id: size, title: Size, kind: choice, options: {small: A room, large: A hall}}
          - {id: report, title: Report, kind: file}
        states:
          - {id: draft, title: Draft}
          - {id: asked, title: Asked}
          - {id: approved, title: Approved}
          - {id: report_due, title: Report due, edit: {requester: [report, size]}}
          - {id: overdue, title: Overdue, edit: {requester: [report], coordinator: [size]}}
          - {id: reported, title: Reported, end: done}
          - {id: outcome, title: Outcome}
          - {id: closed, title: Closed, end: done}
        transitions:
          - {id: ask, title: Ask, from: draft, to: asked, by: requester, needs: [fields]}
          - {id: accept, title: Accepted, from: asked, to: approved, by: steward, decides: accepted, needs: [{approval: committee}, baseline], clears: [committee]}
          - {id: held, title: It has taken place, from: approved, to: report_due, by: [requester, coordinator], needs: [{date: held_on, after: 1 day}]}
          - {id: report, title: Hand in the report, from: [report_due, overdue], to: reported, by: requester, needs: [{field: report}]}
          - {id: late, title: No report, from: report_due, to: overdue, by: steward, needs: [{date: held_on, after: 30 days}]}
          - {id: close, title: Close, from: overdue, to: closed, by: director, needs: [{other_than: requester}, {other_than: organiser}]}
          - {id: judge, title: Judge, from: outcome, to: closed, by: coordinator, needs: [verdict]}
        approvals:
          - {id: committee, title: Committee, group: committee, need: 1, in: [asked], other_than: [requester, organiser]}
        clocks:
          - id: report
            title: Report
            runs_in: [report_due]
            starts: {field: held_on}
            never_pauses: The report depends on nobody but the team.
            due: 30 days
            escalate:
              - {before: 7 days, to: requester}
              - {at: due, to: requester}
              - {at: due, to: [requester, director]}
        review: {after: 6 months, measure: {id: contributors.unique}, starts_in: reported, reopens_to: outcome, judge: coordinator}
        """

    static let groups: [String: Set<String>] = [
        "programme-manager": ["user:mo"], "director": ["user:dee"], "committee": ["user:tia", "user:tom", "user:rae"],
    ]

    /// A grant that was asked for by Rae and is organised by Tom, who is on the committee.
    static func asked(_ text: String = text, held: String = "2026-12-01") throws -> GrantCase {
        let answers: [String: FieldValue] = [
            "amount": .money(150_000, currency: "EUR"), "held_on": .date(held), "organiser": .reference("user:tom"),
        ]
        var grant = try GrantCase(text, groups: groups, answers: answers)
        try grant.act("rae", .take(transition: "ask"))
        return grant
    }

    static func approved(held: String = "2026-12-01") throws -> GrantCase {
        var grant = try asked(held: held)
        try grant.act(
            "steward", .freezeBaseline(Figure(value: 12, unit: "people", question: "contributors.unique in 2026-10", at: grant.now)))
        try grant.act("tia", .approve("committee"))
        return grant
    }
}

@Suite("What a newcomer missed in process files")
struct NewcomerTests {
    @Test("a role changes the answers that a state opens to it, and no others, nor the title")
    func someAnswers() throws {
        var grant = try HackathonGrant.approved()
        #expect(grant.aCase.state == "approved")
        #expect(
            grant.refusal("rae", .edit(["size": .choice("large")]))?.sentences == [
                "Nobody may change the answers while the case is in “Approved”."
            ])
        try grant.wait(9 * day)
        try grant.act("rae", .take(transition: "held"))
        #expect(
            grant.refusal("rae", .edit(["amount": .money(900_000, currency: "EUR")]))?.sentences == [
                "You may not change “How much money” while the case is in “Report due”, only “Size”, “Report”."
            ])
        #expect(grant.refusal("rae", .edit(title: "Another", [:]))?.kind == .forbidden)
        #expect(grant.refusal("mo", .edit(["size": .choice("large")]))?.kind == .forbidden)
        // What stays as it is is no change, so that a form may send it too.
        try grant.act("rae", .edit(title: grant.aCase.title, ["size": .choice("large"), "amount": .money(150_000, currency: "EUR")]))
        #expect(grant.aCase.fields["size"] == .choice("large"))
        #expect(grant.engine.editableFields(in: grant.aCase, for: SmallProcess.actor("rae")).map(\.id) == ["size", "report"])
        #expect(!grant.engine.mayEditAll(grant.aCase, SmallProcess.actor("rae")))
        #expect(grant.engine.waits(in: grant.aCase).contains { $0.who == "user:rae" && $0.kind == .fill && $0.subject == "report" })
    }

    @Test("the history says from what to what an answer was changed")
    func history() throws {
        var grant = try HackathonGrant.approved()
        try grant.wait(9 * day)
        try grant.act("rae", .take(transition: "held"))
        try grant.act("rae", .edit(["size": .choice("small")]))
        try grant.act("rae", .edit(["size": .choice("large")]))
        try grant.act("rae", .edit(["size": FieldValue?.none]))
        let edits = grant.events.filter { $0.kind == .edited }
        #expect(edits.map(\.text) == ["no answer → A room", "A room → A hall", "A hall → no answer"])
    }

    @Test("the decision record keeps what was decided on, and tells what was changed later")
    func record() throws {
        let opened = HackathonGrant.text.replacing("edit: {requester: [report, size]}", with: "edit: [requester]")
        var grant = try HackathonGrant.asked(opened)
        try grant.act("steward", .freezeBaseline(Figure(value: 12, unit: "people", question: "", at: grant.now)))
        try grant.act("tia", .approve("committee"))
        try grant.wait(9 * day)
        try grant.act("rae", .take(transition: "held"))
        let before = DecisionRecord(grant.aCase, grant.process).markdown
        #expect(!before.contains("Changed after the Decision"))
        try grant.act(
            "rae", .edit(title: "A larger one", ["amount": .money(900_000, currency: "EUR"), "organiser": .reference("user:tia")]))
        let names = ["user:tom": "Tom Example", "user:tia": "Tia Example"]
        let record = DecisionRecord(grant.aCase, grant.process) { names[$0] ?? $0 }.markdown
        #expect(record.contains("# A camera for the meetings\n"))
        #expect(record.contains("* How much money: 1500.00 EUR\n"))
        #expect(record.contains("* Organiser: Tom Example\n"))
        #expect(
            record.contains(
                """
                ## Changed after the Decision

                * Title: A camera for the meetings → A larger one
                * How much money: 1500.00 EUR → 9000.00 EUR
                * Organiser: Tom Example → Tia Example
                """))
        #expect(grant.events.contains { $0.kind == .edited && $0.subject == "amount" && $0.text == "1500.00 EUR → 9000.00 EUR" })
    }

    @Test("a decision that Steward takes is that of those whose approval it needed, even when the approval is cleared by it")
    func decided() throws {
        let grant = try HackathonGrant.approved()
        #expect(grant.aCase.approvals["committee"] == nil)
        let decision = try #require(grant.aCase.decision)
        #expect(decision.by == .program)
        #expect(decision.maker(in: grant.process) { $0.name } == "the approval of Tia")
        #expect(
            DecisionRecord(grant.aCase, grant.process).markdown.contains("Accepted: “Accepted” by the approval of user:tia on 2026-11-23."))
    }

    @Test("who has a role of “other_than” does not approve, and does not count when they come to have it later")
    func otherThan() throws {
        var grant = try HackathonGrant.asked()
        #expect(
            grant.refusal("tom", .approve("committee"))?.sentences == [
                "You are the person named as “Organiser”, who may not give “Committee”."
            ])
        #expect(grant.refusal("rae", .approve("committee"))?.sentences == ["You are the requester, who may not give “Committee”."])
        #expect(grant.refusal("mo", .approve("committee"))?.kind == .forbidden)
        grant.absences = [Absence(who: "user:tom", from: grant.now - day, until: grant.now + day, delegate: "user:tia")]
        #expect(grant.refusal("tia", .approve("committee", onBehalfOf: "user:tom"))?.kind == .forbidden)
        try grant.act("tia", .approve("committee"))
        let approval = try #require(grant.process.approval("committee"))
        #expect(grant.engine.obstacle(to: approval, in: grant.aCase) == nil)
        grant.aCase.fields["organiser"] = .reference("user:tia")
        #expect(grant.engine.obstacle(to: approval, in: grant.aCase) == "“Committee” needs 1 more of committee.")
    }

    @Test("a sentence says “you” to whoever may not take a step because of who they are")
    func you() throws {
        var grant = try HackathonGrant.approved()
        grant.groups["director"] = ["user:rae", "user:tom", "user:dee"]
        try grant.wait(9 * day)
        try grant.act("rae", .take(transition: "held"))
        try grant.wait(40 * day)
        #expect(grant.aCase.state == "overdue")
        #expect(grant.refusal("rae", .take(transition: "close"))?.sentences == ["You asked for it, so somebody else must do this."])
        #expect(
            grant.refusal("tom", .take(transition: "close"))?.sentences == ["You are named as “Organiser”, so somebody else must do this."])
        #expect(grant.refusal("dee", .take(transition: "close")) == nil)
    }

    // MARK: Dates

    @Test("a need counts from the beginning of a day in a date field; a past day meets it at once, a missing one never")
    func after() throws {
        var grant = try HackathonGrant.approved()
        #expect(grant.now == Instant("2026-11-23T10:00:00Z")!.seconds)
        #expect(
            grant.refusal("rae", .take(transition: "held"))?.sentences == [
                "It must be 1 day after “Date of the hackathon”, from 2026-12-02 00:00 UTC on."
            ])
        #expect(grant.engine.nextAt(grant.aCase) == Instant("2026-12-02T00:00:00Z")!.seconds)
        try grant.wait(Instant("2026-12-02T00:00:00Z")!.seconds - grant.now)
        #expect(grant.refusal("rae", .take(transition: "held")) == nil)
        var past = try HackathonGrant.approved(held: "2026-11-01")
        #expect(past.refusal("rae", .take(transition: "held")) == nil)
        past.aCase.fields["held_on"] = nil
        #expect(past.refusal("rae", .take(transition: "held"))?.sentences == ["“Date of the hackathon” is not filled in yet."])
    }

    @Test("a clock that starts with a date counts nothing before it, is due so long after it, and begins anew when the date is changed")
    func dateClock() throws {
        var past = try HackathonGrant.approved(held: "2026-11-20")
        try past.act("rae", .take(transition: "held"))
        let (clock, due) = (past.process.clocks[0], Instant("2026-12-20T00:00:00Z")!.seconds)
        #expect(past.aCase.clocks["report"]?.dueAt == due)
        #expect(past.engine.used(clock, in: past.aCase) == past.now - Instant("2026-11-20T00:00:00Z")!.seconds)

        let text = HackathonGrant.text.replacing("edit: {requester: [report, size]}", with: "edit: [requester]")
            .replacing(", needs: [{date: held_on, after: 1 day}]", with: "")
        var open = try HackathonGrant.asked(text)
        try open.act("steward", .freezeBaseline(Figure(value: 12, unit: "people", question: "", at: open.now)))
        try open.act("tia", .approve("committee"))
        try open.act("rae", .take(transition: "held"))
        #expect(open.aCase.clocks["report"]?.dueAt == Instant("2026-12-31T00:00:00Z")!.seconds)
        #expect(open.engine.used(clock, in: open.aCase) == 0)
        try open.act("rae", .edit(["held_on": .date("2026-12-05")]))
        #expect(open.aCase.clocks["report"]?.dueAt == Instant("2027-01-04T00:00:00Z")!.seconds)
        try open.wait(20 * day)
        #expect(open.engine.used(clock, in: open.aCase) == open.now - Instant("2026-12-05T00:00:00Z")!.seconds)
        // A day that is long past makes the clock late at once, however long ago it was.
        try open.act("rae", .edit(["held_on": .date("0001-01-01")]))
        #expect(open.aCase.clocks["report"]?.isBreached == true)
        #expect(open.aCase.state == "overdue")
    }

    // MARK: Escalations and baselines

    @Test("the history of an escalation says its moment and whom it was for")
    func escalations() throws {
        var grant = try HackathonGrant.approved(held: "2026-11-20")
        try grant.act("rae", .take(transition: "held"))
        try grant.wait(Instant("2026-12-13T00:00:00Z")!.seconds - grant.now)
        try grant.wait(7 * day)
        let told = grant.events.filter { $0.kind == .escalated }
        #expect(told.map(\.to) == ["7 days before", "due", "due"])
        #expect(told.map(\.roles) == [["requester"], ["requester"], ["requester", "director"]])
    }

    @Test("a measure without a value does not meet “baseline”, unless the file says that it is optional")
    func baseline() throws {
        var grant = try HackathonGrant.asked()
        try grant.act("tia", .approve("committee"))
        #expect(
            grant.engine.automaticSteps(in: grant.aCase).map(\.obstacles) == [
                ["The measure's figure before the decision is not recorded yet."]
            ])
        let nothing = Figure(value: nil, unit: "people", question: "contributors.unique in 2026-10", at: grant.now)
        try grant.act("steward", .freezeBaseline(nothing))
        #expect(grant.aCase.state == "asked")
        #expect(grant.events.last { $0.kind == .baselineFrozen }?.text == "no value, contributors.unique in 2026-10")
        #expect(
            grant.engine.automaticSteps(in: grant.aCase).map(\.obstacles) == [
                [
                    "“contributors.unique” has no value yet, so that nobody could tell later whether it changed: name another measure, or wait."
                ]
            ])
        #expect(grant.aCase.needsBaseline(of: "contributors.unique"))
        try grant.act("steward", .freezeBaseline(Figure(value: 0, unit: "people", question: "", at: grant.now)))
        #expect(grant.aCase.outcome?.baseline.value == 0)
        #expect(grant.aCase.state == "approved")
        #expect(!grant.aCase.needsBaseline(of: "contributors.unique"))

        var optional = try HackathonGrant.asked(HackathonGrant.text.replacing("review: {", with: "review: {baseline: optional, "))
        try optional.act("tia", .approve("committee"))
        try optional.act("steward", .freezeBaseline(nothing))
        #expect(optional.aCase.state == "approved")
    }
}
