/// For whom an account contributes, as time goes by: what the strongest rule says of each instant.
public struct AffiliationTimeline: Sendable, Hashable {
    /// A half-open range of seconds since 1970 with the parts of a contribution that was made in it.
    public struct Span: Sendable, Hashable {
        public let from: Int64
        public let to: Int64
        /// They sum to ``AffiliationPart/whole``.
        public let parts: [AffiliationPart]

        public init(from: Int64, to: Int64, parts: [AffiliationPart]) {
            self.from = from
            self.to = to
            self.parts = parts
        }
    }

    /// In the order of time, apart from each other; nothing is known between them.
    public let spans: [Span]

    /// An account of which nothing is known.
    public static let unknown = AffiliationTimeline(spans: [])

    /// The parts of a contribution that was made at a second since 1970; they sum to ``AffiliationPart/whole``.
    public func parts(at second: Int64) -> [AffiliationPart] {
        span(at: second).map { spans[$0].parts } ?? AffiliationPart.allUnknown
    }

    /// The index of the span that holds a second; nil when nothing is known of it.
    public func span(at second: Int64) -> Int? {
        var low = 0, high = spans.count
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].to <= second { low = middle + 1 } else { high = middle }
        }
        return low < spans.count && spans[low].from <= second ? low : nil
    }
}

extension AffiliationTimeline {
    /// Which claims of several accounts count together.
    enum Scope {
        /// Those of one address or user name: the strongest rule counts.
        case own
        /// Those of a person, for an account that says nothing itself: addresses count only when no other rule speaks,
        /// and only when they agree, as nobody knows for which of them the contribution was made.
        case person
    }

    /// What the strongest rule says of each instant.
    init(_ claims: some Sequence<AffiliationClaim>, as scope: Scope) {
        var spans: [Span] = []
        Sweep(claims).forEachRange { from, to, active in
            guard let said = Self.winners(active, as: scope) else { return }
            let parts = AffiliationShares.parts(said.map { ($0.organisation, $0.share) })
            spans.append(joining: Span(from: from, to: to, parts: parts))
        }
        self.init(spans: spans)
    }

    /// The claims that count among those that are true at one time; nil when none does.
    static func winners(_ active: [AffiliationClaim], as scope: Scope) -> [AffiliationClaim]? {
        guard let rule = active.lazy.map(\.rule).min() else { return nil }
        let strongest = active.filter { $0.rule == rule }
        guard scope == .person, rule == .domain else { return strongest }
        return strongest.allSatisfy { $0.organisation == strongest[0].organisation } ? strongest : nil
    }

    /// This where it knows something, and `other` where it does not.
    func overlaid(on other: AffiliationTimeline) -> AffiliationTimeline {
        guard !spans.isEmpty else { return other }
        guard !other.spans.isEmpty else { return self }
        var merged: [Span] = []
        var next = 0
        func fill(_ from: Int64, _ to: Int64) {
            while next < other.spans.count, other.spans[next].to <= from { next += 1 }
            var index = next
            while index < other.spans.count, other.spans[index].from < to {
                let span = other.spans[index]
                merged.append(joining: Span(from: max(span.from, from), to: min(span.to, to), parts: span.parts))
                index += 1
            }
        }
        var end = Int64.min
        for span in spans {
            fill(end, span.from)
            merged.append(joining: span)
            end = span.to
        }
        fill(end, .max)
        return AffiliationTimeline(spans: merged)
    }
}

extension [AffiliationTimeline.Span] {
    /// Appends a span, or lengthens the last one when it ends where this begins and says the same.
    fileprivate mutating func append(joining span: Element) {
        guard span.from < span.to else { return }
        if let last, last.to == span.from, last.parts == span.parts {
            self[count - 1] = Element(from: last.from, to: span.to, parts: span.parts)
        } else {
            append(span)
        }
    }
}

/// Walks through time over claims, from one instant at which one begins or ends to the next.
struct Sweep {
    private let claims: [AffiliationClaim]

    init(_ claims: some Sequence<AffiliationClaim>) { self.claims = claims.filter { $0.from < $0.to } }

    /// Calls `body` for each range of time in which the same claims are true, at least one of them.
    func forEachRange(_ body: (_ from: Int64, _ to: Int64, _ active: [AffiliationClaim]) -> Void) {
        if claims.count == 1 { return body(claims[0].from, claims[0].to, claims) }
        let beginnings = claims.sorted { $0.from < $1.from }
        let bounds = Set(claims.flatMap { [$0.from, $0.to] }).sorted()
        var active: [AffiliationClaim] = []
        var next = 0
        for (from, to) in zip(bounds, bounds.dropFirst()) {
            active.removeAll { $0.to <= from }
            while next < beginnings.count, beginnings[next].from == from {
                active.append(beginnings[next])
                next += 1
            }
            if !active.isEmpty { body(from, to, active) }
        }
    }
}
