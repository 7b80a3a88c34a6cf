import Ledger
import Store
import TestSupport

/// Changes what is believed of an office at random, as people, files and rules would: joins and splits, affiliations with
/// gaps, overlaps and shares, teams, lines of management, bots, coaches, parents, and taking things back.
struct RandomBeliefs {
    private var numbers: SeededNumbers
    private let store: any SQLStore
    private var now: Instant

    init(seed: UInt64, _ store: any SQLStore, from now: Instant) {
        numbers = SeededNumbers(seed)
        self.store = store
        self.now = now
    }

    /// Makes teams and lets organisations be part of others, a circle among them.
    mutating func makeTrees() async throws {
        let now = now
        let (organisations, teams) = try await store.write { writer in
            let organisations = try writer.organisations().map(\.id).sorted()
            let teams = try (1...4).map { number in
                try writer.organisation(
                    OrganisationSetting(slug: "team-\(number)", name: "Team \(number)", kind: .team, domains: []), at: now)
            }
            try writer.advanceRevision()
            return (organisations, teams)
        }
        try await record([
            Assertion(.organisationParent, subject: teams[0], object: teams[1], rule: "stated", evidence: "Test."),
            Assertion(.organisationParent, subject: teams[1], object: organisations[0], rule: "stated", evidence: "Test."),
            Assertion(.organisationParent, subject: organisations[0], object: organisations[1], rule: "stated", evidence: "Test."),
            Assertion(
                .organisationParent, subject: organisations[1], object: organisations[2], validFrom: Instant("2023-01-01"),
                validTo: Instant("2025-06-01"), rule: "stated", evidence: "Test."),
            Assertion(
                .organisationParent, subject: organisations[2], object: organisations[0], validFrom: Instant("2024-06-01"), rule: "stated",
                evidence: "Test."),
        ])
    }

    /// Changes one thing; says which.
    mutating func change() async throws -> String {
        now = now.advanced(by: 3600)
        let accounts = try await store.read { try $0.rows("SELECT id FROM accounts ORDER BY id") { $0.integer(0) } }
        let organisations = try await store.read { try $0.organisations().sorted { $0.id < $1.id } }
        let account = pick(accounts)
        let kind = Int.random(in: 0..<13, using: &numbers)
        switch kind {
        case 0, 1:
            let person = try await self.person(of: pick(accounts))
            try await replace(.accountPerson, account, with: person)
            return "account \(account) joins \(person)"
        case 2:
            let person = Int64.random(in: 1...(1 << 50), using: &numbers)
            try await replace(.accountPerson, account, with: person)
            return "account \(account) is alone"
        case 3, 4, 5:
            let rule = pick(["stated", "HR roster", "contributor mapping", "imported", "e-mail domain"])
            let share = pick([nil, nil, 250_000, 333_333, 500_000, 900_000] as [Int64?])
            try await recordForAWhile(
                .accountOrganisation, account, pick(organisations.filter { $0.kind != .team }).id, share: share, rule: rule)
            return "account \(account) is affiliated"
        case 6:
            let teams = organisations.filter { $0.kind == .team }
            guard !teams.isEmpty else { return "no team" }
            try await recordForAWhile(.accountTeam, account, pick(teams).id, rule: "HR roster")
            return "account \(account) is in a team"
        case 7:
            try await recordForAWhile(.accountManager, account, pick(accounts), rule: "HR roster")
            return "account \(account) has a manager"
        case 8:
            try await recordForAWhile(.accountBot, account, nil, rule: "stated")
            return "account \(account) is a bot"
        case 9:
            try await recordForAWhile(.accountCoach, account, nil, rule: "stated")
            return "account \(account) coaches"
        case 10:
            try await recordForAWhile(.organisationOwn, pick(organisations).id, nil, rule: "stated")
            return "another own organisation"
        case 11:
            let held = try await store.read { reader in
                try reader.rows(
                    "SELECT id FROM assertions WHERE ended_at IS NULL AND predicate IN (?, ?, ?, ?) ORDER BY id",
                    [.accountOrganisation, .accountBot, .accountTeam, .accountManager].map { (predicate: Assertion.Predicate) in
                        .text(predicate.rawValue)
                    }
                ) { $0.integer(0) }
            }
            guard !held.isEmpty else { return "nothing to end" }
            let ended = pick(held)
            let at = now
            try await store.write { writer in
                try OperationRecorder(writer, kind: "test", madeBy: "test", summary: "Ended.", at: at).end([ended])
            }
            return "assertion \(ended) ends"
        default:
            let last = try await store.read { try $0.operations(limit: 1)[0] }
            guard last.kind == "test" else { return "nothing to undo" }
            let at = now
            _ = try await store.write { try $0.undo(last.id, madeBy: "test", at: at) }
            return "operation \(last.id) is undone"
        }
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[Int.random(in: 0..<elements.count, using: &numbers)] }

    private func person(of account: Int64) async throws -> Int64 {
        try await store.read { try $0.assertions(.accountPerson, of: [account]).first?.assertion.object ?? account }
    }

    private func replace(_ predicate: Assertion.Predicate, _ account: Int64, with object: Int64) async throws {
        let at = now
        try await store.write { writer in
            let recorder = OperationRecorder(writer, kind: "test", madeBy: "test", summary: "Corrected.", at: at)
            try recorder.end(try writer.assertions(predicate, of: [account]).map(\.id))
            try recorder.record([Assertion(predicate, subject: account, object: object, rule: "stated", evidence: "Test.")])
        }
    }

    /// Sometimes for ever, sometimes with a beginning or an end, or both.
    private mutating func recordForAWhile(
        _ predicate: Assertion.Predicate, _ subject: Int64, _ object: Int64?, share: Int64? = nil, rule: String
    ) async throws {
        let day = Int64.random(in: 0..<3000, using: &numbers) * Instant.secondsPerDay
        let start = Instant("2017-01-01")!.advanced(by: day)
        let bounds = Int.random(in: 0..<4, using: &numbers)
        try await record([
            Assertion(
                predicate, subject: subject, object: object, validFrom: bounds & 1 == 0 ? nil : start,
                validTo: bounds & 2 == 0 ? nil : start.advanced(by: 500 * Instant.secondsPerDay), share: share, rule: rule,
                evidence: "Test.")
        ])
    }

    private func record(_ assertions: [Assertion]) async throws {
        let at = now
        try await store.write { writer in
            try OperationRecorder(writer, kind: "test", madeBy: "test", summary: "Believed.", at: at).record(assertions)
        }
    }
}
