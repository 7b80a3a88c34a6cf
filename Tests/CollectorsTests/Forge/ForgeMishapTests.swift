import Foundation
import Ledger
import Store
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Collectors

@Suite("Mishaps of a live forge")
struct ForgeMishapTests {
    @Test("an expired token is named, with what to do, and what was stored stays", arguments: [ForgeKind.gitlab, .github])
    func expiredToken(_ kind: ForgeKind) async throws {
        try await ForgeScene.with(kind, FakeModel(seed: 11, changes: 4, issues: 2)) { (scene: ForgeScene) async throws in
            try await scene.collect()
            let before = try await scene.dump()
            scene.forge.setToken("another")
            let summary = try await scene.collect()
            #expect(summary.outcome == .failed)
            let problem = try #require(summary.problems.first)
            #expect(problem.contains("refused the token") && problem.contains("Token is expired") && problem.contains("make a new one"))
            #expect(!problem.contains("open-sesame"))
            #expect(try await scene.dump() == before)
            var anonymous = scene
            anonymous.token = nil
            #expect(try await anonymous.collect().problems.first?.contains("wants a token") == true)
        }
    }

    @Test("a project that is not there is named", arguments: [ForgeKind.gitlab, .github])
    func missingProject(_ kind: ForgeKind) async throws {
        try await ForgeScene.with(kind, FakeModel(seed: 12, changes: 1, issues: 1)) { (scene: ForgeScene) async throws in
            scene.forge.change { $0.path = "somewhere/else" }
            let summary = try await scene.collect()
            #expect(summary.outcome == .failed)
            #expect(summary.problems.first?.contains("or the token may not see it") == true)
            #expect(scene.forge.asked.count == 1)
        }
    }

    @Test("a project that moved is followed, and its new path is kept", arguments: [ForgeKind.gitlab, .github])
    func moved(_ kind: ForgeKind) async throws {
        try await ForgeScene.with(kind, FakeModel(seed: 13, changes: 3, issues: 2)) { (scene: ForgeScene) async throws in
            scene.forge.change { $0.moveProject(to: "invented/beta") }
            #expect(try await scene.collect().outcome == .complete)
            let project = try await scene.store.read { try $0.forgeProjects().first }
            #expect(project?.path == "invented/beta")
            #expect(project?.number == 4711)
            scene.forge.change { $0.moveProject(to: "invented/gamma") }
            #expect(try await scene.collect().outcome == .unchanged)
            #expect(try await scene.store.read { try $0.forgeProjects().first }?.path == "invented/gamma")
        }
    }

    @Test("a path that another project took leads to the project that was collected, or nowhere")
    func taken() async throws {
        try await ForgeScene.with(.github, FakeModel(seed: 14, changes: 2, issues: 1)) { (scene: ForgeScene) async throws in
            try await scene.collect()
            scene.forge.setFault { _, question in
                question.path == "/repos/invented/alpha" ? .init(text: #"{"id":99,"full_name":"invented/alpha"}"#) : nil
            }
            scene.forge.change { $0.path = "invented/beta" }
            #expect(try await scene.collect().outcome == .unchanged)
            #expect(try await scene.store.read { try $0.forgeProjects().first }?.path == "invented/beta")
        }
    }

    @Test("people who are renamed keep their account, and deleted people become unknown", arguments: [ForgeKind.gitlab, .github])
    func people(_ kind: ForgeKind) async throws {
        try await ForgeScene.with(kind, FakeModel(seed: 15, changes: 12, issues: 6)) { (scene: ForgeScene) async throws in
            try await scene.collect()
            let accounts = try await scene.count("SELECT COUNT(*) FROM accounts")
            let authors = try await scene.count("SELECT COUNT(*) FROM items WHERE author IS NOT NULL")
            scene.forge.change { model in
                model.renameUser(101, to: "new-name")
                model.deleteUser(102)
                model.now += 86_400
                for index in model.items.indices { model.act(on: index, .comment) }
            }
            #expect(try await scene.collect().outcome == .complete)
            #expect(try await scene.count("SELECT COUNT(*) FROM accounts") == accounts)
            let login = try await scene.store.read { reader in
                try reader.first(
                    """
                    SELECT p.login FROM account_profiles p JOIN accounts a ON a.id = p.account_id
                    WHERE a.spelling = '101' AND p.ended_at IS NULL
                    """
                ) { $0.text(0) }
            }
            #expect(login == "new-name")
            // What the deleted one did before stays theirs: the ledger does not forget.
            #expect(try await scene.count("SELECT COUNT(*) FROM items WHERE author IS NOT NULL") == authors)
        }
    }

    @Test(
        "an item that vanishes before its parts are read, and one that a webhook finds gone, are removed",
        arguments: [ForgeKind.gitlab, .github])
    func vanished(_ kind: ForgeKind) async throws {
        try await ForgeScene.with(kind, FakeModel(seed: 16, changes: 4, issues: 2)) { (scene: ForgeScene) async throws in
            try await scene.collect()
            let number = Int64(scene.forge.model.items[0].number)
            scene.forge.change { $0.items.remove(at: 0) }
            try await scene.store.write {
                try $0.askForRefetch(.changeRequest, number: number, ofRepository: scene.repository.id, at: .now)
            }
            scene.forge.forgetCounts()
            try await scene.collect(.announced)
            #expect(scene.forge.asked.count { ForgeScene.isAboutItem($0) } == 1)
            #expect(try await scene.count("SELECT COUNT(*) FROM item_states WHERE ended_at IS NULL AND status = 4") == 1)
            #expect(try await scene.count("SELECT COUNT(*) FROM forge_refetches") == 0)
            // Listed, and gone before its parts are asked for.
            let second = Int64(scene.forge.model.items[1].number)
            scene.forge.change { model in
                model.now += 86_400
                model.act(on: 1, .comment)
            }
            scene.forge.setFault { _, question in
                ForgeScene.isAboutItem(question.target) && question.path.contains("/\(second)") ? .init(404, text: "{}") : nil
            }
            try await scene.collect()
            #expect(
                try await scene.count(
                    "SELECT COUNT(*) FROM item_states s JOIN items i ON i.id = s.item_id WHERE s.ended_at IS NULL AND s.status = 4 AND i.number = \(second)"
                ) == 1)
        }
    }

    @Test("a webhook's item is fetched, and it alone", arguments: [ForgeKind.gitlab, .github])
    func announced(_ kind: ForgeKind) async throws {
        try await ForgeScene.with(kind, FakeModel(seed: 17, changes: 6, issues: 3)) { (scene: ForgeScene) async throws in
            try await scene.collect()
            scene.forge.change { model in
                model.now += 86_400
                model.act(on: 2, .comment)
                model.act(on: 4, .comment)
            }
            let number = scene.forge.model.items[2].number
            for _ in 0..<3 {
                try await scene.store.write {
                    try $0.askForRefetch(.changeRequest, number: Int64(number), ofRepository: scene.repository.id, at: .now)
                }
            }
            scene.forge.forgetCounts()
            #expect(try await scene.collect(.announced).outcome == .complete)
            let asked = scene.forge.asked.filter { ForgeScene.isAboutItem($0) }
            #expect(asked.allSatisfy { $0.contains("/\(number)") })
            #expect(Set(asked).count == asked.count)
            // The lists find the other one; the first is not read twice.
            scene.forge.forgetCounts()
            try await scene.collect()
            #expect(scene.forge.asked.filter { ForgeScene.isAboutItem($0) }.allSatisfy { !$0.contains("/\(number)/") })
            #expect(try await scene.items() == scene.freshItems())
        }
    }

    @Test("an item that the forge cannot give is reported, kept for the next run, and holds up no other")
    func stuck() async throws {
        try await ForgeScene.with(.gitlab, FakeModel(seed: 18, changes: 6, issues: 3)) { (scene: ForgeScene) async throws in
            let number = scene.forge.model.items[1].number
            scene.forge.setFault { _, question in question.path.hasSuffix("/merge_requests/\(number)/notes") ? .init(500, text: "") : nil }
            let summary = try await scene.collect()
            #expect(summary.outcome == .incomplete)
            #expect(summary.missing == 1)
            #expect(summary.problems.first?.contains("/\(number)/notes") == true)
            #expect(try await scene.count("SELECT COUNT(*) FROM items") == 8)
            scene.forge.setFault { _, _ in nil }
            #expect(try await scene.collect().outcome == .complete)
            #expect(try await scene.items() == scene.freshItems())
            #expect(try await scene.count("SELECT COUNT(*) FROM forge_refetches") == 0)
        }
    }

    @Test("a part that this forge does not have is reported once, and asked for once")
    func absentPart() async throws {
        try await ForgeScene.with(.gitlab, FakeModel(seed: 19, changes: 6, issues: 3)) { (scene: ForgeScene) async throws in
            var scene = scene
            scene.settings.parallel = 1
            scene.forge.setFault { _, question in question.path.hasSuffix("/reviewers") ? .init(404, text: "{}") : nil }
            let summary = try await scene.collect()
            #expect(summary.outcome == .incomplete)
            #expect(summary.missing == 1)
            #expect(scene.forge.asked.count { $0.hasSuffix("/reviewers") } == 1)
            #expect(try await scene.count("SELECT COUNT(*) FROM items") == 9)
        }
    }

    @Test(
        "an answer that is not what the forge documents is named, and the rest is read",
        arguments: [
            (#""iid": "seven", "updated_at": "2026-01-01T00:00:00Z""#, "iid"),
            (#""iid": 7, "updated_at": null"#, "updated_at"), (#""iid": 7"#, "updated_at"),
        ])
    func surprises(_ fields: String, _ place: String) async throws {
        try await ForgeScene.with(.gitlab, FakeModel(seed: 20, changes: 3, issues: 2)) { (scene: ForgeScene) async throws in
            scene.forge.setFault { _, question in
                question.path.hasSuffix("/issues") ? .init(text: "[{\(fields)}, null, 3]") : nil
            }
            let summary = try await scene.collect()
            #expect(summary.outcome == .incomplete)
            #expect(summary.missing == 3)
            #expect(summary.problems.first?.contains("[0].\(place)") == true)
            #expect(try await scene.count("SELECT COUNT(*) FROM items") == 3)
        }
    }

    @Test(
        "an answer that is no list, or no JSON, ends the run with its address",
        arguments: ["{\"message\": \"ok\"}", "<html>", "", "[{\"iid\": 1"])
    func noList(_ text: String) async throws {
        try await ForgeScene.with(.gitlab, FakeModel(seed: 21, changes: 3, issues: 2)) { (scene: ForgeScene) async throws in
            scene.forge.setFault { _, question in question.path.hasSuffix("/issues") ? .init(text: text) : nil }
            let summary = try await scene.collect()
            #expect(summary.outcome == .incomplete)
            #expect(summary.problems.first?.contains("/projects/4711/issues") == true)
            #expect(try await scene.count("SELECT COUNT(*) FROM items") == 3)
        }
    }

    @Test("gigantic descriptions are read a few at a time", arguments: [ForgeKind.gitlab, .github])
    func gigantic(_ kind: ForgeKind) async throws {
        var model = FakeModel(seed: 22, changes: 15, issues: 0)
        for index in model.items.indices { model.items[index].description = String(repeating: "long ", count: 8000) }
        try await ForgeScene.with(kind, model) { (scene: ForgeScene) async throws in
            var scene = scene
            scene.limits.body = 100_000
            #expect(try await scene.collect().outcome == .complete)
            #expect(try await scene.count("SELECT COUNT(*) FROM items") == 15)
            scene.forge.change {
                $0.items[14].description = String(repeating: "x", count: 200_000); $0.act(on: 14, .comment)
            }
            let summary = try await scene.collect()
            #expect(summary.problems.first?.contains("too large") == true)
            #expect(try await scene.count("SELECT COUNT(*) FROM items") == 15)
        }
    }

    @Test("a next page on another host is not asked for")
    func foreignPage() async throws {
        let stolen = Mutex<[String?]>([])
        let thief = try LoopbackServer { question in
            stolen.withLock { $0.append(question.headers["authorization"]) }
            return .init(text: "[]")
        }
        defer { thief.stop() }
        try await ForgeScene.with(.gitlab, FakeModel(seed: 23, changes: 2, issues: 1)) { (scene: ForgeScene) async throws in
            let link = "<\(thief.address)/next>; rel=\"next\""
            scene.forge.setFault { _, question in
                question.path.hasSuffix("/merge_requests") ? .init(headers: [("Link", link)], text: "[]") : nil
            }
            let summary = try await scene.collect()
            #expect(summary.outcome == .failed)
            #expect(summary.problems.first?.contains("another host") == true)
            #expect(stolen.withLock { $0 }.isEmpty)
        }
    }

    @Test("the token is in no file of the archive and in no table")
    func tokenStaysSecret() async throws {
        try await ForgeScene.with(.gitlab, FakeModel(seed: 24, changes: 3, issues: 2)) { (scene: ForgeScene) async throws in
            scene.forge.setFault { number, _ in number == 9 ? .init(403, text: #"{"message":"open-sesame may not"}"#) : nil }
            let summary = try await scene.collect()
            #expect(summary.problems.first?.contains("*** may not") == true)
            let archive = try ForgeArchive(folder: "\(scene.folder)/forge/\(scene.repository.id)", now: .now)
            for item in try archive.items() {
                for part in item.parts {
                    let answer = try #require(try archive.answer(at: part.place))
                    #expect(!String(decoding: answer.record, as: UTF8.self).contains("sesame"))
                }
            }
            #expect(try await scene.count("SELECT COUNT(*) FROM collections WHERE problem LIKE '%sesame%'") == 0)
        }
    }

    @Test("everything can be mapped again from the archive, without a question", arguments: [ForgeKind.gitlab, .github])
    func remap(_ kind: ForgeKind) async throws {
        try await ForgeScene.with(kind, FakeModel(seed: 25, changes: 8, issues: 4)) { (scene: ForgeScene) async throws in
            try await scene.collect()
            scene.forge.change { $0.passDay(actions: 12) }
            try await scene.collect()
            let before = try await scene.items()
            #expect(try await scene.collector().remap(scene.repository).outcome == .unchanged)
            try await scene.store.write { writer in
                for table in ["item_events", "item_states", "items"] { try writer.execute("DELETE FROM \(table)") }
            }
            scene.forge.forgetCounts()
            #expect(try await scene.collector().remap(scene.repository).outcome == .complete)
            #expect(scene.forge.asked == [])
            #expect(try await scene.items() == before)
        }
    }
}
