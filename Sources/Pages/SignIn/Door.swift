public import Access

/// Finds out who stands behind a request.
public struct Door: Sendable {
    /// Where sessions and tokens are looked up; nil for a site without users.
    let desk: AccessDesk?
    let proxies: Set<String>
    private let trustsLocal: Bool

    /// - Parameter proxies: the addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    public init(_ desk: AccessDesk, proxies: Set<String> = []) {
        self.desk = desk
        self.proxies = proxies
        trustsLocal = true
    }

    /// A site without users: whoever sits at the machine itself may do everything, unless that is refused, and all others what
    /// visitors may.
    public init(trustsLocal: Bool = true) {
        desk = nil
        proxies = []
        self.trustsLocal = trustsLocal
    }

    /// Who stands behind a request, with the secret that their forms are made from.
    struct Entrance {
        let caller: Caller
        let connection: Connection
        /// The secret of the session, or of the visit before one; nil when the browser brought none.
        let secret: SecretText?
        /// Set when the browser must be given one.
        var newVisit: SecretText?
    }

    /// - Throws: a ``Problem`` for a token that lets nobody in: a program should learn that, and not be taken for a visitor.
    func open(to incoming: Incoming) async throws -> Entrance {
        let connection = Connection(incoming, proxies: proxies)
        guard let desk else {
            let caller: Caller = trustsLocal && connection.kind == .loopback ? .local : .visitor()
            return Entrance(caller: caller, connection: connection, secret: nil)
        }
        if let token = Self.bearer(incoming) {
            guard connection.isPrivate else {
                throw Problem.forbidden(
                    "A token is not taken over a connection that is not encrypted. End this token: others may have read it.")
            }
            guard let secret = SecretText(received: token, prefix: APIToken.prefix), let caller = try await desk.caller(token: secret)
            else {
                throw Problem(.signInNeeded, "This token was ended, has run out, or was never made.")
            }
            return Entrance(caller: caller, connection: connection, secret: nil)
        }
        let cookies = connection.isPrivate ? Cookie.read(incoming) : [:]
        if let text = cookies[Cookie.session(over: connection)], let secret = SecretText(received: text),
            let caller = try await desk.caller(session: secret)
        {
            return Entrance(caller: caller, connection: connection, secret: secret)
        }
        let stranger = try await desk.stranger(isLocal: connection.kind == .loopback)
        let visit = cookies[Cookie.visit(over: connection)].flatMap { SecretText(received: $0) }
        return Entrance(caller: stranger, connection: connection, secret: visit)
    }

    /// Whether a program asks, which is told what is wrong instead of being led to a form.
    static func hasToken(_ incoming: Incoming) -> Bool { incoming.headers.contains { $0.name.lowercased() == "authorization" } }

    private static func bearer(_ incoming: Incoming) -> String? {
        let values = incoming.headers.filter { $0.name.lowercased() == "authorization" }.map(\.value)
        guard let value = values.first, value.count > 7, value.prefix(7).lowercased() == "bearer " else { return nil }
        return String(value.dropFirst(7))
    }
}
