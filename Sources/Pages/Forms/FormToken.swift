import Access

/// What stands in each form that is shown, made from the reader's session: who sends a form without it did not get the form
/// from here. To somebody at the machine itself, who has no session, it is a secret of the run.
struct FormToken: Sendable {
    /// The name of the hidden field.
    static let field = "form-token"

    /// 32 or 64 hexadecimal digits.
    let text: String

    /// The token of one session or visit.
    init(of secret: SecretText) throws {
        text = try secret.derived("steward form 1")
    }

    init() {
        var random = SystemRandomNumberGenerator()
        text = Fingerprint.hex(random.next()) + Fingerprint.hex(random.next())
    }

    /// Tells the token to whoever has a session, so that programs there may send what the forms send.
    static let route = Route.data(
        "/api/v1/form-token", "The token that forms and what is sent like them need",
        details:
            "It holds as long as the session does; on the machine on which Steward runs, for one run of the program. Programs that sign in with an API token need none.",
        access: .everybody,
        answer: .object(["token": .nullable(.string("Send it as \(field); null to whoever has no session."))])
    ) { request in
        let isKnown = request.caller.isSignedIn || request.caller.way == .local
        let token = isKnown && !request.sender.isProgram ? request.sender.formToken.text : nil
        return .data { ["token": JSON(token)] }
    }

    /// Takes the same time wherever the difference is.
    func matches(_ given: String) -> Bool {
        let (given, own) = (Array(given.utf8), Array(text.utf8))
        guard given.count == own.count else { return false }
        return zip(given, own).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
