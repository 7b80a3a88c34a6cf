import Ledger
import Store
import TestSupport
import Testing

@Suite("Taking statements back")
struct UndoTests {
    /// States something at random; nil when it was refused or was so already.
    private func step(_ ledger: JoiningLedger, _ ids: [Int64], _ organisations: [Int64], _ dice: inout Dice) async throws -> Int64? {
        let (a, b) = (dice.pick(ids), dice.pick(ids))
        let some = Array(ids.shuffled(using: &dice).prefix(Int.random(in: 1...3, using: &dice)))
        let until = ledger.now.advanced(by: Int64.random(in: 1...1_000_000, using: &dice))
        let organisation = dice.pick(organisations)
        let kind = Int.random(in: 0..<8, using: &dice)
        let now = ledger.now
        do {
            return try await ledger.store.write { writer in
                let statement = PeopleStatement(writer, madeBy: "test", at: now)
                switch kind {
                case 0, 1: return try statement.join(a, b, reason: "joined").operation
                case 2: return try statement.split(some, reason: "split").operation
                case 3: return try statement.refuse(a, b, reason: "refused").operation
                case 4: return try statement.postpone(a, b, until: until).operation
                case 5: return try statement.state(.bot, of: [a], to: until, reason: "bot").operation
                case 6: return try statement.state(.human, of: [a], from: until, reason: "human").operation
                default:
                    let recorder = OperationRecorder(writer, kind: "affiliate", madeBy: "test", summary: "Affiliated.", at: now)
                    try recorder.end(writer.assertions(.accountOrganisation).filter { $0.assertion.subject == a }.map(\.id))
                    try recorder.record([
                        Assertion(
                            .accountOrganisation, subject: a, object: organisation, validTo: until, share: 500_000, rule: "stated",
                            evidence: "said")
                    ])
                    return recorder.operation
                }
            }
        } catch is PeopleRefusal {
            return nil
        }
    }

    @Test("a thousand operations undone in reverse give back the identical beliefs and people", arguments: TestEngine.allCases)
    func thousand(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            var dice = Dice(4)
            var ids: [Int64] = []
            for index in 0..<40 {
                ids.append(try await ledger.git("n\(index)", "n\(index % 15)@works.example"))
                if index % 4 == 0 { ids.append(try await ledger.forge("github.com", Int64(index + 1), "n\(index)")) }
                if index % 8 == 0 { ids.append(try await ledger.git("p\(index)", "\(index + 1)+n\(index)@users.noreply.github.com")) }
            }
            let organisations = try await store.write { writer in
                try ["One", "Two"].map {
                    try writer.organisation(
                        OrganisationSetting(slug: Slug.made(from: $0), name: $0, kind: .company, domains: []), at: ledger.now)
                }
            }
            try await ledger.place()
            let (hash, beliefs, people) = (try await LedgerDump.hash(of: store), try await ledger.beliefs(), try await ledger.people())
            let count = engine == .sqlite ? 1000 : 150
            var operations: [Int64] = []
            var middle: (count: Int, beliefs: String)?
            while operations.count < count {
                if let operation = try await step(ledger, ids, organisations, &dice) { operations.append(operation) }
                if operations.count == count / 2, middle == nil { middle = (count / 2, try await ledger.beliefs()) }
            }
            #expect(try await ledger.beliefs() != beliefs)
            for (index, operation) in operations.enumerated().reversed() {
                _ = try await store.write { try $0.undo(operation, madeBy: "test", at: ledger.now) }
                if index == count / 2 { #expect(try await ledger.beliefs() == middle?.beliefs) }
            }
            #expect(try await ledger.beliefs() == beliefs)
            #expect(try await ledger.people() == people)
            #expect(try await LedgerDump.hash(of: store) == hash)
            let last = try await store.read { try $0.operations(limit: count) }
            #expect(last.allSatisfy { $0.undoes != nil }, "undoing leaves nothing for placement to do")
            #expect(try await store.write { try $0.placeAllAccounts(madeBy: "test", at: ledger.now) } == 0)
        }
    }
}
