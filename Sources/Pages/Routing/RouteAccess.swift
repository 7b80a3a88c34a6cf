public import Access

/// Who may use a route. Each route says it, and a test compares all of them with a table.
public enum RouteAccess: Sendable, Hashable {
    /// Anybody, whatever an installation shows to the public: sign-in, style sheets.
    case everybody
    /// Whoever signed in, or sits at the machine itself while that counts as signed in.
    case signedIn
    /// Whoever may do this everywhere.
    case may(Permission)
    /// Whoever may do this everywhere, or for the group of projects that a parameter of the path or query names.
    case mayInGroup(Permission, parameter: String)
    /// Whoever may do this somewhere. The handler must ask ``Request/may(_:in:)`` about the group of projects that it finds.
    case maySomewhere(Permission)
    /// A machine, which the handler verifies by a signature before it acts.
    case verifiedByHandler
}

extension RouteAccess {
    /// Whether a caller may use the route.
    ///
    /// - Parameter value: the value of a parameter of the path or query, as it was sent.
    func allows(_ caller: Caller, value: (_ parameter: String) -> String? = { _ in nil }) -> Bool {
        switch self {
        case .everybody, .verifiedByHandler: true
        case .signedIn: caller.isSignedIn || caller.way == .local
        case .may(let permission): caller.may(permission)
        case .mayInGroup(let permission, let parameter): caller.may(permission, in: value(parameter))
        case .maySomewhere(let permission): caller.mayAnywhere(permission)
        }
    }

    /// The permission that it asks for; nil where it asks for none.
    public var permission: Permission? {
        switch self {
        case .everybody, .verifiedByHandler, .signedIn: nil
        case .may(let permission), .mayInGroup(let permission, _), .maySomewhere(let permission): permission
        }
    }

    /// As the list of routes and the tests spell it.
    public var spelled: String {
        switch self {
        case .everybody: "everybody"
        case .signedIn: "signed in"
        case .may(let permission): permission.rawValue
        case .mayInGroup(let permission, let parameter): "\(permission.rawValue) for {\(parameter)}"
        case .maySomewhere(let permission): "\(permission.rawValue) somewhere"
        case .verifiedByHandler: "verified by its signature"
        }
    }
}

extension Problem {
    /// What somebody is told who may not use a route.
    static func refusal(of access: RouteAccess, to caller: Caller, hasSignIn: Bool) -> Problem {
        let wanted = access.permission.map { "This is for those who may \($0.sentence)." } ?? "This is for those who signed in."
        if caller.isSignedIn {
            if case .token = caller.way { return .forbidden("\(wanted) The token, or its user, may not. Nothing was changed.") }
            return .forbidden("\(wanted) Your roles do not let you. An administrator grants roles. Nothing was changed.")
        }
        guard hasSignIn else {
            return .forbidden(
                "\(wanted) It is done on the machine on which Steward runs: in a browser there, at http://localhost, or on its command "
                    + "line. Nothing was changed.")
        }
        return Problem(.signInNeeded, "\(wanted) Sign in first. Nothing was changed.", suggestions: [.init("Sign in", "/sign-in")])
    }
}
