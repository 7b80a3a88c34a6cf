import Ledger

/// What measures know of one change request or issue: the state in force and what its events add up to.
///
/// Times are UTC seconds. A time that never came is ``never``, which is later than every other, so that comparisons
/// need no special case.
struct Item: Sendable, Equatable {
    /// The number in the ledger.
    var id: Int64
    /// The number by which people call it.
    var number: Int64
    /// Index of the repository in ``ItemFacts/repositories``, and of the project that it belongs to.
    var repository: Int32
    var project: Int32
    var kind: ItemKind
    var status: ItemStatus
    var flags: ItemFlags = []
    /// Index of the labels it has now, in ``ItemFacts/labelSets``.
    var labelSet: Int32 = 0
    /// The account that opened it, and the person behind it; 0 and -1 when the forge no longer knows.
    var account: Int32
    var author: Int32
    /// For whom the author contributed when it was opened.
    var belonging: Belonging
    /// The account that merged it; 0 when nobody did or nobody knows.
    var mergedBy: Int32 = 0

    var createdAt: Int64
    /// The first time at which it was no draft; ``createdAt`` for one that never was.
    var readyAt: Int64 = Self.never
    var mergedAt: Int64 = Self.never
    /// The final close, merged or not.
    var endedAt: Int64 = Self.never
    /// The first time that somebody was asked for a review.
    var reviewRequestedAt: Int64 = Self.never
    /// The first time that somebody other than the author assigned it, which GitLab takes for a request too.
    var assignedAt: Int64 = Self.never
    /// The first comment, review or approval by a person who is neither the author nor a bot.
    var firstResponseAt: Int64 = Self.never
    /// The first review of any kind by such a person.
    var firstReviewAt: Int64 = Self.never
    /// The last thing that a person did to it; bots do not count.
    var lastActivityAt: Int64

    /// Seconds in each stage until it ended, or until ``stageSince`` while it is open.
    var stages = StageTimes()
    /// Where it stands, or stood when it ended, and since when.
    var stage = Stage.firstResponse
    var stageSince: Int64

    /// Lines and files of the change; -1 when the source does not say.
    var added: Int32 = -1
    var removed: Int32 = -1
    var files: Int32 = -1

    static let never = Instant.distantFuture.seconds

    /// A time of a source, kept so far from the limits of 64 bits that no difference of two overflows, and before ``never``.
    static func bounded(_ seconds: Int64) -> Int64 { min(max(seconds, -(never / 2)), never / 2) }

    /// The order of a table: the oldest first, items of one second in the order of the ledger.
    static func isBefore(_ a: Item, _ b: Item) -> Bool { (a.createdAt, a.id) < (b.createdAt, b.id) }

    var isOpen: Bool { status == .open }
    func has(_ flag: ItemFlags) -> Bool { flags.contains(flag) }
}

/// What is true of an item or not.
struct ItemFlags: OptionSet, Sendable {
    let rawValue: UInt16

    /// It is not ready for review.
    static let draft = ItemFlags(rawValue: 1)
    /// Seen by members only: it counts, and its title is never shown.
    static let confidential = ItemFlags(rawValue: 2)
    /// The author was marked as a bot when it was opened.
    static let bot = ItemFlags(rawValue: 4)
    /// The author was affiliated with one of the programme's own organisations when it was opened.
    static let company = ItemFlags(rawValue: 8)
    /// It carries ``CommunityRule/communityLabel``, now or when it was merged.
    static let communityLabel = ItemFlags(rawValue: 16)
    static let communityLabelAtMerge = ItemFlags(rawValue: 32)
    /// It carries `type::feature`, now or when it was merged.
    static let featureLabel = ItemFlags(rawValue: 64)
    static let featureLabelAtMerge = ItemFlags(rawValue: 128)
    /// It carries `automation:bot-authored`, one of GitLab's signs of a bot.
    static let botLabel = ItemFlags(rawValue: 256)
    static let botLabelAtMerge = ItemFlags(rawValue: 512)
    /// The author had no merged change request when this one was opened.
    static let newcomer = ItemFlags(rawValue: 1024)
}

/// Whom a change request waits for.
///
/// - Until a person who is neither the author nor a bot answers, it waits for its first response.
/// - From the last approval that still stands it is approved and waits for the merge. An approval stands until it is
///   taken back or dismissed, or until somebody asks for changes.
/// - In between, such a person's comment or review gives it to the author; a push, and a comment, a request for review
///   or the mark of readiness by the author, gives it back to the reviewers. So does an approval that another follows.
///
/// What bots do changes nothing. Time in which it was closed belongs to the stage in which it was closed. The stages
/// of a merged change request sum to its time to merge exactly.
enum Stage: UInt8, Sendable, CaseIterable {
    case firstResponse, review, author, approved

    /// The name in addresses.
    var key: String {
        switch self {
        case .firstResponse: "first-response"
        case .review: "review"
        case .author: "author"
        case .approved: "approved"
        }
    }

    var title: String {
        switch self {
        case .firstResponse: "Waiting for first response"
        case .review: "In review"
        case .author: "Waiting for the author"
        case .approved: "Approved, waiting for merge"
        }
    }
}

/// Seconds in each ``Stage``.
struct StageTimes: Sendable, Equatable {
    var firstResponse: Int64 = 0
    var review: Int64 = 0
    var author: Int64 = 0
    var approved: Int64 = 0

    var total: Int64 { firstResponse + review + author + approved }

    subscript(stage: Stage) -> Int64 {
        get {
            switch stage {
            case .firstResponse: firstResponse
            case .review: review
            case .author: author
            case .approved: approved
            }
        }
        set {
            switch stage {
            case .firstResponse: firstResponse = newValue
            case .review: review = newValue
            case .author: author = newValue
            case .approved: approved = newValue
            }
        }
    }
}
