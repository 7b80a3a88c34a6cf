/// What of a history could not be read. Empty when everything was.
///
/// Counts everything and describes the first hundred, so that a ruined repository does not fill the memory.
public struct ReadReport: Sendable, Hashable {
    /// One thing that is missing.
    public struct Gap: Sendable, Hashable {
        public enum Kind: String, Sendable {
            /// A commit that cannot be read; what was before it may be missing as well.
            case commit
            /// A commit whose files could not be compared.
            case lines
            /// A commit whose renames could not be looked for.
            case renames
            /// A ref that leads nowhere.
            case ref
        }

        public var kind: Kind
        /// The commit, or the name of the ref.
        public var subject: String
        /// The object that is missing or damaged, when git named it.
        public var object: String?

        public init(_ kind: Kind, _ subject: String, object: String? = nil) {
            self.kind = kind
            self.subject = subject
            self.object = object
        }
    }

    static let longest = 100

    /// The first gaps that were met.
    public private(set) var gaps: [Gap] = []
    /// The number of all gaps.
    public private(set) var count = 0

    public init() {}

    public var isComplete: Bool { count == 0 }

    /// What is missing in words, so ordered that each object is named once before any is named again.
    var descriptions: [String] {
        var named: Set<String> = []
        let isFirst = gaps.map { gap in gap.object.map { named.insert($0).inserted } ?? true }
        let ordered = zip(gaps, isFirst).filter(\.1) + zip(gaps, isFirst).filter { !$0.1 }
        return ordered.map(\.0.description)
    }

    public mutating func add(_ gap: Gap) {
        count += 1
        if gaps.count < Self.longest { gaps.append(gap) }
    }

    /// Adds what another reading of the same repository missed.
    public mutating func add(_ other: ReadReport) {
        count += other.count
        gaps.append(contentsOf: other.gaps.prefix(Self.longest - gaps.count))
    }
}

extension ReadReport.Gap: CustomStringConvertible {
    public var description: String {
        let object = object.map { " (object \($0) is missing or damaged)" } ?? ""
        return switch kind {
        case .commit: "Commit \(subject) cannot be read\(object)."
        case .lines: "The lines of commit \(subject) cannot be counted\(object)."
        case .renames: "The renames of commit \(subject) cannot be found\(object)."
        case .ref: "\(subject) does not lead to a commit\(object)."
        }
    }
}
