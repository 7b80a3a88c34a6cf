/// What was decided about one repository of the organisation: that it is open, or that it is closed until a day.
public struct Publication: Sendable, Hashable, Identifiable {
    public enum Visibility: String, Sendable, CaseIterable {
        case open
        case closed
    }

    /// 0 for one that is not stored yet.
    public var id: Int64
    /// The repository's address as ``PublicationLocation/key(_:)`` spells it: no credentials, no `.git`, no slash at the end.
    public var location: String
    public var title: String
    public var projectID: Int64?
    /// The department or organisation that answers for it.
    public var organisationID: Int64?
    public var visibility: Visibility
    /// An SPDX expression, such as `MIT OR Apache-2.0`.
    public var licence: String?
    /// Why it is open or closed, in words; empty when nobody said.
    public var reason: String
    /// The case in which it was decided.
    public var caseNumber: Int64?
    public var decidedAt: Instant
    /// When it was published; nil for what is closed.
    public var releasedAt: Instant?
    /// When the decision is looked at again; for what is closed, when it runs out.
    public var reviewAt: Instant?
    /// When another decision took its place; nil while it holds.
    public var endedAt: Instant?

    public init(
        id: Int64 = 0, location: String, title: String, projectID: Int64? = nil, organisationID: Int64? = nil, visibility: Visibility,
        licence: String? = nil, reason: String = "", caseNumber: Int64? = nil, decidedAt: Instant, releasedAt: Instant? = nil,
        reviewAt: Instant? = nil, endedAt: Instant? = nil
    ) {
        self.id = id
        self.location = location
        self.title = title
        self.projectID = projectID
        self.organisationID = organisationID
        self.visibility = visibility
        self.licence = licence
        self.reason = reason
        self.caseNumber = caseNumber
        self.decidedAt = decidedAt
        self.releasedAt = releasedAt
        self.reviewAt = reviewAt
        self.endedAt = endedAt
    }

    /// Whether it holds at a time: it was decided by then, and nothing took its place.
    public func holds(at now: Instant) -> Bool { decidedAt <= now && endedAt.map { now < $0 } ?? true }

    /// Whether the day on which it should be looked at again is past.
    public func isOverdue(at now: Instant) -> Bool { holds(at: now) && reviewAt.map { $0 <= now } ?? false }
}
