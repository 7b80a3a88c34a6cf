import Access

/// Who sent a request and what came with it, as far as the connection and the headers prove it.
///
/// A browser may be made to send what another site wrote, with the reader's cookies; ``checkForm(takesFile:)`` and the token in each
/// form refuse that.
struct Sender: Sendable {
    let caller: Caller
    let connection: Connection
    let body: [UInt8]
    let formToken: FormToken
    /// The secret of the session or visit; see ``Request/browserSecret``.
    let secret: SecretText?
    /// Whether people sign in at this site.
    let hasSignIn: Bool
    private let headers: [(name: String, value: String)]

    /// Somebody of whom nothing is known, who sent nothing.
    static let nobody = Sender(
        caller: .visitor(), connection: .unknown, body: [], formToken: FormToken(), secret: nil, hasSignIn: false, headers: [])

    private init(
        caller: Caller, connection: Connection, body: [UInt8], formToken: FormToken, secret: SecretText?,
        hasSignIn: Bool, headers: [(name: String, value: String)]
    ) {
        self.caller = caller
        self.connection = connection
        self.body = body
        self.formToken = formToken
        self.secret = secret
        self.hasSignIn = hasSignIn
        self.headers = headers
    }

    /// - Parameter runToken: stands in the forms of those who have no session: somebody at the machine itself.
    init(_ incoming: Incoming, _ entrance: Door.Entrance, runToken: FormToken, hasSignIn: Bool) throws {
        self.hasSignIn = hasSignIn
        switch incoming.body {
        case .bytes(let bytes): body = bytes
        case .tooLarge: throw Problem(.contentTooLarge, "More was sent than this address takes. Nothing was changed.")
        case .incomplete: throw Problem.invalidContent("What was sent broke off or took too long. Nothing was changed.")
        }
        caller = entrance.caller
        connection = entrance.connection
        headers = incoming.headers
        secret = entrance.newVisit ?? entrance.secret
        switch entrance.caller.way {
        case .session: formToken = try secret.map { try FormToken(of: $0) } ?? FormToken()
        // A visitor without a secret of their own gets a token that nothing matches.
        case .visitor: formToken = try secret.map { try FormToken(of: $0) } ?? FormToken()
        case .local, .token: formToken = runToken
        }
    }

    func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }

    /// A program that signs in with a token says so in each request: no browser can be made to do it.
    var isProgram: Bool { if case .token = caller.way { true } else { false } }

    // MARK: From a form of this site

    /// - Throws: a ``Problem`` that says why the form is not taken. Nothing was changed then.
    ///
    /// - Parameter takesFile: whether the form may be sent with a file.
    func checkForm(takesFile: Bool) throws(Problem) {
        let type = (header("Content-Type") ?? "").prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        guard type == "application/x-www-form-urlencoded" || takesFile && type == Multipart.mediaType else {
            throw Problem(.unsupportedContent, "A form is sent as application/x-www-form-urlencoded. Nothing was changed.")
        }
        guard !isProgram else { return }
        if let site = header("Sec-Fetch-Site"), site != "same-origin", site != "none" { throw .foreignForm }
        if let origin = header("Origin") {
            guard origin == "http://\(connection.host)" || origin == "https://\(connection.host)" else { throw .foreignForm }
        }
    }

    /// Whether the token of a form is the one that was given to this very browser.
    func owns(_ token: String) -> Bool { isProgram || formToken.matches(token) }
}

extension Problem {
    fileprivate static var foreignForm: Problem {
        .forbidden("This form was sent by a page of another site. Nothing was changed.")
    }

    static var expiredForm: Problem {
        .forbidden(
            "This form was made for another session, or by an earlier run of Steward. Load its page again and send it once more. "
                + "Nothing was changed.")
    }
}
