public import Store

/// Makes of the ledger what a file of people says.
///
/// Only what is held now counts. Affiliations that follow from a domain are left out, as the domain is written; of those by
/// other rules the strongest counts wherever several speak of the same time.
public struct IdentityExport: Sendable {
    public struct Options: Sendable, Hashable {
        /// Without, e-mail addresses are left out; a domain is no address.
        public var withAddresses: Bool
        /// Without, people who do not want to be shown are left out.
        public var withOptedOut: Bool

        public init(withAddresses: Bool = false, withOptedOut: Bool = false) {
            self.withAddresses = withAddresses
            self.withOptedOut = withOptedOut
        }
    }

    public private(set) var file = IdentityFile()
    /// What was left out.
    public private(set) var findings = IdentityFindings()

    private struct Account {
        let id: Int64
        let source: String
        let identity: IdentityFile.Identity?
    }

    public init(_ reader: any SQLReader, options: Options = Options(), now: Instant = .now) throws {
        let beliefs = try Beliefs(reader, now: now)
        var accountsOf: [Int64: [Account]] = [:]
        try reader.forEachRow(
            """
            SELECT a.id, a.source, a.spelling, a.name, a.email, p.login
            FROM accounts a LEFT JOIN account_profiles p ON p.account_id = a.id AND p.ended_at IS NULL ORDER BY a.id
            """, []
        ) { row in
            let identity = Self.identity(
                source: row.text(1), spelling: row.text(2), name: row.text(3), email: options.withAddresses ? row.text(4) : "",
                login: row.optionalText(5))
            let id = row.integer(0)
            accountsOf[beliefs.person[id] ?? -id, default: []].append(Account(id: id, source: row.text(1), identity: identity))
        }
        let place = IdentityPlace(file: "")
        for accounts in accountsOf.values {
            guard options.withOptedOut || !accounts.contains(where: { beliefs.optedOut.contains($0.id) }) else {
                findings.note("People who do not want to be shown are left out")
                continue
            }
            findings.note(
                "Identities of which nothing but the address is known are left out, as addresses were not asked for",
                count: accounts.count { $0.identity == nil })
            let identities = Self.withoutRepetitions(accounts.compactMap(\.identity))
            guard !identities.isEmpty else { continue }
            let ids = accounts.map(\.id)
            var person = IdentityFile.Person(place, identities: identities.map { .init($0, place) })
            person.enrolments = beliefs.enrolments(of: ids)
            if ids.contains(where: beliefs.bots.contains), !ids.contains(where: beliefs.humans.contains) { person.bot = place }
            person.displayName = ids.compactMap { beliefs.displayNames[$0] }.max { $0.recorded < $1.recorded }?.name
            person.canonical = Self.canonical(accounts, among: Set(identities), beliefs)
            file.people.append(person)
        }
        file.people.sort { $0.identities[0].identity < $1.identities[0].identity }
        file.organisations = beliefs.organisations
        file.exclusions = beliefs.exclusions.map { .init($0, place) }
        findings.note("Refusals to join accounts are left out: no format has a place for them", count: beliefs.refusals)
        findings.note("Teams and managers are left out: see `steward people` for rosters", count: beliefs.reporting)
    }

    /// Nil when nothing is known, or nothing but an address that was not asked for.
    private static func identity(source: String, spelling: String, name: String, email: String, login: String?) -> IdentityFile.Identity? {
        var identity = IdentityFile.Identity(source: source)
        identity.email = email.isEmpty ? nil : email
        guard let login else {
            identity.name = name.isEmpty ? nil : name
            return identity.name == nil && identity.email == nil ? nil : identity
        }
        identity.username = login
        // An account with a number shows a name that is only the user name of earlier days.
        let isNumbered = Int64(spelling) != nil
        identity.name = isNumbered || name.isEmpty || ExactText(name) == ExactText(login) ? nil : name
        return identity
    }

    /// In order. An address alone says nothing more where it stands with a name; nor does a user name in other letters.
    private static func withoutRepetitions(_ identities: [IdentityFile.Identity]) -> [IdentityFile.Identity] {
        func address(_ identity: IdentityFile.Identity) -> String? {
            guard identity.username == nil else { return nil }
            let key = SpelledIdentity(name: "", email: identity.email ?? "").emailKey
            return key.isEmpty ? nil : "\(identity.source) \(key)"
        }
        let named = Set(identities.filter { $0.name != nil }.compactMap(address))
        var seen: Set<IdentityFile.Identity> = []
        var addresses: Set<String> = []
        return identities.sorted().filter { identity in
            if identity.username == nil, identity.name == nil, let address = address(identity) {
                guard !named.contains(address), addresses.insert(address).inserted else { return false }
            }
            var key = identity
            key.username = identity.username.map { BoundedKey.of($0.lowercased()) }
            return seen.insert(key).inserted
        }
    }

    /// The git spelling for which most others stand; else the one of most commits; else the first that looks like a full name.
    private static func canonical(
        _ accounts: [Account], among identities: Set<IdentityFile.Identity>, _ beliefs: Beliefs
    ) -> IdentityFile.Identity? {
        let git = accounts.filter { account in account.source == "git" && account.identity.map(identities.contains) == true }
        let votes = Dictionary(accounts.compactMap { beliefs.spelledAs[$0.id] }.map { ($0, 1) }, uniquingKeysWith: +)
        func rank(_ account: Account) -> (Int, Int, Int) {
            let name = account.identity?.name ?? ""
            return (votes[account.id] ?? 0, beliefs.commits[account.id] ?? 0, name.contains(" ") ? 2 : name.isEmpty ? 0 : 1)
        }
        let ranked = git.compactMap { account in account.identity.map { (rank(account), $0) } }
        return ranked.sorted { $0.1 < $1.1 }.reduce(nil) { best, next -> ((Int, Int, Int), IdentityFile.Identity)? in
            guard let best else { return next }
            return next.0 > best.0 ? next : best
        }?.1
    }
}
