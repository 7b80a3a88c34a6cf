import Ledger
import Measures
import Pages
import Store

/// What somebody wants to have believed of a person instead.
struct Correction: Sendable {
    enum Action: String, Sendable, CaseIterable {
        case join, split, affiliate, withdraw, team, manager, bot
        case displayName = "display-name"
        case optOut = "opt-out"
    }

    let action: Action
    let person: PersonID
    /// All accounts of the person, by number.
    let accounts: [Int64]
    /// All accounts of another person whom it is about too.
    let others: [Int64]
    let days: DayRange
    private let values: [String: String]

    /// - Parameter typed: what was typed into the fields of the form, by name.
    /// - Throws: ``FormRefusal`` for what no correction can be made of.
    init(_ typed: [String: String], _ people: PeopleDesk) async throws {
        guard let action = typed["action"].flatMap(Action.init(rawValue:)) else {
            throw FormRefusal("action", "What is to be done is not known.")
        }
        guard let person = typed["person"].flatMap(PersonID.init) else { throw FormRefusal("person", "There is no such person.") }
        self.action = action
        self.person = person
        values = typed
        accounts = try await people.accounts(of: person).sorted()
        guard !accounts.isEmpty else { throw FormRefusal("person", "There is no such person any more: somebody joined or split them.") }
        var others: [Int64] = []
        if let other = typed["other"] {
            others = try await people.accounts(named: other, besides: person).sorted()
        }
        self.others = others
        days = DayRange(from: typed["from"].flatMap { CivilDate($0) }, to: typed["to"].flatMap { CivilDate($0) })
    }

    private func text(_ name: String) throws -> String {
        guard let text = values[name] else { throw FormRefusal(name, "This is missing.") }
        return text
    }

    private var reason: String { values["reason"] ?? "" }

    /// For what a person may wish without saying why.
    private var reasonOfWish: String { reason.isEmpty ? "The person wishes it." : reason }

    /// Those of the person's accounts that were named; all when none was.
    private func named() throws -> [Int64] {
        guard let text = values["account"] else { return accounts }
        let numbers = text.split(whereSeparator: { $0 == "," || $0 == " " }).map { Int64($0) }
        guard !numbers.isEmpty, numbers.allSatisfy({ $0.map(accounts.contains) ?? false }) else {
            throw FormRefusal(
                "account",
                "These are no accounts of this person: give their numbers, such as \(accounts.prefix(3).map { String($0) }.joined(separator: ", "))."
            )
        }
        return numbers.compactMap { $0 }
    }

    /// - Returns: the operation; nil when everything was so already.
    /// - Throws: ``FormRefusal`` for what the ledger refuses.
    func apply(
        _ writer: any SQLWriter, calendar: ReportingCalendar, madeBy: String = PeopleDesk.madeBy, at now: Instant
    ) throws -> Int64? {
        do {
            switch action {
            case .join, .split: return try placed(PeopleStatement(writer, madeBy: madeBy, at: now)).operation
            case .bot: return try bots(PeopleStatement(writer, madeBy: madeBy, at: now), calendar).operation
            default:
                let statement = AffiliationStatement(writer, calendar: calendar, madeBy: madeBy, at: now)
                return try stated(statement, writer).operation
            }
        } catch let refusal as PeopleRefusal {
            throw FormRefusal(refusal.field == "account" && action == .join ? "other" : refusal.field, refusal.reason)
        } catch let refusal as AffiliationRefusal {
            throw FormRefusal(refusal.field == "manager" ? "other" : refusal.field, refusal.description)
        } catch let error as LedgerError {
            throw FormRefusal(nil, error.description)
        }
    }

    private func placed(_ statement: PeopleStatement) throws -> PeopleChange {
        if action == .split { return try statement.split(try named(), reason: reason) }
        guard let other = others.first else { throw FormRefusal("other", "Say who else it is.") }
        guard !accounts.contains(other) else { throw FormRefusal("other", "That is the same person already.") }
        return try statement.join(accounts[0], other, reason: reason)
    }

    private func bots(_ statement: PeopleStatement, _ calendar: ReportingCalendar) throws -> PeopleChange {
        guard let state = BotState(rawValue: try text("state")) else { throw FormRefusal("state", "Say whether a program uses it.") }
        return try statement.state(
            state, of: try named(), from: days.from.map(calendar.start), to: days.to.map(calendar.start), reason: reason)
    }

    private func stated(_ statement: AffiliationStatement, _ writer: any SQLWriter) throws -> AffiliationChange {
        switch action {
        case .withdraw: return try statement.withdraw(accounts, from: values["organisation"], days: days)
        case .team:
            guard let team = values["team"] else { return try statement.endTeam(accounts, days: days) }
            return try statement.setTeam(accounts, to: team, days: days, reason: reason)
        case .manager:
            guard !others.isEmpty else { return try statement.endManager(accounts, days: days) }
            return try statement.setManager(accounts, to: others, days: days, reason: reason)
        case .displayName: return try statement.setDisplayName(accounts, to: values["name"], reason: reasonOfWish)
        case .optOut: return try statement.setOptOut(accounts, to: try text("wish") == "hidden", reason: reasonOfWish)
        default:
            let share = try values["share"].map { text -> Int64 in
                guard let share = Decimals.value(text, places: 4), (1...1_000_000).contains(share) else {
                    throw FormRefusal("share", "A share is a percentage above 0 and up to 100, such as 50.")
                }
                return share
            }
            return try statement.affiliate(
                accounts, with: try text("organisation"), days: days, share: share, reason: reason, instead: values["instead"] == "yes")
        }
    }
}

extension PeopleDesk {
    /// The accounts of a person who is named by their identifier, or by the number, the address or the name of one of their accounts.
    ///
    /// - Parameter besides: whom a name that several have does not mean, because somebody else is looked for.
    /// - Throws: ``FormRefusal`` beside the field `other` when nobody is found, or several are.
    fileprivate func accounts(named text: String, besides: PersonID) async throws -> Set<Int64> {
        let facts = try await context.items(at: desk.moment())
        if let person = PersonID(text) {
            let own = facts.actors.accounts(of: person)
            if !own.isEmpty { return own }
        }
        var found = Set(try await accounts(called: text).compactMap { facts.actors.person(behind: $0) })
        if found.count > 1 { found.remove(besides) }
        guard let person = found.first else { throw FormRefusal("other", "There is no person or account “\(text.prefix(40))”.") }
        guard found.count == 1 else {
            let words = found.sorted { $0.number < $1.number }.prefix(5).map {
                "\(facts.label(of: $0)?.text(for: .staff) ?? "somebody") (\($0.description))"
            }
            throw FormRefusal(
                "other", "\(found.count) people go by “\(text.prefix(40))”. Give the identifier of one: \(words.joined(separator: ", ")).")
        }
        return facts.actors.accounts(of: person)
    }

    private func accounts(called text: String) async throws -> [Int64] {
        try await desk.store.read { reader in
            let named = try reader.accounts(named: text).map(\.id)
            guard named.isEmpty else { return named }
            return try reader.rows("SELECT id FROM accounts WHERE LOWER(name) = ? ORDER BY id LIMIT 500", [.text(text.lowercased())]) {
                $0.integer(0)
            }
        }
    }
}
