import Ledger
import Store
import TestSupport
import Testing

@Suite("Placing new accounts alone")
struct IncrementalTests {
    /// Changes a ledger at random in ways that move accounts.
    private func change(_ ledger: JoiningLedger, _ dice: inout Dice, _ ids: inout Set<Int64>) async throws {
        let names = ["ada", "ben", "cleo", "dora"], hosts = ["github.com", "gitlab.com", "git.works.example"]
        let (host, login, number) = (dice.pick(hosts), dice.pick(names), Int64.random(in: 1...4, using: &dice))
        let (a, b) = (ids.isEmpty ? 0 : dice.pick(ids.sorted()), ids.isEmpty ? 0 : dice.pick(ids.sorted()))
        switch Int.random(in: 0..<14, using: &dice) {
        case 0, 1:
            ids.insert(try await ledger.git(dice.pick(names) + "\(Int.random(in: 0...9, using: &dice))", "\(login)\(number)@works.example"))
        case 2: ids.insert(try await ledger.git(login, "\(number)+\(login)@users.noreply.github.com"))
        case 3: ids.insert(try await ledger.git(login, "\(number)-\(login)@users.noreply.\(host)"))
        case 4: ids.insert(try await ledger.git(login, "\(login)@users.noreply.\(host)"))
        case 5, 6, 7:
            let day = Int.random(in: 10...28, using: &dice)
            ids.insert(
                try await ledger.forge(
                    host, number, login, email: Bool.random(using: &dice) ? "\(login)\(number)@works.example" : nil,
                    observed: "2026-03-\(day)"))
        case 8: ids.insert(try await ledger.forge(host, nil, login))
        case 9 where a != b: try await ledger.said(a, b, dice.pick(["imported", "configured"]))
        case 10 where a != b: try await ledger.said(a, b, "mailmap", .accountSpelling)
        case 11 where a != b: _ = try? await ledger.state { try $0.refuse(a, b, reason: "") }
        case 12 where a != b: _ = try? await ledger.state { try $0.join(a, b, reason: "") }
        case 13: try await end(one: dice.pick([Assertion.Predicate.accountSame, .accountSpelling, .accountDistinct]), ledger, &dice)
        default: break
        }
    }

    private func end(one predicate: Assertion.Predicate, _ ledger: JoiningLedger, _ dice: inout Dice) async throws {
        let held = try await ledger.store.read { try $0.assertions(predicate).map(\.id) }
        guard let id = held.randomElement(using: &dice) else { return }
        let now = ledger.now
        try await ledger.store.write {
            try OperationRecorder($0, kind: "test", madeBy: "test", summary: "Ended.", at: now).end([id])
        }
    }

    @Test("placing what changed gives what placing everything gives, whatever changed", arguments: TestEngine.allCases)
    func sameAsAll(_ engine: TestEngine) async throws {
        for seed in 0..<(engine == .sqlite ? 30 : 3) as Range<UInt64> {
            try await withStore(on: engine) { store in
                let ledger = try await JoiningLedger(store)
                var dice = Dice(seed)
                var ids: Set<Int64> = []
                for step in 0..<60 {
                    try await change(ledger, &dice, &ids)
                    guard Bool.random(using: &dice) || step == 59 else { continue }
                    try await ledger.place()
                    let people = try await ledger.people()
                    #expect(people.count == ids.count)
                    let moved = try await store.write { try $0.placeAllAccounts(madeBy: "test", at: ledger.now) }
                    #expect(moved == 0, "seed \(seed), step \(step)")
                    guard moved == 0 else { return }
                }
                // From nothing the same groups come out, with other people.
                let groups = try await ledger.groups()
                _ = try await store.write { writer in
                    try writer.execute("DELETE FROM assertions WHERE predicate = 'account is person'")
                    return try writer.placeAllAccounts(madeBy: "test", at: ledger.now)
                }
                #expect(try await ledger.groups() == groups, "seed \(seed)")
            }
        }
    }

    @Test("a new account among many is placed by a few statements, however many there are")
    func few() async throws {
        try await withStore(on: .sqlite) { store in
            let ledger = try await JoiningLedger(store)
            var counts: [Int] = []
            for size in [200, 4000] {
                try await store.write { writer in
                    let book = AccountBook(source: "git")
                    for index in 0..<size {
                        _ = try book.account(
                            of: SpelledIdentity(name: "n\(index)", email: "n\(index)@\(size).example"), in: writer, at: ledger.now)
                    }
                }
                try await ledger.place()
                try await ledger.git("Twin", "n7@\(size).example")
                let tally = StatementTally()
                let moved = try await StatementTally.$current.withValue(tally) { try await ledger.place() }
                #expect(moved == 1)
                counts.append(tally.count)
            }
            #expect(counts[0] == counts[1])
            #expect(counts[1] < 60)
        }
    }

    @Test("a placement that did not come about is made up for by the next", arguments: TestEngine.allCases)
    func interrupted(_ engine: TestEngine) async throws {
        struct Stop: Error {}
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let a = try await ledger.git("A", "a@one.example"), b = try await ledger.git("B", "a@one.example")
            await #expect(throws: Stop.self) {
                try await store.write { writer in
                    try writer.placeAccounts(madeBy: "test", at: ledger.now)
                    throw Stop()
                }
            }
            #expect(try await ledger.people() == [:])
            #expect(try await ledger.place() == 2)
            #expect(try await ledger.areOne(a, b))
        }
    }
}
