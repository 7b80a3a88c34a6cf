/// A commit as a history holds it.
public struct CommitFact: Sendable {
    /// The object name in lower-case hexadecimal digits, 40 or 64.
    public var sha: String
    public var parents: [String]
    public var author: SpelledIdentity
    public var committer: SpelledIdentity
    public var authoredAt: Instant
    /// Minutes east of UTC; nil when the commit's own value makes no sense.
    public var authorOffset: Int?
    public var committedAt: Instant
    public var committerOffset: Int?
    /// The first line of the message.
    public var subject: String
    public var trailers: [Trailer]
    public var notes: CommitNotes

    public init(
        sha: String, parents: [String], author: SpelledIdentity, committer: SpelledIdentity, authoredAt: Instant,
        authorOffset: Int?, committedAt: Instant, committerOffset: Int?, subject: String, trailers: [Trailer] = [],
        notes: CommitNotes = []
    ) {
        self.sha = sha
        self.parents = parents
        self.author = author
        self.committer = committer
        self.authoredAt = authoredAt
        self.authorOffset = authorOffset
        self.committedAt = committedAt
        self.committerOffset = committerOffset
        self.subject = subject
        self.trailers = trailers
        self.notes = notes
    }
}

/// A line such as `Reviewed-by: Ada Example <ada@example.org>` at the end of a commit's message.
public struct Trailer: Sendable, Hashable {
    public var name: String
    public var value: String
    /// Git itself reads the line as a trailer.
    public var strict: Bool
    /// A reader that expects what people really write takes it for one.
    public var lenient: Bool

    public init(name: String, value: String, strict: Bool, lenient: Bool) {
        self.name = name
        self.value = value
        self.strict = strict
        self.lenient = lenient
    }
}

/// What was odd about a commit; kept so that a figure can be questioned.
public struct CommitNotes: OptionSet, Sendable, Hashable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Some text was not valid in the encoding that the commit names and was read as Latin-1.
    public static let lossyText = CommitNotes(rawValue: 1)
    /// A date lay outside what can be stored and was moved to the nearest that can.
    public static let dateOutOfRange = CommitNotes(rawValue: 2)
    /// The repository is shallow here: the commit has parents that it does not hold.
    public static let shallowBoundary = CommitNotes(rawValue: 4)
    /// A time zone made no sense.
    public static let oddTimeZone = CommitNotes(rawValue: 8)
}

/// Whether the lines of a commit were counted.
public enum LinesState: Int, Sendable {
    case pending = 0
    case counted = 1
    /// A merge: its lines were counted where they were written.
    case merge = 2
    /// Something needed for the count is missing from the repository.
    case unknown = 3
    /// Counted, but the commit adds and deletes files and its renames were not looked for yet.
    case renamesPending = 4
}

/// What a trailer credits somebody for. The numbers are stored.
public enum CreditRole: Int, Sendable, CaseIterable {
    case coAuthored = 1
    case signedOff = 2
    case reviewed = 3
    case acked = 4
    case tested = 5
    case reported = 6
    case suggested = 7
    case helped = 8

    /// The role that a trailer's name stands for, in any case; nil for trailers that credit nobody.
    public init?(trailer name: String) {
        switch name.lowercased() {
        case "co-authored-by", "co-author", "coauthored-by": self = .coAuthored
        case "signed-off-by": self = .signedOff
        case "reviewed-by": self = .reviewed
        case "acked-by": self = .acked
        case "tested-by": self = .tested
        case "reported-by": self = .reported
        case "suggested-by": self = .suggested
        case "helped-by", "mentored-by": self = .helped
        default: return nil
        }
    }
}

/// One file of a commit, compared with the commit's first parent.
public struct FileChange: Sendable, Hashable {
    /// A added, D deleted, M modified, T type changed.
    public var status: Character
    public var path: String
    /// Lines added and removed; nil for a binary file.
    public var added: Int?
    public var removed: Int?

    public init(status: Character, path: String, added: Int?, removed: Int?) {
        self.status = status
        self.path = path
        self.added = added
        self.removed = removed
    }
}

/// The files of one commit, or word that they cannot be known.
public struct CommitFiles: Sendable {
    public var sha: String
    /// Nil when an object that the comparison needs is missing.
    public var changes: [FileChange]?

    public init(sha: String, changes: [FileChange]?) {
        self.sha = sha
        self.changes = changes
    }
}

/// A file that a commit added under a new path, by git's own similarity.
public struct Rename: Sendable, Hashable {
    public var sha: String
    public var from: String
    public var to: String

    public init(sha: String, from: String, to: String) {
        self.sha = sha
        self.from = from
        self.to = to
    }
}

/// A name in a repository for a commit; equal only to the same name with the same bytes.
public struct RefFact: Sendable, Hashable {
    public enum Kind: String, Sendable {
        case branch, tag, other
    }

    public var name: String
    public var kind: Kind
    /// The object that the ref names, which for an annotated tag is the tag.
    public var target: String
    /// The commit behind it; nil when it leads to something else.
    public var commit: String?
    /// When an annotated tag was made.
    public var taggedAt: Instant?

    public init(name: String, kind: Kind, target: String, commit: String?, taggedAt: Instant? = nil) {
        self.name = name
        self.kind = kind
        self.target = target
        self.commit = commit
        self.taggedAt = taggedAt
    }

    public static func == (a: RefFact, b: RefFact) -> Bool {
        ExactText(a.name) == ExactText(b.name) && a.kind == b.kind && a.target == b.target && a.commit == b.commit
            && a.taggedAt == b.taggedAt
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(ExactText(name))
        hasher.combine(target)
    }
}
