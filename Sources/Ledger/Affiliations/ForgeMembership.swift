public import Store

extension SQLWriter {
    /// Affiliates the members of a forge's group with the organisation whose group it is, as one operation.
    ///
    /// Somebody who was no member before is one since the time that the forge gives, else since they were seen first, as a
    /// forge does not tell more. Who is no longer listed was one until now. A membership that ended stays, as contributions
    /// were made under it.
    ///
    /// - Parameters:
    ///   - members: everybody whom the forge lists; a list that could not be read whole must not come here.
    ///   - group: what evidence calls the group, such as `gitlab.com/works`.
    /// - Returns: the number of assertions recorded or ended.
    @discardableResult
    public func affiliateMembers(
        _ members: [(account: ForgeAccount, since: Instant?)], of group: String, with organisation: Int64, madeBy: String, at now: Instant
    ) throws -> Int {
        let rule = "\(AffiliationRule.forgeMembership.name): \(group)"
        let book = ForgeAccountBook()
        var wanted: [Int64: Assertion] = [:]
        for member in members where !member.account.isBot {
            let account = try book.account(of: member.account, observed: now, in: self, at: now)
            let since = member.since.map { min($0, now) }
            wanted[account] = Assertion(
                .accountOrganisation, subject: account, object: organisation, validFrom: since ?? now, rule: rule,
                evidence: "\(group) lists \(member.account.displayName) among its members"
                    + (since == nil ? ", seen first on \(now.date)." : " since \((since ?? now).date)."))
        }
        let recorder = OperationRecorder(
            self, kind: "affiliate members", madeBy: madeBy, summary: "Affiliated the members of \(group).", at: now)
        let held = try assertions(.accountOrganisation).filter { $0.assertion.rule == rule }
        var ended: [Int64] = [], past: [Assertion] = []
        for membership in held where membership.assertion.object != organisation {
            // The group is another organisation's now, and always was: that was a mistake in the configuration.
            ended.append(membership.id)
        }
        for membership in held where membership.assertion.object == organisation && membership.assertion.validTo == nil {
            let account = membership.assertion.subject
            if wanted.removeValue(forKey: account) != nil { continue }
            ended.append(membership.id)
            var over = membership.assertion
            over.validTo = now
            if over.validFrom.map({ $0 < now }) ?? true { past.append(over) }
        }
        try recorder.end(ended)
        try recorder.record(past + wanted.values.sorted { $0.subject < $1.subject })
        try book.flush(in: self)
        return recorder.changes
    }
}
