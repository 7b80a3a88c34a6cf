import Store
import TestSupport
import Testing

@testable import Ledger

@Suite("What a rule concludes, set against what it holds")
struct ReconciliationTests {
    private static let rule = "test list"
    private static let start = Instant(seconds: 1_800_000_000)

    private func parent(_ child: Int64, _ parent: Int64, from: Int64? = nil, _ evidence: String = "first words") -> Assertion {
        Assertion(
            .organisationParent, subject: child, object: parent, validFrom: from.map(Instant.init(seconds:)), rule: Self.rule,
            evidence: evidence)
    }

    private func recorder(_ writer: any SQLWriter, after seconds: Int64) -> OperationRecorder {
        OperationRecorder(writer, kind: "test", madeBy: "test", summary: "Tested.", at: Self.start.advanced(by: seconds))
    }

    private func held(_ reader: any SQLReader) throws -> [String] {
        try reader.assertions(.organisationParent).map { "\($0.assertion.subject)<\($0.assertion.object ?? 0) \($0.assertion.evidence)" }
    }

    @Test(
        "what is no longer concluded ends, what is new is recorded once, and the rest keeps its first words", arguments: TestEngine.allCases
    )
    func changes(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([Store.Schema.store, LedgerSchema.schema])
            _ = try await store.write { writer in
                // The second belief is held twice; the last is another rule's.
                try recorder(writer, after: 0).record([parent(1, 9), parent(2, 9), parent(2, 9, "twin"), parent(3, 9)])
                var other = parent(5, 9)
                other.rule = "another list"
                try recorder(writer, after: 0).record([other])
            }
            try await store.write { writer in
                var asked: [String] = []
                func words(_ text: String) -> String {
                    asked.append(text)
                    return text
                }
                var reconciliation = try Reconciliation([.organisationParent], by: Self.rule, in: writer)
                reconciliation.want(parent(2, 9), because: words("other words"))
                reconciliation.want(parent(3, 9, from: 86_400), because: words("from a day on"))
                reconciliation.want(parent(4, 9), because: words("new"))
                reconciliation.want(parent(4, 9), because: words("new again"))
                #expect(asked == ["from a day on", "new"])
                let recorder = recorder(writer, after: 60)
                try reconciliation.carryOut(by: recorder)
                #expect(recorder.changes == 4)
                #expect(
                    try held(writer) == ["2<9 first words", "2<9 twin", "5<9 first words", "3<9 from a day on", "4<9 new"])
            }
            try await store.write { writer in
                let recorder = recorder(writer, after: 120)
                try recorder.reconcile([.organisationParent], by: Self.rule, in: writer, with: [parent(3, 9, from: 86_400), parent(4, 9)])
                // A belief that was held twice ends twice.
                #expect(recorder.changes == 2)
                #expect(try held(writer) == ["5<9 first words", "3<9 from a day on", "4<9 new"])
            }
        }
    }

    @Test("where the words are the belief, other words are another one")
    func evidence() async throws {
        try await withStore(on: .sqlite) { store in
            try await store.migrate([Store.Schema.store, LedgerSchema.schema])
            try await store.write { writer in
                try recorder(writer, after: 0).record([parent(1, 9)])
                for (counts, changes) in [(false, 0), (true, 2)] {
                    let recorder = recorder(writer, after: 60)
                    try recorder.reconcile(
                        writer.assertions(.organisationParent), with: [parent(1, 9, "second words")], evidenceCounts: counts)
                    #expect(recorder.changes == changes)
                }
                #expect(try held(writer) == ["1<9 second words"])
            }
        }
    }
}
