import Store

/// A domain as the ledger holds it: the term of its name, which begins with `only:` when its sub-domains are others'.
struct OrganisationDomain {
    let domain: OrganisationSetting.Domain
    private static let exactly = "only:"

    init(_ domain: OrganisationSetting.Domain) { self.domain = domain }

    /// Reads what ``text`` writes.
    init(_ text: String, days: DayRange) {
        let isExact = text.hasPrefix(Self.exactly)
        domain = OrganisationSetting.Domain(
            isExact ? String(text.dropFirst(Self.exactly.count)) : text, from: days.from, to: days.to, hasSubdomains: !isExact)
    }

    var text: String { (domain.hasSubdomains ? "" : Self.exactly) + domain.name }

    /// Its days are stored as their first instants in UTC, whatever the reporting time zone is.
    func assertion(
        of organisation: Int64, rule: String, evidence: String, in writer: any SQLWriter, _ terms: TermBook
    ) throws -> Assertion {
        Assertion(
            .organisationDomain, subject: organisation, object: try terms.term(text, in: writer),
            validFrom: domain.from.map(Instant.init), validTo: domain.to.map(Instant.init), rule: rule, evidence: evidence)
    }
}

extension DomainIndex {
    /// The domains that the ledger holds.
    init(_ reader: any SQLReader, free: Set<String>, calendar: ReportingCalendar) throws {
        self.init(free: free)
        let names = Dictionary(uniqueKeysWithValues: try reader.organisations().map { ($0.id, $0.name) })
        let held = try reader.assertions(.organisationDomain)
        let words = try reader.words(held.compactMap(\.assertion.object))
        for assertion in held.map(\.assertion) {
            guard let word = assertion.object.flatMap({ words[$0] }) else { continue }
            let found = OrganisationDomain(word, days: DayRange(from: assertion.validFrom?.date, to: assertion.validTo?.date)).domain
            add(
                Rule(
                    organisation: assertion.subject, name: names[assertion.subject] ?? "", domain: found.name,
                    hasSubdomains: found.hasSubdomains,
                    validity: Validity(found.from.map(calendar.start(of:)), found.to.map(calendar.start(of:))),
                    rank: Self.rank(assertion.rule)))
        }
    }

    /// A person's word goes before the configuration, and that before lists from elsewhere.
    private static func rank(_ rule: String) -> Int {
        switch rule {
        case ProgrammeRule.stated: 0
        case ProgrammeRule.configured: 1
        default: 2
        }
    }
}

extension SQLReader {
    /// Some words by number.
    func words(_ numbers: [Int64]) throws -> [Int64: String] {
        var found: [Int64: String] = [:]
        for number in Set(numbers) {
            found[number] = try first("SELECT text FROM terms WHERE id = ?", [.integer(number)]) { $0.text(0) }
        }
        return found
    }
}
