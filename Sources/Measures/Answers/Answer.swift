public import Ledger

/// The figures of a measure for one question.
public struct Answer: Sendable {
    /// The whole, period by period, oldest first.
    public var points: [Point]
    /// The parts of the split, the largest first; empty without a split.
    public var parts: [Part]
    /// What lies in more than one part, period by period and negative, so that parts and overlap sum to the
    /// whole; empty when nothing does or parts do not sum.
    public var overlap: [Double?]
    public var freshness: Freshness
    /// Remarks that belong beside this answer, such as a repository that could not be read whole.
    public var remarks: [String]

    public init(
        points: [Point], parts: [Part] = [], overlap: [Double?] = [], freshness: Freshness, remarks: [String] = []
    ) {
        self.points = points
        self.parts = parts
        self.overlap = overlap
        self.freshness = freshness
        self.remarks = remarks
    }

    /// With the titles of parts that name people as `reader` may see them.
    public func titled(for reader: PersonLabel.Reader) -> Answer {
        guard parts.contains(where: { $0.person != nil }) else { return self }
        var answer = self
        answer.parts = parts.map { $0.titled(for: reader) }
        return answer
    }

    /// One figure.
    public struct Point: Sendable, Hashable {
        public let period: Period
        /// Nil when there is no data, which is not the same as 0.
        public let value: Double?
        /// How many contributions, commits or other things were looked at.
        public let n: Int
        /// The share of `n` whose organisation is unknown; nil when `n` is 0.
        public let unknownShare: Double?
        /// The period is not over.
        public let running: Bool

        public init(period: Period, value: Double?, n: Int, unknownShare: Double?, running: Bool) {
            self.period = period
            self.value = value
            self.n = n
            self.unknownShare = unknownShare
            self.running = running
        }
    }

    /// One part of a split.
    public struct Part: Sendable {
        /// Names the part in addresses: a slug, a type, or `unknown`.
        public let key: String
        public let title: String
        public let points: [Point]
        /// The person whom the part names; the title is what everybody may see of them.
        public let person: PersonLabel?

        public init(key: String, title: String, points: [Point], person: PersonLabel? = nil) {
            self.key = key
            self.title = person?.text(for: .everybody) ?? title
            self.points = points
            self.person = person
        }

        private init(_ part: Part, title: String) {
            key = part.key
            self.title = title
            points = part.points
            person = part.person
        }

        /// With the title that a reader may see.
        func titled(for reader: PersonLabel.Reader) -> Part {
            person.map { Part(self, title: $0.text(for: reader)) } ?? self
        }
    }

    /// How new the facts behind an answer are.
    public struct Freshness: Sendable, Hashable {
        /// The time of the newest fact that was used.
        public let newestFact: Instant?
        /// When the sources were last read.
        public let collectedAt: Instant?
        public let asKnown: Instant?

        public init(newestFact: Instant?, collectedAt: Instant?, asKnown: Instant?) {
            self.newestFact = newestFact
            self.collectedAt = collectedAt
            self.asKnown = asKnown
        }
    }

    /// The last period that is over; the running one when there is no other.
    public var current: Point? { points.last { !$0.running } ?? points.last }

    /// The period before ``current``.
    public var previous: Point? {
        guard let current, let index = points.firstIndex(of: current), index > 0 else { return nil }
        return points[index - 1]
    }
}
