public import Cryptography

/// How long things last and what they cost.
public struct AccessSettings: Sendable {
    /// A session that nobody uses ends after so many seconds.
    public var sessionIdle: Int64
    /// A session ends after so many seconds whatever happens.
    public var sessionLongest: Int64
    /// The most days for which an API token can be made.
    public var tokenMostDays: Int64
    /// An invitation ends after so many seconds.
    public var invitationLasts: Int64
    public var passwordCost: Scrypt.Cost
    /// What those who did not sign in may do.
    public var visitors: Set<Permission>
    /// When somebody at the machine itself needs no sign-in.
    public var local: LocalTrust

    public enum LocalTrust: String, Sendable, CaseIterable {
        /// As long as there is no user.
        case untilUsers = "until-users"
        case allowed
        case refused
    }

    public init(
        sessionIdle: Int64 = 12 * 3600, sessionLongest: Int64 = 14 * 86_400, tokenMostDays: Int64 = 366,
        invitationLasts: Int64 = 72 * 3600, passwordCost: Scrypt.Cost = .standard,
        visitors: Set<Permission> = Role.visitor.permissions, local: LocalTrust = .untilUsers
    ) {
        self.sessionIdle = sessionIdle
        self.sessionLongest = sessionLongest
        self.tokenMostDays = tokenMostDays
        self.invitationLasts = invitationLasts
        self.passwordCost = passwordCost
        self.visitors = visitors
        self.local = local
    }
}
