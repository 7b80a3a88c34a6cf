public import Store

/// Who is in which group; answered by the installation.
public protocol CaseDirectory: Sendable {
    /// The members of each group that is asked for, at an instant; a group that is not known has none.
    ///
    /// It is asked inside the transaction that applies an action, so that a right that was withdrawn is not used any more.
    func members(of groups: Set<String>, at instant: Int64, in reader: any SQLReader) throws -> [String: Set<String>]
}

/// Groups that never change, such as those of a test.
public struct FixedDirectory: CaseDirectory {
    public let groups: [String: Set<String>]

    public init(_ groups: [String: Set<String>]) { self.groups = groups }

    public func members(of groups: Set<String>, at instant: Int64, in reader: any SQLReader) -> [String: Set<String>] {
        self.groups.filter { groups.contains($0.key) }
    }
}

/// Takes a measure's figure, for baselines and outcomes.
public protocol CaseMeasurer: Sendable {
    /// - Throws: when the measure is not known; a measure that has no value gives a figure without one.
    func figure(of measure: String, for aCase: Case, at instant: Int64) async throws -> Figure
}

/// A time in which somebody is away, and who acts for them.
public struct Absence: Sendable, Hashable, Codable {
    public let who: String
    /// `[from, until)`, UTC seconds.
    public let from: Int64
    public let until: Int64
    public let delegate: String?

    public init(who: String, from: Int64, until: Int64, delegate: String?) {
        (self.who, self.from, self.until, self.delegate) = (who, from, until, delegate)
    }
}

/// Who is in which group and who is away, as the engine is given it: at one instant.
public struct Roster: Sendable, Hashable {
    public let groups: [String: Set<String>]
    /// Those in force at the instant, by who is away.
    public let delegates: [String: String]
    public let absent: Set<String>

    public init(groups: [String: Set<String>], absences: [Absence] = []) {
        self.groups = groups
        absent = Set(absences.map(\.who))
        delegates = Dictionary(absences.compactMap { absence in absence.delegate.map { (absence.who, $0) } }, uniquingKeysWith: { $1 })
    }

    public func members(of group: String) -> Set<String> { groups[group] ?? [] }

    /// The absent members of a group for whom somebody acts.
    func represented(by actor: String, in group: String) -> [String] {
        // Hardly ever is anybody away, and this is asked for every role of everybody.
        delegates.isEmpty
            ? [] : delegates.filter { $0.value == actor && members(of: group).contains($0.key) }.map(\.key).sorted()
    }
}
