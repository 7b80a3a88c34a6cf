/// A secret of one run of the program that stands in each form it shows: who sends a form without it did not get the
/// form from here.
struct FormToken: Sendable {
    /// The name of the hidden field.
    static let field = "form-token"

    /// 32 hexadecimal digits.
    let text: String

    init() {
        var random = SystemRandomNumberGenerator()
        text = Fingerprint.hex(random.next()) + Fingerprint.hex(random.next())
    }

    /// Tells the token to programs on the machine itself, which may send what the forms send.
    static let route = Route.data(
        "/api/v1/form-token", "The token that forms and what is sent like them need",
        details: "Told only to the machine on which Steward runs; it holds for one run of the program.",
        answer: .object(["token": .nullable(.string("Send it as \(field); null to others than the machine itself."))])
    ) { request in
        let token = request.isLocal ? request.sender.formToken.text : nil
        return .data { ["token": JSON(token)] }
    }

    /// Takes the same time wherever the difference is.
    func matches(_ given: String) -> Bool {
        let (given, own) = (Array(given.utf8), Array(text.utf8))
        guard given.count == own.count else { return false }
        return zip(given, own).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
