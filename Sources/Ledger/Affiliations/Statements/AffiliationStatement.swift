public import Store

/// What somebody asked for of people or organisations that cannot be, in words for them.
public struct AffiliationRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is at fault: `organisation`, `from`, `to`, `share`, `reason`, `team`, `manager`, `name`, `parent`; nil for the whole.
    public let field: String?
    public let description: String

    public init(_ field: String?, _ description: String) {
        self.field = field
        self.description = description
    }
}

/// What a person states of people, one thing at a time: for whom they work, in which team, to whom they report, how they are
/// shown. No import ends it, and it goes before what files, forges and addresses say.
///
/// Everything is stated of accounts, mostly of all those of a person, so that it holds wherever an account goes when people
/// are joined or split.
public struct AffiliationStatement {
    let writer: any SQLWriter
    let calendar: ReportingCalendar
    let madeBy: String
    let now: Instant

    public init(_ writer: any SQLWriter, calendar: ReportingCalendar, madeBy: String, at now: Instant) {
        self.writer = writer
        self.calendar = calendar
        self.madeBy = madeBy
        self.now = now
    }

    private static let longestReason = 1000
    private static let longestName = 100

    // MARK: Organisations

    /// States that accounts contribute for an organisation. Times in which that was stated before and that overlap or touch
    /// become one; what was stated of other organisations stays, and divides the contributions with this one.
    ///
    /// - Parameters:
    ///   - organisation: its short name or name; it must be there.
    ///   - share: in millionths; nil for an even part of what the others leave.
    ///   - instead: whether what was stated of other organisations ends for those days.
    /// - Throws: ``AffiliationRefusal``
    public func affiliate(
        _ accounts: [Int64], with organisation: String, days: DayRange = .always, share: Int64? = nil, reason: String, instead: Bool = false
    ) throws -> AffiliationChange {
        try check(days)
        let evidence = try evidence(reason)
        let found = try self.organisation(organisation)
        if let share, !(1...Int64(AffiliationPart.whole)).contains(share) {
            throw AffiliationRefusal("share", "A share is more than nothing and at most the whole.")
        }
        let recorder = try recorder("affiliation", accounts, "for \(found.name)\(Self.words(days))")
        let held = try held(.accountOrganisation, accounts).filter { $0.assertion.rule == AffiliationRule.stated.name }
        let wanted = Validity(days.from.map(calendar.start), days.to.map(calendar.start))
        for account in try existing(accounts) {
            let own = held.filter { $0.assertion.subject == account }
            let same = own.filter { $0.assertion.object == found.id }
            if instead { try recorder.clear(wanted, of: own.filter { $0.assertion.object != found.id }) }
            let assertion = Assertion(
                .accountOrganisation, subject: account, object: found.id, validFrom: wanted.from, validTo: wanted.to, share: share,
                rule: AffiliationRule.stated.name, evidence: evidence)
            try recorder.merge(assertion, into: same)
        }
        return AffiliationChange(recorder)
    }

    /// States that accounts no longer contribute for an organisation in some days, or for any of those that were stated.
    ///
    /// - Throws: ``AffiliationRefusal`` also when only another rule says so, which would only say so again.
    public func withdraw(_ accounts: [Int64], from organisation: String?, days: DayRange) throws -> AffiliationChange {
        try check(days)
        let found = try organisation.map(self.organisation)
        return try end(.accountOrganisation, accounts, days, "no longer for \(found?.name ?? "any organisation")", "organisation") {
            found == nil || $0.object == found?.id
        }
    }

    // MARK: Teams and managers

    /// States in which team somebody works; what was stated before ends for those days.
    ///
    /// - Parameter team: its short name.
    /// - Throws: ``AffiliationRefusal``
    public func setTeam(_ accounts: [Int64], to team: String, days: DayRange = .always, reason: String) throws -> AffiliationChange {
        try check(days)
        guard let found = try writer.organisations().first(where: { $0.slug == team.lowercased() }), found.kind == .team else {
            throw AffiliationRefusal("team", "There is no team “\(team.prefix(80))”.")
        }
        return try set(.accountTeam, accounts, to: { _ in found.id }, days, reason, "in the team \(found.name)")
    }

    /// - Throws: ``AffiliationRefusal``
    public func endTeam(_ accounts: [Int64], days: DayRange) throws -> AffiliationChange {
        try end(.accountTeam, accounts, days, "no longer in a team", "team") { _ in true }
    }

    /// States to whom somebody reports; what was stated before ends for those days.
    ///
    /// - Parameters:
    ///   - accounts: all accounts of the person.
    ///   - manager: all accounts of the one to whom they report, the first of which is written down.
    ///   - personOf: tells the person of an account, for finding circles; as accounts are placed when nil.
    /// - Throws: ``AffiliationRefusal`` also when somebody would report to themselves by however many steps.
    public func setManager(
        _ accounts: [Int64], to manager: [Int64], days: DayRange = .always, reason: String, personOf: ((Int64) -> Int64?)? = nil
    ) throws -> AffiliationChange {
        try check(days)
        guard let account = try existing(manager).first else { throw AffiliationRefusal("manager", "Nobody is named.") }
        let held = try writer.assertions(.accountManager).filter { !accounts.contains($0.assertion.subject) }
        let named = personOf == nil ? Set(held.flatMap { [$0.assertion.subject, $0.assertion.object ?? 0] } + accounts + manager) : []
        let placed = Dictionary(
            try JoiningReader(reader: writer).assertions(.accountPerson, "subject", in: named).map {
                ($0.assertion.subject, $0.assertion.object)
            },
            uniquingKeysWith: { first, _ in first })
        func person(_ account: Int64) -> Int64 { personOf?(account) ?? placed[account].flatMap { $0 } ?? -account }
        let tree = ManagementTree(held) { person($0) }
        for own in Set(accounts.map(person)) {
            let link = DatedTree.Link(
                child: own, parent: person(account), from: days.from.map { calendar.start(of: $0).seconds } ?? .min,
                to: days.to.map { calendar.start(of: $0).seconds } ?? .max)
            do {
                if let way = try tree.tree.circle(closedBy: link) {
                    let between = way.count == 1 ? "" : ", by way of \(way.count - 1) \(way.count == 2 ? "other" : "others")"
                    throw AffiliationRefusal("manager", "They would report to themselves\(between).")
                }
            } catch let error as LedgerError {
                throw AffiliationRefusal("manager", error.description)
            }
        }
        return try set(.accountManager, accounts, to: { $0 == account ? nil : account }, days, reason, "with a manager")
    }

    /// - Throws: ``AffiliationRefusal``
    public func endManager(_ accounts: [Int64], days: DayRange) throws -> AffiliationChange {
        try end(.accountManager, accounts, days, "no longer with a manager", "manager") { _ in true }
    }

    // MARK: How somebody is shown

    /// States that somebody wants to be counted and never shown, or takes that back.
    public func setOptOut(_ accounts: [Int64], to hidden: Bool, reason: String) throws -> AffiliationChange {
        guard hidden else {
            return try end(.accountOptOut, accounts, .always, "shown again", nil) { _ in true }
        }
        return try set(.accountOptOut, accounts, to: { _ in nil }, .always, reason, "not shown", needsObject: false)
    }

    /// States how somebody is to be called; nil takes that back.
    ///
    /// - Throws: ``AffiliationRefusal`` for a name that is too long or that holds what nobody can see.
    public func setDisplayName(_ accounts: [Int64], to name: String?, reason: String) throws -> AffiliationChange {
        guard let name else {
            return try end(.accountDisplayName, accounts, .always, "without a chosen name", "name") { _ in true }
        }
        guard !name.isEmpty, name.count <= Self.longestName, name.utf8.count <= 4 * Self.longestName else {
            throw AffiliationRefusal("name", "A name has 1 to \(Self.longestName) characters.")
        }
        if let hidden = HiddenCharacters.first(in: name) {
            throw AffiliationRefusal("name", "The name holds \(hidden), which nobody can see; write it without.")
        }
        let term = try TermBook().term(name, in: writer)
        return try set(.accountDisplayName, accounts, to: { _ in term }, .always, reason, "with a chosen name")
    }
}

// MARK: - What statements have in common

extension AffiliationStatement {
    /// States one thing that only one can be at a time: what was stated before ends for those days.
    private func set(
        _ predicate: Assertion.Predicate, _ accounts: [Int64], to object: (Int64) -> Int64?, _ days: DayRange, _ reason: String,
        _ what: String, needsObject: Bool = true
    ) throws -> AffiliationChange {
        let evidence = try evidence(reason)
        let recorder = try recorder(predicate.part, accounts, what + Self.words(days))
        let held = try held(predicate, accounts).filter { $0.assertion.rule == AffiliationRule.stated.name }
        for account in try existing(accounts) {
            let object = object(account)
            if object == nil, needsObject { continue }
            let assertion = Assertion(
                predicate, subject: account, object: object, validFrom: days.from.map(calendar.start), validTo: days.to.map(calendar.start),
                rule: AffiliationRule.stated.name, evidence: evidence)
            try recorder.state(assertion, over: held.filter { $0.assertion.subject == account })
        }
        return AffiliationChange(recorder)
    }

    /// Ends what was stated for some days.
    private func end(
        _ predicate: Assertion.Predicate, _ accounts: [Int64], _ days: DayRange, _ what: String, _ field: String?,
        where matches: (Assertion) -> Bool
    ) throws -> AffiliationChange {
        try check(days)
        let accounts = try existing(accounts)
        let time = Validity(days.from.map(calendar.start), days.to.map(calendar.start))
        let held = try held(predicate, accounts).filter { matches($0.assertion) && Validity($0.assertion).overlaps(time) }
        let own = held.filter { $0.assertion.rule == AffiliationRule.stated.name }
        if own.isEmpty, let other = held.first {
            throw AffiliationRefusal(
                field, "That was not stated by hand: \(other.assertion.evidence) Change it there, or state what holds instead.")
        }
        let recorder = try recorder(predicate.part, accounts, what + Self.words(days))
        try recorder.clear(time, of: own)
        return AffiliationChange(recorder)
    }

    /// What is held of some accounts, without reading that of all others.
    private func held(_ predicate: Assertion.Predicate, _ accounts: [Int64]) throws -> [RecordedAssertion] {
        try JoiningReader(reader: writer).assertions(predicate, "subject", in: Set(accounts)).sorted { $0.id < $1.id }
    }

    private func organisation(_ name: String) throws -> Organisation {
        let all = try writer.organisations().filter { $0.kind != .team }
        let key = name.lowercased()
        guard let found = all.first(where: { $0.slug == key }) ?? all.first(where: { $0.name.lowercased() == key }) else {
            throw AffiliationRefusal("organisation", "There is no organisation “\(name.prefix(80))”. Add it first.")
        }
        return found
    }

    private func check(_ days: DayRange) throws {
        guard !days.isEmpty else { throw AffiliationRefusal("to", "The last day must come after the first.") }
    }

    private func evidence(_ reason: String) throws -> String {
        guard !reason.isEmpty, reason.count <= Self.longestReason else {
            throw AffiliationRefusal("reason", "Say why, in at most \(Self.longestReason) characters: others will want to know.")
        }
        if let hidden = HiddenCharacters.first(in: reason) {
            throw AffiliationRefusal("reason", "The reason holds \(hidden), which nobody can see; write it without.")
        }
        return "Stated by \(madeBy): \(reason)"
    }

    private func existing(_ accounts: [Int64]) throws -> [Int64] {
        let accounts = Set(accounts).sorted()
        guard !accounts.isEmpty else { throw AffiliationRefusal(nil, "Nobody is named.") }
        for account in accounts where try writer.integer("SELECT id FROM accounts WHERE id = ?", [.integer(account)]) == nil {
            throw AffiliationRefusal(nil, "There is no account \(account).")
        }
        return accounts
    }

    private func recorder(_ part: String, _ accounts: [Int64], _ what: String) throws -> OperationRecorder {
        let accounts = Set(accounts).sorted()
        let shown =
            accounts.prefix(5).map(String.init).joined(separator: ", ") + (accounts.count > 5 ? " and \(accounts.count - 5) more" : "")
        return OperationRecorder(
            writer, kind: "people: \(part)", madeBy: madeBy,
            summary: "\(accounts.count == 1 ? "Account" : "Accounts") \(shown): \(what).", at: now)
    }

    private static func words(_ days: DayRange) -> String {
        (days.from.map { " from \($0)" } ?? "") + (days.to.map { " until \($0)" } ?? "")
    }
}

extension Assertion.Predicate {
    /// How operations that change it are called.
    fileprivate var part: String {
        switch self {
        case .accountTeam: "team"
        case .accountManager: "manager"
        case .accountOptOut: "opt-out"
        case .accountDisplayName: "display name"
        default: "affiliation"
        }
    }
}

extension OperationRecorder {
    /// States something for a time in which it may have been stated before: times of the same share that overlap or touch
    /// become one, and those of another share give way.
    fileprivate func merge(_ assertion: Assertion, into held: [RecordedAssertion]) throws {
        var whole = Validity(assertion)
        var joined: [RecordedAssertion] = []
        var rest = held.filter { $0.assertion.share == assertion.share }
        while let index = rest.firstIndex(where: { whole.touches(Validity($0.assertion)) }) {
            whole = whole.union(Validity(rest[index].assertion))
            joined.append(rest.remove(at: index))
        }
        try clear(Validity(assertion), of: held.filter { $0.assertion.share != assertion.share })
        if joined.count == 1, Validity(joined[0].assertion) == whole { return }
        try end(joined.map(\.id))
        var merged = assertion
        (merged.validFrom, merged.validTo) = (whole.from, whole.to)
        try record([merged])
    }
}

extension Validity {
    /// Whether the ranges overlap, or one begins where the other ends.
    fileprivate func touches(_ other: Validity) -> Bool {
        overlaps(other) || (to != nil && to == other.from) || (from != nil && from == other.to)
    }

    /// The range from the earlier beginning to the later end of two that touch.
    fileprivate func union(_ other: Validity) -> Validity {
        Validity(
            from.flatMap { from in other.from.map { min(from, $0) } }, to.flatMap { to in other.to.map { max(to, $0) } })
    }
}
