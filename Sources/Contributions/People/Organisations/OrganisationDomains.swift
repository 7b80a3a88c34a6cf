import Ledger
import Store

/// The domains of addresses that belong to an organisation, and those without one that its people use too.
///
/// For staff alone: a domain may be a single person's.
struct OrganisationDomains: Sendable {
    struct Count: Sendable, Hashable {
        let domain: String
        let accounts: Int
    }

    /// The domains that somebody or a file gives to it, with the rule.
    let given: [(domain: String, rule: String)]
    /// The most used first.
    let known: [Count]
    let hints: [Count]

    init(_ organisation: Organisation, _ reader: any SQLReader) throws {
        let said = try reader.assertions(.organisationDomain).filter { $0.assertion.subject == organisation.id }
        let words = try reader.texts(ofTerms: Set(said.compactMap(\.assertion.object)))
        given = said.compactMap { held in held.assertion.object.flatMap { words[$0] }.map { ($0, held.assertion.rule) } }.sorted {
            $0.0 < $1.0
        }
        var (known, people): ([String: Int], Set<Int64>) = ([:], [])
        let arguments: [SQLValue] = [
            .text(Assertion.Predicate.accountPerson.rawValue), .text(Assertion.Predicate.accountOrganisation.rawValue),
            .integer(organisation.id),
        ]
        try reader.forEachRow(
            """
            SELECT a.email_key, o.rule, p.object FROM assertions o JOIN accounts a ON a.id = o.subject
            LEFT JOIN assertions p ON p.subject = o.subject AND p.predicate = ? AND p.ended_at IS NULL
            WHERE o.predicate = ? AND o.object = ? AND o.ended_at IS NULL
            """, arguments
        ) { row in
            if let person = row.optionalInteger(2) { people.insert(person) }
            if row.text(1) == "e-mail domain", let domain = Self.domain(row.text(0)) { known[domain, default: 0] += 1 }
        }
        self.known = Self.sorted(known)
        guard !people.isEmpty else {
            hints = []
            return
        }
        var hints: [String: Int] = [:]
        try reader.forEachRow(
            """
            SELECT a.email_key, p.object FROM assertions p JOIN accounts a ON a.id = p.subject
            LEFT JOIN assertions o ON o.subject = p.subject AND o.predicate = ? AND o.ended_at IS NULL
            WHERE p.predicate = ? AND p.ended_at IS NULL AND a.email_key <> '' AND o.id IS NULL
            """, [.text(Assertion.Predicate.accountOrganisation.rawValue), .text(Assertion.Predicate.accountPerson.rawValue)]
        ) { row in
            guard people.contains(row.integer(1)), let domain = Self.domain(row.text(0)) else { return }
            hints[domain, default: 0] += 1
        }
        self.hints = Self.sorted(hints)
    }

    private static func domain(_ email: String) -> String? {
        email.lastIndex(of: "@").map { String(email[email.index(after: $0)...]) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func sorted(_ counts: [String: Int]) -> [Count] {
        counts.map { Count(domain: $0.key, accounts: $0.value) }.sorted { ($1.accounts, $0.domain) < ($0.accounts, $1.domain) }
    }
}
