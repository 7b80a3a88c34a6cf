import Audit
public import Store

/// Where users, roles, sessions and tokens are kept and asked for.
///
/// Whatever changes something writes it to the audit log in the same transaction. `actor` is who does it, as the log calls
/// them: ``Caller/actor``, `command line`, or `steward`.
public struct AccessDesk: Sendable {
    public let store: any SQLStore
    public let settings: AccessSettings
    /// Tells the present, in seconds since 1970, UTC; a test gives its own.
    public let clock: @Sendable () -> Int64
    let passwords: PasswordWorker

    /// - Throws: ``AccessFailure/noCryptography``.
    public init(
        store: any SQLStore, settings: AccessSettings = AccessSettings(), clock: @escaping @Sendable () -> Int64
    ) throws(AccessFailure) {
        self.store = store
        self.settings = settings
        self.clock = clock
        passwords = try PasswordWorker(cost: settings.passwordCost)
    }

    /// Whether anybody can sign in yet.
    public func hasUsers() async throws -> Bool {
        try await store.read { try $0.integer("SELECT 1 FROM users LIMIT 1") != nil }
    }

    /// Somebody who did not sign in.
    ///
    /// - Parameter isLocal: whether the request certainly comes from the machine on which Steward runs.
    public func stranger(isLocal: Bool) async throws -> Caller {
        guard isLocal else { return .visitor(settings.visitors) }
        switch settings.local {
        case .allowed: return .local
        case .refused: return .visitor(settings.visitors)
        case .untilUsers: return try await hasUsers() ? .visitor(settings.visitors) : .local
        }
    }
}

/// Writes to the audit log on behalf of somebody, at one instant.
struct Scribe {
    let actor: String
    let now: Int64

    func note(
        _ action: String, _ subject: String, reason: String? = nil, before: String? = nil, after: String? = nil,
        in writer: any SQLWriter
    ) throws {
        try AuditLog.append(
            AuditEntry(at: now, actor: actor, action: action, subject: subject, reason: reason, before: before, after: after),
            in: writer)
    }
}

/// A flat JSON object for the audit log, its members in the order given; what is nil is left out.
func auditJSON(_ members: KeyValuePairs<String, String?>) -> String {
    let parts = members.compactMap { name, value in value.map { "\(jsonText(name)):\(jsonText($0))" } }
    return "{\(parts.joined(separator: ","))}"
}

/// A text as JSON spells it.
private func jsonText(_ text: String) -> String {
    var spelled = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": spelled += "\\\""
        case "\\": spelled += "\\\\"
        case "\n": spelled += "\\n"
        case "\r": spelled += "\\r"
        case "\t": spelled += "\\t"
        case "\u{0}"..<" ":
            let digits = String(scalar.value, radix: 16)
            spelled += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: spelled.unicodeScalars.append(scalar)
        }
    }
    return spelled + "\""
}
