public import Store

/// Everything that is believed about the programme itself, with when each thing holds and why.
public struct ProgrammeState: Sendable {
    /// A statement with the object that it is about, in words.
    public struct Entry: Sendable {
        /// What it is about: an organisation, a measure, a project's path, a user name.
        public let subject: String
        public let held: RecordedAssertion

        public var assertion: Assertion { held.assertion }
    }

    public struct Coach: Sendable {
        public let login: String
        public let host: String
        public let speciality: String?
        /// The forge itself spelled the account; else only the user name is known.
        public let isKnown: Bool
        public let held: RecordedAssertion
    }

    public struct Customer: Sendable {
        public let name: String
        public let slug: String
        /// The organisations above it, each with its time.
        public let parents: [Entry]
        /// In hundredths of the office's currency, each with its time. Not for everybody.
        public let revenue: [RecordedAssertion]
        /// Accounts that contribute for it.
        public let contributors: Int
    }

    public let own: [Entry]
    public let communityRules: [RecordedAssertion]
    public let products: [Entry]
    public let coaches: [Coach]
    public let customers: [Customer]
    /// The targets that hold, held once, or are to come; those that were replaced are among them with their end.
    public let targets: [Entry]
    /// The newest changes of the programme's settings.
    public let operations: [Operation]
    /// The operations that were taken back.
    public let undone: Set<Int64>

    /// How many changes are listed.
    static let mostOperations = 50

    public init(_ reader: any SQLReader) throws {
        let organisations = Dictionary(uniqueKeysWithValues: try reader.organisations().map { ($0.id, $0) })
        func organisation(_ id: Int64?) -> String { id.flatMap { organisations[$0]?.name } ?? "(unknown organisation)" }
        let held = try reader.programmeAssertions()
        let current = held.filter { $0.endedAt == nil }
        func of(_ predicate: Assertion.Predicate, in list: [RecordedAssertion]) -> [RecordedAssertion] {
            list.filter { $0.assertion.predicate == predicate }
        }
        own = of(.organisationOwn, in: current).map { Entry(subject: organisation($0.assertion.subject), held: $0) }
        communityRules = of(.programmeCommunityRule, in: held)
        let paths = Dictionary(uniqueKeysWithValues: try reader.forgeProjects().map { ($0.repository, "\($0.host)/\($0.path)") })
        products = of(.repositoryProduct, in: current)
            .map { Entry(subject: paths[$0.assertion.subject] ?? "(unknown project)", held: $0) }
            .sorted { $0.subject < $1.subject }
        let terms = try reader.programmeTerms()
        targets = of(.measureTarget, in: held).map { Entry(subject: terms[$0.assertion.subject] ?? "(unknown measure)", held: $0) }
        let accounts = try reader.rosterAccounts()
        coaches = of(.accountCoach, in: current).map { held in
            let account = accounts[held.assertion.subject]
            return Coach(
                login: account?.login ?? "(unknown account)", host: account?.host ?? "",
                speciality: held.assertion.object.flatMap { terms[$0] }, isKnown: account?.isKnown ?? false, held: held)
        }.sorted { ($0.login.lowercased(), $0.held.id) < ($1.login.lowercased(), $1.held.id) }
        let contributors = try reader.contributorCounts()
        let parents = Dictionary(grouping: of(.organisationParent, in: current), by: \.assertion.subject)
        let revenue = Dictionary(grouping: of(.organisationRevenue, in: current), by: \.assertion.subject)
        customers = Set(parents.keys).union(revenue.keys).compactMap { organisations[$0] }.map { customer in
            Customer(
                name: customer.name, slug: customer.slug,
                parents: (parents[customer.id] ?? []).map { Entry(subject: organisation($0.assertion.object), held: $0) },
                revenue: revenue[customer.id] ?? [], contributors: contributors[customer.id] ?? 0)
        }.sorted { $0.name < $1.name }
        operations = try reader.programmeOperations(limit: Self.mostOperations)
        undone = Set(operations.compactMap(\.undoes))
    }

    /// The community rule at an instant; nil when nothing was said.
    public func communityRule(at instant: Instant) -> CommunityRule? {
        communityRules.filter { $0.endedAt == nil }.inForce(at: instant)
            .flatMap { $0.assertion.object }.flatMap { CommunityRule(rawValue: Int($0)) }
    }

    /// The measures that have targets, by id.
    public var measuresWithTargets: [String] { Set(targets.map(\.subject)).sorted() }

    /// The target of a measure at an instant.
    public func target(of measure: String, at instant: Instant) -> Entry? {
        let entries = targets.filter { $0.subject == measure && $0.held.endedAt == nil }
        return entries.map(\.held).inForce(at: instant).flatMap { found in entries.first { $0.held.id == found.id } }
    }
}

/// The account of somebody on a roster.
struct RosterAccount {
    let host: String
    let login: String
    let isKnown: Bool
}

extension SQLReader {
    /// Assertions about the programme, those that were ended too where their history is shown.
    fileprivate func programmeAssertions() throws -> [RecordedAssertion] {
        let current: [Assertion.Predicate] = [
            .organisationOwn, .repositoryProduct, .accountCoach, .organisationParent, .organisationRevenue,
        ]
        let past: [Assertion.Predicate] = [.programmeCommunityRule, .measureTarget]
        let marks = { (count: Int) in Array(repeating: "?", count: count).joined(separator: ", ") }
        return try rows(
            """
            SELECT \(RecordedAssertion.columns) FROM assertions
            WHERE predicate IN (\(marks(past.count))) OR (predicate IN (\(marks(current.count))) AND ended_at IS NULL)
            ORDER BY id
            """, (past + current).map { .text($0.rawValue) }, { try RecordedAssertion($0) })
    }

    /// The words that are measures and specialities of coaches.
    fileprivate func programmeTerms() throws -> [Int64: String] {
        Dictionary(
            uniqueKeysWithValues: try rows(
                """
                SELECT id, text FROM terms WHERE id IN (
                    SELECT subject FROM assertions WHERE predicate = ?
                    UNION SELECT object FROM assertions WHERE predicate = ? AND object IS NOT NULL)
                """, [.text(Assertion.Predicate.measureTarget.rawValue), .text(Assertion.Predicate.accountCoach.rawValue)]
            ) { ($0.integer(0), $0.text(1)) })
    }

    /// The accounts that a roster or a mapping names.
    func rosterAccounts() throws -> [Int64: RosterAccount] {
        Dictionary(
            try rows(
                """
                SELECT a.id, a.source, a.spelling, a.name, p.login FROM accounts a
                LEFT JOIN account_profiles p ON p.account_id = a.id AND p.ended_at IS NULL
                WHERE a.id IN (
                    SELECT subject FROM assertions
                    WHERE ended_at IS NULL AND (predicate = ? OR (predicate = ? AND rule IN (?, ?))))
                """,
                [
                    .text(Assertion.Predicate.accountCoach.rawValue), .text(Assertion.Predicate.accountOrganisation.rawValue),
                    .text(ProgrammeRule.contributorMapping), .text(ProgrammeRule.stated),
                ]
            ) { row in
                (
                    row.integer(0),
                    RosterAccount(
                        host: row.text(1), login: row.optionalText(4) ?? row.text(3), isKnown: !row.text(2).hasPrefix("@"))
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    /// How many accounts the contributor mapping, or a person, gives to each organisation.
    fileprivate func contributorCounts() throws -> [Int64: Int] {
        Dictionary(
            uniqueKeysWithValues: try rows(
                """
                SELECT object, COUNT(DISTINCT subject) FROM assertions
                WHERE predicate = ? AND rule IN (?, ?) AND ended_at IS NULL AND object IS NOT NULL GROUP BY object
                """,
                [
                    .text(Assertion.Predicate.accountOrganisation.rawValue), .text(ProgrammeRule.contributorMapping),
                    .text(ProgrammeRule.stated),
                ]
            ) { ($0.integer(0), $0.int(1)) })
    }

    /// The newest changes of the programme's settings, and what took them back.
    public func programmeOperations(limit: Int) throws -> [Operation] {
        try rows(
            """
            SELECT id, kind, made_by, summary, recorded_at, undoes FROM operations
            WHERE kind LIKE 'programme: %' OR undoes IN (SELECT id FROM operations WHERE kind LIKE 'programme: %')
            ORDER BY id DESC LIMIT ?
            """, [.int(limit)]
        ) { row in
            Operation(
                id: row.integer(0), kind: row.text(1), madeBy: row.text(2), summary: row.text(3),
                recordedAt: Instant(seconds: row.integer(4)), undoes: row.optionalInteger(5))
        }
    }
}
