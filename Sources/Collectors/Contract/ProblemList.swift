/// What could not be read, in words. Counts everything and keeps the first hundred, so that a ruined source does not
/// fill the memory.
public struct ProblemList: Sendable, Hashable {
    static let longest = 100

    /// The first problems that were met.
    public private(set) var texts: [String] = []
    /// The number of all problems.
    public private(set) var count = 0

    public init() {}

    public var isEmpty: Bool { count == 0 }

    /// Adds a problem; a text from outside inside it is cut short.
    public mutating func add(_ problem: String) {
        count += 1
        if texts.count < Self.longest { texts.append(problem.utf8.count > 1000 ? String(problem.unicodeScalars.prefix(1000)) : problem) }
    }

    public mutating func add(_ other: ProblemList) {
        count += other.count
        texts.append(contentsOf: other.texts.prefix(Self.longest - texts.count))
    }
}
