/// A time within which something must happen, as a process file sets it.
public struct Clock: Sendable, Hashable {
    public let id: String
    public let title: String
    /// The states in which it runs. Entering any other state, except those in which it pauses, stops it.
    public let runsIn: [String]
    /// The states in which it keeps what it has counted and counts no further.
    public let pausesIn: [String]
    /// Why it never pauses, for the clocks that do not.
    public let neverPauses: String?
    /// The date field from whose day on it counts; nil for the moment at which it begins to run.
    public let startField: String?
    public let due: Span
    /// The calendar whose hours count; needed for working time.
    public let calendar: String?
    public let escalations: [Escalation]
    public let line: Int

    /// Whom to tell, and when.
    public struct Escalation: Sendable, Hashable {
        public enum Moment: Sendable, Hashable {
            case before(Span)
            case due
            case after(Span)

            /// As the history has it: `7 days before`, `due`, `7 days after`.
            public var words: String {
                switch self {
                case .before(let span): "\(span) before"
                case .due: "due"
                case .after(let span): "\(span) after"
                }
            }
        }

        public let moment: Moment
        /// Roles.
        public let to: [String]

        public init(_ moment: Moment, to: [String]) {
            self.moment = moment
            self.to = to
        }
    }
}

/// One run of a clock of one case.
public struct ClockRun: Sendable, Hashable, Codable {
    public enum Status: String, Sendable, Codable {
        case running, paused, met, breached
    }

    public var status: Status
    /// When it was started, UTC seconds.
    public var startedAt: Int64
    /// What may pass, in seconds that count for this clock.
    public let allowed: Int64
    /// What passed before it last began to run, in seconds that count.
    public var used: Int64
    /// Since when it runs; nil while it does not.
    public var runningSince: Int64?
    /// When it is due if nothing pauses it; nil while it is paused. UTC seconds.
    public var dueAt: Int64?
    /// When it was stopped.
    public var stoppedAt: Int64?
    /// How many of its escalations have happened, in their order in time.
    public var escalated: Int
    /// Whether the time ran out, even when the step was taken later.
    public var isBreached: Bool
}
