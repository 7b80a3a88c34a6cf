/// One spelling for the address of a repository, so that two ways to write it are one repository.
public enum PublicationLocation {
    /// The most bytes of an address that is taken; more than any forge gives, and less than an index refuses.
    public static let longest = 2000

    /// The address without credentials, query, `.git` and slashes at its end, scheme and host in small letters.
    ///
    /// `git@host:group/name.git` becomes `ssh://host/group/name`. Paths keep their case: some servers tell them apart.
    ///
    /// - Returns: nil for an empty or longer text, and for one with spaces or control characters.
    public static func key(_ text: String) -> String? {
        guard !text.isEmpty, text.utf8.count <= longest,
            text.unicodeScalars.allSatisfy({
                $0.value > 0x20 && !(0x7F...0xA0).contains($0.value) && $0.properties.generalCategory != .format
            })
        else { return nil }
        var (scheme, rest) = parts(of: text)
        if let end = rest.firstIndex(where: { $0 == "?" || $0 == "#" }), !scheme.isEmpty { rest = String(rest[..<end]) }
        while rest.hasSuffix("/"), rest.utf8.count > 1 { rest.removeLast() }
        if rest.hasSuffix(".git"), rest.utf8.count > 4 { rest.removeLast(4) }
        while rest.hasSuffix("/"), rest.utf8.count > 1 { rest.removeLast() }
        guard !scheme.isEmpty else { return rest }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var host = rest[..<slash]
        if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
        guard scheme == "file" || !host.isEmpty else { return nil }
        return "\(scheme)://\(host.lowercased())\(rest[slash...])"
    }

    /// The scheme and what follows it; an empty scheme for a path.
    private static func parts(of text: String) -> (scheme: String, rest: String) {
        let isScheme = { (text: Substring) in
            text.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) || $0 == UInt8(ascii: "+") }
        }
        let halves = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        if halves.count == 2, !halves[0].isEmpty, isScheme(halves[0]) { return (halves[0].lowercased(), String(halves[1])) }
        // As git reads it: a colon before the first slash stands between a host and a path.
        guard !text.hasPrefix("/"), let colon = text.firstIndex(of: ":"), text.firstIndex(of: "/").map({ colon < $0 }) ?? true,
            colon != text.startIndex
        else { return ("", text) }
        let path = text[text.index(after: colon)...]
        return ("ssh", "\(text[..<colon])/\(path.drop { $0 == "/" })")
    }
}
