/// Turns text into characters that mean nothing in markup.
enum Escaping {
    /// Appends `text` so that it stands for itself in an element and in an attribute in either kind of quotes.
    ///
    /// Control characters, which HTML does not allow, become U+FFFD; tab, line feed and carriage return stay.
    static func append(_ text: some StringProtocol, to bytes: inout [UInt8]) {
        let done: Void? = text.utf8.withContiguousStorageIfAvailable { append($0, to: &bytes) }
        if done == nil {
            Array(text.utf8).withUnsafeBufferPointer { append($0, to: &bytes) }
        }
    }

    private static func append(_ source: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        var plainFrom = 0
        var index = 0
        while index < source.count {
            let byte = source[index]
            guard isSuspect(byte), let (replacement, length) = replacement(of: byte, at: index, in: source) else {
                index += 1
                continue
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: source[plainFrom..<index]))
            bytes.append(contentsOf: replacement.utf8)
            index += length
            plainFrom = index
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: source[plainFrom...]))
    }

    /// Whether `byte` can begin something that is replaced. Most bytes of most texts cannot.
    private static func isSuspect(_ byte: UInt8) -> Bool {
        byte <= UInt8(ascii: ">") || byte == 0x7F || byte == 0xC2
    }

    private static func replacement(
        of byte: UInt8, at index: Int, in source: UnsafeBufferPointer<UInt8>
    ) -> (StaticString, length: Int)? {
        switch byte {
        case UInt8(ascii: "&"): ("&amp;", 1)
        case UInt8(ascii: "<"): ("&lt;", 1)
        case UInt8(ascii: ">"): ("&gt;", 1)
        case UInt8(ascii: "\""): ("&quot;", 1)
        case UInt8(ascii: "'"): ("&#39;", 1)
        case 0x09, 0x0A, 0x0D: nil
        case 0..<0x20, 0x7F: ("\u{FFFD}", 1)
        // U+0080 to U+009F, the second block of control characters, in UTF-8.
        case 0xC2 where index + 1 < source.count && source[index + 1] < 0xA0: ("\u{FFFD}", 2)
        default: nil
        }
    }
}

extension StaticString {
    fileprivate var utf8: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
    }
}
