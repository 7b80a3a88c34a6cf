/// An address that git fetches from, with its credentials kept apart.
///
/// The credentials reach git through its environment only: they are in no argument list, message or file.
public struct RemoteAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address without user name and password; what is stored, shown and passed to git.
    public let description: String
    /// `name:password` of an address over HTTP, decoded.
    let credentials: String?
    /// `https://host:port/`, for which the credentials are valid.
    let origin: String

    /// Reads `scheme://[user[:password]@]host[:port]/path`.
    init(scheme: String, text: String) throws(GitFailure) {
        let shown = Self.withoutCredentials(text)
        let afterScheme = text[text.index(text.startIndex, offsetBy: scheme.count + 3)...]
        let authority = afterScheme.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = afterScheme[authority.endIndex...]
        let at = authority.lastIndex(of: "@")
        let host = at.map { authority[authority.index(after: $0)...] } ?? authority
        // ssh takes a host with a hyphen in front for an option.
        guard !host.hasPrefix("-"), !authority.hasPrefix("-") else {
            throw GitFailure(.refusedTransport("a host that begins with a hyphen"), at: shown)
        }
        guard scheme == "file" ? !path.isEmpty : !host.isEmpty else { throw GitFailure(.notFound, at: shown) }
        origin = "\(scheme)://\(host)/"
        let user = at.map { String(authority[..<$0]) }
        if scheme == "http" || scheme == "https" {
            credentials = user.map { $0.contains(":") ? Self.decoded($0) : Self.decoded($0) + ":" }
            description = "\(scheme)://\(host)\(path)"
        } else {
            // The user name of ssh is part of the address; a password has no place in it.
            credentials = nil
            let name = user.map { $0.prefix { $0 != ":" } + "@" } ?? ""
            description = "\(scheme)://\(name)\(host)\(path)"
        }
    }

    /// Reads ssh's own `[user@]host:path`.
    init(shorthand text: String, colon: String.Index) throws(GitFailure) {
        let host = text[..<colon].split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        guard !host.isEmpty, !host.hasPrefix("-"), text.index(after: colon) < text.endIndex else {
            throw GitFailure(.refusedTransport("a host that is empty or begins with a hyphen"), at: text)
        }
        description = text
        credentials = nil
        origin = "ssh://\(host)/"
    }

    /// The header that signs a request in; nil without credentials.
    var authorization: String? {
        credentials.map { "Authorization: Basic " + Base64.encode(Array($0.utf8)) }
    }

    /// `text` with everything before the `@` of its authority removed, except a plain user name of ssh.
    static func withoutCredentials(_ text: String) -> String {
        guard let separator = text.firstRange(of: "://") else { return text }
        let authority = text[separator.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let at = authority.lastIndex(of: "@") else { return text }
        return String(text[..<separator.upperBound]) + text[text.index(after: at)...]
    }

    /// Resolves `%40` and the like.
    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// RFC 4648, section 4.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0..<4 {
                text.append(index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
