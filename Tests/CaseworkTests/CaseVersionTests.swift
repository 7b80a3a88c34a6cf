import Audit
import Casework
import Ledger
import Store
import TestSupport
import Testing

@Suite("Versions of processes")
struct CaseVersionTests {
    private static let second =
        SmallProcess.grant
        .replacing("version: 1\n", with: "version: 2\n")
        .replacing("id: triage", with: "id: sorting").replacing("from: triage", with: "from: sorting").replacing(
            "to: triage", with: "to: sorting"
        )
        .replacing("[triage]", with: "[sorting]").replacing("[draft, triage,", with: "[draft, sorting,")
        .replacing("id: amount", with: "id: sum")
        + "\nmigrations:\n  - {from: 1, states: {triage: sorting}, fields: {amount: sum}}\n"

    @Test("a case keeps the version that it began under when a newer file comes, and moves only when somebody says so")
    func migration() async throws {
        try await withCases(on: .sqlite) { cases, clock in
            let fields: [String: FieldValue] = ["amount": .money(5, currency: "EUR"), "metric": .reference("m")]
            let id = try await cases.begin("grant", title: "Old", fields: fields, by: SmallProcess.actor("rae")).aCase.id
            _ = try await cases.apply(.take(transition: "submit"), to: id, by: SmallProcess.actor("rae"))
            let newer = Cases(
                store: cases.store, directory: cases.directory, processes: [try CaseProcess(reading: Self.second)], clock: { clock.now })
            // The step of the old file is still a step of the old case.
            clock.now += 3600
            _ = try await newer.apply(.post(thread: "Version", text: "Still here."), to: id, by: SmallProcess.actor("rae"))
            #expect(try await newer.aCase(id)?.version == 1)
            let moved = try await newer.migrate(id, by: SmallProcess.actor("sam")).aCase
            #expect(moved.version == 2)
            #expect(moved.state == "sorting")
            #expect(moved.fields["sum"] == .money(5, currency: "EUR"))
            #expect(moved.fields["amount"] == nil)
            #expect(moved.clocks["first_reply"]?.status == .running)
            await #expect(throws: CaseRefusal.self) { () async throws in try await newer.migrate(id, by: SmallProcess.actor("sam")) }
            let entries = try await cases.store.read { try AuditLog.entries(AuditFilter(action: "case.migrate"), limit: 10, in: $0) }
            #expect(entries.count == 1)
        }
    }

    @Test("a file that changed under the number of a version that was used is refused")
    func changed() async throws {
        try await withCases(on: .sqlite) { cases, clock in
            _ = try await cases.begin("grant", title: "One", by: SmallProcess.actor("rae"))
            let other = Cases(
                store: cases.store, directory: cases.directory,
                processes: [try CaseProcess(reading: SmallProcess.grant.replacing("title: Grant", with: "title: Gift"))],
                clock: { clock.now })
            let refusal = await #expect(throws: CaseRefusal.self) { () async throws in
                try await other.begin("grant", title: "Two", by: SmallProcess.actor("rae"))
            }
            #expect(refusal?.sentences.last == "Cases began under that version, so give the changed file the version 2.")
        }
    }
}

@Suite("Keeping of closed cases")
struct CaseRetentionTests {
    @Test("a closed case has been kept long enough when its file's time has passed since it was closed, and an open one never")
    func retention() async throws {
        try await withCases(on: .sqlite) { cases, clock in
            let process = try #require(cases.processes.first { $0.id == "grant" })
            let closed = try await cases.begin("grant", title: "Closed", by: SmallProcess.actor("rae")).aCase.id
            _ = try await cases.begin("grant", title: "Open", by: SmallProcess.actor("rae"))
            clock.now = Instant("2027-02-28T12:00:00Z")!.seconds
            _ = try await cases.apply(.take(transition: "withdraw"), to: closed, by: SmallProcess.actor("rae"))
            // Ten years later, to the second.
            for (time, expected) in [("2037-02-28T11:59:59Z", []), ("2037-02-28T12:00:00Z", [closed])] {
                clock.now = Instant(time)!.seconds
                #expect(try await cases.store.read { try cases.keptLongEnough(of: process, in: $0) } == expected)
            }
        }
    }
}

@Suite("Automated checks and measured outcomes")
struct CheckRegistryTests {
    @Test("a check that no feature offers, or that fails to run, is unknown and never a pass")
    func unknown() async throws {
        struct Broken: Error {}
        let fields: [String: FieldValue] = ["amount": .money(5, currency: "EUR"), "metric": .reference("m")]
        try await withCases(on: .sqlite) { cases, _ in
            let id = try await cases.begin("grant", title: "Case", fields: fields, by: SmallProcess.actor("rae")).aCase.id
            var registry = CheckRegistry()
            #expect(try await cases.runChecks(of: id, with: registry) == nil)
            _ = try await cases.apply(.take(transition: "submit"), to: id, by: SmallProcess.actor("rae"))
            #expect(try await cases.runChecks(of: id, with: registry)?.aCase.checks["overlap"]?.status == .unknown)
            registry.offer("portfolio.overlap") { _, _, _ in throw Broken() }
            #expect(try await cases.runChecks(of: id, with: registry, all: true)?.aCase.checks["overlap"]?.status == .unknown)
            registry.offer("portfolio.overlap") { aCase, _, _ in CheckResult(.passed, summary: "Nobody else pays for \(aCase.title).") }
            #expect(try await cases.runChecks(of: id, with: registry) == nil)
            #expect(try await cases.runChecks(of: id, with: registry, all: true)?.aCase.checks["overlap"]?.status == .passed)
        }
    }
}

@Suite("Decision records")
struct DecisionRecordTests {
    @Test("a record has MADR's parts and what it lacks, and nothing in an answer poses as markup")
    func record() throws {
        var grant = try GrantCase()
        try grant.act("rae", .edit(title: "A camera # now", ["why": .text("First line\n## Decision Outcome\n<script>alert(1)</script>")]))
        try grant.bringToVote()
        for name in ["cat", "cor", "cy", "bea", "bob"] {
            try grant.act(name, .cast(vote: "main", .stance(.yes), reason: name == "cat" ? "We *need* it." : ""))
        }
        try grant.wait(7 * day)
        try grant.act("sam", .addCondition(text: "Ask the insurance.", owner: SmallProcess.actor("rae"), due: nil))
        let text = DecisionRecord(grant.aCase, grant.process, name: { $0.replacing("user:", with: "U-") }).markdown
        #expect(
            text.hasPrefix(
                "---\nstatus: accepted\ndate: 2026-11-30\ndecision-makers: \"U-fay, U-fin\"\nconsulted: \"U-cat\"\n---\n\n# A camera \\# now\n"
            ))
        #expect(text.contains("* Amount asked for: 500.00 EUR"))
        #expect(text.contains("> First line\n> \\#\\# Decision Outcome\n> &lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(text.contains("## Decision Outcome\n\nAccepted: “Accept” by the vote “Shall we pay?” on 2026-11-30."))
        #expect(text.contains("### Business: silent\n\n> The board meets in May only."))
        #expect(text.contains("* “Community”: 3 yes, 0 no, 0 abstained; needed more than 1/2 yes, 1 at least, which was reached."))
        #expect(text.contains("* U-cat: We \\*need\\* it."))
        #expect(text.contains("* Before: 40 people on 2026-11-23"))
        #expect(text.contains("* Ask the insurance. — U-rae, not met yet"))
        // One heading of the first level, and each part once.
        #expect(text.split(separator: "\n").count { $0.hasPrefix("# ") } == 1)
        #expect(text.split(separator: "\n").count { $0 == "## Decision Outcome" } == 1)
    }
}

@Suite("Answers to fields")
struct FieldTests {
    private func field(_ kind: Field.Kind) throws -> Field {
        Field(id: "f", title: "F", kind: kind, isRequired: false, help: "", line: 0)
    }

    @Test("money is read exactly, in the digits of its currency")
    func money() throws {
        let field = try field(.money(currencies: ["EUR", "JPY", "KWD"]))
        #expect(try field.value(from: "1,234.50 EUR") == .money(123_450, currency: "EUR"))
        #expect(try field.value(from: "0.1") == .money(10, currency: "EUR"))
        #expect(try field.value(from: "jpy 500") == .money(500, currency: "JPY"))
        #expect(try field.value(from: "1.234 KWD") == .money(1234, currency: "KWD"))
        #expect(FieldValue.money(5, currency: "EUR").words == "0.05 EUR")
        for wrong in ["1.234", "1.5 JPY", "5 USD", "-5", "1e3", "five", "1.2.3", "99999999999999999", ".", "5 5"] {
            #expect(throws: FieldProblem.self, "\(wrong)") { try field.value(from: wrong) }
        }
        #expect(try field.value(from: "  ") == nil)
    }

    @Test("numbers, dates, choices and texts keep to their bounds")
    func others() throws {
        #expect(try field(.number(0...10, isWhole: true)).value(from: "7") == .number(7))
        #expect(throws: FieldProblem.self) { try field(.number(0...10, isWhole: true)).value(from: "7.5") }
        #expect(throws: FieldProblem.self) { try field(.number(0...10, isWhole: false)).value(from: "11") }
        #expect(throws: FieldProblem.self) { try field(.number(0...10, isWhole: false)).value(from: "nan") }
        #expect(throws: FieldProblem.self) { try field(.date).value(from: "2026-02-30") }
        #expect(throws: FieldProblem.self) { try field(.choice([.init(id: "a", title: "A")])).value(from: "b") }
        #expect(try field(.text(limit: 5, isLong: false)).value(from: " ab \n cd ") == .text("ab cd"))
        #expect(throws: FieldProblem.self) { try field(.text(limit: 5, isLong: false)).value(from: "abcdef") }
        #expect(try field(.text(limit: 50, isLong: true)).value(from: "a\r\nb") == .text("a\nb"))
    }
}
