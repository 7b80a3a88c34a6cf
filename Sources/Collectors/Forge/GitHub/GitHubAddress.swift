/// Where a project is, read from the web address of an item: `https://github.com/owner/name/pull/7`.
struct GitHubAddress: Hashable, Sendable {
    /// In lower case, with a port if there is one.
    let host: String
    /// `owner/name`.
    let path: String

    /// Nil when the text is no such address.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 7, omittingEmptySubsequences: false)
        guard parts.count >= 7, parts[0] == "https:" || parts[0] == "http:", parts[1].isEmpty,
            parts[5] == "pull" || parts[5] == "issues"
        else { return nil }
        let host = parts[2].lowercased()
        guard (1...255).contains(host.utf8.count), host.utf8.allSatisfy({ Self.isPlain($0) || $0 == UInt8(ascii: ":") }),
            [parts[3], parts[4]].allSatisfy({ (1...100).contains($0.utf8.count) && $0.utf8.allSatisfy(Self.isPlain) })
        else { return nil }
        self.host = host
        path = "\(parts[3])/\(parts[4])"
    }

    /// Whether a byte may stand in a host, an owner or a name.
    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
