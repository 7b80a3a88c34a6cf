import Ledger
import Store
import TestSupport
import Testing

@Suite("Refusals, statements and splits")
struct RefusalTests {
    @Test("no chain of rules brings a refused pair together; both evidences are told", arguments: TestEngine.allCases)
    func chains(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let a = try await ledger.git("Ada", "ada@example.org"), b = try await ledger.git("Ada B", "ada@example.org")
            let c = try await ledger.git("Ada C", "ada@home.example")
            try await ledger.said(b, c, "mailmap", .accountSpelling)
            try await ledger.state { try $0.refuse(a, c, reason: "Mother and daughter.") }
            // The mailmap is stronger than the address: b stays with c.
            #expect(try await ledger.groups() == [[a], [b, c]])
            let conflicts = try await store.read { try $0.joiningConflicts() }
            #expect(conflicts.map { [$0.first, $0.second, $0.refusedFirst, $0.refusedSecond] } == [[a, b, a, c]])
            #expect(
                conflicts.map { [$0.rule, $0.evidence, $0.refusal] } == [
                    [
                        "same e-mail", "Uses the address ada@example.org, as Ada <ada@example.org> does.",
                        "Stated by test: Mother and daughter.",
                    ]
                ])
            // A new account of the address goes to the first of the two.
            let d = try await ledger.git("Ada D", "ada@example.org")
            try await ledger.place()
            #expect(try await ledger.groups() == [[a, d], [b, c]])
        }
    }

    @Test("what was split stays apart whatever is placed later, and the rest stays together", arguments: TestEngine.allCases)
    func split(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let a = try await ledger.git("A", "a@one.example"), hub = try await ledger.git("Hub", "hub@two.example")
            let b = try await ledger.git("B", "b@three.example"), c = try await ledger.git("C", "a@one.example")
            try await ledger.said(a, hub, "imported")
            try await ledger.said(b, hub, "imported")
            try await ledger.place()
            #expect(try await ledger.groups() == [[a, b, c, hub]])
            let before = try await ledger.beliefs()
            let change = try await ledger.state { try $0.split([hub], reason: "A list, not a person.") }
            #expect(try await ledger.groups() == [[a, b, c], [hub]], "what the one account held together stays together")
            #expect(change.moved == 1)
            _ = try await store.write { try $0.placeAllAccounts(madeBy: "test", at: ledger.now) }
            let d = try await ledger.git("D", "hub@two.example")
            try await ledger.place()
            #expect(try await ledger.groups() == [[a, b, c], [hub, d]])
            let operation = try #require(change.operation)
            _ = try await store.write { try $0.undo(operation, madeBy: "test", at: ledger.now) }
            #expect(try await ledger.groups() == [[a, b, c, hub, d]], "who came since follows")
            let after = try await ledger.beliefs()
            #expect(Set(before.split(separator: "\n")).isSubset(of: after.split(separator: "\n")))
        }
    }

    @Test("several accounts split off together become one person")
    func splitSeveral() async throws {
        try await withStore(on: .sqlite) { store in
            let ledger = try await JoiningLedger(store)
            var ids: [Int64] = []
            for index in 0..<6 { ids.append(try await ledger.git("n\(index)", "shared@one.example")) }
            try await ledger.place()
            let (off, rest) = (Array(ids[2...3]), Set(ids).subtracting(ids[2...3]))
            let people = try await ledger.people()
            try await ledger.state { try $0.split(off, reason: "") }
            #expect(try await ledger.groups() == [Set(off), rest])
            #expect(try await ledger.people()[ids[0]] == people[ids[0]], "the oldest keeps the person")
        }
    }

    @Test("a statement that cannot be is refused by its field and leaves nothing", arguments: TestEngine.allCases)
    func refusedStatements(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let a = try await ledger.git("A", "a@one.example"), b = try await ledger.git("B", "a@one.example")
            let c = try await ledger.git("C", "c@one.example")
            try await ledger.state { try $0.refuse(a, c, reason: "Two people.") }
            let before = try await ledger.beliefs()
            await #expect(throws: PeopleRefusal("account", "These are one and the same account.")) {
                try await ledger.state { try $0.join(a, a, reason: "") }
            }
            await #expect(throws: PeopleRefusal("account", "There is no account 99.")) {
                try await ledger.state { try $0.refuse(a, 99, reason: "") }
            }
            await #expect(throws: PeopleRefusal("account", "The accounts belong to more than one person.")) {
                try await ledger.state { try $0.split([a, c], reason: "") }
            }
            await #expect(throws: PeopleRefusal("account", "These are all accounts of the person: nothing would be left.")) {
                try await ledger.state { try $0.split([a, b], reason: "") }
            }
            await #expect(throws: PeopleRefusal("until", "The day must be in the future.")) {
                try await ledger.state { try $0.postpone(a, c, until: Instant("2020-01-01")!) }
            }
            await #expect(throws: PeopleRefusal("to", "The last day must come after the first.")) {
                try await ledger.state { try $0.state(.bot, of: [a], from: Instant("2026-01-02")!, to: Instant("2026-01-01")!, reason: "") }
            }
            await #expect(throws: PeopleRefusal.self) { try await ledger.state { try $0.join(b, c, reason: "") } }
            #expect(try await ledger.beliefs() == before)
            // Joining just the two that were refused takes the refusal back.
            try await ledger.state { try $0.join(a, c, reason: "They are one.") }
            #expect(try await ledger.groups() == [[a, b, c]])
            #expect(try await store.read { try $0.assertions(.accountDistinct) } == [])
        }
    }

    @Test("a person as known before a correction stays the same for ever", arguments: TestEngine.allCases)
    func asKnown(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let a = try await ledger.git("A", "a@one.example"), b = try await ledger.git("B", "b@one.example")
            try await ledger.place()
            let before = try await ledger.people()
            let later = ledger.now.advanced(by: 86_400)
            _ = try await store.write { try PeopleStatement($0, madeBy: "test", at: later).join(a, b, reason: "") }
            #expect(try await ledger.areOne(a, b))
            let known = try await store.read { reader in
                Dictionary(
                    uniqueKeysWithValues: try reader.assertions(.accountPerson, asKnown: later.advanced(by: -1)).map {
                        ($0.assertion.subject, $0.assertion.object!)
                    })
            }
            #expect(known == before)
        }
    }
}
