import Foundation
import Ledger
import Store
import Synchronization
import TestSupport
import Testing

@testable import Collectors

@Suite("Sizes of merge requests from a live forge")
struct ForgeSizeTests {
    private static let graphQL = "/api/graphql"

    /// Number, additions, deletions and files of every change request in the ledger, as it is now.
    private func sizes(_ scene: ForgeScene) async throws -> [[Int64?]] {
        try await scene.store.read { reader in
            try reader.rows(
                """
                SELECT i.number, s.additions, s.deletions, s.files FROM items i JOIN item_states s ON s.item_id = i.id
                WHERE s.ended_at IS NULL AND i.kind = \(ItemKind.changeRequest.rawValue) ORDER BY i.number
                """
            ) { row in (0..<4).map { row.optionalInteger($0) } }
        }
    }

    private func sizes(_ model: FakeModel) -> [[Int64?]] {
        model.items.filter(\.isChange).sorted { $0.number < $1.number }.map {
            [$0.number, $0.additions, $0.deletions, $0.files].map { Int64($0) }
        }
    }

    /// The numbers in a question for sizes.
    private static func numbers(_ question: FakeForge.Question) -> [String] {
        let body = (try? JSONSerialization.jsonObject(with: Data(question.body))) as? [String: Any]
        return (body?["variables"] as? [String: Any])?["iids"] as? [String] ?? []
    }

    /// Notes the numbers of every question for sizes.
    private func listen(_ forge: FakeForge) -> Heard {
        let heard = Heard()
        forge.setFault { _, question in
            if question.path == Self.graphQL { heard.add(Self.numbers(question)) }
            return nil
        }
        return heard
    }

    private final class Heard: Sendable {
        private let questions = Mutex<[[String]]>([])
        var all: [[String]] { questions.withLock { $0 } }
        func add(_ numbers: [String]) { questions.withLock { $0.append(numbers) } }
    }

    @Test("one question for each page of the list tells them, and each merge request is in one question")
    func arrive() async throws {
        let model = FakeModel(seed: 41, changes: 12, issues: 4)
        try await ForgeScene.with(.gitlab, model) { (scene: ForgeScene) async throws in
            scene.forge.setPageSize(5)
            let heard = listen(scene.forge)
            let summary = try await scene.collect()
            #expect(summary.outcome == .complete)
            #expect(summary.problems == [])
            #expect(try await sizes(scene) == sizes(model))
            #expect(heard.all.joined().sorted() == model.items.filter(\.isChange).map { "\($0.number)" }.sorted())
            // The first page has five; each further one begins with the last item of the page before.
            #expect(heard.all.map(\.count) == [5, 4, 3])
        }
    }

    @Test("a merge request that changes its size gets a new state, and only it is asked for")
    func change() async throws {
        try await ForgeScene.with(.gitlab, FakeModel(seed: 42, changes: 6, issues: 2)) { (scene: ForgeScene) async throws in
            try await scene.collect()
            let number = scene.forge.model.items[2].number
            let states = "SELECT COUNT(*) FROM item_states s JOIN items i ON i.id = s.item_id WHERE i.number = \(number)"
            let before = try await scene.count(states)
            scene.forge.change { model in
                model.now += 86_400
                model.act(on: 2, .push)
            }
            let heard = listen(scene.forge)
            try await scene.collect()
            #expect(heard.all == [["\(number)"]])
            #expect(try await scene.count(states) == before + 1)
            #expect(try await sizes(scene) == sizes(scene.forge.model))
            try await scene.collect()
            #expect(heard.all.count == 1)
        }
    }

    @Test("a merge request that a webhook announced comes with its size")
    func announced() async throws {
        try await ForgeScene.with(.gitlab, FakeModel(seed: 43, changes: 3, issues: 1)) { (scene: ForgeScene) async throws in
            let number = scene.forge.model.items[1].number
            try await scene.store.write {
                try $0.askForRefetch(.changeRequest, number: Int64(number), ofRepository: scene.repository.id, at: .now)
            }
            let heard = listen(scene.forge)
            try await scene.collect(.announced)
            #expect(heard.all == [["\(number)"]])
            #expect(try await sizes(scene) == sizes(scene.forge.model).filter { $0[0] == Int64(number) })
        }
    }

    @Test(
        "a forge that does not tell them is asked once; the rest is complete, with one remark",
        arguments: [
            (403, #"{"message":"403 Forbidden"}"#, "does not allow"), (404, "{}", "has no"), (401, "{}", "refused the token"),
            (302, "", "redirect"), (200, "<html>", "unexpected"), (200, "", "unexpected"), (200, "[]", "unexpected"),
            (200, #"{"data":{"project":null}}"#, "data.project"),
            (200, #"{"errors":[{"message":"Field 'diffStatsSummary' doesn't exist"}]}"#, "diffStatsSummary"),
            (200, #"{"errors":7,"data":null}"#, "refused the query"),
            (200, #"{"errors":[{"message":"open-sesame is secret"}],"data":null}"#, "*** is secret"),
        ])
    func refused(_ status: Int, _ text: String, _ words: String) async throws {
        let model = FakeModel(seed: 44, changes: 8, issues: 3)
        try await ForgeScene.with(.gitlab, model) { (scene: ForgeScene) async throws in
            scene.forge.setPageSize(4)
            scene.forge.setFault { _, question in
                question.path == Self.graphQL ? .init(status, headers: [("Location", "/users/sign_in")], text: text) : nil
            }
            let summary = try await scene.collect()
            #expect(summary.outcome == .complete)
            #expect(summary.missing == 0)
            #expect(summary.problems.count == 1)
            #expect(summary.problems.first?.hasPrefix("The sizes of merge requests stay unknown.") == true)
            #expect(summary.problems.first?.contains(words) == true, "\(summary.problems)")
            #expect(scene.forge.asked.count { $0 == Self.graphQL } == 1)
            #expect(try await sizes(scene) == sizes(model).map { [$0[0], nil, nil, nil] })
            #expect(try await scene.count("SELECT COUNT(*) FROM items") == 11)
        }
    }

    @Test("an error of the forge is waited out, and one that stays costs only the sizes")
    func failing() async throws {
        try await ForgeScene.with(.gitlab, FakeModel(seed: 45, changes: 4, issues: 1)) { (scene: ForgeScene) async throws in
            scene.forge.setFault { _, question in question.path == Self.graphQL ? .init(502, text: "") : nil }
            let summary = try await scene.collect()
            #expect(summary.outcome == .complete)
            #expect(scene.clock.pauses == [1, 2, 5, 15, 60])
            #expect(try await scene.count("SELECT COUNT(*) FROM items") == 5)
        }
    }

    @Test("what is too complex for the forge is asked for in smaller groups")
    func complexity() async throws {
        let model = FakeModel(seed: 46, changes: 50, issues: 0)
        try await ForgeScene.with(.gitlab, model) { (scene: ForgeScene) async throws in
            let heard = Heard()
            scene.forge.setFault { _, question in
                guard question.path == Self.graphQL else { return nil }
                heard.add(Self.numbers(question))
                guard Self.numbers(question).count > 20 else { return nil }
                return .init(text: #"{"errors":[{"message":"Query has complexity of 312, which exceeds max complexity of 250"}]}"#)
            }
            #expect(try await scene.collect().problems == [])
            #expect(heard.all.map(\.count) == [50, 20, 20, 10])
            #expect(try await sizes(scene) == sizes(model))
        }
    }

    @Test("what is wrong with one size is named, and the others arrive")
    func surprise() async throws {
        let model = FakeModel(seed: 47, changes: 3, issues: 0)
        try await ForgeScene.with(.gitlab, model) { (scene: ForgeScene) async throws in
            scene.forge.setFault { _, question in
                guard question.path == Self.graphQL else { return nil }
                return .init(
                    text: """
                        {"data":{"project":{"mergeRequests":{"nodes":[null,{"iid":"1","diffStatsSummary":{"additions":"many","deletions":-2,"fileCount":3}},
                        {"iid":"2","diffStatsSummary":null},{"iid":"99999999999999999999","diffStatsSummary":{"additions":1}}]}}}}
                        """)
            }
            let summary = try await scene.collect()
            #expect(summary.outcome == .incomplete)
            #expect(summary.missing == 2)
            #expect(summary.problems.first?.contains("merge request 1.diffStatsSummary.additions") == true)
            #expect(try await sizes(scene) == [[1, nil, nil, 3], [2, nil, nil, nil], [3, nil, nil, nil]])
        }
    }

    @Test("mapping again from the archive keeps them, without a question")
    func remap() async throws {
        try await ForgeScene.with(.gitlab, FakeModel(seed: 48, changes: 8, issues: 3)) { (scene: ForgeScene) async throws in
            try await scene.collect()
            // The next answers stand in the file of another day.
            scene.clock.advance(86_400)
            scene.forge.change { $0.passDay(actions: 9) }
            try await scene.collect()
            try await scene.store.write { writer in
                for table in ["item_events", "item_states", "items"] { try writer.execute("DELETE FROM \(table)") }
            }
            scene.forge.forgetCounts()
            #expect(try await scene.collector().remap(scene.repository).outcome == .complete)
            #expect(scene.forge.asked == [])
            #expect(try await sizes(scene) == sizes(scene.forge.model))
        }
    }

    @Test("GitHub, whose pull requests tell their sizes, is not asked")
    func github() async throws {
        try await ForgeScene.with(.github, FakeModel(seed: 49, changes: 3, issues: 1)) { (scene: ForgeScene) async throws in
            #expect(try await scene.collect().problems == [])
            #expect(scene.forge.asked.count { $0.contains("graphql") } == 0)
        }
    }

    @Test("a path is only ever a text in the question", arguments: ["invented/alpha", #"a"b\c/d"#, "a\u{1}\n\u{7F}b/ü€😀"])
    func question(_ path: String) throws {
        let body = GitLabSizes.question([7, 12], ofProject: path)
        let root = try JSONDocument(bytes: body, source: "question").root
        #expect(root["variables"]?["path"]?.string == path)
        #expect(root["variables"]?["iids"]?.elements.map(\.string) == ["7", "12"])
    }
}
