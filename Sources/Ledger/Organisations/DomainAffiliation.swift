public import Store

/// Finds the organisation behind an address by its domain: the longest domain that the address ends with wins.
struct DomainIndex {
    struct Rule {
        let organisation: Int64
        let name: String
        let domain: OrganisationSetting.Domain
    }

    private var rules: [String: [Rule]] = [:]

    mutating func add(_ rule: Rule) { rules[rule.domain.name, default: []].append(rule) }

    /// The rules for an address in lower case; none when no domain is known or the address has none.
    func rules(forEmail email: String) -> [Rule] {
        guard let at = email.lastIndex(of: "@") else { return [] }
        var domain = email[email.index(after: at)...]
        while true {
            if let found = rules[String(domain)] { return found }
            guard let dot = domain.firstIndex(of: ".") else { return [] }
            domain = domain[domain.index(after: dot)...]
        }
    }
}

extension SQLWriter {
    /// Affiliates accounts with organisations by the domains that the configuration gives, as one operation.
    ///
    /// The address of the account itself decides, not that of its person: it is what the contribution was made
    /// with. Accounts without a known domain stay unknown.
    ///
    /// - Parameter rule: names the conclusions, which are brought up to date without touching those of other rules.
    /// - Returns: the number of assertions recorded or ended.
    @discardableResult
    public func affiliateByDomain(
        _ settings: [OrganisationSetting], calendar: ReportingCalendar, rule: String = "e-mail domain", madeBy: String,
        at now: Instant
    ) throws -> Int {
        var index = DomainIndex()
        for setting in settings {
            let id = try organisation(setting, at: now)
            for domain in setting.domains {
                index.add(DomainIndex.Rule(organisation: id, name: setting.name, domain: domain))
            }
        }
        var wanted: [Assertion] = []
        try forEachRow("SELECT id, email_key FROM accounts WHERE email_key <> '' ORDER BY id", []) { row in
            for found in index.rules(forEmail: row.text(1)) {
                wanted.append(
                    Assertion(
                        .accountOrganisation, subject: row.integer(0), object: found.organisation,
                        validFrom: found.domain.from.map(calendar.start(of:)),
                        validTo: found.domain.to.map(calendar.start(of:)), rule: rule,
                        evidence: "The address ends with \(found.domain.name), which belongs to \(found.name)."))
            }
        }
        let held = try assertions(.accountOrganisation).filter { $0.assertion.rule == rule }
        let recorder = OperationRecorder(
            self, kind: "affiliate by domain", madeBy: madeBy,
            summary: "Affiliated accounts with organisations by e-mail domain.", at: now)
        try recorder.reconcile(held, with: wanted)
        return recorder.changes
    }
}
