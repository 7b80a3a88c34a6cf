public import Store

/// Finds the repository that a row of the product's list means.
struct ProductBook {
    private let host: String
    private var byNumber: [Int64: Int64] = [:]
    private var byPath: [String: Int64] = [:]

    init(_ reader: any SQLReader, host: String) throws {
        self.host = host
        for project in try reader.forgeProjects() where project.host == host {
            if let number = project.number { byNumber[number] = project.repository }
            byPath[project.path.lowercased()] = project.repository
        }
    }

    /// By the forge's number first, which stays when a project moves; then by its path.
    func repository(_ row: ProductProjectRow) -> Int64? {
        row.number.flatMap { byNumber[$0] } ?? byPath[row.path.lowercased()]
    }

    func unmatched(_ row: ProductProjectRow) -> UnmatchedRow {
        UnmatchedRow(row.place, row.path, "no project of \(host) with this path or number was collected")
    }
}

/// Finds the account of a user name at one host, or makes one that stands for the user name alone.
struct LoginBook {
    private let host: String
    /// Accounts with the forge's own number by their present user name.
    private let numbered: [String: Int64]
    private var made: [String: Int64] = [:]

    init(_ reader: any SQLReader, host: String) throws {
        self.host = host
        numbered = try reader.numberedAccounts(ofHost: host)
    }

    /// - Returns: the account, and whether it is one that the forge itself spelled.
    mutating func account(
        _ login: String, name: String? = nil, in writer: any SQLWriter, at now: Instant
    ) throws -> (id: Int64, isKnown: Bool) {
        let login = login.hasPrefix("@") ? String(login.dropFirst()) : login
        let key = BoundedKey.of(login.lowercased())
        if let id = numbered[key] { return (id, true) }
        if let id = made[key] { return (id, false) }
        let account = ForgeAccount(host: host, number: nil, login: login, name: name)
        let found = try writer.integer(
            "SELECT id FROM accounts WHERE source = ? AND spelling = ?", [.text(host), .text(account.spelling)])
        let id = try found ?? ForgeAccountBook().account(of: account, observed: now, in: writer, at: now)
        made[key] = id
        return (id, false)
    }
}

extension SQLReader {
    /// Accounts that a forge numbers, by the user name, in lower case, that it gave last.
    func numberedAccounts(ofHost host: String) throws -> [String: Int64] {
        var found: [String: Int64] = [:]
        // A name that was given up and taken by another is the later one's.
        try forEachRow(
            """
            SELECT p.login_key, p.account_id FROM account_profiles p JOIN accounts a ON a.id = p.account_id
            WHERE a.source = ? AND p.ended_at IS NULL AND a.spelling NOT LIKE '@%' ORDER BY p.observed_at, p.account_id
            """, [.text(host)]
        ) { row in
            found[row.text(0)] = row.integer(1)
        }
        return found
    }
}

/// Finds organisations by their names as people write them, or makes them. Teams are not among them: two organisations may
/// have teams of one name.
struct OrganisationBook {
    private var byName: [String: Int64] = [:]
    private var slugs: [String: Int64] = [:]
    private var teams: Set<String> = []

    init(_ reader: any SQLReader) throws {
        for organisation in try reader.organisations() {
            guard organisation.kind != .team else {
                teams.insert(organisation.slug)
                continue
            }
            byName[Self.key(organisation.name)] = organisation.id
            slugs[organisation.slug] = organisation.id
        }
    }

    /// The organisation with this name or short name, whatever the case; a company of this name when there is none.
    mutating func organisation(named name: String, in writer: any SQLWriter, at now: Instant) throws -> Int64 {
        if let id = find(name) { return id }
        let slug = freeSlug(for: name)
        let id = try writer.organisation(OrganisationSetting(slug: slug, name: name, kind: .company, domains: []), at: now)
        try writer.advanceRevision()
        byName[Self.key(name)] = id
        slugs[slug] = id
        return id
    }

    func find(_ name: String) -> Int64? { byName[Self.key(name)] ?? slugs[name.lowercased()] }

    private func freeSlug(for name: String) -> String {
        // A slash or a colon in a name is no path.
        let slug = Slug.made(from: String(name.map { $0 == "/" || $0 == ":" ? "-" : $0 }))
        func isFree(_ slug: String) -> Bool { slugs[slug] == nil && !teams.contains(slug) }
        guard !isFree(slug) else { return slug }
        return (2...).lazy.map { "\(slug.prefix(74))-\($0)" }.first(where: isFree) ?? slug
    }

    private static func key(_ name: String) -> String { name.lowercased() }
}

extension SQLReader {
    /// The rows of the product's list that mean no project of the ledger yet.
    public func unmatchedProducts(_ rows: [ProductProjectRow], host: String) throws -> [UnmatchedRow] {
        let book = try ProductBook(self, host: host)
        return rows.filter { book.repository($0) == nil }.map(book.unmatched)
    }
}
