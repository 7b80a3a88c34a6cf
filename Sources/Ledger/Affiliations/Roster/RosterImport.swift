public import Store

/// What taking over a file about people or organisations did.
public struct AffiliationChange: Sendable, Hashable {
    /// The operation that can be undone; nil when everything was so already.
    public let operation: Int64?
    /// Assertions recorded and ended.
    public let changes: Int
    /// What stands for nothing in the ledger yet, and what was passed over.
    public let warnings: [UnmatchedRow]

    init(_ recorder: OperationRecorder, warnings: [UnmatchedRow] = []) {
        operation = recorder.operation
        changes = recorder.changes
        self.warnings = warnings
    }
}

/// A file that was not taken over, with everything that is wrong with it. What it said before stays.
public struct FileRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    public let problems: [FileProblem]

    public init(_ problems: [FileProblem]) { self.problems = problems }

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Brings the roster of an organisation into the ledger, as one operation.
///
/// It says for whom people work, in which team, and to whom they report, each for its days; that the address and the user
/// names of a row are one person's; and which team is part of which. A roster that is imported again changes only what
/// differs, and what it no longer says ends. What a person stated is never touched.
public struct RosterImport {
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

    /// What a roster speaks of.
    private static let predicates: [Assertion.Predicate] = [
        .accountOrganisation, .accountTeam, .accountManager, .accountSame, .organisationParent,
    ]

    /// - Parameters:
    ///   - rows: what ``RosterFile`` found to be right.
    ///   - name: tells several rosters apart, each of which ends only what it said itself.
    ///   - source: what the log of changes calls the file.
    /// - Throws: ``FileRefusal`` when a row names no organisation and the programme has not one of its own.
    public func apply(_ rows: [RosterRow], named name: String? = nil, from source: String) throws -> AffiliationChange {
        let rule = AffiliationRule.roster.name + (name.map { ": \($0)" } ?? "")
        let organisations = try organisations(of: rows)
        let accounts = try RosterAccounts(rows, in: writer, at: now)
        let people = RosterPeople(rows)
        let teams = try teams(of: rows, in: organisations, rule: rule)
        var beliefs = try Reconciliation(Self.predicates, by: rule, in: writer)
        var warnings: [UnmatchedRow] = []
        for parent in teams.parents { beliefs.want(parent) }
        var warned: Set<RosterRow.Login> = []
        for (index, row) in rows.enumerated() {
            let (from, to) = (row.days.from.map(calendar.start), row.days.to.map(calendar.start))
            let own = accounts.accounts(of: row)
            let organisation = organisations[index]
            var evidence: String { "\(row.place) lists \(row.subject)" }
            let team = teams.ofRows[index]
            var manager: Int64?
            if let named = row.manager {
                manager = try people.person(of: named).flatMap { accounts.accounts(of: rows[$0]).first } ?? accounts.outsider(named)
                if manager == nil { warnings.append(UnmatchedRow(row.place, named.text, "the manager is neither on the roster nor known")) }
            }
            for account in own {
                func hold(_ predicate: Assertion.Predicate, _ object: Int64, _ evidence: @autoclosure () -> String) {
                    let belief = Assertion(
                        predicate, subject: account, object: object, validFrom: from, validTo: to, rule: rule, evidence: "")
                    beliefs.want(belief, because: evidence())
                }
                hold(.accountOrganisation, organisation.id, "\(evidence) under \(organisation.name).")
                if let team, let name = row.team.last { hold(.accountTeam, team, "\(evidence) in the team \(name).") }
                if let manager, let named = row.manager, manager != account {
                    hold(.accountManager, manager, "\(evidence) as reporting to \(named.text).")
                }
            }
            for other in own.dropFirst() {
                let belief = Assertion(
                    .accountSame, subject: min(own[0], other), object: max(own[0], other), rule: rule, evidence: "")
                beliefs.want(belief, because: "\(row.place) lists both as \(row.subject)'s.")
            }
            for login in row.logins where accounts.unseen.contains(login.key) && warned.insert(login.key).inserted {
                warnings.append(UnmatchedRow(row.place, login.name, "no account of \(login.host) has this user name yet"))
            }
        }
        let recorder = OperationRecorder(
            writer, kind: "people: roster", madeBy: madeBy, summary: "Took over the roster of \(rows.count) rows from \(source).", at: now)
        try beliefs.carryOut(by: recorder)
        return AffiliationChange(recorder, warnings: warnings)
    }

    private typealias Employer = (id: Int64, slug: String, name: String)

    /// The organisation of each row.
    private func organisations(of rows: [RosterRow]) throws -> [Employer] {
        var book = try OrganisationBook(writer)
        let own = Set(
            try writer.assertions(.organisationOwn).filter { $0.assertion.isValid(at: now) }.map(\.assertion.subject))
        var problems: [FileProblem] = []
        let numbers = try rows.map { row -> Int64 in
            if let name = row.organisation { return try book.organisation(named: name, in: writer, at: now) }
            if own.count == 1, let only = own.first { return only }
            if problems.isEmpty {
                let why = own.isEmpty ? "names no organisation of its own" : "has \(own.count) organisations of its own"
                problems.append(
                    FileProblem(
                        row.place.file, line: row.place.line, field: "organisation",
                        "is empty, and the programme \(why) that would take its place"))
            }
            return 0
        }
        guard problems.isEmpty else { throw FileRefusal(problems) }
        let known = Dictionary(uniqueKeysWithValues: try writer.organisations().map { ($0.id, $0) })
        return numbers.map { ($0, known[$0]?.slug ?? "", known[$0]?.name ?? "") }
    }

    /// The team of each row, and what each team is part of: the team above it where any row says so, else the organisation.
    private func teams(
        of rows: [RosterRow], in organisations: [Employer], rule: String
    ) throws -> (ofRows: [Int64?], parents: [Assertion]) {
        var book = try TeamBook(writer), keys = TeamKeys()
        var numbers: [RosterTeam: Int64] = [:]
        var order: [RosterTeam] = []
        var places: [RosterTeam: (parent: RosterTeam?, name: String, employer: Employer, place: RowPlace)] = [:]
        let ofRows = try zip(rows, organisations).map { row, organisation in
            var parent: RosterTeam?
            for name in row.team {
                let team = RosterTeam(organisation: organisation.id, key: keys.key(name))
                if numbers[team] == nil {
                    numbers[team] = try book.team(name, in: (organisation.id, organisation.slug), in: writer, at: now)
                    order.append(team)
                }
                if places[team] == nil || (parent != nil && places[team]?.parent == nil) {
                    places[team] = (parent, name, organisation, row.place)
                }
                parent = team
            }
            return parent.flatMap { numbers[$0] }
        }
        let parents = order.compactMap { team -> Assertion? in
            guard let place = places[team], let number = numbers[team] else { return nil }
            let above = place.parent.flatMap { places[$0]?.name } ?? place.employer.name
            return Assertion(
                .organisationParent, subject: number, object: place.parent.flatMap { numbers[$0] } ?? place.employer.id, rule: rule,
                evidence: "\(place.place) puts \(place.name) under \(above).")
        }
        return (ofRows, parents)
    }
}

/// A team as a roster names it.
private struct RosterTeam: Hashable {
    let organisation: Int64
    let key: String
}
