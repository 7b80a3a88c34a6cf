public import Store

/// Brings what a file says of people into the ledger, as one operation that can be undone.
///
/// The file's word is believed by the rule ``rule``; its evidence names the file and the line. A file that is imported again
/// brings only its own conclusions up to date: what it no longer says ends, what is new is recorded, and the rest keeps the
/// time at which it was learned. What people stated, and what other files say, is never touched.
public struct IdentityImport {
    /// The rule of everything that comes from a file.
    public static let rule = AffiliationRule.imported.name

    /// What an import did.
    public struct Report: Sendable, Hashable {
        /// The operation that can be undone; nil when everything was so already.
        public var operation: Int64?
        /// Assertions recorded and ended.
        public var changes = 0
        public var people = 0
        public var identities = 0
        public var accountsMade = 0
        /// Assertions that two accounts are one person's, and so on: what the file says, whether new or not.
        public var joins = 0
        public var affiliations = 0
        public var bots = 0
        public var displayNames = 0
        public var domains = 0
        public var exclusions = 0
    }

    /// What to take over beyond identities, affiliations and bots.
    public struct Options: Sendable, Hashable {
        /// Whether the names in profiles are ones that people chose to be shown by. Mostly a tool took them from a commit, so
        /// showing them could show a name in public that nobody chose.
        public var displayNames: Bool

        public init(displayNames: Bool = false) { self.displayNames = displayNames }
    }

    let writer: any SQLWriter
    let options: Options
    let madeBy: String
    let now: Instant

    public init(_ writer: any SQLWriter, options: Options = Options(), madeBy: String, at now: Instant) {
        self.writer = writer
        self.options = options
        self.madeBy = madeBy
        self.now = now
    }

    /// - Parameter files: the names of the files, as places call them: conclusions of these are brought up to date.
    /// - Throws: ``IdentityProblem`` for an identity in two people; nothing is imported then.
    public func run(_ file: IdentityFile, from files: Set<String>) throws -> Report {
        var report = Report()
        let wanted = try assertions(of: file, &report)
        let labels = Set(files.map(IdentityPlace.label))
        let recorder = OperationRecorder(
            writer, kind: "import people", madeBy: madeBy,
            summary: "Imported \(report.people) people from \(labels.sorted().joined(separator: " and ")).", at: now)
        try recorder.reconcile(try held(from: labels), with: wanted)
        (report.operation, report.changes) = (recorder.operation, recorder.changes)
        if report.accountsMade > 0 { try writer.advanceRevision() }
        return report
    }

    static let predicates: [Assertion.Predicate] = [
        .accountSame, .accountSpelling, .accountOrganisation, .accountBot, .accountDisplayName, .organisationDomain, .identityExcluded,
    ]

    private func held(from labels: Set<String>) throws -> [RecordedAssertion] {
        let beginnings = labels.map(Self.evidence)
        return try Self.predicates.flatMap { predicate in
            try writer.rows(
                """
                SELECT \(RecordedAssertion.columns) FROM assertions
                WHERE predicate = ? AND rule = ? AND ended_at IS NULL ORDER BY id
                """, [.text(predicate.rawValue), .text(Self.rule)]
            ) { try RecordedAssertion($0) }
        }.filter { held in beginnings.contains { held.assertion.evidence.hasPrefix($0) } }
    }

    private static func evidence(_ label: String) -> String { "Imported from \(label)," }

    private static func evidence(_ place: IdentityPlace) -> String {
        let rest = place.line.map { "line \($0)" } ?? place.entry ?? "the whole file"
        return "\(evidence(place.file)) \(rest)."
    }

    private func assertions(of file: IdentityFile, _ report: inout Report) throws -> [Assertion] {
        let owners = try file.owners()
        let (ids, made) = try IdentityAccounts.accounts(of: owners, in: writer, at: now)
        (report.people, report.identities, report.accountsMade) = (file.people.count, owners.count, made)
        var wanted = Distinct()
        var book = try OrganisationBook(writer)
        let terms = TermBook()
        for person in file.people {
            let accounts = person.identities.compactMap { spelled in ids[spelled.identity].map { (id: $0, place: spelled.place) } }
            guard let head = accounts.map(\.id).min() else { continue }
            for account in accounts where account.id != head {
                wanted.add(
                    Assertion(.accountSame, subject: head, object: account.id, rule: Self.rule, evidence: Self.evidence(account.place)))
            }
            if let canonical = person.canonical, let target = ids[canonical] {
                for spelled in person.identities where spelled.identity.source == canonical.source {
                    guard let id = ids[spelled.identity], id != target else { continue }
                    wanted.add(
                        Assertion(.accountSpelling, subject: id, object: target, rule: Self.rule, evidence: Self.evidence(spelled.place)))
                }
            }
            for enrolment in person.enrolments {
                let organisation = try book.organisation(named: enrolment.organisation, in: writer, at: now)
                for account in accounts {
                    wanted.add(
                        Assertion(
                            .accountOrganisation, subject: account.id, object: organisation, validFrom: enrolment.from,
                            validTo: enrolment.to, share: enrolment.share, rule: Self.rule, evidence: Self.evidence(enrolment.place)))
                }
            }
            if let bot = person.bot {
                for account in accounts {
                    wanted.add(Assertion(.accountBot, subject: account.id, rule: Self.rule, evidence: Self.evidence(bot)))
                }
            }
            if options.displayNames, let name = person.displayName {
                let term = try terms.term(name, in: writer)
                for account in accounts {
                    wanted.add(
                        Assertion(
                            .accountDisplayName, subject: account.id, object: term, rule: Self.rule, evidence: Self.evidence(person.place)))
                }
            }
        }
        try addOrganisations(of: file, book: &book, terms, to: &wanted)
        for exclusion in file.exclusions {
            wanted.add(
                Assertion(
                    .identityExcluded, subject: try terms.term(exclusion.text, in: writer), rule: Self.rule,
                    evidence: Self.evidence(exclusion.place)))
        }
        report.count(wanted.assertions)
        return wanted.assertions
    }

    private func addOrganisations(of file: IdentityFile, book: inout OrganisationBook, _ terms: TermBook, to wanted: inout Distinct) throws
    {
        for organisation in file.organisations {
            let id = try book.organisation(named: organisation.name, in: writer, at: now)
            for domain in organisation.domains {
                wanted.add(
                    try OrganisationDomain(.init(domain.name, from: domain.from, to: domain.to, hasSubdomains: domain.hasSubdomains))
                        .assertion(
                            of: id, rule: Self.rule, evidence: Self.evidence(domain.place), in: writer, terms))
            }
        }
    }

    /// Assertions without those that say the same again in other words.
    private struct Distinct {
        private(set) var assertions: [Assertion] = []
        private var seen: Set<Assertion> = []

        mutating func add(_ assertion: Assertion) {
            var key = assertion
            key.evidence = ""
            if seen.insert(key).inserted { assertions.append(assertion) }
        }
    }
}

extension IdentityImport.Report {
    mutating func count(_ assertions: [Assertion]) {
        for assertion in assertions {
            switch assertion.predicate {
            case .accountSame: joins += 1
            case .accountOrganisation: affiliations += 1
            case .accountBot: bots += 1
            case .accountDisplayName: displayNames += 1
            case .organisationDomain: domains += 1
            case .identityExcluded: exclusions += 1
            default: break
            }
        }
    }
}

extension IdentityFile {
    /// The person, by position, to whom the file gives each identity.
    ///
    /// - Throws: ``IdentityProblem`` for an identity in two people.
    func owners() throws -> [Identity: Int] {
        var owners: [Identity: Int] = [:]
        for (index, person) in people.enumerated() {
            for spelled in person.identities {
                if let other = owners.updateValue(index, forKey: spelled.identity), other != index {
                    throw IdentityProblem(spelled.place, field: "identity", Self.inTwo(spelled.identity, people[other].place))
                }
            }
        }
        return owners
    }

    static func inTwo(_ identity: Identity, _ first: IdentityPlace) -> String {
        "\(identity) belongs to two people; the other stands at \(first)"
    }

    /// Takes out of later people the identities that an earlier one has, and people whom nothing is left of.
    ///
    /// - Returns: a problem for each.
    public mutating func removeSharedIdentities() -> [IdentityProblem] {
        var owners: [Identity: Int] = [:]
        var problems: [IdentityProblem] = []
        for index in people.indices {
            var own: [Spelled] = []
            for spelled in people[index].identities {
                guard let other = owners[spelled.identity], other != index else {
                    owners[spelled.identity] = index
                    own.append(spelled)
                    continue
                }
                problems.append(
                    IdentityProblem(spelled.place, field: "identity", Self.inTwo(spelled.identity, people[other].place)))
            }
            people[index].identities = own
        }
        people.removeAll(where: \.identities.isEmpty)
        return problems
    }
}
