@testable import Ledger
import Store
import TestSupport
import Testing

/// The example of docs/affiliations.md, from the ledger to the answers.
@Suite("Affiliations in the ledger")
struct AffiliationExampleTests {
    private static let now = Instant("2026-01-01")!

    /// Ada at a forge, with an address of Works and one of a free mail provider; all three are hers.
    private func with(_ engine: TestEngine, _ body: (any SQLStore, [String: Int64]) async throws -> Void) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            for address in ["ada@works.example", "ada@gmail.com"] { try await ledger.commit("ada", "2021-05-01", email: address) }
            try await ledger.affiliate(["Works": [.init("works.example")], "Lab": [.init("lab.example")]])
            let accounts = try await store.write { writer in
                let forge = try ForgeAccountBook().account(
                    of: ForgeAccount(host: "gitlab.example", number: 7, login: "ada"), observed: Self.now, in: writer, at: Self.now)
                var accounts = Dictionary(
                    uniqueKeysWithValues: try writer.rows("SELECT email, id FROM accounts WHERE email <> ''") {
                        ($0.text(0), $0.integer(1))
                    })
                accounts["ada"] = forge
                let recorder = OperationRecorder(writer, kind: "test", madeBy: "test", summary: "", at: Self.now)
                try recorder.record(accounts.values.map { Assertion(.accountPerson, subject: $0, object: 42, rule: "test", evidence: "") })
                return accounts
            }
            try await body(store, accounts)
        }
    }

    private func take(_ roster: String, into store: any SQLStore) async throws {
        let rows = try #require(RosterFile.read(roster, file: "hr.csv", host: "gitlab.example").rows)
        _ = try await store.write { writer in
            let change = try RosterImport(writer, calendar: .utc, madeBy: "test", at: Self.now).apply(rows, from: "hr.csv")
            let account = try writer.integer("SELECT id FROM accounts WHERE source = 'roster'") ?? 0
            let recorder = OperationRecorder(writer, kind: "test", madeBy: "test", summary: "", at: Self.now)
            try recorder.record([Assertion(.accountPerson, subject: account, object: 42, rule: "test", evidence: "")])
            return change
        }
    }

    /// For whom an account contributes on a day, by both ways of asking.
    private func answer(_ store: any SQLStore, _ account: Int64?, _ day: String) async throws -> String {
        try await store.read { reader in
            let names = Dictionary(uniqueKeysWithValues: try reader.organisations().map { ($0.id, $0.name) })
            let account = account ?? 0, instant = Instant(day)!
            let parts = try reader.affiliations().parts(of: account, at: instant.seconds)
            let all = try reader.rows("SELECT subject FROM assertions WHERE predicate = 'account is person' AND ended_at IS NULL") {
                $0.integer(0)
            }
            let explained = try reader.affiliationCase(of: all).explain(account, at: instant)
            #expect(explained.parts == parts)
            return parts.map { "\(names[$0.organisation] ?? "unknown") \($0.share / 10_000)" }.joined(separator: ", ")
                + " by \(explained.rule?.name ?? "nothing")"
        }
    }

    @Test("each contribution of the example counts as the documentation says", arguments: TestEngine.allCases)
    func example(_ engine: TestEngine) async throws {
        try await with(engine) { store, accounts in
            let (work, free, forge) = (accounts["ada@works.example"], accounts["ada@gmail.com"], accounts["ada"])
            try await take("email,from,to,organisation\nada@works.example,2022-01-01,2024-01-01,Works\n", into: store)
            let days = DayRange(from: CivilDate("2023-01-01"), to: CivilDate("2023-07-01"))
            try await store.write { writer in
                let statement = AffiliationStatement(writer, calendar: .utc, madeBy: "test", at: Self.now)
                let all = [work, free, forge].compactMap { $0 }
                _ = try statement.affiliate(all, with: "works", days: days, share: 600_000, reason: "Contract.")
                _ = try statement.affiliate(all, with: "lab", days: days, share: 300_000, reason: "Contract.")
            }
            #expect(try await answer(store, work, "2021-05-01") == "Works 100 by e-mail domain")
            #expect(try await answer(store, free, "2021-05-01") == "Works 100 by e-mail domain")
            #expect(try await answer(store, forge, "2022-05-01") == "Works 100 by HR roster")
            for account in [work, free, forge] {
                #expect(try await answer(store, account, "2023-05-01") == "unknown 10, Works 60, Lab 30 by stated")
            }
            #expect(try await answer(store, work, "2023-07-01") == "Works 100 by HR roster")
        }
    }

    @Test("people of whom rules disagree are found with what wins and why; those who agree are not", arguments: TestEngine.allCases)
    func conflicts(_ engine: TestEngine) async throws {
        try await with(engine) { store, accounts in
            #expect(try await store.read { try $0.peopleInConflict() } == [])
            try await take("email,from,to,organisation\nada@works.example,2022-01-01,,Works\n", into: store)
            #expect(try await store.read { try $0.peopleInConflict() } == [])
            try await take("email,from,to,organisation\nada@works.example,2022-01-01,,Lab\n", into: store)
            let found = try await store.read { try $0.affiliationConflicts(limit: 10) }
            #expect(found.count == 1 && found[0].accounts.count == 4)
            let work = try #require(found[0].voices.first { $0.accounts.contains(accounts["ada@works.example"] ?? 0) })
            #expect(
                work.times.map { "\($0.time.lowerBound.date) \($0.answer.rule?.name ?? "") \($0.answer.losers.map { "\($0.why)" })" } == [
                    "2022-01-01 HR roster [\"the rule “HR roster” goes before it\"]"
                ])
        }
    }
}
