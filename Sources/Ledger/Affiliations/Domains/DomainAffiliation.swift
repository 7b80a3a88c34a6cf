public import Store

extension SQLWriter {
    /// Affiliates accounts with organisations by the domains that the ledger holds, after taking over those that the
    /// configuration gives; each as one operation.
    ///
    /// The address of the account itself decides, not that of its person: it is what the contribution was made
    /// with. Accounts without a known domain stay unknown.
    ///
    /// - Parameters:
    ///   - freeMail: domains at which anybody can get an address. None of them affiliates, whatever the settings say.
    ///   - rule: names what the settings say of domains, which is brought up to date without touching what other rules say.
    /// - Returns: the number of assertions recorded or ended.
    @discardableResult
    public func affiliateByDomain(
        _ settings: [OrganisationSetting], freeMail: Set<String> = FreeMailDomains.shipped, calendar: ReportingCalendar,
        rule: String = ProgrammeRule.configured, madeBy: String, at now: Instant
    ) throws -> Int {
        let taken = try takeOver(settings, rule: rule, madeBy: madeBy, at: now)
        let rule = AffiliationRule.domain.name
        var pass = try DomainPass(self, rule: rule)
        try pass.conclude(DomainIndex(self, free: freeMail, calendar: calendar))
        let recorder = OperationRecorder(
            self, kind: "affiliate by domain", madeBy: madeBy,
            summary: "Affiliated accounts with organisations by e-mail domain.", at: now)
        try recorder.end(pass.outdated)
        for batch in stride(from: 0, to: pass.new.count, by: Self.batch) {
            try recorder.record(pass.new[batch..<min(batch + Self.batch, pass.new.count)].map { pass.assertion($0, rule: rule) })
        }
        return taken + recorder.changes
    }

    private static var batch: Int { 20_000 }

    /// Brings what the settings say of organisations and their domains into the ledger.
    private func takeOver(_ settings: [OrganisationSetting], rule: String, madeBy: String, at now: Instant) throws -> Int {
        let terms = TermBook()
        var wanted: [Assertion] = []
        for setting in settings {
            let id = try organisation(setting, at: now)
            for domain in setting.domains {
                wanted.append(
                    try OrganisationDomain(domain).assertion(of: id, rule: rule, evidence: "\(madeBy) says so.", in: self, terms))
            }
        }
        let recorder = OperationRecorder(
            self, kind: "organisation domains", madeBy: madeBy, summary: "Took over the domains of organisations from \(madeBy).", at: now)
        try recorder.reconcile([.organisationDomain], by: rule, in: self, with: wanted)
        return recorder.changes
    }
}

/// Compares what domains lead to with what is held, without an object for each account that stays as it is.
private struct DomainPass {
    private struct Held {
        let id: Int64
        let account: Int64
        let organisation: Int64
        let validity: Validity
    }

    /// An account and one of the conclusions of its domain.
    struct Conclusion {
        let account: Int64
        let match: Int32
    }

    private let reader: any SQLReader
    private var held: [Held] = []
    private var matches: [DomainIndex.Match] = []
    private(set) var new: [Conclusion] = []
    private(set) var outdated: [Int64] = []

    init(_ reader: any SQLReader, rule: String) throws {
        self.reader = reader
        try reader.forEachRow(
            """
            SELECT id, subject, object, valid_from, valid_to FROM assertions
            WHERE predicate = ? AND rule = ? AND ended_at IS NULL AND object IS NOT NULL
            """, [.text(Assertion.Predicate.accountOrganisation.rawValue), .text(rule)]
        ) { row in
            held.append(
                Held(
                    id: row.integer(0), account: row.integer(1), organisation: row.integer(2),
                    validity: Validity(
                        row.optionalInteger(3).map(Instant.init(seconds:)), row.optionalInteger(4).map(Instant.init(seconds:)))))
        }
        held.sort { ($0.account, $0.id) < ($1.account, $1.id) }
    }

    mutating func conclude(_ index: DomainIndex) throws {
        // Most addresses share few domains.
        var known: [Substring: Range<Int32>] = [:]
        var next = 0
        try reader.forEachRow("SELECT id, email_key FROM accounts WHERE email_key <> '' ORDER BY id", []) { row in
            let account = row.integer(0)
            while next < held.count, held[next].account < account { drop(&next) }
            guard let domain = DomainIndex.domain(ofAddress: row.text(1)) else { return }
            let found = known[domain] ?? add(index.matches(domain))
            known[domain] = found
            compare(account, found, &next)
        }
        while next < held.count { drop(&next) }
    }

    func assertion(_ conclusion: Conclusion, rule: String) -> Assertion {
        let match = matches[Int(conclusion.match)]
        return Assertion(
            .accountOrganisation, subject: conclusion.account, object: match.rule.organisation, validFrom: match.validity.from,
            validTo: match.validity.to, rule: rule,
            evidence: "The address ends with \(match.rule.domain), which belongs to \(match.rule.name).")
    }

    private mutating func add(_ found: [DomainIndex.Match]) -> Range<Int32> {
        let first = Int32(matches.count)
        matches += found
        return first..<Int32(matches.count)
    }

    private mutating func drop(_ next: inout Int) {
        outdated.append(held[next].id)
        next += 1
    }

    /// What is held of an account against what its domain leads to.
    private mutating func compare(_ account: Int64, _ found: Range<Int32>, _ next: inout Int) {
        var missing = Array(found)
        while next < held.count, held[next].account == account {
            let same = missing.firstIndex { number in
                let match = matches[Int(number)]
                return match.rule.organisation == held[next].organisation && match.validity == held[next].validity
            }
            guard let same else {
                drop(&next)
                continue
            }
            missing.remove(at: same)
            next += 1
        }
        new += missing.map { Conclusion(account: account, match: $0) }
    }
}
