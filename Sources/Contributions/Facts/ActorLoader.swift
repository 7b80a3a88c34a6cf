import Ledger
import Measures
import Store

/// Accounts with the person, organisation and bot mark that Steward believes of each.
struct Actors: Sendable {
    struct Affiliation: Sendable, Equatable {
        let organisation: Int32
        let validFrom: Instant?
        let validTo: Instant?
    }

    struct BotMark: Sendable, Equatable {
        let from: Instant?
        let to: Instant?
    }

    /// Indexed by the account's number; 0 stands for no account.
    var personOfAccount: [Int32] = []
    var affiliations: [Int32: [Affiliation]] = [:]
    var bots: [Int32: [BotMark]] = [:]
    var organisations: [ContributionFacts.Organisation] = []
    var personIDs: [PersonID] = []
    var unplaced: Set<Int32> = []
    /// The accounts in `bots`: most events are looked up in vain.
    private(set) var everBot = MemberSet(capacity: 0)
    /// The name of each account: the current user name at a forge; in git as a mailmap spells it where one does.
    var nameOfAccount: [String] = []
    /// What people chose about being shown.
    var wishes = PrivacyWishes()

    /// What one account of a person is called: where a measure counts accounts.
    func label(ofAccount account: Int, _ person: ContributionFacts.Person) -> PersonLabel {
        PersonLabel(
            id: person.id, name: nameOfAccount[account], handle: wishes.hasHandle(account) ? nameOfAccount[account] : person.handle,
            chosenName: person.chosenName, isOptedOut: person.isOptedOut)
    }

    mutating func makeRoomForBots() { everBot = MemberSet(capacity: personOfAccount.count) }

    mutating func markBot(_ account: Int32, _ mark: BotMark) {
        bots[account, default: []].append(mark)
        everBot.insert(account)
    }

    /// Whether everything that was believed of the accounts of `older` is believed still, under the same indexes:
    /// facts that were read with `older` then remain true, whatever accounts came since.
    func continues(_ older: Actors) -> Bool {
        let accounts = older.personOfAccount.count
        guard personOfAccount.count >= accounts, personIDs.count >= older.personIDs.count,
            personOfAccount.prefix(accounts).elementsEqual(older.personOfAccount),
            personIDs.prefix(older.personIDs.count).elementsEqual(older.personIDs),
            organisations == older.organisations
        else { return false }
        return affiliations.filter { $0.key < accounts } == older.affiliations && bots.filter { $0.key < accounts } == older.bots
    }

    func person(of account: Int64) -> Int32 { personOfAccount[Int(account)] }

    /// The organisation for which an account contributed at `time`; 0 when unknown.
    func organisation(of account: Int64, at time: Int64) -> Int32 {
        guard let known = affiliations[Int32(account)] else { return 0 }
        let instant = Instant(seconds: time)
        let valid = known.first {
            ($0.validFrom.map { $0 <= instant } ?? true) && ($0.validTo.map { instant < $0 } ?? true)
        }
        return valid?.organisation ?? 0
    }

    func isBot(_ account: Int64, at time: Int64) -> Bool { isBot(Int32(account), at: time) }

    func isBot(_ account: Int32, at time: Int64) -> Bool {
        guard everBot.contains(account), let marks = bots[account] else { return false }
        let instant = Instant(seconds: time)
        return marks.contains { ($0.from.map { $0 <= instant } ?? true) && ($0.to.map { instant < $0 } ?? true) }
    }

    /// People by index, each named as the account with the most commits spells them.
    func people(countedBy authored: [Int32]) -> [ContributionFacts.Person] {
        var best = [(count: Int32, account: Int)](repeating: (-1, 0), count: personIDs.count)
        var handles = best
        for account in 1..<max(1, personOfAccount.count) {
            let person = Int(personOfAccount[account])
            guard person >= 0, !nameOfAccount[account].isEmpty else { continue }
            if authored[account] > best[person].count { best[person] = (authored[account], account) }
            if authored[account] > handles[person].count, wishes.hasHandle(account) { handles[person] = (authored[account], account) }
        }
        var people = personIDs.indices.map { index in
            let (account, handle) = (best[index].account, handles[index].account)
            return ContributionFacts.Person(
                id: personIDs[index], name: account == 0 ? "(no name)" : nameOfAccount[account],
                unplaced: unplaced.contains(Int32(index)), handle: handle == 0 ? nil : nameOfAccount[handle])
        }
        wishes.apply(to: &people) { account in
            personOfAccount.indices.contains(account) && personOfAccount[account] >= 0 ? Int(personOfAccount[account]) : nil
        }
        return people
    }
}

struct ActorLoader {
    let reader: any SQLReader
    let asKnown: Instant?

    func load() throws -> Actors {
        var actors = Actors()
        actors.organisations = [.init(id: 0, slug: Question.Scope.unknownOrganisation, name: "Unknown")]
        var organisationIndex: [Int64: Int32] = [:]
        for organisation in try reader.organisations() {
            organisationIndex[organisation.id] = Int32(actors.organisations.count)
            actors.organisations.append(
                .init(id: organisation.id, slug: organisation.slug, name: organisation.name))
        }
        try loadAccounts(into: &actors)
        for held in try reader.assertions(.accountOrganisation, asKnown: asKnown).inOrderOfPrecedence {
            guard let object = held.assertion.object, let organisation = organisationIndex[object] else { continue }
            actors.affiliations[Int32(held.assertion.subject), default: []].append(
                Actors.Affiliation(
                    organisation: organisation, validFrom: held.assertion.validFrom, validTo: held.assertion.validTo))
        }
        for held in try reader.assertions(.accountBot, asKnown: asKnown) {
            guard actors.personOfAccount.indices.contains(Int(held.assertion.subject)) else { continue }
            actors.markBot(
                Int32(held.assertion.subject),
                Actors.BotMark(from: held.assertion.validFrom, to: held.assertion.validTo))
        }
        try carryOverFromUserNames(to: &actors)
        try actors.wishes.load(from: reader)
        return actors
    }

    /// What is believed of an account that a roster knows by its user name only holds for the account to which the same
    /// forge gives that name, which may have come later.
    private func carryOverFromUserNames(to actors: inout Actors) throws {
        struct Key: Hashable {
            let source: String
            let login: String
        }
        // Joined here: a database may take every pair of accounts for a candidate.
        var named: [Key: Int32] = [:]
        try reader.forEachRow("SELECT id, source, spelling FROM accounts WHERE spelling LIKE '@%' AND source <> 'git'", []) { row in
            named[Key(source: row.text(1), login: String(row.text(2).dropFirst()))] = Int32(row.integer(0))
        }
        guard !named.isEmpty else { return }
        let held = HeldCondition(at: asKnown, "p")
        try reader.forEachRow(
            """
            SELECT b.id, b.source, p.login_key FROM account_profiles p JOIN accounts b ON b.id = p.account_id
            WHERE b.spelling NOT LIKE '@%' AND \(held.sql) ORDER BY b.id
            """, held.arguments
        ) { row in
            guard let named = named[Key(source: row.text(1), login: row.text(2))] else { return }
            let numbered = Int32(row.integer(0))
            actors.affiliations[numbered, default: []] += actors.affiliations[named] ?? []
            for mark in actors.bots[named] ?? [] { actors.markBot(numbered, mark) }
        }
    }

    private func loadAccounts(into actors: inout Actors) throws {
        let last = Int(try reader.integer("SELECT MAX(id) FROM accounts") ?? 0)
        actors.personOfAccount = Array(repeating: -1, count: last + 1)
        actors.nameOfAccount = Array(repeating: "", count: last + 1)
        actors.makeRoomForBots()
        actors.wishes.makeRoom(for: last + 1)
        try reader.scan("SELECT id, name FROM accounts", []) { row in
            actors.nameOfAccount[row.int(0)] = row.text(1)
        }
        let profiles = HeldCondition(at: asKnown)
        try reader.forEachRow(
            "SELECT account_id, login FROM account_profiles WHERE \(profiles.sql)", profiles.arguments
        ) { row in
            guard actors.nameOfAccount.indices.contains(row.int(0)) else { return }
            actors.nameOfAccount[row.int(0)] = row.text(1)
            if !row.text(1).isEmpty { actors.wishes.markHandle(row.int(0)) }
        }
        let raw = actors.nameOfAccount
        for held in try reader.assertions(.accountSpelling, asKnown: asKnown) {
            guard let spelled = held.assertion.object, !raw[Int(spelled)].isEmpty else { continue }
            actors.nameOfAccount[Int(held.assertion.subject)] = raw[Int(spelled)]
        }
        var indexOfPerson: [Int64: Int32] = [:]
        for held in try reader.assertions(.accountPerson, asKnown: asKnown) {
            guard let person = held.assertion.object else { continue }
            let index = indexOfPerson[person] ?? Int32(actors.personIDs.count)
            if indexOfPerson.updateValue(index, forKey: person) == nil { actors.personIDs.append(PersonID(number: person)) }
            actors.personOfAccount[Int(held.assertion.subject)] = index
        }
        // An account that nothing places is counted as somebody: leaving it out would make totals too small.
        for account in actors.personOfAccount.indices.dropFirst() where actors.personOfAccount[account] < 0 {
            let index = Int32(actors.personIDs.count)
            actors.personIDs.append(PersonID(number: Int64(account)))
            actors.unplaced.insert(index)
            actors.personOfAccount[account] = index
        }
    }
}
