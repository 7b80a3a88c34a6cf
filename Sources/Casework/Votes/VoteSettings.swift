/// How a vote is held, as a process file sets it. It is frozen into the case when the vote opens.
public struct VoteSettings: Sendable, Hashable, Codable {
    public let id: String
    public let title: String
    public let method: VoteMethod
    /// Who votes, each class counted by its own threshold. A vote that the file gives no classes has one.
    public let classes: [VoteClass]
    /// What is chosen between; empty for the methods that say yes or no, and before the opening where ``optionsField`` says it.
    public internal(set) var options: [VoteOption]
    /// The field whose answer says what is chosen between, a line for each; it is read when the vote opens.
    public let optionsField: String?
    /// Nil in a vote that an earlier program stored.
    private let otherThan: [String]?
    /// Among all classes together; nil when any number of voters will do.
    public let quorum: Quorum?
    public let openFor: Span
    /// The calendar whose hours count, for a working time.
    public let calendar: String?
    public let isSecret: Bool
    public let isChangeable: Bool
    /// The stances that need a reason; a veto always does.
    public let reasonRequiredFor: [Stance]
    /// Whether only those who declared their interests may vote.
    public let needsDeclaration: Bool
    /// Whether those who recuse themselves still count among the voters of whom the quorum is a part.
    public let recusedCountForQuorum: Bool
    public let line: Int

    public init(
        id: String, title: String, method: VoteMethod, classes: [VoteClass], options: [VoteOption] = [], optionsField: String? = nil,
        excluded: [String] = [], quorum: Quorum? = nil, openFor: Span, calendar: String? = nil, isSecret: Bool = false,
        isChangeable: Bool = true, reasonRequiredFor: [Stance] = [],
        needsDeclaration: Bool = false, recusedCountForQuorum: Bool = false, line: Int = 0
    ) {
        (self.id, self.title, self.method, self.classes, self.options, self.quorum) = (id, title, method, classes, options, quorum)
        (self.openFor, self.calendar, self.isSecret, self.isChangeable) = (openFor, calendar, isSecret, isChangeable)
        (self.reasonRequiredFor, self.needsDeclaration) = (reasonRequiredFor, needsDeclaration)
        (self.recusedCountForQuorum, self.line) = (recusedCountForQuorum, line)
        (self.optionsField, otherThan) = (optionsField, excluded)
    }

    /// The roles whose holders have no voice.
    public var excluded: [String] { otherThan ?? [] }

    /// With fewer options there is nothing to choose.
    public var fewestOptions: Int {
        switch method {
        case .lazyConsensus, .majority, .consensus: 0
        case .transferable(let seats): seats + 1
        default: 2
        }
    }
}

/// How ballots become a result.
public enum VoteMethod: Sendable, Hashable, Codable {
    /// Carried unless somebody objects in time.
    case lazyConsensus
    /// Carried when each class has more than its threshold.
    case majority
    /// Carried when enough say yes and nobody vetoes with a reason.
    case consensus
    /// Points for each option on a scale; the highest sum wins.
    case score(scale: ClosedRange<Int>)
    /// Dots laid on options, at most so many in all, and so many on one.
    case dots(Int, mostOnOne: Int)
    /// Ranked options, by the strongest paths.
    case schulze
    /// Ranked options for so many seats, with transfers.
    case transferable(seats: Int)
    /// Credits spent on options; the share of an option grows with the square of the sum of roots.
    case quadratic(credits: Int, pot: Int?)

    /// Whether voters say yes or no to one question.
    public var isAboutOneQuestion: Bool {
        switch self {
        case .lazyConsensus, .majority, .consensus: true
        default: false
        }
    }
}

public struct VoteOption: Sendable, Hashable, Codable {
    public let id: String
    public let title: String

    public init(id: String, title: String) {
        self.id = id
        self.title = title
    }
}

/// What people are told that options are called.
public struct OptionTitles: Sendable {
    private let titles: [String: String]

    public init(_ options: [VoteOption] = []) {
        titles = Dictionary(options.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first })
    }

    /// The title of an option; its name when it has none.
    subscript(_ option: String) -> String {
        guard let title = titles[option], !title.isEmpty else { return option }
        return title
    }
}

/// A chamber of voters.
public struct VoteClass: Sendable, Hashable, Codable {
    public let id: String
    public let title: String
    public let group: String
    public let threshold: Threshold
    /// So many must say yes, whatever the share.
    public let leastYes: Int
    /// Of this class alone.
    public let quorum: Quorum?

    public init(
        id: String, title: String = "", group: String = "", threshold: Threshold = .moreThanHalf, leastYes: Int = 0, quorum: Quorum? = nil
    ) {
        (self.id, self.title, self.group, self.threshold, self.leastYes, self.quorum) = (
            id, title.isEmpty ? id : title, group, threshold, leastYes, quorum
        )
    }
}

/// What somebody says to one question.
public enum Stance: String, Sendable, Hashable, Codable, CaseIterable {
    case yes
    case no
    case abstain
    /// A no that stops a consensus; void without a reason.
    case veto
}

/// What one ballot says.
public enum Choice: Sendable, Hashable, Codable {
    case stance(Stance)
    /// Options from the most to the least wanted; those in one group are wanted alike, those left out least.
    case ranking([[String]])
    /// Points, dots or credits by option.
    case amounts([String: Int])
}
