public import Store

/// What the programme's files and the ledger say of each other that does not meet: the first place to look when two
/// figures disagree.
public struct Unmapped: Sendable {
    /// A user name of the roster or the mapping of which the forge has said nothing yet.
    public struct Login: Sendable, Hashable {
        public let host: String
        public let login: String
        public let evidence: String
    }

    /// Somebody whose community change requests were merged and for whom no organisation is known.
    public struct Contributor: Sendable, Hashable {
        public let host: String
        public let login: String
        /// Of the last twelve months.
        public let merged: Int
        public let last: Instant
    }

    public let logins: [Login]
    public let contributors: [Contributor]
    /// Organisations of the mapping that are no customers, and bring nothing to MRARR.
    public let organisationsWithoutRevenue: [String]
    /// Customers for which nobody is mapped.
    public let customersWithoutContributors: [String]

    /// - Parameters:
    ///   - now: the end of the twelve months that are looked at.
    ///   - rule: how the community is told apart.
    public init(_ reader: any SQLReader, rule: CommunityRule, now: Instant) throws {
        let accounts = try reader.rosterAccounts()
        let coaches = try reader.assertions(.accountCoach)
        let affiliations = try reader.assertions(.accountOrganisation)
        let mapping = affiliations.filter {
            [ProgrammeRule.contributorMapping, ProgrammeRule.stated].contains($0.assertion.rule)
        }
        var numbered: [String: [String: Int64]] = [:]
        var logins: Set<Login> = []
        for held in coaches + mapping {
            guard let account = accounts[held.assertion.subject], !account.isKnown else { continue }
            if numbered[account.host] == nil { numbered[account.host] = try reader.numberedAccounts(ofHost: account.host) }
            guard numbered[account.host]?[account.login.lowercased()] == nil else { continue }
            logins.insert(Login(host: account.host, login: account.login, evidence: held.assertion.evidence))
        }
        self.logins = logins.sorted { ($0.host, $0.login, $0.evidence) < ($1.host, $1.login, $1.evidence) }

        let names = Dictionary(uniqueKeysWithValues: try reader.organisations().map { ($0.id, $0.name) })
        let mapped = Set(mapping.compactMap(\.assertion.object))
        let customers = Set(try reader.assertions(.organisationRevenue).map(\.assertion.subject))
        organisationsWithoutRevenue = mapped.subtracting(customers).compactMap { names[$0] }.sorted()
        customersWithoutContributors = customers.subtracting(mapped).compactMap { names[$0] }.sorted()
        contributors = try reader.contributorsWithoutOrganisation(rule: rule, now: now)
    }

    public var isEmpty: Bool {
        logins.isEmpty && contributors.isEmpty && organisationsWithoutRevenue.isEmpty && customersWithoutContributors.isEmpty
    }
}

extension SQLReader {
    /// Authors of community change requests merged in the last twelve months for whom no organisation was known when
    /// their change was merged; those with the most first.
    fileprivate func contributorsWithoutOrganisation(
        rule: CommunityRule, now: Instant
    ) throws -> [Unmapped.Contributor] {
        let affiliations = try affiliations()
        let bots = Dictionary(grouping: try assertions(.accountBot).map(\.assertion), by: \.subject)
        var merged: [Int64: (count: Int, last: Int64)] = [:]
        try forEachRow(
            """
            SELECT i.author, s.merged_at, s.labels FROM item_states s JOIN items i ON i.id = s.item_id
            WHERE s.ended_at IS NULL AND s.status = ? AND s.merged_at >= ? AND i.kind = ? AND i.author IS NOT NULL
            """,
            [
                .int(ItemStatus.merged.rawValue), .integer(now.advanced(by: -366 * Instant.secondsPerDay).seconds),
                .int(ItemKind.changeRequest.rawValue),
            ]
        ) { row in
            let (author, at) = (row.integer(0), Instant(seconds: row.integer(1)))
            // Under the rule of affiliation, whoever has no organisation belongs to the community.
            let isCommunity =
                rule == .affiliation
                || row.text(2).split(separator: "\n").contains { $0.lowercased() == CommunityRule.communityLabel }
            guard isCommunity, affiliations.parts(of: author, at: at.seconds) == AffiliationPart.allUnknown,
                !(bots[author] ?? []).contains(where: { $0.isValid(at: at) })
            else { return }
            let before = merged[author] ?? (0, .min)
            merged[author] = (before.count + 1, max(before.last, at.seconds))
        }
        guard !merged.isEmpty else { return [] }
        var names: [Int64: (host: String, login: String)] = [:]
        try forEachRow(
            """
            SELECT a.id, a.source, COALESCE(p.login, a.name) FROM accounts a
            LEFT JOIN account_profiles p ON p.account_id = a.id AND p.ended_at IS NULL WHERE a.source <> 'git'
            """, []
        ) { row in
            if merged[row.integer(0)] != nil { names[row.integer(0)] = (row.text(1), row.text(2)) }
        }
        return merged.map { account, found in
            Unmapped.Contributor(
                host: names[account]?.host ?? "", login: names[account]?.login ?? "(unknown account)", merged: found.count,
                last: Instant(seconds: found.last))
        }.sorted { ($1.merged, $0.login, $0.host) < ($0.merged, $1.login, $1.host) }
    }
}
