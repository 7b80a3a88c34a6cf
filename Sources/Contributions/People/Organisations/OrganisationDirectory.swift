import Ledger
import Store

/// Organisations with what is part of what, as it is believed now.
struct OrganisationDirectory: Sendable {
    /// By name.
    let organisations: [Organisation]
    private let byID: [Int64: Organisation]
    private let parents: [Int64: [RecordedAssertion]]
    private let children: [Int64: [RecordedAssertion]]

    /// A longer chain of parents is cut: no organisation has one, and a mistake may make a circle.
    private static let deepest = 20

    init(_ reader: any SQLReader) throws {
        organisations = try reader.organisations()
        byID = Dictionary(uniqueKeysWithValues: organisations.map { ($0.id, $0) })
        let held = try reader.assertions(.organisationParent)
        parents = Dictionary(grouping: held, by: \.assertion.subject)
        children = Dictionary(grouping: held.filter { $0.assertion.object != nil }) { $0.assertion.object ?? 0 }
    }

    func organisation(_ slug: String) -> Organisation? { organisations.first { $0.slug == slug } }

    /// The organisations above one at an instant, the nearest first.
    func chain(above id: Int64, at instant: Instant) -> [Organisation] {
        var chain: [Organisation] = []
        var (seen, current): (Set<Int64>, Int64) = ([id], id)
        while chain.count < Self.deepest,
            let parent = parents[current]?.first(where: { $0.assertion.isValid(at: instant) })?.assertion.object,
            seen.insert(parent).inserted, let organisation = byID[parent]
        {
            chain.append(organisation)
            current = parent
        }
        return chain
    }

    /// What is directly part of an organisation, at any time, by name.
    func parts(of id: Int64) -> [(organisation: Organisation, held: RecordedAssertion)] {
        (children[id] ?? []).compactMap { held in byID[held.assertion.subject].map { ($0, held) } }.sorted { $0.0.name < $1.0.name }
    }

    /// What the organisation is part of, at any time.
    func wholes(of id: Int64) -> [(organisation: Organisation, held: RecordedAssertion)] {
        (parents[id] ?? []).compactMap { held in held.assertion.object.flatMap { byID[$0] }.map { ($0, held) } }
    }
}

/// How many accounts each rule gives to each organisation.
struct OrganisationCounts: Sendable {
    private(set) var accounts: [Int64: [String: Int]] = [:]
    private(set) var team: [Int64: Int] = [:]

    init(_ reader: any SQLReader) throws {
        try reader.forEachRow(
            """
            SELECT predicate, object, rule, COUNT(DISTINCT subject) FROM assertions
            WHERE predicate IN (?, ?) AND ended_at IS NULL AND object IS NOT NULL GROUP BY predicate, object, rule
            """, [.text(Assertion.Predicate.accountOrganisation.rawValue), .text(Assertion.Predicate.accountTeam.rawValue)]
        ) { row in
            if row.text(0) == Assertion.Predicate.accountTeam.rawValue {
                team[row.integer(1), default: 0] += row.int(3)
            } else {
                accounts[row.integer(1), default: [:]][row.text(2)] = row.int(3)
            }
        }
    }

    /// Accounts by all rules together; one that several rules give is counted for each.
    func total(_ id: Int64) -> Int { (accounts[id] ?? [:]).values.reduce(0, +) + (team[id] ?? 0) }
}
