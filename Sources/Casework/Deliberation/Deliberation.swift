/// Whose views a decision needs, as a process file says it.
public struct Deliberation: Sendable, Hashable {
    /// The states in which sides give their positions; concerns may be raised in all of them.
    public let states: [String]
    public let sides: [Side]
    /// The roles that invite sides, say why one is left empty, and accept dissent.
    public let chairs: [String]
    public let line: Int

    public struct Side: Sendable, Hashable {
        public let id: String
        public let title: String
        /// Whose members speak for it.
        public let group: String
    }
}

/// What a case knows of one side.
public struct SideRecord: Sendable, Hashable, Codable {
    public var invitedAt: Int64?
    public var positions: [Position] = []
    /// Why the decision goes on without this side; nil as long as nobody wrote it.
    public var emptyBecause: String?

    public init() {}

    public enum Standing: String, Sendable, Codable {
        case notInvited = "not invited"
        case invited
        case consulted
        /// Invited, without a position, and somebody wrote why the decision goes on.
        case silent
    }

    public var standing: Standing {
        if !positions.isEmpty { return .consulted }
        if emptyBecause != nil { return .silent }
        return invitedAt == nil ? .notInvited : .invited
    }

    /// Whether a vote may open as far as this side is concerned.
    public var isHeard: Bool { !positions.isEmpty || emptyBecause != nil }
}

/// What somebody holds for a side.
public struct Position: Sendable, Hashable, Codable {
    public enum View: String, Sendable, Codable, CaseIterable {
        case support
        case neutral
        case against
    }

    public let by: CaseActor
    public let view: View
    public let text: String
    public let at: Int64
}

/// An objection that must be answered before the decision, or carried beside it.
public struct Concern: Sendable, Hashable, Codable {
    public enum Status: String, Sendable, Codable, CaseIterable {
        case open
        /// Whoever raised it says that it is met.
        case met
        /// The decision goes on, and the dissent is recorded with it.
        case acceptedDissent = "accepted dissent"
    }

    public let number: Int
    public let side: String?
    public let text: String
    public let by: CaseActor
    public let at: Int64
    public var status: Status
    /// How it was met, or why the dissent is accepted.
    public var settlement: String?
    public var settledBy: CaseActor?
    public var settledAt: Int64?
}

/// Something that a decision depends on.
public struct Condition: Sendable, Hashable, Codable {
    public let number: Int
    public let text: String
    /// Who has to meet it.
    public let owner: CaseActor?
    public let due: Int64?
    public let at: Int64
    public var metBy: CaseActor?
    public var metAt: Int64?
    public var evidence: String?
}
