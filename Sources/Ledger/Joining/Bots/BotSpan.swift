extension PeopleStatement {
    /// States that a program uses an account from an instant until another; nil for no bound.
    ///
    /// - Throws: ``PeopleRefusal``
    public func markBot(_ account: Int64, from: Instant? = nil, to: Instant? = nil, reason: String) throws -> PeopleChange {
        try state(.accountBot, against: .accountHuman, account, from, to, reason, "is a bot")
    }

    /// States that a person uses an account in spite of what signs say, from an instant until another.
    ///
    /// - Throws: ``PeopleRefusal``
    public func markHuman(_ account: Int64, from: Instant? = nil, to: Instant? = nil, reason: String) throws -> PeopleChange {
        try state(.accountHuman, against: .accountBot, account, from, to, reason, "is no bot")
    }

    private func state(
        _ predicate: Assertion.Predicate, against opposite: Assertion.Predicate, _ account: Int64, _ from: Instant?,
        _ to: Instant?, _ reason: String, _ words: String
    ) throws -> PeopleChange {
        let validity = Validity(from, to)
        guard !validity.isEmpty else { throw PeopleRefusal("to", "The last day must come after the first.") }
        let summary = "Stated that \(try spelling(account)) \(words)."
        return try change("bots", summary, touching: []) { recorder in
            let reader = JoiningReader(reader: writer)
            let held = try reader.assertions(predicate, "subject", in: [account]).filter { $0.assertion.rule == ProgrammeRule.stated }
            let against = try reader.assertions(opposite, "subject", in: [account])
            try recorder.clear(validity, of: against)
            try recorder.state(
                Assertion(
                    predicate, subject: account, validFrom: from, validTo: to, rule: ProgrammeRule.stated,
                    evidence: self.words(reason)),
                over: held)
        }
    }
}
