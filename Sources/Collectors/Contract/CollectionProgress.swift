/// How far a collection is, for the person who waits for it.
public struct CollectionProgress: Sendable, Hashable {
    /// What is being done, such as `Counting lines`.
    public var activity: String
    public var done: Int
    /// Nil while it is not known.
    public var total: Int?
    /// Since the activity began.
    public var elapsed: Duration

    public init(activity: String, done: Int, total: Int?, elapsed: Duration) {
        self.activity = activity
        self.done = done
        self.total = total
        self.elapsed = elapsed
    }

    /// Items per second so far; nil before there is anything to go by.
    public var rate: Double? {
        let seconds = elapsed / .seconds(1)
        return seconds > 0 && done > 0 ? Double(done) / seconds : nil
    }

    /// What is left at the rate so far; nil when that cannot be known.
    public var timeLeft: Duration? {
        guard let total, let rate else { return nil }
        return .seconds(Double(max(0, total - done)) / rate)
    }
}
