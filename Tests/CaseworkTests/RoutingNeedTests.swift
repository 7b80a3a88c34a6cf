import Casework
import Testing

/// What routes cases by answers, days and failed checks.
@Suite("Approvals by occasion, days and failed checks")
struct RoutingNeedTests {
    private static let file = """
        process: gate
        version: 1
        title: Gate
        roles:
          lawyer: {group: legal}
        fields:
          - {id: risk, kind: choice, options: {low: Low, high: High, odd: Odd}}
          - {id: until, kind: date}
          - {id: name, kind: text}
        states: [{id: draft}, {id: checks}, {id: work}, {id: review}, {id: held}, {id: due}, {id: done, end: done}]
        checks:
          - {id: one, run: test.one, in: [checks]}
          - {id: two, run: test.two, in: [checks]}
        approvals:
          - {id: legal, title: Legal agrees, group: legal, in: [review], when: [{choice: risk, is: [high, odd]}]}
        transitions:
          - {id: start, from: draft, to: checks, by: requester}
          - {id: on, from: checks, to: review, by: steward, needs: [{check: one}, {check: two}]}
          - {id: mend, from: checks, to: work, by: steward, needs: [failed_check]}
          - {id: again, from: work, to: checks, by: requester}
          - {id: hold, from: review, to: held, by: steward, needs: [{approval: legal}]}
          - {id: remind, from: held, to: due, by: steward, needs: [{date: until, within: 10 days}]}
          - {id: finish, title: Finish, from: due, to: done, by: requester, needs: [{date: until, beyond: 2 days}]}
        """

    private static let rae = CaseActor(id: "user:rae", name: "rae")
    private static let lee = CaseActor(id: "user:lee", name: "lee")
    /// 2026-01-01T00:00:00Z.
    private static let start: Int64 = 1_767_225_600

    /// A case that is played by hand.
    private struct Play {
        let process: CaseProcess
        var now = start
        var aCase: Case

        init(_ fields: [String: FieldValue]) throws {
            process = try CaseProcess(reading: file)
            aCase = try CaseEngine(process: process, roster: Roster(groups: ["legal": ["user:lee"]]), now: start).begin(
                id: 1, title: "A case", fields: fields, by: rae
            ).aCase
        }

        var engine: CaseEngine { CaseEngine(process: process, roster: Roster(groups: ["legal": ["user:lee"]]), now: now) }

        mutating func act(_ action: CaseAction, by actor: CaseActor = .program) throws {
            aCase = try engine.apply(action, by: actor, to: aCase).aCase
        }

        mutating func check(_ id: String, _ status: CheckResult.Status) throws {
            try act(.recordCheck(id, CheckResult(status, summary: "Seen.")))
        }
    }

    @Test("an approval is asked for only when one of its answers was given, and is met otherwise")
    func occasions() throws {
        var low = try Play(["risk": .choice("low"), "until": .date("2026-12-31")])
        try low.act(.take(transition: "start"), by: Self.rae)
        try low.check("one", .passed)
        try low.check("two", .passed)
        #expect(low.aCase.state == "held")
        #expect(throws: CaseRefusal.self) { try low.act(.approve("legal"), by: Self.lee) }

        var high = try Play(["risk": .choice("odd"), "until": .date("2026-12-31")])
        try high.act(.take(transition: "start"), by: Self.rae)
        try high.check("one", .passed)
        try high.check("two", .passed)
        #expect(high.aCase.state == "review")
        #expect(high.engine.waits(in: high.aCase).contains { $0.who == "group:legal" && $0.kind == .approve })
        try high.act(.approve("legal"), by: Self.lee)
        #expect(high.aCase.state == "held")
        // Nobody answered: then no answer calls for it.
        var none = try Play(["until": .date("2026-12-31")])
        try none.act(.take(transition: "start"), by: Self.rae)
        try none.check("one", .passed)
        try none.check("two", .passed)
        #expect(none.aCase.state == "held")
    }

    @Test("a failed check counts once all have run, and only when it failed since the case came into the state")
    func failures() throws {
        var play = try Play(["risk": .choice("low"), "until": .date("2026-12-31")])
        try play.act(.take(transition: "start"), by: Self.rae)
        try play.check("one", .failed)
        #expect(play.aCase.state == "checks")
        try play.check("two", .passed)
        #expect(play.aCase.state == "work")
        play.now += 60
        try play.act(.take(transition: "again"), by: Self.rae)
        #expect(play.aCase.state == "checks")
        try play.check("one", .unknown)
        #expect(play.aCase.state == "work")
        play.now += 60
        try play.act(.take(transition: "again"), by: Self.rae)
        try play.check("one", .passed)
        #expect(play.aCase.state == "held")
    }

    @Test("a day is near or far by its end in UTC, and a case wakes up by itself when it comes near")
    func days() throws {
        var play = try Play(["risk": .choice("low"), "until": .date("2026-01-20")])
        try play.act(.take(transition: "start"), by: Self.rae)
        try play.check("one", .passed)
        try play.check("two", .passed)
        #expect(play.aCase.state == "held")
        // The day ends with 21 January; ten days before is the 11th.
        let wakes = Self.start + 10 * 86_400
        #expect(play.engine.nextAt(play.aCase) == wakes)
        play.now = wakes - 1
        try play.act(.advance)
        #expect(play.aCase.state == "held")
        play.now = wakes
        try play.act(.advance)
        #expect(play.aCase.state == "due")
        play.now = Self.start + 18 * 86_400
        #expect(throws: CaseRefusal(.notNow, "“Until” must be more than 2 days away.")) {
            try play.act(.take(transition: "finish"), by: Self.rae)
        }
        play.now -= 1
        try play.act(.take(transition: "finish"), by: Self.rae)
        #expect(play.aCase.state == "done")
    }

    @Test(
        "the checker names occasions, days and failures that lead nowhere",
        arguments: [
            ("{choice: risk, is: [high, odd]}", "{choice: risk, is: [hihg]}", "names the option of “risk” “hihg”"),
            ("{choice: risk, is: [high, odd]}", "{choice: name, is: [high]}", "compares “name”, which is no choice"),
            ("{choice: risk, is: [high, odd]}", "{choice: rsik, is: [high]}", "names the field “rsik”"),
            ("date: until, within: 10 days", "date: name, within: 10 days", "counts from “name”, which is no date but a text"),
            ("date: until, within: 10 days", "date: until, within: 2 months", "count days, weeks or hours"),
            ("date: until, within: 10 days", "date: name, after: 10 days", "counts from “name”, which is no date but a text"),
            ("date: until, within: 10 days", "date: until, after: 3 working days", "counts working time; only clocks do"),
            (
                "date: until, within: 10 days", "date: until, after: 3 days, within: 3 days",
                "a need of “date” is written {date: FIELD, within: 30 days}, {date: FIELD, beyond: 30 days} or {date: FIELD, after: 30 days}."
            ),
            (
                "date: until, within: 10 days", "after: 10 days, of: until",
                "line 22: A day that is past is written {date: until, after: 10 days} now, without “of”."
            ),
            (
                "from: checks, to: work, by: steward, needs: [failed_check]", "from: review, to: work, by: steward, needs: [failed_check]",
                "none runs in “review”"
            ),
        ])
    func checker(old: String, new: String, expected: String) {
        #expect(Self.file.contains(old))
        do {
            _ = try CaseProcess(reading: Self.file.replacing(old, with: new))
            Issue.record("“\(new)” was taken")
        } catch {
            #expect(error.problems.contains { $0.description.contains(expected) }, "\(error.problems)")
        }
    }
}
