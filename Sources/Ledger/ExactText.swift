/// A text that equals only the very same bytes of UTF-8.
///
/// A `String` also equals another spelling of the same characters: `é` as one scalar and as `e` with an accent. Git, file
/// systems and databases tell them apart, and so must whatever looks things up by a text from outside.
struct ExactText: Hashable, Sendable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (a: ExactText, b: ExactText) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        // Two texts in a row must not run into each other.
        hasher.combine(UInt8(0xFF))
    }
}
