public import Store

/// What a person states about who is who, one thing at a time. Each is one operation, which ``SQLWriter/undo(_:madeBy:at:)``
/// takes back with everything that followed from it. No rule and no import undoes a statement.
public struct PeopleStatement {
    let writer: any SQLWriter
    let madeBy: String
    let now: Instant

    public init(_ writer: any SQLWriter, madeBy: String, at now: Instant) {
        self.writer = writer
        self.madeBy = madeBy
        self.now = now
    }

    /// States that two accounts are one person's. An earlier refusal of just these two ends.
    ///
    /// - Throws: ``PeopleRefusal`` also when two other accounts of the two people were refused: that must be taken back first.
    public func join(_ a: Int64, _ b: Int64, reason: String) throws -> PeopleChange {
        try same(a, b, SaidRule.stated.name, words(reason), kind: "join accounts")
    }

    /// Agrees with a suggestion: states that its two accounts are one person's, for the suggestion's reasons.
    public func accept(_ suggestion: Suggestion, reason: String = "") throws -> PeopleChange {
        let why = suggestion.reasons.map(\.words).joined(separator: " ")
        return try same(
            suggestion.first, suggestion.second, SaidRule.accepted.name, [why, words(reason)].joined(separator: " "),
            kind: "accept suggestion")
    }

    /// States that two accounts are two people's, whatever rules may conclude, and parts them when they are together.
    public func refuse(_ a: Int64, _ b: Int64, reason: String) throws -> PeopleChange {
        let pair = try pair(a, b)
        let summary = "Stated that \(try spelling(a)) and \(try spelling(b)) are two people."
        return try change("refuse joining", summary, touching: [a, b]) { recorder in
            try recorder.end(held([.accountSame, .accountPostponed], pair).map(\.id))
            if try held([.accountDistinct], pair).isEmpty {
                try recorder.record([distinct(pair, words(reason))])
            }
        }
    }

    /// Asks again later whether two accounts are one person's: until then no suggestion shows them.
    public func postpone(_ a: Int64, _ b: Int64, until: Instant, reason: String = "") throws -> PeopleChange {
        let pair = try pair(a, b)
        guard until > now else { throw PeopleRefusal("until", "The day must be in the future.") }
        let summary = "Put off until \(until.date) whether \(try spelling(a)) and \(try spelling(b)) are one person."
        return try change("postpone suggestion", summary, touching: []) { recorder in
            let earlier = try held([.accountPostponed], pair)
            guard earlier.first?.assertion.validTo != until else { return }
            try recorder.end(earlier.map(\.id))
            try recorder.record([
                Assertion(
                    .accountPostponed, subject: pair.0, object: pair.1, validTo: until, rule: SaidRule.stated.name,
                    evidence: words(reason))
            ])
        }
    }

    private func same(_ a: Int64, _ b: Int64, _ rule: String, _ evidence: String, kind: String) throws -> PeopleChange {
        let pair = try pair(a, b)
        let summary = "Stated that \(try spelling(a)) and \(try spelling(b)) are one person's."
        try writer.placeAccounts(madeBy: madeBy, at: now)
        let together = try members(ofPersonOf: a).union(members(ofPersonOf: b))
        return try change(kind, summary, touching: [a, b]) { recorder in
            try recorder.end(held([.accountDistinct, .accountPostponed], pair).map(\.id))
            if try held([.accountSame], pair).isEmpty {
                try recorder.record([
                    Assertion(.accountSame, subject: pair.0, object: pair.1, rule: rule, evidence: bounded(evidence))
                ])
            }
        } check: { run in
            // The statement is stronger than the rules: it must not tear an account off from its person instead.
            var run = run
            let heads = Set(run.ids.indices.filter { together.contains(run.ids[$0]) }.map { run.head(of: $0) })
            let conflicts = run.graph.conflicts.filter { together.contains(run.refusals[$0.refusal].subject) }
            guard heads.count > 1, let conflict = conflicts.first else { return }
            let refusal = run.refusals[conflict.refusal]
            throw PeopleRefusal(
                "account",
                "They cannot be joined: \(try spelling(refusal.subject)) and \(try spelling(refusal.object ?? 0)) were stated to be two people. "
                    + "\(refusal.evidence) Join these two first, or undo that.")
        }
    }

    // MARK: For all statements

    /// Runs a change and brings the people of the accounts up to date in the same operation.
    func change(
        _ kind: String, _ summary: String, touching accounts: [Int64], _ body: (OperationRecorder) throws -> Void,
        check: (PlacementRun) throws -> Void = { _ in }
    ) throws -> PeopleChange {
        // What was still to do before belongs to no statement.
        try writer.placeAccounts(madeBy: madeBy, at: now)
        let recorder = OperationRecorder(writer, kind: kind, madeBy: madeBy, summary: bounded(summary), at: now)
        try body(recorder)
        var moved = 0
        if !accounts.isEmpty, recorder.changes > 0 {
            let partial = try PartialPlacement(writer, settings: writer.joiningSettings(), touching: accounts)
            var run = try partial.run()
            try check(run)
            let (moves, newPeople) = run.moves()
            try PlacementRecorder(writer, known: partial.accounts).record(moves, newPeople, of: run, in: recorder, at: now)
            try writer.execute("DELETE FROM placement_queue")
            moved = moves.count(where: \.isToAnother)
        }
        return PeopleChange(operation: recorder.operation, changes: recorder.changes, moved: moved)
    }

    /// The assertions in force of a kind about a pair.
    func held(_ predicates: [Assertion.Predicate], _ pair: (Int64, Int64)) throws -> [RecordedAssertion] {
        try predicates.flatMap { predicate in
            try JoiningReader(reader: writer).assertions(predicate, "subject", in: [pair.0]).filter { $0.assertion.object == pair.1 }
        }
    }

    func distinct(_ pair: (Int64, Int64), _ evidence: String) -> Assertion {
        Assertion(.accountDistinct, subject: pair.0, object: pair.1, rule: SaidRule.stated.name, evidence: evidence)
    }

    /// The two accounts, the smaller number first.
    func pair(_ a: Int64, _ b: Int64) throws -> (Int64, Int64) {
        guard a != b else { throw PeopleRefusal("account", "These are one and the same account.") }
        _ = try (spelling(a), spelling(b))
        return (min(a, b), max(a, b))
    }

    /// How an account is spelled, for words; shortened.
    ///
    /// - Throws: ``PeopleRefusal`` when there is no such account.
    func spelling(_ account: Int64) throws -> String {
        let found = try writer.first("SELECT source, spelling, name FROM accounts WHERE id = ?", [.integer(account)]) { row in
            row.text(0) == "git" ? row.text(1) : "\(row.text(2)) of \(row.text(0))"
        }
        guard let found else { throw PeopleRefusal("account", "There is no account \(account).") }
        return found.utf8.count <= 200 ? found : String(found.prefix(100)) + "…"
    }

    func words(_ reason: String) -> String {
        bounded(reason.isEmpty ? "Stated by \(madeBy)." : "Stated by \(madeBy): \(reason)")
    }

    func bounded(_ text: String) -> String { text.utf8.count <= 2000 ? text : String(text.unicodeScalars.prefix(500)) + "…" }
}

/// What a statement changed.
public struct PeopleChange: Sendable, Hashable {
    /// The operation that undoing takes back; nil when all was so already.
    public let operation: Int64?
    /// Assertions recorded and ended.
    public let changes: Int
    /// Accounts that went to another person.
    public let moved: Int
}

/// Why a statement about people was not taken down; nothing was stored.
public struct PeopleRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The part of the statement that is at fault: account, until, from, to.
    public let field: String
    public let reason: String

    public init(_ field: String, _ reason: String) {
        self.field = field
        self.reason = reason
    }

    public var description: String { reason }
}
