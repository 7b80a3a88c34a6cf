/// One thing that a user may do. Roles are sets of these, routes name the one that they need, and API tokens are narrowed
/// to some of them by their names.
public enum Permission: String, Sendable, CaseIterable, Comparable {
    /// See figures, charts, projects, and contributors as the public sees them.
    case seeFigures = "figures.see"
    /// See names, addresses and the evidence of what is believed about people.
    case seePeople = "people.see"
    /// Join accounts, state affiliations, answer suggestions, undo operations.
    case correctPeople = "people.correct"
    /// See what customers pay, and figures divided by it.
    case seeAmounts = "amounts.see"
    /// Change the programme's settings.
    case changeProgramme = "programme.change"
    /// See cases that are not one's own.
    case seeCases = "cases.see"
    /// Open cases, work on one's own drafts, and take part in the cases to which one is invited.
    case openCases = "cases.open"
    /// Comment, take positions and vote where the process lets one.
    case deliberate = "cases.deliberate"
    /// Do what a process file leaves to whoever runs it: assign, extend, migrate, close.
    case manageCases = "cases.manage"
    /// See requests about the privacy of persons, and act on them.
    case managePrivacy = "privacy.manage"
    /// See what inspections found in projects that are not public.
    case seeFindings = "findings.see"
    /// Accept or dismiss findings, and release what was inspected.
    case manageFindings = "findings.manage"
    /// Read and export the audit log.
    case readAudit = "audit.read"
    /// Invite and disable users, grant roles, end sessions and tokens of others.
    case manageUsers = "users.manage"
    /// One's own account: password, sessions, tokens.
    case ownAccount = "account.own"

    /// What it lets somebody do, in words that complete “may …”.
    public var sentence: String {
        switch self {
        case .seeFigures: "see figures, projects and contributors as the public sees them"
        case .seePeople: "see names, addresses and why people are believed to be who they are"
        case .correctPeople: "correct what is believed about people"
        case .seeAmounts: "see what customers pay"
        case .changeProgramme: "change the programme's settings"
        case .seeCases: "see the cases of others"
        case .openCases: "open cases"
        case .deliberate: "comment, take positions and vote in cases"
        case .manageCases: "run cases: assign, extend, migrate and close them"
        case .managePrivacy: "handle requests about the privacy of persons"
        case .seeFindings: "see what inspections found"
        case .manageFindings: "accept or dismiss what inspections found"
        case .readAudit: "read and export the audit log"
        case .manageUsers: "invite users, grant roles and end sessions of others"
        case .ownAccount: "manage an own account"
        }
    }

    /// What it is about, as lists of permissions are divided.
    public var feature: String {
        switch self {
        case .seeFigures, .seeAmounts: "Figures"
        case .seePeople, .correctPeople, .managePrivacy: "People"
        case .changeProgramme: "Programme"
        case .seeCases, .openCases, .deliberate, .manageCases: "Cases"
        case .seeFindings, .manageFindings: "Findings of inspections"
        case .readAudit, .manageUsers, .ownAccount: "Users and the audit log"
        }
    }

    public static func < (a: Permission, b: Permission) -> Bool { a.rawValue < b.rawValue }

    /// Whether an API token can be given it. A token that leaks must not be a way to make more of them.
    public var isForTokens: Bool { self != .ownAccount && self != .manageUsers }
}
