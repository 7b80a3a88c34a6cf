/// A named set of permissions. Users hold roles by grants; a process file names roles as the groups that decide.
public struct Role: Sendable, Hashable, Identifiable {
    /// Lower-case letters, digits and hyphens, such as `programme-manager`.
    public let name: String
    /// For people to read.
    public let title: String
    /// Who should hold it, in a sentence.
    public let summary: String
    public let permissions: Set<Permission>
    /// Whether it comes with Steward; the others are reviewer groups and the like that an administrator made.
    public let isStandard: Bool

    public var id: String { name }

    public init(name: String, title: String, summary: String, permissions: Set<Permission>, isStandard: Bool = false) {
        self.name = name
        self.title = title
        self.summary = summary
        self.permissions = permissions
        self.isStandard = isStandard
    }

    /// The longest name, in bytes.
    static let longestName = 60

    /// Whether `name` is spelled as names of roles are.
    static func isName(_ name: String) -> Bool {
        (1...longestName).contains(name.utf8.count) && name.first != "-" && name.last != "-"
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}

extension Role {
    /// Whoever did not sign in. Never granted: everybody has it.
    public static let visitor = Role(
        name: "visitor", title: "Visitor", summary: "Whoever did not sign in.", permissions: [.seeFigures], isStandard: true)

    public static let member = Role(
        name: "member", title: "Member", summary: "Everybody of the organisation who takes part.",
        permissions: [.seeFigures, .ownAccount, .openCases], isStandard: true)

    public static let coach = Role(
        name: "coach", title: "Coach", summary: "Looks after contributors and their change requests.",
        permissions: [.seeFigures, .ownAccount, .openCases, .seePeople, .correctPeople, .seeCases, .deliberate], isStandard: true)

    /// What a reviewer group is made of unless something else is said.
    public static let reviewer = Role(
        name: "reviewer", title: "Reviewer", summary: "Reviews cases and releases; groups of reviewers are roles of their own.",
        permissions: [.seeFigures, .ownAccount, .openCases, .seeCases, .deliberate, .seeFindings], isStandard: true)

    public static let programmeManager = Role(
        name: "programme-manager", title: "Programme manager", summary: "Runs the programme from day to day.",
        permissions: [
            .seeFigures, .ownAccount, .openCases, .seePeople, .correctPeople, .seeAmounts, .changeProgramme, .seeCases, .deliberate,
            .manageCases, .seeFindings, .manageFindings, .readAudit,
        ], isStandard: true)

    public static let director = Role(
        name: "director", title: "Director",
        summary: "Answers for the programme: sees everything about it and decides, but does not run it.",
        permissions: [.seeFigures, .ownAccount, .openCases, .seePeople, .seeAmounts, .seeCases, .deliberate, .seeFindings, .readAudit],
        isStandard: true)

    public static let privacyOfficer = Role(
        name: "privacy-officer", title: "Privacy officer", summary: "Answers for the data of persons.",
        permissions: [
            .seeFigures, .ownAccount, .openCases, .seePeople, .correctPeople, .seeCases, .deliberate, .managePrivacy, .readAudit,
        ], isStandard: true)

    /// Does not decide cases: who gives the rights should not also use them.
    public static let administrator = Role(
        name: "administrator", title: "Administrator", summary: "Runs the installation: users, roles and the audit log.",
        permissions: [.seeFigures, .ownAccount, .readAudit, .manageUsers], isStandard: true)

    /// The roles that come with Steward, from the least to the most.
    public static let standard = [visitor, member, coach, reviewer, programmeManager, director, privacyOfficer, administrator]
}
