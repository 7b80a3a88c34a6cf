/// The outcome: a frozen baseline, the same measure later, and what people say to it.
extension Turn {
    mutating func freezeBaseline(_ figure: Figure) throws(CaseRefusal) {
        try mustBeProgram("Steward takes the figure itself.")
        guard let review = process.review else { throw CaseRefusal(.notNow, "This process looks at no outcome.") }
        guard let measure = review.measure(of: aCase) else { throw CaseRefusal(.notNow, "No measure is named yet.") }
        guard aCase.decision == nil else {
            throw CaseRefusal(.notNow, "The decision has been taken; the figure before it cannot be taken any more.")
        }
        // A figure is frozen once; where there was none, one that comes before the decision takes its place.
        if let outcome = aCase.outcome, outcome.measure == measure, outcome.baseline.value != nil || figure.value == nil { return }
        aCase.outcome = Outcome(measure: measure, baseline: figure, target: review.targetField.flatMap { aCase.fields[$0] })
        note(.baselineFrozen, subject: measure, text: Self.words(figure))
    }

    mutating func startReview(_ review: CaseProcess.Review) {
        guard aCase.outcome != nil, aCase.outcome?.verdict == nil else { return }
        aCase.outcome?.reviewAt = now + review.after.seconds(from: now, calendar: nil)
    }

    /// Reopens the record when its time has come.
    mutating func reopenIfDue() {
        guard let review = process.review, let due = aCase.outcome?.reviewAt, due <= now, aCase.outcome?.later == nil else { return }
        aCase.outcome?.reviewAt = nil
        let by = actor
        actor = .program
        defer { actor = by }
        note(.reviewDue, subject: aCase.outcome?.measure ?? "", roles: review.judges)
        guard aCase.state != review.reopensTo else { return }
        voidOpenVotes()
        note(.moved, subject: "review", from: aCase.state, to: review.reopensTo)
        enter(review.reopensTo, from: aCase.state)
    }

    mutating func recordOutcome(_ figure: Figure) throws(CaseRefusal) {
        try mustBeProgram("Steward takes the figure itself.")
        guard aCase.outcome != nil, aCase.state == process.review?.reopensTo else {
            throw CaseRefusal(.notNow, "The outcome is not due yet.")
        }
        aCase.outcome?.later = figure
        note(.outcomeMeasured, subject: aCase.outcome?.measure ?? "", text: Self.words(figure))
    }

    mutating func judge(_ verdict: Outcome.Verdict, _ reason: String) throws(CaseRefusal) {
        guard let review = process.review, aCase.outcome != nil, aCase.state == review.reopensTo else {
            throw CaseRefusal(.notNow, "The outcome is not due yet.")
        }
        try allow(review.judges, to: "say whether it worked")
        let reason = try Self.said(reason, "what the verdict rests on")
        aCase.outcome?.verdict = verdict
        aCase.outcome?.verdictBy = actor
        aCase.outcome?.verdictReason = reason
        aCase.outcome?.verdictAt = now
        note(.judged, to: verdict.rawValue, text: reason)
    }

    private static func words(_ figure: Figure) -> String {
        let value = figure.value.map { "\(Field.plain($0)) \(figure.unit)" } ?? "no value"
        return figure.question.isEmpty ? value : "\(value), \(figure.question)"
    }
}
