/// Who stands behind a request or a command, and what they may do.
public struct Caller: Sendable, Hashable {
    /// How somebody came to be believed.
    public enum Way: Sendable, Hashable {
        /// Not at all.
        case visitor
        /// By sitting at the machine on which Steward runs.
        case local
        /// By a session, named by the digest of its secret.
        case session(String)
        /// By an API token, named by its number.
        case token(Int64)
    }

    public let way: Way
    /// Who it is; nil for visitors and for whoever sits at the machine itself.
    public let user: User?
    /// The roles that are held now, each everywhere or for one group of projects.
    public let roles: [HeldRole]
    /// What may be done everywhere, by group of projects; the empty text stands for everywhere.
    private let permissions: [String: Set<Permission>]

    private init(way: Way, user: User?, roles: [HeldRole], permissions: [String: Set<Permission>]) {
        self.way = way
        self.user = user
        self.roles = roles
        self.permissions = permissions
    }

    /// Somebody who did not sign in.
    ///
    /// - Parameter permissions: nothing, where an installation shows nothing to the public.
    public static func visitor(_ permissions: Set<Permission> = Role.visitor.permissions) -> Caller {
        Caller(way: .visitor, user: nil, roles: [], permissions: ["": permissions])
    }

    /// Somebody at the machine on which Steward runs, who did not sign in: as trusted as the command line there, except that
    /// users are managed only by users or on the command line.
    public static let local = Caller(
        way: .local, user: nil, roles: [], permissions: ["": Set(Permission.allCases).subtracting([.manageUsers, .ownAccount])])

    /// A user with the roles that they hold now.
    ///
    /// - Parameter scopes: what an API token is narrowed to; nil for a session.
    public init(_ user: User, holding roles: [HeldRole], by way: Way, scopes: Set<Permission>? = nil) {
        var permissions: [String: Set<Permission>] = ["": Role.visitor.permissions]
        for held in roles {
            permissions[held.projectGroup ?? "", default: []].formUnion(held.role.permissions)
        }
        if let scopes { permissions = permissions.mapValues { $0.intersection(scopes) } }
        self.init(way: way, user: user, roles: roles, permissions: permissions)
    }

    /// Whether they may do something everywhere, or at least for one group of projects.
    ///
    /// - Parameter group: the slug of a group of projects. A role that is held for that group alone counts then.
    public func may(_ permission: Permission, in group: String? = nil) -> Bool {
        if permissions[""]?.contains(permission) == true { return true }
        guard let group, !group.isEmpty else { return false }
        return permissions[group]?.contains(permission) == true
    }

    /// Whether they may do something somewhere: everywhere, or for some group of projects.
    public func mayAnywhere(_ permission: Permission) -> Bool { permissions.values.contains { $0.contains(permission) } }

    /// The groups of projects for which they may do something; nil for everywhere.
    public func groups(for permission: Permission) -> Set<String>? {
        may(permission) ? nil : Set(permissions.filter { $0.value.contains(permission) }.keys)
    }

    /// Whether they hold a role, everywhere or for one group of projects: how process files name who decides.
    public func holds(_ role: String, in group: String? = nil) -> Bool {
        roles.contains { $0.role.name == role && ($0.projectGroup == nil || $0.projectGroup == group) }
    }

    /// Whether somebody is known by name. Only they can be held to what they do.
    public var isSignedIn: Bool { user != nil }

    /// How the audit log calls them: `user:12`, `local` or `visitor`.
    public var actor: String {
        if let user { return user.actor }
        return way == .local ? "local" : "visitor"
    }

    /// A text that is the same only for callers to whom every page looks the same.
    public var audience: String {
        guard user != nil || way == .local else { return "visitor " + spelled(permissions) }
        return "\(actor) \(user?.name ?? "") \(user?.displayName ?? "") \(spelled(permissions))"
    }

    private func spelled(_ permissions: [String: Set<Permission>]) -> String {
        permissions.sorted { $0.key < $1.key }.map { group, set in
            "\(group):\(set.sorted().map(\.rawValue).joined(separator: ","))"
        }.joined(separator: ";")
    }
}

/// A role that somebody holds now.
public struct HeldRole: Sendable, Hashable {
    public let role: Role
    /// The slug of the group of projects for which it is held; nil for everywhere.
    public let projectGroup: String?

    public init(_ role: Role, for projectGroup: String? = nil) {
        self.role = role
        self.projectGroup = projectGroup
    }
}
