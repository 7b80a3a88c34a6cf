import Ledger
import Store
import TestSupport
import Testing

@testable import Collectors

@Suite("Authors of commits that a forge names")
struct CommitAuthorTests {
    private static let start = 1_690_000_000

    /// Twelve commits by three people of whom the forge knows two; each commit is a day after the one before.
    private static func model() -> FakeModel {
        var model = FakeModel(seed: 61, changes: 2, issues: 1)
        let people =
            [("Ada L", "ada@works.example", 101), ("Ben", "ben@home.example", 102), ("Cleo", "cleo@works.example", nil)]
            as [(String, String, Int?)]
        model.commits = (0..<12).map { index in
            let (name, email, author) = people[index % 3]
            return FakeModel.Commit("c0ffee\(index)", name, email, at: start + index * 86_400, author: author)
        }
        return model
    }

    private func withHistory(_ kind: ForgeKind = .github, isCollected: Bool = true, _ body: (ForgeScene) async throws -> Void) async throws
    {
        try await ForgeScene.with(kind, Self.model()) { (scene: ForgeScene) async throws in
            if isCollected {
                try await scene.store.write { writer in
                    let project = try #require(try writer.projects().first)
                    _ = try writer.repository(at: "https://forge.example/invented/alpha.git", kind: "git", project: project, at: .now)
                }
            }
            try await body(scene)
        }
    }

    private func asked(_ scene: ForgeScene) -> [String] { scene.forge.asked.filter { $0.contains("/commits?") } }

    /// The user names with which the identities of an address were joined.
    private func logins(_ email: String, _ scene: ForgeScene) async throws -> [String] {
        try await scene.store.read { reader in
            try reader.accounts(named: email).compactMap(\.person).flatMap { try reader.accounts(ofPerson: $0) }.compactMap(\.login)
                .sorted()
        }
    }

    @Test("they join identities in git with accounts, page by page, and are asked for once")
    func joined() async throws {
        try await withHistory { (scene: ForgeScene) async throws in
            scene.forge.setPageSize(5)
            let summary = try await scene.collect()
            #expect(summary.outcome == .complete && summary.problems == [], "\(summary.problems)")
            #expect(asked(scene).count == 3)
            #expect(try await logins("ada@works.example", scene) == ["person1"])
            #expect(try await logins("ben@home.example", scene) == ["person2"])
            #expect(try await logins("cleo@works.example", scene) == [])
            let links = try await scene.store.read { try $0.assertions(.accountSame) }
            #expect(links.map(\.assertion.rule) == ["forge names author", "forge names author"])
            #expect(links.allSatisfy { $0.assertion.evidence.contains("as the author of commit c0ffee") })

            scene.forge.forgetCounts()
            _ = try await scene.collect()
            let before = try await scene.dump()
            #expect(asked(scene).allSatisfy { $0.contains("since=") })
            scene.forge.forgetCounts()
            #expect(try await scene.collect().outcome == .unchanged)
            #expect(scene.forge.unchanged == scene.forge.asked.count)
            #expect(try await scene.dump() == before)
        }
    }

    @Test("what is pushed later is found, also when it was made earlier, and joins at once")
    func later() async throws {
        try await withHistory { (scene: ForgeScene) async throws in
            try await scene.collect()
            scene.forge.change { model in
                model.commits.append(.init("beef", "Dora", "dora@works.example", at: Self.start + 5 * 86_400, author: 103))
            }
            #expect(try await scene.collect().outcome == .complete)
            #expect(try await logins("dora@works.example", scene) == ["person3"])
        }
    }

    @Test("a walk that was interrupted goes on where it was")
    func interrupted() async throws {
        try await withHistory { (scene: ForgeScene) async throws in
            scene.forge.setPageSize(2)
            scene.forge.setFault { _, question in
                question.path.hasSuffix("/commits") && question.query["page"] == "4" ? .init(500, text: "{}") : nil
            }
            #expect(try await scene.collect().outcome == .incomplete)
            scene.forge.setFault { _, _ in nil }
            scene.forge.forgetCounts()
            #expect(try await scene.collect().outcome != .incomplete)
            // Six pages in all: the fourth to the sixth with the last commit of the third again, and what is new since.
            let first = try #require(asked(scene).first)
            #expect(first.contains("until=2023-07-29") && !first.contains("since="), "\(first)")
            #expect(try await logins("ada@works.example", scene) == ["person1"])
            #expect(try await logins("ben@home.example", scene) == ["person2"])
            scene.forge.forgetCounts()
            _ = try await scene.collect()
            #expect(asked(scene).allSatisfy { $0.contains("since=") && !$0.contains("until=") })
        }
    }

    @Test("nothing is asked where no history is collected, nor of a GitLab")
    func needless() async throws {
        try await withHistory(isCollected: false) { (scene: ForgeScene) async throws in
            try await scene.collect()
            #expect(asked(scene).isEmpty && !scene.forge.asked.isEmpty)
        }
        try await withHistory(.gitlab) { (scene: ForgeScene) async throws in
            try await scene.collect()
            #expect(scene.forge.asked.filter { $0.contains("commits") }.isEmpty)
        }
    }

    @Test("a forge that does not tell leaves a remark, and the rest is complete", arguments: [403, 404, 409])
    func refused(_ status: Int) async throws {
        try await withHistory { (scene: ForgeScene) async throws in
            scene.forge.setFault { _, question in
                question.path.hasSuffix("/commits") ? .init(status, text: #"{"message":"Git Repository is empty."}"#) : nil
            }
            let summary = try await scene.collect()
            #expect(summary.outcome == .complete)
            #expect(
                summary.problems.count == 1 && summary.problems[0].hasPrefix("Which accounts wrote commits stays unknown."),
                "\(summary.problems)")
        }
    }

    @Test(
        "broken commits are named, and the others are read",
        arguments: [
            #"[{"sha":7}]"#, #"[{"sha":"a","commit":{"author":{"name":"a","email":"a@b.example"}},"author":"ada"}]"#,
            #"[{"sha":"a","commit":{"author":[]},"author":{"login":"x"}}]"#, #"{"commits":[]}"#, "[",
        ])
    func broken(_ text: String) async throws {
        try await withHistory { (scene: ForgeScene) async throws in
            scene.forge.setFault { _, question in question.path.hasSuffix("/commits") ? .init(200, text: text) : nil }
            let summary = try await scene.collect()
            #expect(summary.outcome == .incomplete && summary.problems.count == 1, "\(summary.problems)")
            #expect(try await scene.store.read { try $0.assertions(.accountSame) }.isEmpty)
        }
    }
}
