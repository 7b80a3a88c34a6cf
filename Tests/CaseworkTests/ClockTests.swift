import Casework
import Ledger
import Testing

@Suite("Clocks of cases")
struct ClockTests {
    private func at(_ text: String) -> Int64 { Instant(text)!.seconds }

    @Test("a clock counts working time, pauses while somebody else must act, and goes on where it was")
    func pause() throws {
        // Monday, 10:00 in London, in winter.
        var grant = try GrantCase(at: "2026-11-23T10:00:00Z")
        try grant.act("rae", .take(transition: "submit"))
        #expect(grant.aCase.clocks["first_reply"]?.dueAt == at("2026-11-26T10:00:00Z"))
        grant.now = at("2026-11-24T10:00:00Z")
        try grant.act("sam", .take(transition: "ask", reason: "Why?"))
        #expect(grant.aCase.clocks["first_reply"]?.status == .paused)
        #expect(grant.aCase.clocks["first_reply"]?.used == 28_800)
        #expect(grant.aCase.clocks["first_reply"]?.dueAt == nil)
        #expect(grant.engine.nextAt(grant.aCase) == nil)
        // A week later two working days are left.
        grant.now = at("2026-12-01T10:00:00Z")
        try grant.act("rae", .take(transition: "submit"))
        #expect(grant.aCase.clocks["first_reply"]?.dueAt == at("2026-12-03T10:00:00Z"))
    }

    @Test("escalations come in their order and once each, and a clock that ran out stays breached")
    func escalations() throws {
        var grant = try GrantCase(at: "2026-11-23T10:00:00Z")
        try grant.act("rae", .take(transition: "submit"))
        #expect(grant.engine.nextAt(grant.aCase) == at("2026-11-25T10:00:00Z"))
        grant.now = at("2026-11-25T10:00:00Z")
        try grant.act("steward", .advance)
        #expect(grant.events.filter { $0.kind == .escalated }.map(\.roles) == [["steward_group"]])
        #expect(grant.engine.nextAt(grant.aCase) == at("2026-11-26T10:00:00Z"))
        grant.now = at("2026-11-27T10:00:00Z")
        try grant.act("steward", .advance)
        try grant.act("steward", .advance)
        #expect(grant.events.filter { $0.kind == .escalated }.map(\.roles) == [["steward_group"], ["steward_group", "director"]])
        #expect(grant.events.count { $0.kind == .clockDue } == 1)
        #expect(grant.engine.nextAt(grant.aCase) == nil)
        try grant.act("sam", .take(transition: "ask", reason: "Why?"))
        try grant.act("rae", .take(transition: "withdraw"))
        #expect(grant.aCase.clocks["first_reply"]?.status == .breached)
    }

    @Test("an advance with nothing due changes nothing, not even the revision")
    func idle() throws {
        var grant = try GrantCase()
        let before = grant.aCase
        try grant.act("steward", .advance)
        #expect(grant.aCase == before)
    }
}
