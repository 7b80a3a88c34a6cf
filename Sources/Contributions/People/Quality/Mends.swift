import Ledger
import Measures
import Store

/// What is not known of the contributions of twelve months, and what would make most of it known.
///
/// Contributions are commits written and change requests opened, those of bots left out.
struct Mends: Sendable {
    /// One thing that somebody can do.
    struct Mend: Sendable {
        /// An account as its source spells it.
        struct Account: Sendable, Equatable {
            let id: Int64
            let words: String
        }

        enum Kind: Sendable, Equatable {
            /// Give the domain to an organisation.
            case domain(String)
            /// Say for whom a person contributes.
            case person(PersonLabel)
            /// Decide whether two accounts are one person's, of whom only one is known.
            case suggestion(first: Account, second: Account, score: Double)
        }

        let kind: Kind
        /// Contributions that would no longer be unknown.
        let contributions: Int
        let accounts: Int
    }

    /// Somebody of whom several things are believed that do not agree now.
    struct Conflict: Sendable {
        let label: PersonLabel
        let organisations: [String]
        let contributions: Int
    }

    let contributions: Int
    let unknown: Int
    /// Contributions by accounts that are placed with nobody.
    let unplaced: Int
    /// Those with the most effect first, at most ``most``.
    let mends: [Mend]
    let conflicts: [Conflict]
    /// User names that a list holds and no account answers to.
    let unanswered: Int
    let suggestions: Int

    static let most = 20
    /// More people are not looked at for conflicts, the most active first.
    private static let mostLookedAt = 200

    /// The share that is unknown now, and what it would be after a mend.
    var share: Double? { contributions == 0 ? nil : Double(unknown) / Double(contributions) }

    func share(after mend: Mend) -> Double? {
        contributions == 0 ? nil : Double(max(0, unknown - mend.contributions)) / Double(contributions)
    }

    private struct Count {
        var all = 0
        var unknown = 0
    }

    /// - Parameters:
    ///   - items: tell people, accounts and bots.
    ///   - range: the twelve months.
    init(_ reader: any SQLReader, _ items: ItemFacts, _ suggestions: SuggestionList, in range: Range<Instant>) throws {
        let actors = items.actors
        let index = try reader.affiliations(personOf: actors.personOfAccount)
        var counts: [Int64: Count] = [:]
        func count(_ account: Int64, _ at: Int64) {
            guard account > 0, account < Int64(actors.personOfAccount.count), !actors.isBot(Int32(account), at: at) else { return }
            counts[account, default: Count()].all += 1
            if index.parts(of: account, at: at).contains(where: { $0.organisation == AffiliationPart.unknown }) {
                counts[account, default: Count()].unknown += 1
            }
        }
        let bounds: [SQLValue] = [.integer(range.lowerBound.seconds), .integer(range.upperBound.seconds)]
        try reader.forEachRow("SELECT author, authored_at FROM commits WHERE authored_at >= ? AND authored_at < ?", bounds) {
            count($0.integer(0), $0.integer(1))
        }
        try reader.forEachRow(
            "SELECT author, created_at FROM items WHERE created_at >= ? AND created_at < ? AND kind = ? AND author IS NOT NULL",
            bounds + [.int(ItemKind.changeRequest.rawValue)]
        ) { count($0.integer(0), $0.integer(1)) }

        contributions = counts.values.reduce(0) { $0 + $1.all }
        unknown = counts.values.reduce(0) { $0 + $1.unknown }
        unplaced = counts.reduce(0) { $0 + (items.people[Int(actors.personOfAccount[Int($1.key)])].unplaced ? $1.value.all : 0) }
        self.suggestions = suggestions.all.count

        let missing = counts.filter { $0.value.unknown > 0 }
        var found = try Self.domains(of: missing.mapValues(\.unknown), reader)
        var byPerson: [Int32: (contributions: Int, accounts: Int)] = [:]
        for (account, count) in missing {
            byPerson[actors.personOfAccount[Int(account)], default: (0, 0)].contributions += count.unknown
            byPerson[actors.personOfAccount[Int(account)], default: (0, 0)].accounts += 1
        }
        found += byPerson.map { person, count in
            Mend(kind: .person(items.people[Int(person)].label), contributions: count.contributions, accounts: count.accounts)
        }
        var known: [PersonID: Bool] = [:]
        func isKnown(_ person: PersonID) -> Bool {
            if let answer = known[person] { return answer }
            let answer = actors.accounts(of: person).contains {
                index.parts(of: $0, at: range.upperBound.seconds - 1).allSatisfy { $0.organisation != AffiliationPart.unknown }
            }
            known[person] = answer
            return answer
        }
        let waiting = suggestions.page(limit: Self.mostLookedAt)
        let records = try reader.accountRecords(Set(waiting.flatMap { [$0.first, $0.second] }))
        func spelled(_ account: Int64) -> Mend.Account { Mend.Account(id: account, words: records[account]?.words ?? "account \(account)") }
        for suggestion in waiting {
            let pair = [suggestion.firstPerson, suggestion.secondPerson].map { person in
                (isKnown: isKnown(person), count: actors.index(of: person).flatMap { byPerson[$0] })
            }
            guard pair[0].isKnown != pair[1].isKnown, let other = pair.first(where: { !$0.isKnown })?.count else { continue }
            found.append(
                Mend(
                    kind: .suggestion(first: spelled(suggestion.first), second: spelled(suggestion.second), score: suggestion.score),
                    contributions: other.contributions, accounts: other.accounts))
        }
        mends = Array(found.sorted { ($1.contributions, $1.accounts) < ($0.contributions, $0.accounts) }.prefix(Self.most))
        conflicts = try Self.conflicts(reader, items, counts.mapValues(\.all), at: range.upperBound.advanced(by: -1))
        unanswered = try Self.unanswered(reader, actors)
    }

    /// Domains at which anybody can get an address tell nothing of an organisation.
    private static func domains(of missing: [Int64: Int], _ reader: any SQLReader) throws -> [Mend] {
        var domains: [String: (contributions: Int, accounts: Int)] = [:]
        for (id, record) in try reader.accountRecords(Set(missing.keys)) {
            guard let domain = record.domain, !FreeMailDomains.shipped.contains(domain) else { continue }
            domains[domain, default: (0, 0)].contributions += missing[id] ?? 0
            domains[domain, default: (0, 0)].accounts += 1
        }
        return domains.map { Mend(kind: .domain($0.key), contributions: $0.value.contributions, accounts: $0.value.accounts) }
    }

    private static func conflicts(
        _ reader: any SQLReader, _ items: ItemFacts, _ counts: [Int64: Int], at instant: Instant
    ) throws -> [Conflict] {
        let actors = items.actors
        var organisations: [Int32: Set<Int64>] = [:]
        for claim in try reader.affiliationClaims() where claim.holds(at: instant.seconds) {
            guard claim.account > 0, claim.account < Int64(actors.personOfAccount.count) else { continue }
            organisations[actors.personOfAccount[Int(claim.account)], default: []].insert(claim.organisation)
        }
        var active: [Int32: Int] = [:]
        for (account, count) in counts { active[actors.personOfAccount[Int(account)], default: 0] += count }
        let candidates = organisations.filter { $0.value.count > 1 }.keys
            .sorted { (active[$1] ?? 0, $0) < (active[$0] ?? 0, $1) }.prefix(mostLookedAt)
        guard !candidates.isEmpty else { return [] }
        let names = Dictionary(uniqueKeysWithValues: try reader.organisations().map { ($0.id, $0.name) })
        return try candidates.compactMap { person in
            let label = items.people[Int(person)].label
            let accounts = actors.accounts(of: label.id).sorted()
            let known = try reader.affiliationCase(of: accounts)
            guard accounts.contains(where: { known.explain($0, at: instant).isConflict }) else { return nil }
            return Conflict(
                label: label, organisations: (organisations[person] ?? []).compactMap { names[$0] }.sorted(),
                contributions: active[person] ?? 0)
        }
    }

    /// Accounts of which only a user name is known and that are nobody else's too.
    private static func unanswered(_ reader: any SQLReader, _ actors: Actors) throws -> Int {
        var spelled: Set<Int32> = []
        try reader.forEachRow("SELECT id FROM accounts WHERE spelling LIKE '@%' AND source <> 'git'", []) { row in
            if row.int(0) < actors.personOfAccount.count { spelled.insert(actors.personOfAccount[row.int(0)]) }
        }
        guard !spelled.isEmpty else { return 0 }
        var sizes: [Int32: Int] = [:]
        for person in actors.personOfAccount.dropFirst() where spelled.contains(person) { sizes[person, default: 0] += 1 }
        return sizes.values.count { $0 == 1 }
    }
}
