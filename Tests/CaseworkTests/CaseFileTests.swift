import Casework
import Store
import TestSupport
import Testing

@Suite("Files of cases")
struct CaseFileTests {
    private static let text = """
        process: paper
        version: 1
        title: Paper
        fields: [{id: plan, kind: file, title: Plan, limit: 100}]
        states: [{id: draft}, {id: done, end: done}]
        transitions: [{id: finish, from: draft, to: done, by: requester}]
        """

    @Test("a file comes back as it was uploaded, and only files of the case itself can be named", arguments: TestEngine.allCases)
    func roundTrip(_ engine: TestEngine) async throws {
        try await withCases(on: engine, [Self.text]) { cases, _ in
            let rae = SmallProcess.actor("rae")
            let id = try await cases.begin("paper", title: "One", by: rae).aCase.id
            let other = try await cases.begin("paper", title: "Two", by: rae).aCase.id
            let bytes = [UInt8](0...99)
            let file = try await cases.keepFile(bytes, named: "C:\\plans\\..\\plan\u{202E}\n.pdf", field: "plan", of: id, by: rae)
            #expect(file.name == "plan.pdf")
            #expect(try await cases.keepFile(bytes, named: "again.pdf", field: "plan", of: id, by: rae).digest == file.digest)
            let aCase = try await cases.apply(.edit(["plan": .file(file)]), to: id, by: rae).aCase
            let back = try await cases.store.read { try cases.file(file.digest, of: aCase, in: $0) }
            #expect(back?.bytes == bytes)
            // Of another case it is no file, neither to name nor to read.
            await #expect(throws: CaseRefusal.self) { () async throws in
                try await cases.apply(.edit(["plan": .file(file)]), to: other, by: rae)
            }
            let stranger = try #require(await cases.aCase(other))
            #expect(try await cases.store.read { try cases.file(file.digest, of: stranger, in: $0)?.bytes } == nil)
        }
    }

    @Test("a file that is empty, too large, or uploaded by somebody else is refused")
    func bounds() async throws {
        try await withCases(on: .sqlite, [Self.text]) { cases, _ in
            let rae = SmallProcess.actor("rae")
            let id = try await cases.begin("paper", title: "One", by: rae).aCase.id
            for (bytes, actor, field) in [
                ([], rae, "plan"), ([UInt8](repeating: 0, count: 101), rae, "plan"), ([1], SmallProcess.actor("eve"), "plan"),
                ([1], rae, "other"),
            ] {
                await #expect(throws: CaseRefusal.self) { () async throws in
                    try await cases.keepFile(bytes, named: "x", field: field, of: id, by: actor)
                }
            }
            #expect(try await cases.store.read { try $0.integer("SELECT COUNT(*) FROM case_files") } == 0)
        }
    }
}
