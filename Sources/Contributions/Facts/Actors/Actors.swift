import Ledger
import Measures

/// Accounts with the person, organisation and bot mark that Steward believes of each.
///
/// A person's index is the smallest number of their accounts. So what is believed of one person moves the index of no other,
/// and facts that were read before a correction need to change only where it touches them.
struct Actors: Sendable {
    struct BotMark: Sendable, Equatable {
        let from: Instant?
        let to: Instant?
    }

    /// Indexed by the account's number, as everything that is said of accounts; 0 stands for no account.
    var identities = Identities()
    /// The number of the person with whom each account is placed; 0 for an account that nothing places.
    var placement: [Int64] = []
    private(set) var personOfAccount: [Int32] = []
    /// The first is the unknown organisation; the others are in the order of their numbers, so that new ones come last.
    var organisations: [ContributionFacts.Organisation] = [.unknown]
    private(set) var affiliations = Membership()
    private(set) var teams = Membership()
    private(set) var mixtures = Mixtures()
    var organisationTree = OrganisationTree([])
    /// What is held of who reports to whom, and the tree that it makes of people by index.
    private(set) var reporting: [RecordedAssertion] = []
    private(set) var management = ManagementTree([]) { _ in nil }
    private(set) var bots: [Int32: [BotMark]] = [:]
    /// The accounts in `bots`: most events are looked up in vain.
    private var everBot = MemberSet(capacity: 0)

    var accountCount: Int { personOfAccount.count }

    func person(of account: Int64) -> Int32 { personOfAccount[Int(account)] }
    func person(of account: Int32) -> Int32 { personOfAccount[Int(account)] }

    /// For whom an account contributed at `time`.
    func belonging(of account: Int32, at time: Int64) -> Belonging { affiliations.belonging(of: account, at: time) }

    func isBot(_ account: Int32, at time: Int64) -> Bool {
        guard everBot.contains(account), let marks = bots[account] else { return false }
        let instant = Instant(seconds: time)
        return marks.contains { ($0.from.map { $0 <= instant } ?? true) && ($0.to.map { instant < $0 } ?? true) }
    }

    /// The identifier of a person. An account that was placed with nobody stands for a person of its own.
    func personID(_ person: Int32) -> PersonID {
        let number = placement[Int(person)]
        return PersonID(number: number == 0 ? Int64(person) : number)
    }

    /// What one account of a person is called: where a measure counts accounts.
    func label(ofAccount account: Int32, _ person: ContributionFacts.Person) -> PersonLabel {
        let name = identities.names[Int(account)]
        return PersonLabel(
            id: person.id, name: name, handle: identities.wishes.hasHandle(Int(account)) ? name : person.handle,
            chosenName: person.chosenName, isOptedOut: person.isOptedOut)
    }

    /// People by index, each named as the account with the most commits spells them. What stands at the number of an account
    /// that is not its person's first is never asked for.
    func people(countedBy counts: [Int32]) -> [ContributionFacts.Person] {
        var best = [Int32](repeating: 0, count: accountCount)
        var handles = best
        for account in identities.names.indices.dropFirst() where !identities.names[account].isEmpty {
            let person = Int(personOfAccount[account])
            let known = Int(best[person])
            if known == 0 || counts[account] > counts[known] { best[person] = Int32(account) }
            guard identities.wishes.hasHandle(account) else { continue }
            let handle = Int(handles[person])
            if handle == 0 || counts[account] > counts[handle] { handles[person] = Int32(account) }
        }
        var people = best.indices.map { index in
            ContributionFacts.Person(
                id: personID(Int32(index)), name: best[index] == 0 ? "(no name)" : identities.names[Int(best[index])],
                unplaced: placement[index] == 0, handle: handles[index] == 0 ? nil : identities.names[Int(handles[index])])
        }
        identities.wishes.apply(to: &people) { account in
            account > 0 && account < accountCount ? Int(personOfAccount[account]) : nil
        }
        return people
    }
}

extension Actors {
    /// Works out everybody's index anew from `placement`.
    mutating func groupAccounts() {
        personOfAccount = [Int32](repeating: -1, count: placement.count)
        var first: [Int64: Int32] = [:]
        first.reserveCapacity(placement.count)
        for account in placement.indices.dropFirst() {
            let number = placement[account]
            // An account that nothing places is counted as somebody: leaving it out would make totals too small.
            if number == 0 {
                personOfAccount[account] = Int32(account)
            } else if let head = first[number] {
                personOfAccount[account] = head
            } else {
                first[number] = Int32(account)
                personOfAccount[account] = Int32(account)
            }
        }
    }

    mutating func affiliate(_ claims: [AffiliationClaim]) {
        affiliations = Membership(
            claims, borrowed: claimsByUserName(claims), personOf: personOfAccount, voiceOf: identities.voiceOf, indexOf: organisationIndex,
            mixtures: &mixtures)
    }

    mutating func assignTeams(_ claims: [AffiliationClaim]) {
        teams = Membership(
            claims, borrowed: claimsByUserName(claims), personOf: personOfAccount, voiceOf: identities.voiceOf, indexOf: organisationIndex,
            mixtures: &mixtures)
    }

    /// What is claimed of an account that is known by its user name only holds for the account to which the forge gives that
    /// name. Accounts of one person speak with one voice anyhow; these are placed apart, or not placed yet.
    private func claimsByUserName(_ claims: [AffiliationClaim]) -> [AffiliationClaim] {
        var numbered: [Int64: [Int32]] = [:]
        for (account, named) in identities.namedAs where personOfAccount[Int(account)] != personOfAccount[Int(named)] {
            numbered[Int64(named), default: []].append(account)
        }
        guard !numbered.isEmpty else { return [] }
        return claims.flatMap { claim in
            (numbered[claim.account] ?? []).map { account in
                AffiliationClaim(
                    account: Int64(account), organisation: claim.organisation, from: claim.from, to: claim.to,
                    share: claim.share.map(Int64.init), rule: claim.rule)
            }
        }
    }

    mutating func setReporting(_ held: [RecordedAssertion]) {
        reporting = held
        let people = personOfAccount
        management = ManagementTree(held) { account in
            Int(exactly: account).flatMap { people.indices.contains($0) && $0 > 0 ? Int64(people[$0]) : nil }
        }
    }

    /// - Parameter marks: by account; what a list says of a user name holds for the account to which the forge gives it.
    mutating func setBots(_ marks: [Int32: [BotMark]]) {
        bots = marks
        for (account, named) in identities.namedAs { if let more = marks[named] { bots[account, default: []] += more } }
        everBot = MemberSet(capacity: accountCount)
        for account in bots.keys { everBot.insert(account) }
    }

    private var organisationIndex: [Int64: Int32] {
        Dictionary(organisations.enumerated().map { ($1.id, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    }
}

/// What accounts are called, which changes when sources are read and seldom otherwise.
struct Identities: Sendable {
    /// By the account's number.
    var names: [String] = []
    /// Which accounts of a person speak with one voice: see ``AffiliationVoices``.
    var voiceOf: [Int32] = []
    /// Of the accounts that a forge numbers: the account of which only the user name that it has was known before.
    var namedAs: [Int32: Int32] = [:]
    /// What people chose about being shown.
    var wishes = PrivacyWishes()
    /// How much there was to read.
    var extent = Extent()

    struct Extent: Sendable, Equatable {
        var lastAccount: Int64 = 0
        var profiles: Int64 = 0
    }
}
