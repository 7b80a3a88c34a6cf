/// Who sent a request, as far as the connection and the headers prove it.
///
/// There is no sign-in yet, so the only people who may change anything are those who sit at the machine itself: the
/// connection comes from it, no header says that somebody else stands behind it, and the name by which it was called is
/// one that only the machine itself has. A browser at that machine may still be made to send what another site wrote;
/// ``checkForm()`` refuses that.
struct Sender: Sendable {
    let isLocal: Bool
    let body: [UInt8]
    let formToken: FormToken
    private let headers: [(name: String, value: String)]

    /// Somebody of whom nothing is known, who sent nothing.
    static let nobody = Sender(isLocal: false, body: [], formToken: FormToken(), headers: [])

    private init(isLocal: Bool, body: [UInt8], formToken: FormToken, headers: [(name: String, value: String)]) {
        self.isLocal = isLocal
        self.body = body
        self.formToken = formToken
        self.headers = headers
    }

    init(_ incoming: Incoming, formToken: FormToken, trustsLocal: Bool) throws(Problem) {
        switch incoming.body {
        case .bytes(let bytes): body = bytes
        case .tooLarge: throw Problem(.contentTooLarge, "More was sent than this address takes. Nothing was changed.")
        case .incomplete: throw .invalidContent("What was sent broke off or took too long. Nothing was changed.")
        }
        self.formToken = formToken
        headers = incoming.headers
        isLocal = trustsLocal && Self.isLocal(incoming)
    }

    func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }

    // MARK: From this machine

    /// Headers by which proxies say that somebody else stands behind a request.
    private static let forwarding: Set<String> = [
        "forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-server", "x-real-ip",
        "x-client-ip", "cf-connecting-ip", "true-client-ip",
    ]

    private static func isLocal(_ incoming: Incoming) -> Bool {
        guard let peer = incoming.peer, isLoopback(address: peer) else { return false }
        let names = incoming.headers.map { $0.name.lowercased() }
        guard !names.contains(where: forwarding.contains) else { return false }
        let hosts = incoming.headers.filter { $0.name.lowercased() == "host" }.map(\.value)
        guard let host = hosts.first, hosts.allSatisfy({ $0 == host }) else { return false }
        return isLoopback(host: host)
    }

    private static func isLoopback(address: String) -> Bool {
        let address = address.lowercased().hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
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

    // MARK: From a form of this site

    /// - Throws: a ``Problem`` that says why the form is not taken. Nothing was changed then.
    func checkForm() throws(Problem) {
        guard isLocal else {
            throw .forbidden(
                "There is no sign-in yet, so this is changed only from the machine on which Steward runs: in a browser there, "
                    + "at http://localhost, or on its command line. Nothing was changed.")
        }
        let type = (header("Content-Type") ?? "").prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        guard type == "application/x-www-form-urlencoded" else {
            throw Problem(.unsupportedContent, "A form is sent as application/x-www-form-urlencoded. Nothing was changed.")
        }
        if let site = header("Sec-Fetch-Site"), site != "same-origin", site != "none" { throw .foreignForm }
        if let origin = header("Origin") {
            let host = header("Host") ?? ""
            guard origin == "http://\(host)" || origin == "https://\(host)" else { throw .foreignForm }
        }
    }
}

extension Problem {
    fileprivate static var foreignForm: Problem {
        .forbidden("This form was sent by a page of another site. Nothing was changed.")
    }

    static var expiredForm: Problem {
        .forbidden("This form was made by an earlier run of Steward. Load its page again and send it once more. Nothing was changed.")
    }
}
