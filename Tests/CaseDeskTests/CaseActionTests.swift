import Audit
import Casework
import Foundation
import Store
import TestSupport
import Testing

@testable import CaseDesk
@testable import Pages

/// What is done in cases by programs and on the command line, and what belongs together with it.
@Suite("Acting in cases", .serialized)
struct CaseActionTests {
    /// A meeting, whose place is chosen by a secret ranked vote, and which may have conditions.
    private static let meeting = """
        process: meeting
        version: 1
        title: Meeting
        visibility: participants
        roles:
          looks: {group: programme-manager}
        fields:
          - {id: topic, kind: text, title: Topic}
        states:
          - {id: draft, title: Draft}
          - {id: vote, title: Being voted on}
          - {id: over, title: Over, end: done}
          - {id: asked, title: Being looked at}
        transitions:
          - {id: open, title: Open the vote, from: draft, to: vote, by: requester, opens: place}
          - {id: end, title: End it, from: vote, to: over, by: requester}
          - {id: ask, title: Have it looked at, from: draft, to: asked, by: requester}
          - {id: agree, title: Agree, from: asked, to: over, by: looks, needs: [check: room]}
        checks:
          - {id: room, title: There is room, run: test.room, in: [asked]}
        votes:
          - {id: place, title: Where, method: schulze, voters: member, secret: true, open_for: 7 days, options: {lyon: Lyon, oslo: Oslo, bern: Bern}}
        conditions: {by: requester}
        """

    private func begin(_ desk: DeskFixture) async throws -> String {
        let number = try await desk.begin("meeting", [:], as: "ada")
        return "/api/v1/cases/\(number)/actions"
    }

    private struct Answer: Decodable {
        let state: String
        let receipt: String?
    }

    private func answer(_ sent: Outgoing) throws -> Answer { try JSONDecoder().decode(Answer.self, from: Data(sent.body)) }

    // MARK: Ballots

    @Test("a ranking, points and a stance are spelled as texts; what is spelled wrong is told")
    func ballots() throws {
        func settings(_ method: VoteMethod) -> VoteSettings {
            VoteSettings(
                id: "v", title: "V", method: method, classes: [], options: ["a", "b", "c"].map { VoteOption(id: $0, title: $0) },
                openFor: Span(1, .days))
        }
        for method in [VoteMethod.schulze, .transferable(seats: 1)] {
            #expect(try BallotText.choice("b > a = c", settings(method)) == .ranking([["b"], ["a", "c"]]))
            #expect(try BallotText.choice("c", settings(method)) == .ranking([["c"]]))
            for wrong in ["", "a >", "> a", "a = > b"] {
                #expect(throws: FormRefusal.self, "\(wrong)") { try BallotText.choice(wrong, settings(method)) }
            }
        }
        for method in [VoteMethod.score(scale: 0...5), .dots(5, mostOnOne: 3), .quadratic(credits: 9, pot: nil)] {
            #expect(try BallotText.choice("a=5, c = 0", settings(method)) == .amounts(["a": 5, "c": 0]))
            for wrong in ["", "a", "a=x", "a=1,a=2", "a=99999999999999999999", "=1", "a=1,"] {
                #expect(throws: FormRefusal.self, "\(wrong)") { try BallotText.choice(wrong, settings(method)) }
            }
        }
        #expect(try BallotText.choice("veto", settings(.consensus)) == .stance(.veto))
        #expect(throws: FormRefusal.self) { try BallotText.choice("veto", settings(.majority)) }
        #expect(throws: FormRefusal.self) { try BallotText.choice("a > b", settings(.majority)) }
    }

    @Test("a secret ranked ballot is cast by the API and the command line, changed and taken back with its receipt alone")
    func secretBallots() async throws {
        try await withDesk(with: [Self.meeting]) { (desk: DeskFixture) async throws in
            let address = try await begin(desk)
            #expect(await desk.post(address, ["action": "take", "subject": "open"], as: "ada").status == 200)
            func vote(_ value: String, receipt: String? = nil, as user: String) async -> Outgoing {
                let fields = ["action": "vote", "subject": "place", "value": value]
                return await desk.post(address, fields.merging(receipt.map { ["receipt": $0] } ?? [:]) { $1 }, as: user)
            }
            #expect(await vote("lyon > lyon", as: "ben").status == 422)
            #expect(await vote("rome", as: "ben").status == 422)
            let first = await vote("oslo > lyon = bern", as: "ben")
            #expect(first.status == 200, "\(first.text)")
            let receipt = try #require(try answer(first).receipt)
            #expect(await vote("lyon", as: "ben").status == 422, "nobody changes a secret ballot without its receipt")
            let changed = await vote("lyon > oslo", receipt: receipt, as: "ben")
            #expect(changed.status == 200)
            #expect(try answer(changed).receipt == nil)
            #expect(await desk.post(address, ["action": "unvote", "subject": "place", "receipt": "x"], as: "ben").status == 422)
            #expect(await desk.post(address, ["action": "unvote", "subject": "place", "receipt": receipt], as: "ben").status == 200)
            #expect(await desk.post(address, ["action": "close", "subject": "place"], as: "ada").status == 422, "not everyone has voted")
            let commands = desk.commands
            for user in ["ada", "ben", "mara", "max", "cole"] {
                var deed = CaseCommands.Deed("vote", "place")
                deed.value = "lyon > bern"
                #expect(try await commands.act(1, deed, as: user).receipt != nil)
            }
            #expect(await desk.post(address, ["action": "close", "subject": "place"], as: "ada").status == 200)
            #expect(try await desk.desk.cases.aCase(1)?.votes["place"]?.result?.winners == ["lyon"])
            let typed = try await desk.store.read { try AuditLog.count(AuditFilter(action: "case.act.for"), in: $0) }
            #expect(typed == 5)
        }
    }

    @Test("a secret ballot is taken back on its page with the receipt")
    func takenBack() async throws {
        try await withDesk(with: [Self.meeting]) { (desk: DeskFixture) async throws in
            let address = try await begin(desk)
            _ = await desk.post(address, ["action": "take", "subject": "open"], as: "ada")
            let receipt = try #require(Urn.newReceipt())
            let sent = await desk.post("/cases/1/ballot/place", ["option-lyon": "1", "receipt": receipt], as: "ben")
            #expect(sent.status == 303, "\(sent.text.prefix(2000))")
            #expect(await desk.get("/cases/1", as: "ben").text.contains("/cases/1/ballot/place/back"))
            #expect(await desk.post("/cases/1/ballot/place/back", ["receipt": "nothing-that-was-given"], as: "ben").status == 422)
            #expect(await desk.post("/cases/1/ballot/place/back", ["receipt": receipt], as: "ben").status == 303)
            #expect(try await desk.desk.cases.aCase(1)?.votes["place"]?.roll == [])
        }
    }

    // MARK: Conditions

    @Test("a condition waits for its owner, who may see the case; a name that nobody has is told")
    func owner() async throws {
        try await withDesk(with: [Self.meeting]) { (desk: DeskFixture) async throws in
            let address = try await begin(desk)
            #expect(await desk.get("/cases/1", as: "dana").status == 404)
            let nobody = await desk.post("/cases/1/conditions/add", ["text": "A hall is booked.", "owner": "nobody"], as: "ada")
            #expect(nobody.status == 422 && nobody.text.contains("The owner cannot be “nobody”"))
            #expect(await desk.post("/cases/1/conditions/add", ["text": "A hall is booked.", "owner": "Dana"], as: "ada").status == 303)
            #expect(
                await desk.post(address, ["action": "condition", "text": "Tea.", "owner": "user:3", "value": "2031-01-01"], as: "ada")
                    .status == 200)
            let conditions = try #require(try await desk.desk.cases.aCase(1)).conditions
            #expect(conditions.map(\.owner?.name) == ["Dana", "Mara"])
            #expect(await desk.get("/cases/1", as: "dana").text.contains("A hall is booked."))
            #expect(await desk.get("/api/v1/work", as: "dana").text.contains("\"what\":\"condition\""))
        }
    }

    // MARK: Versions

    @Test("moving a case to another version shows what changes, asks for a reason and a right, and stays in history and audit log")
    func migration() async throws {
        try await withDesk(with: [Self.meeting]) { (old: DeskFixture) async throws in
            #expect(try await old.begin("meeting", ["topic": "Spring"], as: "ada") == 1)
            let text = Self.meeting.replacing("version: 1", with: "version: 2")
                .replacing("{id: draft, title: Draft}", with: "{id: begun, title: Begun}").replacing("from: draft", with: "from: begun")
                .replacing("id: topic, kind: text, title: Topic", with: "id: theme, kind: text, title: Theme")
            let next = text + "\nmigrations:\n  - {from: 1, states: {draft: begun}}\n"
            let desk = try await old.restarted(with: [next])
            _ = await desk.post("/api/v1/cases/1/actions", ["action": "condition", "text": "x", "owner": "mara"], as: "ada")
            #expect(await desk.get("/cases/1", as: "mara").text.contains("Move it to version 2"))
            #expect(await !desk.get("/cases/1", as: "ada").text.contains("Move it to version 2"))
            let shown = await desk.get("/cases/1/migrate", as: "mara").text
            for words in ["From version 1 to version 2", "The case goes from “Draft” to “Begun”.", "The answer to “Topic” is dropped."] {
                #expect(shown.contains(words), "\(words)")
            }
            #expect(MarkupCheck.faults(in: shown).isEmpty, "\(MarkupCheck.faults(in: shown))")
            #expect(await desk.post("/cases/1/migrate", [:], as: "mara").status == 422)
            #expect(await desk.post("/cases/1/migrate", ["reason": "New rules."], as: "ada").status == 403)
            let commands = desk.commands
            #expect(try await commands.migrationPlan(1).contains("The answer to “Topic” is dropped."))
            await #expect(throws: CaseCommands.Refusal.self) { () async throws in
                try await commands.migrate(1, reason: "New rules.", as: "ada")
            }
            #expect(try await desk.desk.cases.aCase(1)?.version == 1)
            #expect(await desk.post("/cases/1/migrate", ["reason": "New rules."], as: "mara").status == 303)
            let moved = try #require(try await desk.desk.cases.aCase(1))
            #expect(moved.version == 2 && moved.state == "begun" && moved.fields.isEmpty)
            #expect(await desk.get("/cases/1/history", as: "mara").text.contains("The answer to “Topic” is dropped."))
            let entry = try await desk.store.read { try AuditLog.entries(AuditFilter(action: "case.migrate"), limit: 1, in: $0).first }
            #expect(entry?.entry.reason == "New rules.")
            #expect(await desk.get("/cases/1/migrate", as: "mara").text.contains("there is nothing newer to go to"))
        }
    }

    // MARK: What belongs together

    @Test("what a check found and whom it makes wait are stored together, or neither")
    func checkAndNotices() async throws {
        var checks = CheckRegistry()
        checks.offer("test.room") { _, _, _ in CheckResult(.passed, summary: "Forty seats.") }
        try await withDesk(with: [Self.meeting], checks: checks) { (desk: DeskFixture) async throws in
            let address = try await begin(desk)
            #expect(await desk.post(address, ["action": "take", "subject": "ask"], as: "ada").status == 200)
            #expect(try await desk.desk.cases.aCase(1)?.checks["room"]?.status == .passed)
            let told = try await desk.store.read { reader in
                try reader.rows("SELECT audiences FROM notification_events WHERE kind = 'case.waiting' ORDER BY id") { $0.text(0) }
            }
            #expect(told.last?.contains("user:3") == true, "the managers hear that they can agree")
            // Without its outbox nothing is recorded of a check either.
            _ = try await desk.begin("meeting", [:], as: "ada")
            _ = try await desk.desk.cases.apply(
                .take(transition: "ask"), to: 2, by: CaseActor(id: "user:1", name: "Ada"))
            _ = try await desk.store.write { try $0.execute("ALTER TABLE notification_events RENAME TO gone") }
            await #expect(throws: (any Error).self) { () async throws in try await desk.desk.settle(2) }
            #expect(try await desk.desk.cases.aCase(2)?.checks.isEmpty == true)
            _ = try await desk.store.write { try $0.execute("ALTER TABLE gone RENAME TO notification_events") }
            try await desk.desk.settle(2)
            #expect(try await desk.desk.cases.aCase(2)?.checks["room"]?.status == .passed)
        }
    }

    @Test("measures of cases are never those of a moment ago: two cases that move within one second both count")
    func freshness() async throws {
        try await withDesk(with: [Self.meeting]) { (desk: DeskFixture) async throws in
            for user in ["ada", "ben"] { _ = try await desk.begin("data-request", DeskFixture.request, as: user) }
            let process = desk.desk.processes[4]
            let reader = ProcessHistoryReader<CaseStays>(desk.store)
            let address = "/api/v1/measures/cases.data-request.time-median/values"
            desk.clock.pass(3600)
            _ = await desk.post("/cases/2/steps/submit", [:], as: "ben")
            #expect(try await reader.history(of: process).stays.count == 1)
            let before = await desk.get(address, as: "mara")
            #expect(before.status == 200, "\(before.text)")
            _ = await desk.post("/cases/1/steps/submit", [:], as: "ada")
            #expect(try await reader.history(of: process).stays.count == 2)
            let after = await desk.get(address, as: "mara")
            #expect(before.header("ETag") != nil && before.header("ETag") != after.header("ETag"))
        }
    }
}
