import Ledger
import Store
import TestSupport
import Testing

/// What the log of changes tells of operations.
@Suite("The log of operations") struct OperationLogTests {
    private let day = Instant("2026-06-01")!

    /// Three operations on three days: the second ends what the first recorded and records something of two accounts.
    private func withLog<T>(_ engine: TestEngine, _ body: (any SQLStore) async throws -> T) async throws -> T {
        try await withStore(on: engine) { (store: any SQLStore) async throws in
            try await store.migrate([LedgerSchema.schema])
            let day = day
            try await store.write { writer in
                let first = OperationRecorder(writer, kind: "one", madeBy: "ada", summary: "First.", at: day)
                try first.record([Assertion(.accountBot, subject: 1, rule: "stated", evidence: "x")])
                let second = OperationRecorder(writer, kind: "two", madeBy: "ben", summary: "Second.", at: day.advanced(by: 86_400))
                try second.end(try writer.assertions(.accountBot).map(\.id))
                try second.record([Assertion(.accountSame, subject: 2, object: 3, rule: "stated", evidence: "x")])
                let third = OperationRecorder(writer, kind: "one", madeBy: "ada", summary: "Third.", at: day.advanced(by: 2 * 86_400))
                try third.record([Assertion(.organisationOwn, subject: 1, rule: "stated", evidence: "x")])
            }
            return try await body(store)
        }
    }

    @Test("operations are found by kind, by who made them, by day, and by the accounts that they touched", arguments: TestEngine.allCases)
    func filters(engine: TestEngine) async throws {
        try await withLog(engine) { (store: any SQLStore) async throws in
            func ids(_ filter: OperationFilter, before: Int64? = nil, limit: Int = 10) async throws -> [Int64] {
                try await store.read { try $0.operations(filter, before: before, limit: limit).map(\.id) }
            }
            #expect(try await ids(OperationFilter()) == [3, 2, 1])
            #expect(try await ids(OperationFilter(), before: 3, limit: 1) == [2])
            #expect(try await ids(OperationFilter(kind: "one")) == [3, 1])
            #expect(try await ids(OperationFilter(madeBy: "ben")) == [2])
            #expect(try await ids(OperationFilter(recorded: day..<day.advanced(by: 86_400))) == [1])
            // The second ended what was believed of account 1; the third is about the organisation 1, which is no account.
            #expect(try await ids(OperationFilter(accounts: [1])) == [2, 1])
            #expect(try await ids(OperationFilter(accounts: [3])) == [2])
            #expect(try await ids(OperationFilter(accounts: [9])) == [])
            #expect(try await ids(OperationFilter(accounts: [])) == [])
        }
    }

    @Test(
        "an operation tells what it recorded and ended, why it cannot be undone, and who undid it and why", arguments: TestEngine.allCases)
    func effects(engine: TestEngine) async throws {
        try await withLog(engine) { (store: any SQLStore) async throws in
            let later = day.advanced(by: 3 * 86_400)
            try await store.read { (reader: any SQLReader) throws in
                let effects = try reader.effects(ofOperations: [1, 2])
                #expect(effects[1]?.recorded == 1 && effects[1]?.ended == 0 && effects[2]?.recorded == 1 && effects[2]?.ended == 1)
                #expect(try reader.changes(ofOperation: 2, limit: 5).recorded.map(\.assertion.predicate) == [.accountSame])
                #expect(try reader.changes(ofOperation: 2, limit: 5).ended.map(\.assertion.predicate) == [.accountBot])
                #expect(try reader.undoObstacle(ofOperation: 1) == .changedSince(operation: 1, by: 2))
                #expect(try reader.undoObstacle(ofOperation: 7) == .unknownOperation(7))
                #expect(try reader.undoObstacle(ofOperation: 2) == nil)
            }
            try await store.write { _ = try $0.undo(2, madeBy: "ada", reason: "Typed wrongly", at: later) }
            try await store.read { (reader: any SQLReader) throws in
                #expect(try reader.operation(4)?.summary == "Undid operation 2 (two): Typed wrongly")
                #expect(try reader.effects(ofOperations: [2])[2]?.undoneBy == 4)
                #expect(try reader.undoObstacle(ofOperation: 2) == .alreadyUndone(operation: 2))
                #expect(try reader.operationChoices().kinds.first == "one")
            }
        }
    }
}
