import Access
import Ledger
import Store

/// What the numbers in assertions stand for, for the assertions of one page.
struct LedgerNames: Sendable {
    let accounts: [Int64: AccountRecord]
    /// The first of the accounts that people have now, by the number of the person.
    private let firstAccounts: [Int64: Int64]
    private let organisations: [Int64: Organisation]
    private let terms: [Int64: String]
    private let places: [Int64: String]
    private let projects: [Int64: String]
    private let groups: [Int64: String]

    init(_ reader: any SQLReader, for assertions: [Assertion]) throws {
        var (accounts, terms, persons): (Set<Int64>, Set<Int64>, Set<Int64>) = ([], [], [])
        var predicates: Set<Assertion.Predicate> = []
        var needsPlaces = false
        for assertion in assertions {
            predicates.insert(assertion.predicate)
            if assertion.predicate.isAboutAccounts { accounts.insert(assertion.subject) }
            if assertion.predicate == .accountPerson, let object = assertion.object { persons.insert(object) }
            if assertion.predicate.namesTwoAccounts, let object = assertion.object { accounts.insert(object) }
            if [.accountCoach, .accountDisplayName, .organisationDomain].contains(assertion.predicate), let object = assertion.object {
                terms.insert(object)
            }
            if assertion.predicate == .measureTarget || assertion.predicate == .identityExcluded { terms.insert(assertion.subject) }
            needsPlaces = needsPlaces || assertion.context != nil || assertion.predicate == .repositoryProduct
        }
        let organisational: Set<Assertion.Predicate> = [
            .accountOrganisation, .accountTeam, .organisationParent, .organisationOwn, .organisationRevenue, .organisationDomain,
        ]
        firstAccounts = try reader.firstAccounts(ofPersons: persons)
        self.accounts = try reader.accountRecords(accounts.union(firstAccounts.values))
        self.terms = try reader.texts(ofTerms: terms)
        organisations =
            predicates.isDisjoint(with: organisational)
            ? [:] : Dictionary(uniqueKeysWithValues: try reader.organisations().map { ($0.id, $0) })
        places = needsPlaces ? Dictionary(uniqueKeysWithValues: try reader.repositories().map { ($0.id, $0.location) }) : [:]
        let grouped = predicates.contains(.projectGroup)
        projects = grouped ? Dictionary(uniqueKeysWithValues: try reader.projects().map { ($0.id, $0.title) }) : [:]
        groups = grouped ? Dictionary(uniqueKeysWithValues: try reader.projectGroups().map { ($0.id, $0.title) }) : [:]
    }

    /// Another account of a person, by which whoever reads it knows who is meant; nil when there is none.
    func otherAccount(of person: Int64?, than account: Int64) -> String? {
        guard let first = person.flatMap({ firstAccounts[$0] }), first != account else { return nil }
        return accounts[first]?.words
    }

    func account(_ id: Int64?) -> String { id.flatMap { accounts[$0]?.words } ?? "an account that is not known" }
    func organisation(_ id: Int64?) -> String { id.flatMap { organisations[$0]?.name } ?? "an organisation that is not known" }
    func term(_ id: Int64?) -> String { id.flatMap { terms[$0] } ?? "" }
    func place(_ id: Int64?) -> String { id.flatMap { places[$0] } ?? "a repository that is not known" }
    func project(_ id: Int64?) -> String { id.flatMap { projects[$0] } ?? "a project that is not known" }
    func group(_ id: Int64?) -> String { id.flatMap { groups[$0] } ?? "a group that is not known" }
}

extension AccountRecord {
    /// The account as its source spells it, for staff.
    var words: String {
        if source == "git" { return spelling }
        if let login { return "\(login) at \(source)" }
        return isUserNameOnly ? "\(spelling.dropFirst()) at \(source)" : "account \(spelling) at \(source)"
    }
}

extension Assertion {
    /// What is believed, in a sentence without a full stop; names people, so for staff alone.
    ///
    /// - Parameter day: writes the days from and until which it holds; nil leaves them out.
    func words(_ names: LedgerNames, day: ((Instant?) -> String)?) -> String {
        statement(names) + share.map { ", \(Decimals.text($0, places: 4)) % of what they do" }.orEmpty + (day.map { validity($0) } ?? "")
            + (context.map { " (in \(names.place($0)))" }).orEmpty
    }

    private func statement(_ names: LedgerNames) -> String {
        let who = predicate.isAboutAccounts ? names.account(subject) : ""
        switch predicate {
        case .accountPerson:
            return "\(who) is used by "
                + (names.otherAccount(of: object, than: subject).map { "the same person as \($0)" } ?? "a person of their own")
        case .accountSame: return "\(who) and \(names.account(object)) are one person’s"
        case .accountDistinct: return "\(who) and \(names.account(object)) are two people’s"
        case .accountPostponed: return "whether \(who) and \(names.account(object)) are one person’s is asked later"
        case .accountSpelling: return "\(who) is spelled \(names.account(object))"
        case .accountOrganisation: return "\(who) contributes for \(names.organisation(object))"
        case .accountBot: return "\(who) is a bot"
        case .accountHuman: return "\(who) is no bot"
        case .accountTeam: return "\(who) is in \(names.organisation(object))"
        case .accountManager: return "\(who) reports to \(names.account(object))"
        case .accountOptOut: return "\(who) is not shown"
        case .accountDisplayName: return "\(who) is shown as “\(names.term(object))”"
        case .projectGroup: return "\(names.project(subject)) is in the group \(names.group(object))"
        case .accountCoach:
            let speciality = names.term(object)
            return "\(who) is a coach" + (speciality.isEmpty ? "" : " for \(speciality)")
        case .identityExcluded: return "“\(names.term(subject))” joins no accounts"
        case .organisationDomain: return "\(names.organisation(subject)) has the domain \(names.term(object))"
        case .organisationParent: return "\(names.organisation(subject)) is part of \(names.organisation(object))"
        case .organisationRevenue:
            return "\(names.organisation(subject)) is a customer with a revenue of \(Decimals.text(object ?? 0, places: 2))"
        case .organisationOwn: return "\(names.organisation(subject)) runs the programme"
        case .repositoryProduct: return "\(names.place(subject)) is part of the product"
        case .programmeCommunityRule:
            return
                "the community is told apart by \(object.flatMap { CommunityRule(rawValue: Int(truncatingIfNeeded: $0)) }?.key ?? "a rule that is not known")"
        case .measureTarget: return "the target of \(names.term(subject)) is \(Thousandths.text(object ?? 0))"
        }
    }

    private func validity(_ day: @escaping (Instant?) -> String) -> String {
        (validFrom == nil ? "" : " from \(day(validFrom))") + (validTo == nil ? "" : " until \(day(validTo))")
    }
}

extension SQLReader {
    /// The account with the smallest number that each of these people has now.
    fileprivate func firstAccounts(ofPersons persons: Set<Int64>) throws -> [Int64: Int64] {
        var first: [Int64: Int64] = [:]
        try forEachRow(
            "SELECT object, MIN(subject) FROM assertions WHERE predicate = ? AND ended_at IS NULL AND object IN",
            of: persons.sorted().map(SQLValue.integer), [.text(Assertion.Predicate.accountPerson.rawValue)], then: "GROUP BY object"
        ) { first[$0.integer(0)] = $0.integer(1) }
        return first
    }
}

extension Optional<String> {
    fileprivate var orEmpty: String { self ?? "" }
}
