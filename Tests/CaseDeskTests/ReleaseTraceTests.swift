import Casework
import Testing

@testable import CaseDesk

/// The two shipped processes of outgoing open source, line by line.
@Suite("Traces of releases and exceptions")
struct ReleaseTraceTests {
    private static let gates = ["secrets", "licence", "project", "history", "dependencies"]

    /// Nothing in these answers raises a risk.
    private static let plain = [
        "repository": "https://forge.example/team/forms", "public": "https://forge.example/team/forms", "purpose": "Forms for everybody.",
        "owner": "user:ada", "second": "user:ben", "licence": "mit", "origin": "declared", "patents": "no", "data": "no", "telemetry": "no",
        "crypto": "no", "defence": "no", "brand": "no", "judgement": "no",
    ]

    private static func passed(_ day: String, but missing: String? = nil, _ state: String, last: String) -> [String] {
        let green = gates.filter { $0 != missing }
        return green.map { "\(day) steward checks \($0) =passed -> \($0 == green.last ? last : state)" }
    }

    // MARK: Release

    @Test("with every gate green and no risk raised, a release is approved without a person")
    func autoPass() throws {
        var replay = try Replay("open-source-release", answers: Self.plain)
        try replay.play(["2026-03-02 ada begins -> draft", "2026-03-02 ada takes submit -> checks"])
        try replay.play(Self.passed("2026-03-02", "checks", last: "approved"))
        #expect(try replay.whole.decision?.by == .program)
        #expect(try replay.whole.decision?.outcome == .accepted)
        try replay.play([
            "2026-03-03 max approves legal !! “Legal agrees” is not given while the case is in “Approved”.",
            "2026-03-03 cleo takes publish !! Only the requester,",
            "2026-03-03 ada takes publish -> published",
        ])
    }

    @Test(
        "each answer that raises a risk calls the reviewers whom it concerns, and nobody else",
        arguments: [
            ("licence", "other", ["legal"]), ("origin", "yes", ["legal"]), ("patents", "yes", ["legal"]), ("data", "yes", ["privacy"]),
            ("telemetry", "yes", ["privacy"]), ("crypto", "yes", ["security", "export"]), ("defence", "yes", ["security"]),
            ("brand", "yes", ["brand"]),
            ("judgement", "yes", ["business"]),
        ] as [(String, String, [String])])
    func routing(field: String, answer: String, approvals: [String]) throws {
        var replay = try Replay("open-source-release", answers: Self.plain.merging([field: answer]) { $1 })
        try replay.play(["2026-03-02 ada begins -> draft", "2026-03-02 ada takes submit -> checks"])
        try replay.play(Self.passed("2026-03-02", "checks", last: "review"))
        let reviewers = ["legal": "lee", "privacy": "pia", "security": "sue", "export": "ed", "brand": "kim", "business": "mara"]
        #expect(Set(reviewers.keys) == Set(replay.process.approvals.map(\.id)))
        for (approval, reviewer) in reviewers.sorted(by: { $0.key < $1.key }) where !approvals.contains(approval) {
            let title = try #require(replay.process.approval(approval)?.title)
            try replay.play(["2026-03-03 \(reviewer) approves \(approval) !! “\(title)” is not asked for"])
        }
        for approval in approvals {
            let reviewer = try #require(reviewers[approval])
            try replay.play(["2026-03-03 \(reviewer) approves \(approval) -> \(approval == approvals.last ? "approved" : "review")"])
        }
    }

    @Test("one gate that fails sends it back to be mended; checked again it goes on, and a check that was set aside counts as passed")
    func mending() throws {
        var replay = try Replay("open-source-release", answers: Self.plain)
        try replay.play([
            "2026-03-02 ada begins -> draft", "2026-03-02 ada takes submit -> checks",
            "2026-03-02 steward checks secrets =failed \"A key.\" -> checks",
        ])
        try replay.play(Self.passed("2026-03-02", but: "secrets", "checks", last: "needs_work"))
        try replay.play([
            "2026-03-03 ada takes again -> checks",
            // Nothing was found since it came here, so it waits.
            "2026-03-03T13:00 steward advances -> checks",
            "2026-03-03T13:01 steward checks secrets =failed \"A key.\" -> needs_work",
            "2026-03-03T14:00 ada waives secrets \"It is only a test key.\" !! Only a member of security may set the check",
            "2026-03-03T14:00 sue waives secrets \"It was revoked.\" -> needs_work",
            "2026-03-04 ada takes again -> approved",
        ])
        #expect(try replay.whole.checks["secrets"]?.status == .waived)
    }

    @Test("a gate that fails after approval takes the approval back until it is mended, and nobody is asked twice")
    func movedHead() throws {
        var replay = try Replay("open-source-release", answers: Self.plain.merging(["brand": "yes"]) { $1 })
        try replay.play(["2026-03-02 ada begins -> draft", "2026-03-02 ada takes submit -> checks"])
        try replay.play(Self.passed("2026-03-02", "checks", last: "review"))
        try replay.play([
            "2026-03-03 kim approves brand -> approved",
            "2026-03-04 steward checks licence =failed \"Contradiction.\" -> needs_work",
            "2026-03-05 ada takes again -> checks",
            // The lane without reviewers stays closed; the approval that was given opens the other.
            "2026-03-05T13:00 steward checks licence =passed -> approved",
        ])
        #expect(replay.events.filter { $0.kind == .approved }.count == 1)
    }

    @Test("after 14 and 90 days Steward looks again, with new checks, and conditions must be met before it counts as maintained")
    func afterPublication() throws {
        var replay = try Replay("open-source-release", answers: Self.plain.merging(["patents": "yes"]) { $1 })
        try replay.play(["2026-03-02 ada begins -> draft", "2026-03-02 ada takes submit -> checks"])
        try replay.play(Self.passed("2026-03-02", "checks", last: "review"))
        try replay.play([
            "2026-03-03 lee conditions =2026-06-01 \"File the notice.\" -> review", "2026-03-03 lee approves legal -> approved",
            "2026-03-04 ada takes publish -> published", "2026-03-18T11:59 steward advances -> published",
            "2026-03-18T12:00 steward advances -> look_14",
        ])
        #expect(try replay.whole.checks.isEmpty)
        try replay.play(Self.passed("2026-03-18", "look_14", last: "look_14"))
        try replay.play([
            "2026-03-19 ada takes settle !! Not ticked yet in “Two weeks after publication”",
            "2026-03-19 ada ticks after_14/found -> look_14", "2026-03-19 ada ticks after_14/reports -> look_14",
            "2026-03-19 ada ticks after_14/issues -> look_14",
            "2026-03-19 ada takes settle -> settled", "2026-06-02 steward advances -> settled", "2026-06-03 steward advances -> look_90",
        ])
        try replay.play(Self.passed("2026-06-03", "look_90", last: "look_90"))
        try replay.play([
            "2026-06-04 ada ticks after_90/owned -> look_90", "2026-06-04 ada ticks after_90/updates -> look_90",
            "2026-06-04 ada ticks after_90/used -> look_90",
            "2026-06-04 ada takes keep !! One condition is not met.", "2026-06-04 lee met 1 \"Filed.\" -> look_90",
            "2026-06-04 ada takes keep -> maintained",
        ])
    }

    @Test("an approval that nobody used runs out after 90 days")
    func lapse() throws {
        var replay = try Replay("open-source-release", answers: Self.plain)
        try replay.play(["2026-03-02 ada begins -> draft", "2026-03-02 ada takes submit -> checks"])
        try replay.play(Self.passed("2026-03-02", "checks", last: "approved"))
        try replay.play(["2026-05-31T11:59 steward advances -> approved", "2026-05-31T12:00 steward advances -> lapsed"])
    }

    @Test("who asks cannot be the reviewer, and changed answers make reviewers begin anew")
    func twoPersons() throws {
        var replay = try Replay("open-source-release", answers: Self.plain.merging(["judgement": "yes"]) { $1 })
        try replay.play(["2026-03-02 mara begins -> draft", "2026-03-02 mara takes submit -> checks"])
        try replay.play(Self.passed("2026-03-02", "checks", last: "review"))
        try replay.play([
            "2026-03-03 mara approves business !! Whoever asked may not give “The office agrees”",
            "2026-03-03 mara takes change -> draft", "2026-03-03 mara answers crypto \"yes\" -> draft",
            "2026-03-03 mara takes submit -> review",
            "2026-03-03 max approves business -> review", "2026-03-03 sue approves security -> review",
            "2026-03-03 mara takes change -> draft", "2026-03-03 mara takes submit -> review",
        ])
        #expect(try replay.whole.approvals.isEmpty)
    }

    // MARK: Exception

    private static let closed = [
        "repository": "https://forge.example/team/fraud", "owner": "user:ada", "ground": "defence",
        "reason": "It shows how fraud is found.",
        "attacker": "Somebody who claims money.", "adds": "The limits.", "path": "They stay below the limits.",
        "controls": "Limits change.",
        "parts": "The reports.", "until": "2026-12-31",
    ]

    @Test("an exception needs the threat model and two people, ends on its day, and is renewed only with a later one")
    func exception() throws {
        var replay = try Replay("closed-source-exception", answers: Self.closed)
        try replay.play([
            "2026-03-02 ada begins -> draft", "2026-03-02 ada takes submit -> review",
            "2026-03-03 sue approves security !! Declare your interests first", "2026-03-03 sue declares -> review",
            "2026-03-03 sue approves security -> review",
            "2026-03-03 mara approves office -> in_force",
            // The end of the last day is 30 days away on 2 December.
            "2026-12-01T23:59 steward advances -> in_force", "2026-12-02T00:00 steward advances -> renewal",
            "2026-12-03 ada takes ask_again \"Still so.\" !! “Closed until” must be more than 30 days away.",
            "2026-12-03 ada answers until \"2028-01-31\" -> renewal",
            "2026-12-03 ada takes ask_again \"Still so.\" !! “Closed until” must be no more than 366 days away.",
            "2026-12-03 ada answers until \"2027-06-30\" -> renewal", "2026-12-03 ada takes ask_again \"Still so.\" -> renewing",
            "2026-12-04 ada answers until \"2027-07-31\" !! Nobody may change the answers", "2026-12-04 sue approves security -> renewing",
            "2026-12-04 mara approves office -> in_force",
            "2027-05-31T23:59 steward advances -> in_force", "2027-06-01T00:00 steward advances -> renewal",
        ])
    }

    @Test("an exception that nobody renews runs out at the end of its last day, and the director hears of it")
    func runsOut() throws {
        var replay = try Replay("closed-source-exception", answers: Self.closed)
        try replay.play([
            "2026-03-02 ada begins -> draft", "2026-03-02 ada takes submit -> review", "2026-03-03 sue declares -> review",
            "2026-03-03 sue approves security -> review", "2026-03-03 mara approves office -> in_force",
            "2026-12-02 steward advances -> renewal",
            "2026-12-31T23:59 steward advances -> renewal", "2027-01-01T00:00 steward advances -> overdue",
            "2027-01-15 steward advances -> overdue",
        ])
        #expect(try replay.whole.clocks["overdue"]?.isBreached == true)
        #expect(replay.events.contains { $0.kind == .escalated && $0.roles == ["office", "director"] })
        try replay.play(["2027-01-16 mara takes open \"Nobody needs it closed.\" -> opened"])
    }

    @Test("an exception for longer than a year, or for a month, is not handed in; without a threat model neither")
    func narrow() throws {
        var long = try Replay("closed-source-exception", answers: Self.closed.merging(["until": "2027-03-05"]) { $1 })
        try long.play([
            "2026-03-02 ada begins -> draft", "2026-03-02 ada takes submit !! “Closed until” must be no more than 366 days away.",
        ])
        var short = try Replay("closed-source-exception", answers: Self.closed.merging(["until": "2026-03-20"]) { $1 })
        try short.play(["2026-03-02 ada begins -> draft", "2026-03-02 ada takes submit !! “Closed until” must be more than 30 days away."])
        var empty = try Replay("closed-source-exception", answers: Self.closed)
        try empty.play([
            "2026-03-02 ada begins path -> draft", "2026-03-02 ada takes submit !! Not filled in yet: What is the realistic path to harm?.",
        ])
    }
}
