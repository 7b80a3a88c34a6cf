/// How far the collection of one source has come.
public struct CollectionProgress: Sendable {
    /// What is being done, such as `commits` or `line counts`.
    public var stage: String
    /// What is counted.
    public var unit: String
    public var done: Int
    /// Nil when nobody knows yet.
    public var total: Int?

    public init(stage: String, unit: String, done: Int, total: Int?) {
        self.stage = stage
        self.unit = unit
        self.done = done
        self.total = total
    }
}

/// How the collection of one source ended.
public struct CollectionSummary: Sendable {
    public var repository: Int64
    public var outcome: Outcome
    /// Facts that were new.
    public var added: Int
    /// What could not be read, in words: the first of many. After it, also when the collection is complete, what the
    /// source does not tell at all.
    public var problems: [String]
    /// How many things could not be read.
    public var missing: Int

    public enum Outcome: Sendable, Hashable {
        /// There was nothing new.
        case unchanged
        case complete
        /// Something could not be read; the rest is stored.
        case incomplete
        /// Nothing could be read.
        case failed
    }
}
