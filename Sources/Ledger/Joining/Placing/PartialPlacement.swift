import Store

/// Some accounts with every account that they touch: by a key, by what was said, or because they share a person now.
///
/// Placing just these gives what placing all would give, in a time that does not grow with the ledger.
struct PartialPlacement {
    private let reader: JoiningReader
    private let settings: JoiningSettings
    private let keying: JoiningSettings.Keying
    private(set) var accounts: [Int64: JoiningAccount] = [:]
    private var keys: [Int64: [(rule: Int, key: JoiningKey)]] = [:]
    private var placed: [Int64: PlacementRun.Placed] = [:]
    private var said: [Int64: Assertion] = [:]
    private var people: Set<Int64> = []
    private var seenKeys: Set<UInt64> = []

    init(_ reader: any SQLReader, settings: JoiningSettings, touching start: some Sequence<Int64>) throws {
        self.reader = JoiningReader(reader: reader)
        self.settings = settings
        keying = settings.keying
        var next = Set(start)
        while !next.isEmpty { next = try expand(next) }
    }

    /// Reads accounts and returns those that they touch and that are not read yet.
    private mutating func expand(_ ids: Set<Int64>) throws -> Set<Int64> {
        var touched: Set<Int64> = []
        var numbers: Set<UInt64> = []
        for account in try reader.accounts(ids) where accounts[account.id] == nil {
            accounts[account.id] = account
            let found = keying.keys(of: account)
            keys[account.id] = found
            for (_, key) in found where seenKeys.insert(StableHash.of(key.text)).inserted { numbers.insert(StableHash.of(key.text)) }
        }
        touched.formUnion(try reader.accounts(withKeys: numbers))
        for predicate in [Assertion.Predicate.accountSame, .accountSpelling] {
            for column in ["subject", "object"] {
                for held in try reader.assertions(predicate, column, in: ids) where settings.allows(held.assertion) {
                    said[held.id] = held.assertion
                    touched.insert(held.assertion.subject)
                    if let object = held.assertion.object { touched.insert(object) }
                }
            }
        }
        var newPeople: Set<Int64> = []
        for held in try reader.assertions(.accountPerson, "subject", in: ids) {
            guard let person = held.assertion.object else { continue }
            placed[held.assertion.subject] = .init(person: person, assertion: held.id, rule: held.assertion.rule)
            if people.insert(person).inserted { newPeople.insert(person) }
        }
        touched.formUnion(try reader.assertions(.accountPerson, "object", in: newPeople).map(\.assertion.subject))
        return touched.filter { accounts[$0] == nil }
    }

    /// The accounts placed by everything that is believed, and by `more` beside it.
    func run(with more: [Assertion] = [], refusing: [Assertion] = []) throws -> PlacementRun {
        let ids = accounts.keys.sorted()
        var tables: [Int: KeyTable] = [:]
        for (position, id) in ids.enumerated() {
            for (rule, key) in keys[id] ?? [] { tables[rule, default: KeyTable()].add(key, position) }
        }
        let refusals = try reader.assertions(.accountDistinct, "subject", in: ids).map(\.assertion)
        return PlacementRun(
            ids: ids, keys: tables, said: said.sorted { $0.key < $1.key }.map(\.value) + more, refusals: refusals + refusing,
            placed: ids.map { placed[$0] }, settings: settings)
    }
}
