/// An e-mail address as matching reads it: in lower case and without what cannot be seen.
///
/// Nil for a text that is no whole address, such as `root`, `(none)` or `ada@localhost`: strangers share it.
public struct MailAddress: Sendable, Hashable {
    public let text: String
    private let at: Int

    /// An address is never longer (RFC 5321: 64 + 1 + 255).
    private static let longest = 320

    public init?(_ address: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(address.utf8.count)
        var isPlain = address.utf8.count <= 4 * Self.longest
        guard isPlain else { return nil }
        for byte in address.utf8 {
            guard byte < 0x80 else {
                isPlain = false
                break
            }
            bytes.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        }
        if !isPlain { bytes = Array(Invisible.removed(from: address).lowercased().utf8) }
        while let last = bytes.last, Self.isEdge(last) { bytes.removeLast() }
        if let first = bytes.first, Self.isEdge(first), let start = bytes.firstIndex(where: { !Self.isEdge($0) }) {
            bytes.removeFirst(start)
        }
        guard bytes.count <= Self.longest, bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            let at = bytes.lastIndex(of: UInt8(ascii: "@")), at > 0
        else { return nil }
        let domain = bytes[(at + 1)...]
        guard let dot = domain.firstIndex(of: UInt8(ascii: ".")), dot > domain.startIndex,
            let last = domain.last, last != UInt8(ascii: ".")
        else { return nil }
        text = String(decoding: bytes, as: UTF8.self)
        self.at = at
    }

    public var local: String { String(text[..<text.utf8.index(text.startIndex, offsetBy: at)]) }
    public var domain: String { String(text[text.utf8.index(text.startIndex, offsetBy: at + 1)...]) }

    /// What stands around an address in a list of addresses.
    private static func isEdge(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
            || byte == UInt8(ascii: "\"")
    }

    /// The part before the `@` without the `+` and what follows it, which the owner adds to sort mail.
    public var mailbox: String {
        let local = local
        guard let plus = local.firstIndex(of: "+"), plus != local.startIndex else { return local }
        return String(local[..<plus])
    }

    /// Strangers write with it, or a program does for many.
    public var isShared: Bool {
        let names = GenericNames.shipped
        // What stands after the + of a private address is the user name, and the number before it is nobody's mailbox.
        return names.contains(mailbox, .local) || names.contains(domain, .domain) || names.contains(text, .address)
    }
}
