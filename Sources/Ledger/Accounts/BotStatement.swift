public import Store

/// What a person states of whether a program uses an account. It goes before what rules conclude from names and what forges say.
public struct BotStatement {
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

    /// - Parameter state: `bot`, `human`, or `rules` to leave it to the rules again.
    /// - Returns: the operation; nil when everything was so already.
    /// - Throws: ``AffiliationRefusal``
    public func state(_ state: String, of accounts: [Int64], days: DayRange, reason: String) throws -> Int64? {
        guard !days.isEmpty else { throw AffiliationRefusal("to", "The last day must come after the first.") }
        guard !reason.isEmpty else { throw AffiliationRefusal("reason", "Say why: others will want to know.") }
        let validity = Validity(days.from.map(calendar.start), days.to.map(calendar.start))
        let words = state == "bot" ? "bots" : state == "human" ? "no bots" : "bots or not as the rules say"
        let recorder = OperationRecorder(
            writer, kind: "people: bots", madeBy: madeBy,
            summary: "\(accounts.count == 1 ? "Account" : "Accounts") \(accounts.prefix(5).map(String.init).joined(separator: ", ")): \(words).", at: now)
        let wanted: Assertion.Predicate? = state == "bot" ? .accountBot : state == "human" ? .accountHuman : nil
        for predicate in [Assertion.Predicate.accountBot, .accountHuman] {
            // Whoever is no bot is none by any rule; that is looked up nowhere else.
            let isOverruled = predicate == .accountBot && wanted == .accountHuman
            let held = try writer.assertions(predicate).filter {
                accounts.contains($0.assertion.subject) && (isOverruled || $0.assertion.rule == ProgrammeRule.stated)
            }
            for account in accounts {
                let own = held.filter { $0.assertion.subject == account }
                guard predicate == wanted else {
                    try recorder.clear(validity, of: own)
                    continue
                }
                let assertion = Assertion(
                    predicate, subject: account, validFrom: validity.from, validTo: validity.to, rule: ProgrammeRule.stated,
                    evidence: "Stated by \(madeBy): \(reason)")
                try recorder.state(assertion, over: own)
            }
        }
        return recorder.operation
    }
}

extension SQLReader {
    /// The person with whom an account is placed.
    public func person(ofAccount account: Int64) throws -> Int64? {
        try integer(
            "SELECT object FROM assertions WHERE predicate = ? AND subject = ? AND ended_at IS NULL",
            [.text(Assertion.Predicate.accountPerson.rawValue), .integer(account)])
    }
}
