/// A text that equals only texts of the same bytes.
///
/// Swift takes two spellings of one letter, such as é in one scalar or in two, for the same `String`. Sources and
/// both databases do not, and neither may the ledger: it would give two paths one number.
struct ExactText: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (a: ExactText, b: ExactText) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
