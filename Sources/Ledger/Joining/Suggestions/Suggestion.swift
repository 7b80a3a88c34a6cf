/// Two accounts of two people who may be one, with the reasons. It joins nothing: somebody accepts, refuses or postpones it.
public struct Suggestion: Sendable, Hashable {
    /// A sign that both are one person's.
    public struct Reason: Sendable, Hashable {
        /// Names the sign, such as `same name`.
        public let rule: String
        /// The sign in words, with the values in which it shows.
        public let words: String
        /// What it is worth alone, 0…1.
        public let weight: Double

        public init(rule: String, words: String, weight: Double) {
            self.rule = rule
            self.words = words
            self.weight = weight
        }
    }

    /// The account with the smaller number.
    public let first: Int64
    public let second: Int64
    public let firstPerson: PersonID
    public let secondPerson: PersonID
    /// How likely it is, 0…1, as far as the reasons tell.
    public let score: Double
    /// The strongest first.
    public let reasons: [Reason]

    public init(
        first: Int64, second: Int64, firstPerson: PersonID, secondPerson: PersonID, score: Double, reasons: [Reason]
    ) {
        self.first = first
        self.second = second
        self.firstPerson = firstPerson
        self.secondPerson = secondPerson
        self.score = score
        self.reasons = reasons
    }

    /// Where a list goes on: after this suggestion.
    public struct Cursor: Sendable, Hashable {
        public let score: Double
        public let first: Int64
        public let second: Int64

        public init(score: Double, first: Int64, second: Int64) {
            self.score = score
            self.first = first
            self.second = second
        }
    }

    public var cursor: Cursor { Cursor(score: score, first: first, second: second) }
}

extension Suggestion.Cursor: Comparable {
    /// The likelier first, then by the numbers of the accounts.
    public static func < (a: Self, b: Self) -> Bool {
        (-a.score, a.first, a.second) < (-b.score, b.first, b.second)
    }
}
