/// A vote of one case, with everything that was frozen when it opened.
public struct Vote: Sendable, Hashable, Codable {
    public enum Status: String, Sendable, Codable {
        case open
        case closed
        /// The case left before the vote was over.
        case void
    }

    public let settings: VoteSettings
    public let openedAt: Int64
    /// UTC seconds; the vote is closed from this instant on.
    public let closesAt: Int64
    /// Who may vote, by class, in order; frozen at the opening.
    public let electorate: [String: [String]]
    public var status: Status
    /// Who recused themselves, in order.
    public var recused: [String]
    /// Who has voted, in the order of their identities: never in the order in which they voted.
    public var roll: [String]
    /// Of a vote that is not secret, by voter.
    public var ballots: [String: Ballot]
    public var result: VoteResult?
    public var closedAt: Int64?

    /// Everyone who may vote and has not recused themselves.
    public var eligible: Set<String> { Set(electorate.values.joined()).subtracting(recused) }

    /// The class in which somebody votes; nil when they do not.
    public func classID(of voter: String) -> String? {
        settings.classes.first { electorate[$0.id]?.contains(voter) == true }?.id
    }
}

/// One voice in a vote.
public struct Ballot: Sendable, Hashable, Codable {
    public let classID: String
    public let choice: Choice
    public let reason: String

    public init(classID: String, choice: Choice, reason: String = "") {
        (self.classID, self.choice, self.reason) = (classID, choice, reason)
    }
}

/// What a vote came to, with everything that somebody needs to count again.
public struct VoteResult: Sendable, Hashable, Codable {
    public enum Verdict: String, Sendable, Codable {
        /// Yes, or an option won.
        case carried
        case lost
        case noQuorum = "no quorum"
        /// Nobody's option is ahead of the others.
        case tied
    }

    public let verdict: Verdict
    /// The options that won, the best first.
    public let winners: [String]
    /// All options from the best on; those in one group are equal. Empty for a vote on one question.
    public let order: [[String]]
    /// How it was counted, a sentence each.
    public let explanation: [String]
    /// The figures behind it, such as the sum of an option or the yes of a class.
    public let figures: [String: Double]
    /// Who voted and who might have.
    public let voters: Int
    public let electorate: Int
}
