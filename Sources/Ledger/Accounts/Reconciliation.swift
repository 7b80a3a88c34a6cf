import Store

/// What a rule concludes now, set against what it holds: what it no longer concludes ends, what is new is recorded, and the rest keeps the
/// time at which it was learned. What is concluded twice is one belief.
struct Reconciliation {
    private struct Standing {
        /// The number of the assertion; nil for a belief that is not held yet.
        let id: Int64?
        var isWanted: Bool
    }

    private var standing: [Belief: Standing] = [:]
    /// Beliefs that are held a second time.
    private var twins: [(belief: Belief, id: Int64)] = []
    private var fresh: [Assertion] = []
    private let evidenceCounts: Bool

    /// - Parameter evidenceCounts: whether other words of evidence make another belief. Mostly they are only words for people: when nothing
    ///   else changes, the belief has not.
    init(_ held: [RecordedAssertion], evidenceCounts: Bool = false) {
        self.evidenceCounts = evidenceCounts
        for held in held { hold(held.id, held.assertion) }
    }

    /// With all that is held by a rule, whose words are left where they are: a large file says a million things.
    init(_ predicates: [Assertion.Predicate], by rule: String, in reader: any SQLReader) throws {
        evidenceCounts = false
        for predicate in predicates {
            try reader.scan(
                """
                SELECT id, subject, object, context, valid_from, valid_to, share FROM assertions
                WHERE predicate = ? AND rule = ? AND ended_at IS NULL ORDER BY id
                """, [.text(predicate.rawValue), .text(rule)]
            ) { row in
                hold(
                    row.integer(0),
                    Assertion(
                        predicate, subject: row.integer(1), object: row.optionalInteger(2), context: row.optionalInteger(3),
                        validFrom: row.optionalInteger(4).map(Instant.init(seconds:)),
                        validTo: row.optionalInteger(5).map(Instant.init(seconds:)), share: row.optionalInteger(6), rule: rule, evidence: ""
                    ))
            }
        }
    }

    private mutating func hold(_ id: Int64, _ assertion: Assertion) {
        let belief = Belief(assertion, evidenceCounts: evidenceCounts)
        if standing[belief] == nil {
            standing[belief] = Standing(id: id, isWanted: false)
        } else {
            twins.append((belief, id))
        }
    }

    mutating func want(_ assertion: Assertion) { want(assertion, because: assertion.evidence) }

    /// - Parameter evidence: asked for only when the belief is new.
    mutating func want(_ assertion: Assertion, because evidence: @autoclosure () -> String) {
        let belief = Belief(assertion, evidenceCounts: evidenceCounts)
        guard standing[belief] == nil else {
            standing[belief]?.isWanted = true
            return
        }
        standing[belief] = Standing(id: nil, isWanted: true)
        var new = assertion
        new.evidence = evidence()
        fresh.append(new)
    }

    func carryOut(by recorder: OperationRecorder) throws {
        let ended = standing.values.lazy.filter { !$0.isWanted }.compactMap(\.id)
        let endedTwins = twins.lazy.filter { standing[$0.belief]?.isWanted != true }.map(\.id)
        try recorder.end((Array(ended) + endedTwins).sorted())
        try recorder.record(fresh)
    }
}

/// What makes two assertions the same.
private struct Belief: Hashable {
    private let assertion: Assertion

    init(_ assertion: Assertion, evidenceCounts: Bool) {
        var assertion = assertion
        if !evidenceCounts { assertion.evidence = "" }
        self.assertion = assertion
    }

    /// Of the numbers alone, which tell nearly all beliefs apart: to hash a text takes longer than to compare it.
    func hash(into hasher: inout Hasher) {
        hasher.combine(assertion.subject)
        hasher.combine(assertion.object)
        hasher.combine(assertion.validFrom)
    }
}

extension OperationRecorder {
    /// Makes the assertions that a rule holds equal to what it concludes now.
    func reconcile(_ held: [RecordedAssertion], with wanted: [Assertion], evidenceCounts: Bool = false) throws {
        var reconciliation = Reconciliation(held, evidenceCounts: evidenceCounts)
        for assertion in wanted { reconciliation.want(assertion) }
        try reconciliation.carryOut(by: self)
    }

    /// Makes all that is held of some kinds by a rule equal to what it concludes now.
    func reconcile(_ predicates: [Assertion.Predicate], by rule: String, in reader: any SQLReader, with wanted: [Assertion]) throws {
        var reconciliation = try Reconciliation(predicates, by: rule, in: reader)
        for assertion in wanted { reconciliation.want(assertion) }
        try reconciliation.carryOut(by: self)
    }
}
