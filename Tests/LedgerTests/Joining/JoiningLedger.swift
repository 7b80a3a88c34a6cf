import Ledger
import Store
import TestSupport

/// A ledger of accounts only, made line by line.
struct JoiningLedger {
    let store: any SQLStore
    let now = Instant("2026-07-01")!

    init(_ store: any SQLStore) async throws {
        self.store = store
        try await store.migrate([LedgerSchema.schema])
    }

    /// An account of git.
    @discardableResult
    func git(_ name: String, _ email: String) async throws -> Int64 {
        let now = now
        return try await store.write {
            try AccountBook(source: "git").account(of: SpelledIdentity(name: name, email: email), in: $0, at: now)
        }
    }

    /// An account of a forge; without a number only the user name is known.
    @discardableResult
    func forge(
        _ host: String, _ number: Int64?, _ login: String?, name: String? = nil, email: String? = nil, bot: Bool = false,
        observed: String = "2026-06-01"
    ) async throws -> Int64 {
        let now = now
        return try await store.write {
            try ForgeAccountBook().account(
                of: ForgeAccount(host: host, number: number, login: login, name: name, email: email, isBot: bot),
                observed: Instant(observed)!, in: $0, at: now)
        }
    }

    @discardableResult
    func place() async throws -> Int {
        let now = now
        return try await store.write { try $0.placeAccounts(madeBy: "test", at: now) }
    }

    /// States something, and returns what changed.
    @discardableResult
    func state(_ body: @escaping @Sendable (PeopleStatement) throws -> PeopleChange) async throws -> PeopleChange {
        let now = now
        return try await store.write { try body(PeopleStatement($0, madeBy: "test", at: now)) }
    }

    /// A belief that a rule or an import records.
    func said(_ a: Int64, _ b: Int64, _ rule: String, _ predicate: Assertion.Predicate = .accountSame) async throws {
        let now = now
        try await store.write { writer in
            try OperationRecorder(writer, kind: "test", madeBy: "test", summary: "Said.", at: now).record([
                Assertion(predicate, subject: min(a, b), object: max(a, b), rule: rule, evidence: "A \(rule) says so.")
            ])
        }
    }

    /// The accounts of each person, by their numbers.
    func groups() async throws -> Set<Set<Int64>> {
        Set(Dictionary(grouping: try await people(), by: \.value).values.map { Set($0.map(\.key)) })
    }

    func people() async throws -> [Int64: Int64] {
        try await store.read { reader in
            Dictionary(uniqueKeysWithValues: try reader.assertions(.accountPerson).map { ($0.assertion.subject, $0.assertion.object!) })
        }
    }

    func areOne(_ a: Int64, _ b: Int64) async throws -> Bool {
        let people = try await people()
        return people[a] != nil && people[a] == people[b]
    }

    func suggestions() async throws -> [Suggestion] {
        let now = now
        return try await store.read { try $0.suggestionList(at: now).all }
    }

    /// Every belief in force, without the numbers of rows and the times: two ledgers that believe the same give the same text.
    func beliefs() async throws -> String {
        try await store.read { reader in
            try Assertion.Predicate.allCases.flatMap { predicate in
                try reader.assertions(predicate).map { held in "\(held.assertion)" }
            }.sorted().joined(separator: "\n")
        }
    }
}

/// Throws dice in an order that a seed decides, so that a failing test fails again.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 2 + 1 }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state ^ (state >> 29)) &* 0xbf58_476d_1ce4_e5b9
    }

    mutating func pick<C: RandomAccessCollection>(_ from: C) -> C.Element { from.randomElement(using: &self)! }
}
