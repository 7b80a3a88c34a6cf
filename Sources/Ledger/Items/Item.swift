/// What people propose, discuss and decide on a forge.
public enum ItemKind: Int, Sendable, Hashable, CaseIterable {
    /// A GitLab merge request or a GitHub pull request.
    case changeRequest = 1
    case issue = 2
}

/// Where an item stands.
public enum ItemStatus: Int, Sendable, Hashable, CaseIterable {
    case open = 1
    /// Closed without a merge.
    case closed = 2
    case merged = 3
    /// The forge no longer has it.
    case removed = 4
}

/// Something that happened to an item. The raw values are stored: a new kind takes a new number.
public enum ItemEventKind: Int, Sendable, Hashable, CaseIterable {
    case closed = 1
    case reopened = 2
    case merged = 3
    case commented = 4
    /// A comment on a line of the proposed change.
    case lineCommented = 5
    /// A review that neither approves nor asks for changes.
    case reviewed = 6
    case approved = 7
    case changesRequested = 8
    /// An approval was taken back, or a review dismissed.
    case reviewDismissed = 9
    case reviewRequested = 10
    case reviewRequestRemoved = 11
    case readyForReview = 12
    case convertedToDraft = 13
    case labelled = 14
    case unlabelled = 15
    case milestoned = 16
    case demilestoned = 17
    case assigned = 18
    case unassigned = 19
    /// A commit, or a new version of the change.
    case pushed = 20
    case forcePushed = 21
    case renamed = 22
    case locked = 23
    case unlocked = 24
    /// Something else, which the forge names in the event's term: subscriptions, mentions, references.
    case other = 25

    /// Somebody looked at the change and said something about it.
    public var isReview: Bool {
        switch self {
        case .lineCommented, .reviewed, .approved, .changesRequested: true
        default: false
        }
    }

    /// Somebody who is not the author answers with it: a comment or a review of any kind.
    public var isResponse: Bool { self == .commented || isReview }
}

/// A change request or issue as a source describes it, with what happened to it.
public struct ItemFact: Sendable, Hashable {
    public var kind: ItemKind
    /// The number by which people call it: GitLab's `iid`, GitHub's `number`.
    public var number: Int64
    /// Nil when the forge no longer knows who opened it.
    public var author: ForgeAccount?
    public var createdAt: Instant
    public var state: ItemState
    public var events: [ItemEvent]
    /// `events` holds all that the source has of these kinds, so that what is missing was deleted. Empty for a source
    /// that shows a part only, such as one event of a public archive.
    public var completeKinds: Set<ItemEventKind>

    public init(
        _ kind: ItemKind, number: Int64, author: ForgeAccount?, createdAt: Instant, state: ItemState,
        events: [ItemEvent] = [], completeKinds: Set<ItemEventKind> = []
    ) {
        self.kind = kind
        self.number = number
        self.author = author
        self.createdAt = createdAt
        self.state = state
        self.events = events
        self.completeKinds = completeKinds
    }
}

/// The parts of an item that change. A newer state takes the place of an older one, which stays in the ledger.
public struct ItemState: Sendable, Hashable {
    public var status: ItemStatus
    public var title: String
    public var isDraft: Bool
    /// Seen by members only; never on a public page.
    public var isConfidential: Bool
    public var closedAt: Instant?
    public var mergedAt: Instant?
    public var mergedBy: ForgeAccount?
    /// As the forge spells them.
    public var labels: [String]
    public var milestone: String?
    public var targetBranch: String?
    /// Lines and files of the proposed change; nil when the source does not say.
    public var additions: Int?
    public var deletions: Int?
    public var files: Int?
    /// When the source says that the item last changed: an older state never replaces a newer one.
    public var updatedAt: Instant

    public init(
        _ status: ItemStatus, title: String, updatedAt: Instant, isDraft: Bool = false, isConfidential: Bool = false,
        closedAt: Instant? = nil, mergedAt: Instant? = nil, mergedBy: ForgeAccount? = nil, labels: [String] = [],
        milestone: String? = nil, targetBranch: String? = nil, additions: Int? = nil, deletions: Int? = nil,
        files: Int? = nil
    ) {
        self.status = status
        self.title = title
        self.updatedAt = updatedAt
        self.isDraft = isDraft
        self.isConfidential = isConfidential
        self.closedAt = closedAt
        self.mergedAt = mergedAt
        self.mergedBy = mergedBy
        self.labels = labels
        self.milestone = milestone
        self.targetBranch = targetBranch
        self.additions = additions
        self.deletions = deletions
        self.files = files
    }
}

/// Something that happened to an item.
public struct ItemEvent: Sendable, Hashable {
    public var kind: ItemEventKind
    /// The source's own number, unique among the events of this kind of the item. See ``number(from:)`` for sources
    /// that give none.
    public var number: Int64
    public var at: Instant
    /// Nil when the source does not say who did it.
    public var actor: ForgeAccount?
    /// Whom it is about: the reviewer who was asked, the person who was assigned.
    public var subject: ForgeAccount?
    /// What it is about: the label, the milestone, or the forge's name of an event of the kind ``ItemEventKind/other``.
    public var term: String?

    public init(
        _ kind: ItemEventKind, number: Int64, at: Instant, actor: ForgeAccount? = nil, subject: ForgeAccount? = nil,
        term: String? = nil
    ) {
        self.kind = kind
        self.number = number
        self.at = at
        self.actor = actor
        self.subject = subject
        self.term = term
    }

    /// A number made from whatever names the event in a source without numbers, such as a commit's object name:
    /// FNV-1a, 62 bits, so that it is the same on every run.
    public static func number(from name: String) -> Int64 {
        let hash = name.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return Int64(hash >> 2)
    }
}
