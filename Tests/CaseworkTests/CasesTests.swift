import Audit
import Casework
import Ledger
import Store
import TestSupport
import Testing

/// The cases of the small processes in a store of their own.
func withCases<T>(
    on engine: TestEngine, _ texts: [String] = [SmallProcess.grant, SmallProcess.seat], _ body: (Cases, TestClock) async throws -> T
) async throws -> T {
    try await withStore(on: engine) { store in
        try await store.migrate([AuditSchema.schema, CaseSchema.schema])
        let clock = TestClock()
        let groups = SmallProcess.people.merging(["clerks": ["user:cleo"]]) { $1 }
        let cases = Cases(
            store: store, directory: FixedDirectory(groups), processes: try texts.map { try CaseProcess(reading: $0) }, clock: { clock.now }
        )
        return try await body(cases, clock)
    }
}

private let grantFields: [String: FieldValue] = ["amount": .money(50_000, currency: "EUR"), "metric": .reference("active-contributors")]

private func begin(_ cases: Cases) async throws -> Case {
    try await cases.begin("grant", title: "A camera", fields: grantFields, by: SmallProcess.actor("rae")).aCase
}

@Suite("Cases in the store")
struct CasesTests {
    @Test("a case comes back as it was stored, with its history and its entries in the audit log", arguments: TestEngine.allCases)
    func roundTrip(_ engine: TestEngine) async throws {
        try await withCases(on: engine) { cases, clock in
            let id = try await begin(cases).id
            clock.now += 60
            let change = try await cases.apply(
                .take(transition: "submit", reason: "Please."), to: id, by: SmallProcess.actor("rae"), revision: 1)
            #expect(try await cases.aCase(id) == change.aCase)
            try await cases.store.read { reader in
                #expect(try cases.events(of: id, in: reader).map(\.event).suffix(change.events.count) == change.events[...])
                let entries = try AuditLog.entries(AuditFilter(subject: "case:\(id)"), limit: 10, in: reader)
                #expect(Set(entries.map(\.entry.action)) == ["case.create", "case.transition"])
                let moved = try #require(entries.first { $0.entry.action == "case.transition" }?.entry)
                #expect(moved.actor == "user:rae")
                #expect(moved.reason == "Please.")
                #expect(moved.before?.contains("\"state\":\"draft\"") == true)
                #expect(moved.after?.contains("\"state\":\"triage\"") == true)
                #expect(try AuditLog.verify(in: reader).fault == nil)
            }
        }
    }

    @Test("of two people who act on the same revision the second is refused, and loses nothing but time", arguments: TestEngine.allCases)
    func lostUpdate(_ engine: TestEngine) async throws {
        try await withCases(on: engine) { cases, _ in
            let seen = try await begin(cases)
            _ = try await cases.apply(.edit(["why": .text("One")]), to: seen.id, by: SmallProcess.actor("rae"), revision: seen.revision)
            let refusal = await #expect(throws: CaseRefusal.self) { () async throws in
                try await cases.apply(.edit(["why": .text("Two")]), to: seen.id, by: SmallProcess.actor("rae"), revision: seen.revision)
            }
            #expect(refusal?.kind == .stale)
            #expect(try await cases.aCase(seen.id)?.fields["why"] == .text("One"))
        }
    }

    @Test("many who act at once on one case each do it or are told, and the revision counts them", arguments: TestEngine.allCases)
    func race(_ engine: TestEngine) async throws {
        try await withCases(on: engine) { cases, _ in
            let id = try await begin(cases).id
            let done = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        (try? await cases.apply(
                            .post(thread: "Camera", text: "Word \(number)"), to: id, by: SmallProcess.actor("rae"), revision: 1)) != nil
                    }
                }
                var done = 0
                for await isDone in group where isDone { done += 1 }
                return done
            }
            #expect(done == 1)
            #expect(try await cases.aCase(id)?.revision == 2)
        }
    }

    @Test(
        "a transaction that breaks off at any statement leaves nothing of the action, and the next try does all of it",
        arguments: TestEngine.allCases)
    func faults(_ engine: TestEngine) async throws {
        try await withCases(on: engine, [SmallProcess.grant, SmallProcess.seat]) { cases, clock in
            let id = try await openSecretVote(cases, clock)
            let actions: [(CaseAction, CaseActor)] = [
                (.cast(vote: "ranking", .ranking([["later"]])), SmallProcess.actor("cat")),
                (.post(thread: "Seat", text: "Good luck."), SmallProcess.actor("cat")),
                (.take(transition: "not_elected"), SmallProcess.actor("cleo")),
            ]
            for (action, actor) in actions {
                if case .take = action { clock.now += 5 * 86_400 }
                var point = 1
                while true {
                    let before = try await dump(cases.store)
                    let faulty = Cases(
                        store: FaultyStore(cases.store, breaksAt: point), directory: cases.directory, processes: cases.processes,
                        clock: { clock.now })
                    do {
                        _ = try await faulty.apply(action, to: id, by: actor)
                        #expect(try await dump(cases.store) != before)
                        break
                    } catch is FaultyStore.Broken {
                        #expect(try await dump(cases.store) == before, "\(action.name), statement \(point)")
                        point += 1
                    }
                }
                // The case, its document, its events, its waits and the audit log: fewer statements could not have done it.
                #expect(point > 6, "\(action.name)")
                #expect(try await cases.store.read { try AuditLog.verify(in: $0).fault } == nil)
            }
        }
    }

    private func dump(_ store: any SQLStore) async throws -> [String] {
        try await store.read { reader in
            try [
                "cases", "case_events", "case_waits", "case_urns", "case_processes", "case_numbers", "case_counts", "audit_entries",
                "audit_head",
            ].flatMap { table in
                let columns = try reader.columns().filter { $0.table == table }.map(\.column)
                return try reader.rows("SELECT \(columns.map { "CAST(\($0) AS TEXT)" }.joined(separator: ", ")) FROM \(table)") { row in
                    "\(table)|" + columns.indices.map { row.text($0) }.joined(separator: "|")
                }.sorted()
            }
        }
    }

    private func openSecretVote(_ cases: Cases, _ clock: TestClock) async throws -> Int64 {
        let fields: [String: FieldValue] = ["nominee": .reference("user:nan"), "lane": .choice("full"), "weight": .number(3)]
        let id = try await cases.begin("seat", title: "Nan for the council", fields: fields, by: SmallProcess.actor("rae")).aCase.id
        _ = try await cases.apply(.take(transition: "nominate"), to: id, by: SmallProcess.actor("rae"))
        _ = try await cases.apply(.take(transition: "ballot"), to: id, by: SmallProcess.actor("cleo"))
        return id
    }

    // MARK: Secret ballots

    @Test("a secret ballot is stored without voter, time or order, and is changed with its receipt alone", arguments: TestEngine.allCases)
    func secrecy(_ engine: TestEngine) async throws {
        try await withCases(on: engine) { cases, clock in
            let id = try await openSecretVote(cases, clock)
            var receipts: [String: String] = [:]
            for name in ["cy", "cat", "cor"] {
                clock.now += 60
                let change = try await cases.apply(.cast(vote: "ranking", .ranking([["yes"]])), to: id, by: SmallProcess.actor(name))
                let receipt: String = try #require(change.receipt)
                receipts[name] = receipt
            }
            let aCase = try #require(await cases.aCase(id))
            #expect(aCase.votes["ranking"]?.ballots.isEmpty == true)
            #expect(aCase.votes["ranking"]?.roll == ["user:cat", "user:cor", "user:cy"])
            // Nothing that was stored anywhere holds a receipt.
            let everything = try await dump(cases.store).joined(separator: "\n")
            for receipt in receipts.values { #expect(!everything.contains(receipt)) }
            // The urn is one text in the order of random keys; it names nobody and no time.
            let urn = try await cases.store.read {
                try $0.first("SELECT ballots FROM case_urns WHERE case_id = ?", [.integer(id)]) { $0.text(0) } ?? ""
            }
            #expect(!urn.contains("user:") && !urn.contains("\(clock.now)"))
            // The audit log says that somebody voted, and not what.
            let audited = everything.split(separator: "\n").filter { $0.hasPrefix("audit_entries") }.joined()
            #expect(audited.contains("case.ballot") && !audited.contains("ranking([") && !audited.contains("yes"))
            // No receipt, another's receipt of nobody, and a second ballot without one are refused.
            for receipt in [nil, "aaaaa-bbbbb-ccccc-ddddd-eeeee-fffff-ggggg", "short"] {
                await #expect(throws: CaseRefusal.self) { () async throws in
                    try await cases.apply(
                        .cast(vote: "ranking", .ranking([["no"]]), receipt: receipt), to: id, by: SmallProcess.actor("cat"))
                }
            }
            let change = try await cases.apply(
                .cast(vote: "ranking", .ranking([["no"]]), receipt: receipts["cat"]), to: id, by: SmallProcess.actor("cat"))
            #expect(change.receipt == nil)
            // Nobody sees the ballots before the vote is over; afterwards each voter finds their own.
            #expect(try await cases.store.read { try cases.countedBallots(of: "ranking", in: change.aCase, $0) }.isEmpty)
            clock.now += 3 * 86_400
            let closed = try await cases.apply(.advance, to: id, by: .program).aCase
            #expect(closed.votes["ranking"]?.result?.winners == ["yes"])
            let counted = try await cases.store.read { try cases.countedBallots(of: "ranking", in: closed, $0) }
            let key = try #require(
                Urn.key(receipts["cat"] ?? "", case: id, vote: "ranking", openedAt: closed.votes["ranking"]?.openedAt ?? 0))
            #expect(counted.count == 3)
            #expect(counted[key]?.choice == .ranking([["no"]]))
        }
    }

    @Test("receipts are long, differ, and read the same however they are typed")
    func receipts() throws {
        let all = try (0..<200).map { _ in try #require(Urn.newReceipt()) }
        #expect(Set(all).count == 200)
        #expect(all.allSatisfy { $0.count == 41 })
        let key = Urn.key(all[0], case: 1, vote: "v", openedAt: 2)
        #expect(key == Urn.key(all[0].uppercased().replacing("-", with: " "), case: 1, vote: "v", openedAt: 2))
        #expect(key != Urn.key(all[0], case: 2, vote: "v", openedAt: 2))
        #expect(key != Urn.key(all[0], case: 1, vote: "v", openedAt: 3))
    }

    // MARK: Lists

    @Test("what waits for somebody is what they can do, what is due first at the top", arguments: TestEngine.allCases)
    func tasks(_ engine: TestEngine) async throws {
        try await withCases(on: engine) { cases, clock in
            let first = try await begin(cases).id
            let second = try await openSecretVote(cases, clock)
            func waiting(_ actor: String, _ groups: [String] = []) async throws -> [String] {
                try await cases.store.read { try $0.waits(for: [actor] + groups.map { "group:\($0)" }, limit: 200) }.map {
                    "\($0.line.id) \($0.wait.kind.rawValue) \($0.wait.subject)"
                }
            }
            #expect(try await waiting("user:rae") == ["\(first) decide submit", "\(first) decide withdraw"])
            #expect(try await waiting("user:cat") == ["\(second) vote ranking"])
            _ = try await cases.apply(.cast(vote: "ranking", .ranking([["later"]])), to: second, by: SmallProcess.actor("cat"))
            #expect(try await waiting("user:cat") == [])
            _ = try await cases.apply(.take(transition: "submit"), to: first, by: SmallProcess.actor("rae"))
            #expect(try await waiting("user:sam", ["ospo"]).sorted() == ["\(first) checklist stakeholders", "\(first) decide ask"])
            // When four days have passed the clerk may close the other; nothing else happened.
            #expect(try await waiting("user:cleo", ["clerks"]) == [])
            clock.now += 4 * 86_400
            _ = try await cases.advanceAll()
            #expect(try await waiting("user:cleo", ["clerks"]) == ["\(second) decide not_elected"])
        }
    }

    @Test("a board's column is read page by page, the last changed first, and each case once", arguments: TestEngine.allCases)
    func board(_ engine: TestEngine) async throws {
        try await withCases(on: engine) { cases, clock in
            for number in 0..<25 {
                if number % 3 == 0 { clock.now += 10 }
                _ = try await cases.begin("grant", title: "Case \(number)", by: SmallProcess.actor("rae"))
            }
            let pages = try await cases.store.read { reader in
                var pages: [[CaseLine]] = []
                var filter = CaseFilter(.open, state: "draft")
                while true {
                    let page = try reader.cases(of: "grant", filter, scope: .all, at: clock.now, limit: 10)
                    guard let end = page.last else { return pages }
                    pages.append(page)
                    filter.after = (end.updatedAt, end.id)
                }
            }
            #expect(pages.map(\.count) == [10, 10, 5])
            #expect(pages.joined().map(\.id) == (1...25).reversed().map { Int64($0) })
            #expect(try await cases.store.read { try $0.caseCounts(of: "grant", scope: .all) } == ["draft": 25])
        }
    }

    @Test("time does its work in the store too: votes close, steps are taken, and nothing is done twice", arguments: TestEngine.allCases)
    func advance(_ engine: TestEngine) async throws {
        try await withCases(on: engine) { cases, clock in
            let id = try await openSecretVote(cases, clock)
            for name in ["cy", "cat", "cor"] {
                _ = try await cases.apply(.cast(vote: "ranking", .ranking([["yes"]])), to: id, by: SmallProcess.actor(name))
            }
            #expect(try await cases.advanceAll().isEmpty)
            clock.now += 3 * 86_400
            #expect(try await cases.advanceAll().map(\.aCase.state) == ["seated"])
            #expect(try await cases.advanceAll().isEmpty)
        }
    }

    @Test("every column is in the privacy register, and the tables are made on both engines", arguments: TestEngine.allCases)
    func privacy(_ engine: TestEngine) async throws {
        try await withCases(on: engine) { (cases: Cases, _: TestClock) async throws in
            let register = PrivacyRegister([AuditSchema.schema, CaseSchema.schema])
            #expect(try await register.undeclaredColumns(in: cases.store) == [])
        }
    }
}
