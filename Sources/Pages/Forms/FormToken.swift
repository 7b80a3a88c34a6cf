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

    /// Takes the same time wherever the difference is.
    func matches(_ given: String) -> Bool {
        let (given, own) = (Array(given.utf8), Array(text.utf8))
        guard given.count == own.count else { return false }
        return zip(given, own).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
