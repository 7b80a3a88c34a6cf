/// Over what a request came, as far as the connection and a trusted proxy prove it.
public struct Connection: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// Encrypted, up to a proxy that is trusted.
        case encrypted
        /// From the machine on which Steward runs, called by a name that only this machine has.
        case loopback
        /// Through a network that others may listen to.
        case plain
    }

    public let kind: Kind
    /// The network address of whoever asks; `unknown` when it is not known.
    public let address: String
    /// The name by which the browser called this site: the header `Host`, or what a trusted proxy says it was.
    let host: String

    /// Whether a password or a session may cross it.
    public var isPrivate: Bool { kind != .plain }

    static let unknown = Connection(kind: .plain, address: "unknown", host: "")

    private init(kind: Kind, address: String, host: String) {
        self.kind = kind
        self.address = address
        self.host = host
    }

    /// - Parameter proxies: the addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    init(_ incoming: Incoming, proxies: Set<String>) {
        let peer = Self.plain(incoming.peer ?? "unknown")
        let called = incoming.headers.first { $0.name.lowercased() == "host" }?.value ?? ""
        let isForwarded = incoming.headers.contains { Self.forwarding.contains($0.name.lowercased()) }
        if isForwarded, incoming.peer != nil, proxies.contains(peer) {
            // Each proxy adds at the end; only what the nearest one said is its own word.
            let protocols = Self.list("x-forwarded-proto", incoming)
            kind = protocols.last?.lowercased() == "https" ? .encrypted : .plain
            address = Self.list("x-forwarded-for", incoming).last.map(Self.plain) ?? peer
            host = Self.list("x-forwarded-host", incoming).last ?? called
        } else {
            address = peer
            host = called
            kind = !isForwarded && Self.isLoopback(address: peer) && Self.isCalledLoopback(incoming) ? .loopback : .plain
        }
    }

    /// Headers by which proxies say that somebody else stands behind a request.
    private static let forwarding: Set<String> = [
        "forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-server", "x-real-ip",
        "x-client-ip", "cf-connecting-ip", "true-client-ip",
    ]

    private static func list(_ name: String, _ incoming: Incoming) -> [String] {
        incoming.headers.filter { $0.name.lowercased() == name }.flatMap { header in
            header.value.split(separator: ",").map { part in
                let start = part.drop { $0 == " " || $0 == "\t" }
                return start.lastIndex { $0 != " " && $0 != "\t" }.map { String(start[...$0].prefix(100)) } ?? ""
            }
        }.filter { !$0.isEmpty }
    }

    private static func isCalledLoopback(_ incoming: Incoming) -> Bool {
        let hosts = incoming.headers.filter { $0.name.lowercased() == "host" }.map(\.value)
        guard let host = hosts.first, hosts.allSatisfy({ $0 == host }) else { return false }
        return isLoopback(host: host)
    }

    /// An IPv4 address that is written as an IPv6 one, as itself.
    private static func plain(_ address: String) -> String {
        let address = address.lowercased()
        return address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
    }

    private static func isLoopback(address: String) -> Bool {
        let address = plain(address)
        let parts = address.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) { return parts[0] == "127" }
        return address == "::1"
    }

    /// `localhost`, `127.0.0.1` or `[::1]`, with or without a port.
    private static func isLoopback(host: String) -> Bool {
        if host.hasPrefix("[") {
            let parts = host.split(separator: "]", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 && isLoopback(address: String(parts[0].dropFirst())) && isPort(parts[1])
        }
        let name = host.prefix { $0 != ":" }
        guard isPort(host[name.endIndex...]) else { return false }
        return name.lowercased() == "localhost" || isLoopback(address: String(name)) && name.contains(".")
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || text.first == ":" && UInt16(text.dropFirst()) != nil
    }
}
