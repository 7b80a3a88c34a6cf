/// What must be so before a transition may be taken. The set is closed: a process file has no expressions.
public enum Need: Sendable, Hashable {
    /// Every required field is filled in.
    case fields
    case field(String)
    /// A choice, or a reference, has one of these values.
    case fieldIs(String, among: [String])
    /// A number, or an amount of money in its currency's main unit, is at most so much.
    case fieldAtMost(String, Double)
    /// A number, or an amount of money in its currency's main unit, is more than so much.
    case fieldMoreThan(String, Double)
    /// A day is over, or its end is no further away than this.
    case dateWithin(String, Span)
    /// The end of a day is further away than this.
    case dateBeyond(String, Span)
    /// The check passed, or was set aside with a reason.
    case check(String)
    /// Every check of the state has run, and one of them failed since the case came there.
    case failedCheck
    /// Every item is ticked.
    case checklist(String)
    case approval(String)
    /// So many refused that the approval cannot be given any more.
    case approvalRefused(String)
    /// The vote is closed and carried.
    case voteCarried(String)
    /// The vote is closed and not carried.
    case voteLost(String)
    /// The vote is closed and this option won.
    case voteWonBy(String, option: String)
    /// The case has been in its state for so long.
    case inStateFor(Span)
    /// So much time has passed since the beginning, in UTC, of the day that a date field names.
    case after(Span, field: String)
    /// Every side of the deliberation was heard, or somebody wrote why it was not.
    case sidesHeard
    /// No concern is open.
    case concernsSettled
    /// Every condition is met.
    case conditionsMet
    /// The measure's baseline is frozen.
    case baseline
    /// The outcome has been judged.
    case verdict
    /// Everyone who holds the role has declared their interests.
    case declared(role: String)
    /// Who takes the transition does not hold this role.
    case otherThan(role: String)
    /// Who takes the transition is somebody else than who took that one.
    case secondPerson(transition: String)

    /// The approval that it is about.
    var approvalID: String? {
        switch self {
        case .approval(let id), .approvalRefused(let id): id
        default: nil
        }
    }

    /// Whether it depends on who takes the transition.
    public var isAboutWhoActs: Bool {
        switch self {
        case .otherThan, .secondPerson: true
        default: false
        }
    }
}
