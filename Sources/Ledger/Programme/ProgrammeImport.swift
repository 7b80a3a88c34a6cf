public import Store

/// Brings what the programme's files say into the ledger, one operation for each list.
///
/// A list that is imported again changes only what differs: what it no longer says ends, what is new is recorded, and the
/// rest keeps the time at which it was learned. What a person stated is never touched.
public struct ProgrammeImport {
    let writer: any SQLWriter
    let calendar: ReportingCalendar
    /// The forge on which user names and paths stand that name none, such as `gitlab.com`.
    let host: String
    let madeBy: String
    let now: Instant

    public init(_ writer: any SQLWriter, calendar: ReportingCalendar, host: String, madeBy: String, at now: Instant) {
        self.writer = writer
        self.calendar = calendar
        self.host = host
        self.madeBy = madeBy
        self.now = now
    }

    /// The organisations that run the programme.
    public func ownOrganisations(_ names: [String], from source: String) throws -> ProgrammeChange {
        var book = try OrganisationBook(writer)
        let wanted = try names.map { name in
            Assertion(
                .organisationOwn, subject: try book.organisation(named: name, in: writer, at: now), rule: ProgrammeRule.configured,
                evidence: "\(source) names \(name) among the programme's own.")
        }
        return try reconcile(
            [.organisationOwn], by: ProgrammeRule.configured, with: wanted, "own organisations",
            "Took over the programme's own organisations from \(source).")
    }

    /// How the community is told apart.
    public func communityRule(_ rule: CommunityRule, from source: String) throws -> ProgrammeChange {
        let wanted = Assertion(
            .programmeCommunityRule, subject: 0, object: Int64(rule.rawValue), rule: ProgrammeRule.configured,
            evidence: "\(source) says so.")
        return try reconcile(
            [.programmeCommunityRule], by: ProgrammeRule.configured, with: [wanted], "community rule",
            "Took over the community rule from \(source).")
    }

    /// The projects that are part of the product. A row is found by the forge's number first, then by its path.
    public func productProjects(_ rows: [ProductProjectRow], from source: String) throws -> ProgrammeChange {
        let book = try ProductBook(writer, host: host)
        var wanted: [Assertion] = [], unmatched: [UnmatchedRow] = []
        for row in rows {
            guard let repository = book.repository(row) else {
                unmatched.append(book.unmatched(row))
                continue
            }
            let owner = row.owner.map { ", owned by \($0)" } ?? ""
            wanted.append(
                Assertion(
                    .repositoryProduct, subject: repository, rule: ProgrammeRule.productList,
                    evidence: "\(row.place) lists \(row.path)\(owner)."))
        }
        return try reconcile(
            [.repositoryProduct], by: ProgrammeRule.productList, with: wanted, "product projects",
            "Took over the product's projects from \(source).", unmatched)
    }

    /// The roster of coaches. A user name that the ledger does not know yet gets an account of its own, which placement
    /// joins with the forge's.
    public func coaches(_ rows: [CoachRow], from source: String) throws -> ProgrammeChange {
        var logins = try LoginBook(writer, host: host)
        var unmatched: [UnmatchedRow] = []
        let wanted = try rows.map { row in
            let account = try logins.account(row.login, name: row.name, in: writer, at: now)
            if !account.isKnown { unmatched.append(UnmatchedRow(row.place, row.login, "no account of \(host) has this user name")) }
            return Assertion(
                .accountCoach, subject: account.id, object: try row.speciality.map(term), validFrom: row.days.from.map(calendar.start),
                validTo: row.days.to.map(calendar.start), rule: ProgrammeRule.roster,
                evidence: "\(row.place) lists \(row.login)\(row.role.map { " as \($0)" } ?? "").")
        }
        return try reconcile(
            [.accountCoach], by: ProgrammeRule.roster, with: wanted, "coaches", "Took over the roster of coaches from \(source).",
            unmatched)
    }

    /// Customers with their parents and revenue. Organisations that are new are made.
    public func customers(_ rows: [CustomerRow], from source: String) throws -> ProgrammeChange {
        var book = try OrganisationBook(writer)
        var wanted: [Assertion] = []
        for row in rows {
            let organisation = try book.organisation(named: row.organisation, in: writer, at: now)
            let (from, to) = (row.days.from.map(calendar.start), row.days.to.map(calendar.start))
            if let parent = row.parent {
                wanted.append(
                    Assertion(
                        .organisationParent, subject: organisation,
                        object: try book.organisation(named: parent, in: writer, at: now), validFrom: from, validTo: to,
                        rule: ProgrammeRule.customerList, evidence: "\(row.place) puts \(row.organisation) under \(parent)."))
            }
            if let revenue = row.revenue {
                wanted.append(
                    Assertion(
                        .organisationRevenue, subject: organisation, object: revenue, validFrom: from, validTo: to,
                        rule: ProgrammeRule.customerList, evidence: "\(row.place) gives the revenue."))
            }
        }
        return try reconcile(
            [.organisationParent, .organisationRevenue], by: ProgrammeRule.customerList, with: wanted, "customers",
            "Took over the customers from \(source).")
    }

    /// The organisations for which contributors work.
    public func contributors(_ rows: [ContributorRow], from source: String) throws -> ProgrammeChange {
        var book = try OrganisationBook(writer)
        var logins = try LoginBook(writer, host: host)
        var wanted: [Assertion] = [], unmatched: [UnmatchedRow] = []
        for row in rows {
            let organisation = try book.organisation(named: row.organisation, in: writer, at: now)
            let number = row.customerNumber.map { " (customer \($0))" } ?? ""
            for login in row.logins {
                let account = try logins.account(login, in: writer, at: now)
                if !account.isKnown { unmatched.append(UnmatchedRow(row.place, login, "no account of \(host) has this user name")) }
                wanted.append(
                    Assertion(
                        .accountOrganisation, subject: account.id, object: organisation, rule: ProgrammeRule.contributorMapping,
                        evidence: "\(row.place) maps \(login) to \(row.organisation)\(number)."))
            }
        }
        return try reconcile(
            [.accountOrganisation], by: ProgrammeRule.contributorMapping, with: wanted, "contributors",
            "Took over the organisations of contributors from \(source).", unmatched)
    }

    /// Targets of measures. The reason is the evidence, so that a target with another reason is another target.
    public func targets(_ rows: [TargetRow], from source: String) throws -> ProgrammeChange {
        let wanted = try rows.map { row in
            Assertion(
                .measureTarget, subject: try term(row.measure), object: row.value, validFrom: row.days.from.map(calendar.start),
                validTo: row.days.to.map(calendar.start), rule: ProgrammeRule.configured, evidence: row.reason)
        }
        return try reconcile(
            [.measureTarget], by: ProgrammeRule.configured, with: wanted, "targets", "Took over the targets from \(source).",
            evidenceCounts: true)
    }

    private func term(_ text: String) throws -> Int64 { try TermBook().term(text, in: writer) }

    private func reconcile(
        _ predicates: [Assertion.Predicate], by rule: String, with wanted: [Assertion], _ part: String, _ summary: String,
        _ unmatched: [UnmatchedRow] = [], evidenceCounts: Bool = false
    ) throws -> ProgrammeChange {
        let recorder = OperationRecorder(writer, kind: Self.operationPrefix + part, madeBy: madeBy, summary: summary, at: now)
        let held = try predicates.flatMap { try writer.assertions($0) }.filter { $0.assertion.rule == rule }
        try recorder.reconcile(held, with: wanted, evidenceCounts: evidenceCounts)
        return ProgrammeChange(recorder, unmatched: unmatched)
    }

    /// How the operations that change the programme's settings begin.
    static let operationPrefix = "programme: "
}
