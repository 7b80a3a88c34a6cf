/// A half-open range of time in the world, either end open.
struct Validity: Sendable, Hashable {
    var from: Instant?
    var to: Instant?

    init(_ from: Instant?, _ to: Instant?) {
        self.from = from
        self.to = to
    }

    init(_ assertion: Assertion) { self.init(assertion.validFrom, assertion.validTo) }

    private var start: Instant { from ?? .distantPast }
    private var end: Instant { to ?? .distantFuture }

    var isEmpty: Bool { start >= end }

    func overlaps(_ other: Validity) -> Bool { max(start, other.start) < min(end, other.end) }

    /// The part that both ranges hold; nil when there is none.
    func common(with other: Validity) -> Validity? {
        guard overlaps(other) else { return nil }
        return Validity(
            from.map { max($0, other.from ?? $0) } ?? other.from, to.map { min($0, other.to ?? $0) } ?? other.to)
    }

    /// What remains of the range when `other` is taken out of it.
    func without(_ other: Validity) -> [Validity] {
        guard overlaps(other) else { return [self] }
        let before = Validity(from, other.from), after = Validity(other.to, to)
        // A missing end of `other` leaves nothing on that side.
        return [other.from == nil ? nil : before, other.to == nil ? nil : after].compactMap { $0 }.filter { !$0.isEmpty }
    }
}

extension OperationRecorder {
    /// States something for a time: of what was stated before, the part that falls into that time ends, and the parts
    /// before and after it stay.
    ///
    /// - Parameter held: what was stated before about the same thing, by the same rule.
    func state(_ assertion: Assertion, over held: [RecordedAssertion]) throws {
        let validity = Validity(assertion)
        let known = held.contains { Assertion.sameBelief($0.assertion, assertion) && $0.assertion.evidence == assertion.evidence }
        guard !known else { return }
        try clear(validity, of: held)
        try record([assertion])
    }

    /// Takes what was stated out of a range of time.
    func clear(_ validity: Validity, of held: [RecordedAssertion]) throws {
        let touched = held.filter { Validity($0.assertion).overlaps(validity) }
        try end(touched.map(\.id))
        try record(
            touched.flatMap { held in
                Validity(held.assertion).without(validity).map { rest in
                    var assertion = held.assertion
                    (assertion.validFrom, assertion.validTo) = (rest.from, rest.to)
                    return assertion
                }
            })
    }
}

extension Assertion {
    /// Whether two assertions say the same, whatever the words of their evidence.
    static func sameBelief(_ a: Assertion, _ b: Assertion) -> Bool {
        var b = b
        b.evidence = a.evidence
        return a == b
    }
}
