import Ledger
import Measures
import Store

/// Reads ``Actors`` from the ledger, all of them or only what is believed anew.
struct ActorLoader {
    let reader: any SQLReader
    let asKnown: Instant?

    /// More changed beliefs than this are read with all others.
    private static let mostChanges = 20_000

    /// - Parameter previous: what was read before, with how far the ledger had come then.
    func load(since previous: (actors: Actors, mark: LedgerMark)? = nil) throws -> Actors {
        if asKnown == nil, let previous, let renewed = try renew(previous.actors, previous.mark) { return renewed }
        var actors = Actors()
        actors.identities = try identities()
        try loadOrganisations(into: &actors)
        actors.placement = Array(repeating: 0, count: actors.identities.names.count)
        place(try reader.assertions(.accountPerson, asKnown: asKnown), in: &actors)
        actors.groupAccounts()
        actors.affiliate(try reader.affiliationClaims(asKnown: asKnown))
        actors.assignTeams(try reader.assertions(.accountTeam, asKnown: asKnown).compactMap { AffiliationClaim($0.assertion) })
        actors.setReporting(try reader.assertions(.accountManager, asKnown: asKnown))
        actors.setBots(marks(try reader.assertions(.accountBot, asKnown: asKnown), actors))
        return actors
    }

    /// Nil when so much changed that reading everything is no slower.
    private func renew(_ previous: Actors, _ mark: LedgerMark) throws -> Actors? {
        let changed = try reader.beliefsChanged(since: mark)
        guard changed.values.reduce(0, { $0 + $1.count }) <= Self.mostChanges else { return nil }
        var actors = previous
        let isRenamed = try extent() != previous.identities.extent || changed[.accountSpelling] != nil
        if isRenamed {
            actors.identities = try identities()
        } else if changed[.accountOptOut] != nil || changed[.accountDisplayName] != nil {
            try actors.identities.wishes.load(from: reader)
        }
        let organisations = actors.organisations
        try loadOrganisations(into: &actors)
        let isPlaced = changed[.accountPerson] != nil || actors.identities.names.count != actors.placement.count
        if isPlaced {
            actors.placement += Array(repeating: 0, count: max(0, actors.identities.names.count - actors.placement.count))
            let subjects = changed[.accountPerson] ?? []
            for account in subjects {
                if let index = Int(exactly: account), actors.placement.indices.contains(index) { actors.placement[index] = 0 }
            }
            place(try reader.assertions(.accountPerson, of: subjects), in: &actors)
            actors.groupAccounts()
        }
        let isRegrouped = isPlaced || isRenamed || organisations.count != actors.organisations.count
        if isRegrouped || changed[.accountOrganisation] != nil {
            actors.affiliate(try claims(.accountOrganisation, actors.affiliations.claims, changed))
        }
        if isRegrouped || changed[.accountTeam] != nil {
            actors.assignTeams(try claims(.accountTeam, actors.teams.claims, changed))
        }
        if isPlaced || changed[.accountManager] != nil {
            actors.setReporting(
                changed[.accountManager] == nil ? actors.reporting : try reader.assertions(.accountManager, asKnown: nil))
        }
        if isRenamed || changed[.accountBot] != nil {
            actors.setBots(marks(try reader.assertions(.accountBot, asKnown: nil), actors))
        }
        return actors
    }

    /// The claims of one kind, read anew where they changed.
    private func claims(
        _ predicate: Assertion.Predicate, _ known: [AffiliationClaim], _ changed: [Assertion.Predicate: Set<Int64>]
    ) throws -> [AffiliationClaim] {
        guard let subjects = changed[predicate] else { return known }
        return known.filter { !subjects.contains($0.account) }
            + (try reader.assertions(predicate, of: subjects).compactMap { AffiliationClaim($0.assertion) })
    }

    private func place(_ held: [RecordedAssertion], in actors: inout Actors) {
        for held in held {
            guard let account = Int(exactly: held.assertion.subject), actors.placement.indices.contains(account), account > 0
            else { continue }
            actors.placement[account] = held.assertion.object ?? 0
        }
    }

    private func marks(_ held: [RecordedAssertion], _ actors: Actors) -> [Int32: [Actors.BotMark]] {
        var marks: [Int32: [Actors.BotMark]] = [:]
        for held in held {
            guard let account = Int32(exactly: held.assertion.subject), account > 0, Int(account) < actors.accountCount else { continue }
            marks[account, default: []].append(Actors.BotMark(from: held.assertion.validFrom, to: held.assertion.validTo))
        }
        return marks
    }

    private func loadOrganisations(into actors: inout Actors) throws {
        actors.organisations =
            [.unknown]
            + (try reader.organisations().sorted { $0.id < $1.id }.map {
                ContributionFacts.Organisation(id: $0.id, slug: $0.slug, name: $0.name, isTeam: $0.kind == .team)
            })
        actors.organisationTree = OrganisationTree(try reader.assertions(.organisationParent, asKnown: asKnown))
    }

    // MARK: Names

    private func extent() throws -> Identities.Extent {
        Identities.Extent(
            lastAccount: try reader.integer("SELECT MAX(id) FROM accounts") ?? 0,
            profiles: try reader.integer("SELECT COUNT(*) FROM account_profiles") ?? 0)
    }

    private func identities() throws -> Identities {
        var identities = Identities()
        identities.extent = try extent()
        identities.names = Array(repeating: "", count: Int(identities.extent.lastAccount) + 1)
        struct Key: Hashable {
            let source: String
            let login: String
        }
        // Joined here: a database may take every pair of accounts for a candidate.
        var named: [Key: Int32] = [:]
        identities.wishes.makeRoom(for: identities.names.count)
        try reader.scan("SELECT id, name FROM accounts", []) { identities.names[$0.int(0)] = $0.text(1) }
        try reader.forEachRow("SELECT id, source, spelling FROM accounts WHERE spelling LIKE '@%' AND source <> 'git'", []) { row in
            named[Key(source: row.text(1), login: String(row.text(2).dropFirst()))] = Int32(truncatingIfNeeded: row.integer(0))
        }
        let held = HeldCondition(at: asKnown, "p")
        try reader.forEachRow(
            """
            SELECT b.id, b.source, p.login, p.login_key, b.spelling FROM account_profiles p JOIN accounts b ON b.id = p.account_id
            WHERE \(held.sql) ORDER BY b.id
            """, held.arguments
        ) { row in
            identities.names[row.int(0)] = row.text(2)
            if !row.text(2).isEmpty { identities.wishes.markHandle(row.int(0)) }
            guard !named.isEmpty, !row.text(4).hasPrefix("@"), let other = named[Key(source: row.text(1), login: row.text(3))]
            else { return }
            identities.namedAs[Int32(truncatingIfNeeded: row.integer(0))] = other
        }
        let raw = identities.names
        for held in try reader.assertions(.accountSpelling, asKnown: asKnown) {
            guard let spelled = held.assertion.object.flatMap({ Int(exactly: $0) }), raw.indices.contains(spelled), !raw[spelled].isEmpty,
                let account = Int(exactly: held.assertion.subject), raw.indices.contains(account)
            else { continue }
            identities.names[account] = raw[spelled]
        }
        try identities.wishes.load(from: reader)
        identities.voiceOf = try AffiliationVoices(reader, accounts: identities.names.count, asKnown: asKnown).voiceOf
        return identities
    }
}
