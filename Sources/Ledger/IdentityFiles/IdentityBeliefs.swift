import Store

/// What is held now of accounts, as an export needs it.
struct Beliefs {
    private(set) var person: [Int64: Int64] = [:]
    private(set) var optedOut: Set<Int64> = []
    private(set) var bots: Set<Int64> = []
    private(set) var humans: Set<Int64> = []
    private(set) var displayNames: [Int64: (name: String, recorded: Int64)] = [:]
    /// The account as which an account is spelled.
    private(set) var spelledAs: [Int64: Int64] = [:]
    /// Commits by the account of their author.
    private(set) var commits: [Int64: Int] = [:]
    private(set) var organisations: [IdentityFile.Organisation] = []
    private(set) var exclusions: [String] = []
    private(set) var refusals = 0
    private(set) var reporting = 0
    private var affiliations: [Int64: [Enrolments.Claim]] = [:]
    private var organisationNames: [Int64: String] = [:]

    init(_ reader: any SQLReader, now: Instant) throws {
        let terms = try reader.terms()
        for organisation in try reader.organisations() where organisation.kind != .team {
            organisationNames[organisation.id] = organisation.name
        }
        for held in try reader.assertions(.accountPerson) { person[held.assertion.subject] = held.assertion.object }
        optedOut = Set(try reader.assertions(.accountOptOut).map(\.assertion.subject))
        bots = try Self.subjects(.accountBot, reader, now)
        humans = try Self.subjects(.accountHuman, reader, now)
        for held in try reader.assertions(.accountDisplayName) {
            guard let name = held.assertion.object.flatMap({ terms[$0] }) else { continue }
            displayNames[held.assertion.subject] = (name, held.id)
        }
        for held in try reader.assertions(.accountSpelling) { spelledAs[held.assertion.subject] = held.assertion.object }
        try reader.forEachRow("SELECT author, COUNT(*) FROM commits GROUP BY author", []) { commits[$0.integer(0)] = $0.int(1) }
        for held in try reader.assertions(.accountOrganisation) {
            let rule = AffiliationRule(held.assertion.rule)
            guard rule != .domain, let name = held.assertion.object.flatMap({ organisationNames[$0] }) else { continue }
            affiliations[held.assertion.subject, default: []].append(
                Enrolments.Claim(
                    organisation: name, validity: Validity(held.assertion), share: held.assertion.share, rule: rule))
        }
        try readOrganisations(reader, terms)
        exclusions = try reader.assertions(.identityExcluded).compactMap { terms[$0.assertion.subject] }
            .reduce(into: Set<ExactText>()) { $0.insert(ExactText($1)) }.map(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        refusals = try reader.assertions(.accountDistinct).count
        reporting = try reader.assertions(.accountTeam).count + reader.assertions(.accountManager).count
    }

    private static func subjects(_ predicate: Assertion.Predicate, _ reader: any SQLReader, _ now: Instant) throws -> Set<Int64> {
        Set(try reader.assertions(predicate).filter { $0.assertion.isValid(at: now) }.map(\.assertion.subject))
    }

    private mutating func readOrganisations(_ reader: any SQLReader, _ terms: [Int64: String]) throws {
        let place = IdentityPlace(file: "")
        var domains: [Int64: Set<IdentityFile.Domain>] = [:]
        for held in try reader.assertions(.organisationDomain) {
            guard let term = held.assertion.object.flatMap({ terms[$0] }) else { continue }
            let days = DayRange(from: held.assertion.validFrom?.date, to: held.assertion.validTo?.date)
            let domain = OrganisationDomain(term, days: days).domain
            domains[held.assertion.subject, default: []].insert(
                IdentityFile.Domain(domain.name, from: domain.from, to: domain.to, hasSubdomains: domain.hasSubdomains, place: place))
        }
        organisations = organisationNames.map { id, name in
            IdentityFile.Organisation(
                name,
                domains: (domains[id] ?? []).sorted { a, b in
                    (a.name, a.hasSubdomains ? 0 : 1, a.from ?? .earliest, a.to ?? .latest) < (
                        b.name, b.hasSubdomains ? 0 : 1, b.from ?? .earliest, b.to ?? .latest
                    )
                })
        }
        organisations.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    func enrolments(of accounts: [Int64]) -> [IdentityFile.Enrolment] {
        Enrolments.inForce(accounts.flatMap { affiliations[$0] ?? [] })
    }
}

extension CivilDate {
    static let earliest = CivilDate(year: 1, month: 1, day: 1)
    static let latest = CivilDate(year: 9999, month: 12, day: 31)
}

extension IdentityFile {
    /// As a format has it that knows no shares of employments.
    public var withoutShares: IdentityFile {
        var file = self
        for index in file.people.indices { file.people[index].enrolments = Enrolments.withoutShares(file.people[index].enrolments) }
        return file
    }
}

/// Finds the employments that count among those by several rules.
enum Enrolments {
    struct Claim: Hashable {
        let organisation: String
        let validity: Validity
        let share: Int64?
        let rule: AffiliationRule
    }

    private struct Key: Hashable {
        let organisation: String
        let share: Int64?
    }

    /// Each time with what the strongest rule says of it, and one entry for what follows on itself.
    static func inForce(_ claims: [Claim]) -> [IdentityFile.Enrolment] {
        var free: [Validity] = [Validity(nil, nil)]
        var kept: [Key: [Validity]] = [:]
        for rule in Set(claims.map(\.rule)).sorted() {
            let level = Set(claims.filter { $0.rule == rule })
            for claim in level {
                kept[Key(organisation: claim.organisation, share: claim.share), default: []] += free.compactMap {
                    $0.common(with: claim.validity)
                }
            }
            for claim in level { free = free.flatMap { $0.without(claim.validity) } }
        }
        return inOrder(kept, place: IdentityPlace(file: ""))
    }

    /// Employments without their shares, and one entry for what then follows on itself.
    static func withoutShares(_ enrolments: [IdentityFile.Enrolment]) -> [IdentityFile.Enrolment] {
        guard let place = enrolments.first?.place else { return [] }
        return inOrder(
            Dictionary(
                enrolments.map { (Key(organisation: $0.organisation, share: nil), [Validity($0.from, $0.to)]) }, uniquingKeysWith: +),
            place: place)
    }

    private static func inOrder(_ kept: [Key: [Validity]], place: IdentityPlace) -> [IdentityFile.Enrolment] {
        let enrolments = kept.flatMap { key, ranges in
            Validity.merged(ranges).map {
                IdentityFile.Enrolment(key.organisation, from: $0.from, to: $0.to, share: key.share, place: place)
            }
        }
        return enrolments.sorted { a, b in
            let (startA, startB) = (a.from ?? .distantPast, b.from ?? .distantPast)
            if startA != startB { return startA < startB }
            let (endA, endB) = (a.to ?? .distantFuture, b.to ?? .distantFuture)
            if endA != endB { return endA < endB }
            if a.organisation != b.organisation { return a.organisation.utf8.lexicographicallyPrecedes(b.organisation.utf8) }
            return (a.share ?? -1) < (b.share ?? -1)
        }
    }
}

extension Validity {
    /// The same time in as few ranges as can be, in order.
    static func merged(_ ranges: [Validity]) -> [Validity] {
        var merged: [Validity] = []
        for range in ranges.sorted(by: { ($0.from ?? .distantPast) < ($1.from ?? .distantPast) }) {
            guard let last = merged.last, last.to.map({ (range.from ?? .distantPast) <= $0 }) ?? true else {
                merged.append(range)
                continue
            }
            let ends = [last.to, range.to].compactMap { $0 }
            merged[merged.count - 1].to = ends.count == 2 ? ends.max() : nil
        }
        return merged
    }
}
