public import Access

extension Response {
    /// Signs the browser in with a session that has just begun, and forgets the visit before it.
    public func beginning(_ session: NewSession, for request: Request, now: Int64) -> Response {
        let connection = request.connection
        return setting(
            Cookie(Cookie.session(over: connection), session.secret.text, lasts: max(0, session.endsAt - now), over: connection)
        ).setting(Cookie(Cookie.visit(over: connection), "", lasts: 0, over: connection))
    }

    /// Makes the browser forget its session.
    public func endingSession(for request: Request) -> Response {
        setting(Cookie(Cookie.session(over: request.connection), "", lasts: 0, over: request.connection))
    }
}

extension Request {
    /// Who stands behind the request, and what they may do.
    public var caller: Caller { sender.caller }

    /// Who signed in; nil for visitors and for somebody at the machine itself.
    public var user: User? { sender.caller.user }

    /// Whether whoever asks may do something: everywhere, or for the group of projects with this slug.
    public func may(_ permission: Permission, in group: String? = nil) -> Bool { sender.caller.may(permission, in: group) }

    /// How the audit log calls whoever asks: `user:12`, `local` or `visitor`.
    public var actor: String { sender.caller.actor }

    /// How the log of operations names whoever asks.
    ///
    /// - Parameter pages: which pages they used; all there is to say of somebody who did not sign in.
    public func madeBy(on pages: String) -> String { user.map { "\($0.name), \(pages)" } ?? pages }

    /// Over what the request came.
    public var connection: Connection { sender.connection }

    /// Where it came from, for the list of sessions and for slowing down whoever tries passwords.
    public var origin: Access.Origin { Access.Origin(address: connection.address, browser: header("User-Agent") ?? "") }

    /// A secret that this browser alone has: of its session, or of its visit before one. What a provider's answer is bound to.
    /// Nil outside of pages that everybody may use, and for a browser that keeps no cookies.
    public var browserSecret: SecretText? { sender.secret }
}

/// Where a reader goes on after sign-in: a path of this site and nothing else.
public enum ReturnAddress {
    /// The address, or `/` for anything that leads elsewhere, or back to the sign-in.
    public static func read(_ text: String?) -> SafeURL {
        guard let text, let target = try? RequestTarget(text), !target.segments.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }),
            !text.contains("\\"), !["sign-in", "sign-out"].contains(target.segments.first)
        else { return "/" }
        // Spelled anew from its parts, so that no browser can read it differently.
        return SafeURL(segments: target.segments, query: target.query)
    }
}
