import Audit
import Casework
import Store
import TestSupport
import Testing

@Suite("Many cases at once")
struct CaseBatchTests {
    /// What is done in a case, by whom, and how many seconds later.
    private typealias Deed = (action: CaseAction, actor: String, pause: Int64)

    /// Both sides are heard, the vote is opened with six voters, and three have voted.
    private static let deeds: [Deed] = [
        (.take(transition: "submit", reason: "Please."), "rae", 60),
        (.recordCheck("overlap", CheckResult(.passed, summary: "None.")), "", 5),
        (.mark(checklist: "stakeholders", item: "community", isDone: true), "sam", 60),
        (.mark(checklist: "stakeholders", item: "budget", isDone: true), "sue", 0), (.take(transition: "consult"), "sam", 86_400),
        (.takePosition(side: "community", .neutral, text: "Well."), "cat", 60),
        (.takePosition(side: "business", .neutral, text: "Yes."), "bea", 60),
        (.declare(interest: nil), "fay", 1), (.declare(interest: nil), "fin", 1), (.approve("budget"), "fay", 60),
        (.approve("budget"), "fin", 60),
        (.freezeBaseline(Figure(value: 1, unit: "people", question: "q", at: 0)), "", 1), (.take(transition: "call_vote"), "sue", 60),
        (.cast(vote: "main", .stance(.yes)), "cat", 60), (.cast(vote: "main", .stance(.yes)), "bea", 60),
        (.cast(vote: "main", .stance(.no), reason: "Too dear."), "bob", 60),
    ]

    /// Does the same in three cases, each one step further than the one before, and lets the time of the vote run out in all.
    private static func act(
        _ clock: TestClock, begin: (String) throws -> Case, apply: (CaseAction, Int64, CaseActor) throws -> Void, store: () throws -> Void
    ) throws {
        let ids = try (1...3).map { try begin("Camera \($0)").id }
        for (number, id) in ids.enumerated() {
            for deed in deeds.dropLast(8 * (2 - number)) {
                clock.now += deed.pause
                try apply(deed.action, id, deed.actor.isEmpty ? .program : SmallProcess.actor(deed.actor))
            }
        }
        // What is stored is changed later.
        try store()
        clock.now += 8 * 86_400
        for id in ids { try apply(.advance, id, .program) }
        try store()
    }

    @Test(
        "a batch writes what the same actions one by one write: cases, history, waits, counts and audit log", arguments: TestEngine.allCases
    )
    func same(_ engine: TestEngine) async throws {
        let fields: [String: FieldValue] = ["amount": .money(50_000, currency: "EUR"), "metric": .reference("active-contributors")]
        let rae = SmallProcess.actor("rae")
        let single = try await withCases(on: engine) { (cases: Cases, clock: TestClock) async throws -> [String] in
            try await cases.store.write { writer in
                try Self.act(
                    clock, begin: { try cases.begin("grant", title: $0, fields: fields, by: rae, in: writer).aCase },
                    apply: { _ = try cases.apply($0, to: $1, by: $2, in: writer) }, store: {})
            }
            return try await cases.store.read(Self.content)
        }
        let batched = try await withCases(on: engine) { (cases: Cases, clock: TestClock) async throws -> [String] in
            try await cases.store.write { writer in
                let batch = CaseBatch(cases, in: writer)
                try Self.act(
                    clock, begin: { try batch.begin("grant", title: $0, fields: fields, by: rae) },
                    apply: { try batch.apply($0, to: $1, by: $2) }, store: { try batch.store() })
            }
            let fault = try await cases.store.read { try AuditLog.verify(in: $0).fault }
            #expect(fault == nil)
            return try await cases.store.read(Self.content)
        }
        #expect(batched == single)
        #expect(single.contains("case_counts|grant|draft|1") && single.contains("case_counts|grant|consult|1"))
        #expect(single.contains("case_counts|grant|active|1") || single.contains("case_counts|grant|rejected|1"), "a vote was held")
    }

    /// All but what is random in every log, and how often changes were counted.
    private static let content: @Sendable (any SQLReader) throws -> [String] = { reader in
        let tables = [
            "cases": "*", "case_events": "*", "case_waits": "*", "case_processes": "*", "case_counts": "process, state, cases",
            "audit_entries": "number, at, actor, action, subject, reason, state_before, state_after",
        ]
        return try tables.sorted { $0.key < $1.key }.flatMap { table, list in
            let all = try reader.columns().filter { $0.table == table }.map(\.column)
            let columns = (list == "*" ? all : list.split(separator: ", ").map(String.init)).map { "COALESCE(CAST(\($0) AS TEXT), '-')" }
            let condition = table == "case_counts" ? " WHERE cases > 0" : ""
            return try reader.rows("SELECT \(columns.joined(separator: ", ")) FROM \(table)\(condition)") { row in
                "\(table)|" + columns.indices.map { row.text($0) }.joined(separator: "|")
            }.sorted()
        }
    }

    @Test("cases of an earlier program are counted when it is brought up to date", arguments: TestEngine.allCases)
    func counting(_ engine: TestEngine) async throws {
        try await withCases(on: engine) { cases, _ in
            for number in 1...3 {
                let id = try await cases.begin("grant", title: "Camera \(number)", by: SmallProcess.actor("rae")).aCase.id
                if number > 2 { _ = try await cases.apply(.take(transition: "withdraw"), to: id, by: SmallProcess.actor("rae")) }
            }
            _ = try await cases.store.write { writer in
                try writer.execute("DROP TABLE case_counts")
                try writer.execute("DELETE FROM schema_versions WHERE module = 'casework' AND version > 1")
            }
            try await cases.store.migrate([AuditSchema.schema, CaseSchema.schema])
            #expect(try await cases.store.read { try $0.caseCounts(of: "grant", scope: .all) } == ["draft": 2, "withdrawn": 1])
        }
    }
}
