public import Access
public import Measures
public import Pages
public import Store

/// Sign-in, everybody's own account, users and roles, and the audit log.
public struct AdministrationFeature: Feature {
    let access: AccessDesk
    /// The providers with whom people can sign in, by short name and title.
    let providers: [(name: String, title: String)]
    /// The roles that processes name as groups, each with the titles of those processes.
    let wantedRoles: [String: [String]]

    public init(
        _ access: AccessDesk, providers: [(name: String, title: String)] = [], wantedRoles: [String: [String]] = [:]
    ) {
        self.access = access
        self.providers = providers
        self.wantedRoles = wantedRoles
    }

    public var schemas: [Store.Schema] { [] }
    public var measures: [any Measure] { [] }
    public var navigation: [Frame.Entry] {
        [
            .init("Users", "/users", in: .administration, for: .manageUsers),
            .init("Roles", "/roles", in: .administration, for: .manageUsers),
            .init("Audit log", "/audit", in: .administration, for: .readAudit),
        ]
    }

    public func routes(_ desk: MeasureDesk, examples: ScopeExamples) -> [Route] {
        SignInPages(access: access, providers: providers).routes + AccountPages(access: access, providers: providers).routes
            + TokenPages(access: access).routes
            + UserPages(access: access).routes + RolePages(access: access, wanted: wantedRoles).routes + AuditPages(access: access).routes
    }
}

extension AccessFailure {
    /// As a form shows it, beside the field that it is about where there is one.
    func refusal(_ fields: [String: String] = [:]) -> FormRefusal {
        switch self {
        case .invalid(let field, _), .taken(let field, _): FormRefusal(fields[field], description)
        default: FormRefusal(nil, description)
        }
    }
}

/// Runs what a form asks for; what is refused is shown on the form again.
///
/// - Parameter fields: the names of the form's fields by those that ``AccessFailure`` uses.
@discardableResult
func trying<T>(_ fields: [String: String] = [:], _ work: () async throws -> T) async throws -> T {
    do { return try await work() } catch let failure as AccessFailure { throw failure.refusal(fields) }
}

extension Request {
    /// - Throws: a ``Problem`` where a password or a session would cross a network in the clear.
    func checkPrivate() throws(Problem) {
        guard connection.isPrivate else {
            throw .forbidden(
                "Nobody signs in over a connection that others may read. Use the address that begins with https. Nothing was changed.")
        }
    }
}
