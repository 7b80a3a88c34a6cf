/// What somebody may say of whether a program uses an account.
public enum BotState: String, Sendable, CaseIterable {
    case bot, human
    /// Nothing: signs, forges and files decide again.
    case rules

    fileprivate var words: String {
        switch self {
        case .bot: "a program uses it"
        case .human: "a person uses it"
        case .rules: "the rules say whether a program uses it"
        }
    }
}

extension PeopleStatement {
    /// States whether programs use accounts, from an instant until another; nil for no bound. It goes before what signs, forges
    /// and files say; marks of those give way to it for its time, and those of signs and forges come back after it.
    ///
    /// - Throws: ``PeopleRefusal``
    public func state(_ state: BotState, of accounts: [Int64], from: Instant? = nil, to: Instant? = nil, reason: String) throws
        -> PeopleChange
    {
        let validity = Validity(from, to)
        guard !validity.isEmpty else { throw PeopleRefusal("to", "The last day must come after the first.") }
        guard let first = accounts.first else { throw PeopleRefusal("account", "Name an account.") }
        let names = accounts.count == 1 ? try spelling(first) : "\(try spelling(first)) and \(accounts.count - 1) more"
        let wanted: Assertion.Predicate? = state == .bot ? .accountBot : state == .human ? .accountHuman : nil
        return try change("bots", "Stated of \(names): \(state.words).", touching: []) { recorder in
            let reader = JoiningReader(reader: writer)
            for account in accounts {
                _ = try spelling(account)
                for predicate in [Assertion.Predicate.accountBot, .accountHuman] {
                    let held = try reader.assertions(predicate, "subject", in: [account])
                    let stated = held.filter { $0.assertion.rule == ProgrammeRule.stated }
                    if predicate == wanted {
                        let assertion = Assertion(
                            predicate, subject: account, validFrom: from, validTo: to, rule: ProgrammeRule.stated, evidence: words(reason))
                        try recorder.state(assertion, over: stated)
                    } else {
                        try recorder.clear(validity, of: wanted == nil ? stated : held)
                    }
                }
            }
            try BotMarking(writer).update(accounts, in: recorder)
        }
    }
}
