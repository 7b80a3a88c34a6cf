import Transport

/// How providers are asked: over HTTPS, or on the machine itself; bounded in size and time.
struct ProviderWeb: Sendable {
    let transport: any HTTPTransport

    /// What a client may take: small documents, soon.
    static let limits = HTTPLimits(body: 1 << 20, headers: 64 << 10, connect: .seconds(10), total: .seconds(20), redirects: 3)

    func get(_ address: String, token: Secret? = nil) async throws -> [UInt8] {
        try await send(HTTPRequest(.get, try checked(address), headers: [("Accept", "application/json")], token: token))
    }

    func post(_ address: String, _ fields: [(String, String)], headers: [(name: String, value: String)]) async throws -> [UInt8] {
        let body = fields.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
        let type = (name: "Content-Type", value: "application/x-www-form-urlencoded")
        return try await send(HTTPRequest(.post, try checked(address), headers: headers + [type], body: Array(body.utf8)))
    }

    private func send(_ request: HTTPRequest) async throws -> [UInt8] {
        let answer: HTTPResponse
        do {
            answer = try await transport.send(request)
        } catch let failure as HTTPFailure {
            throw ProviderFailure.unreachable(failure.description)
        }
        guard (200..<300).contains(answer.status) else {
            let words = String(decoding: answer.body.prefix(200), as: UTF8.self).filter { !$0.isNewline }
            throw ProviderFailure.refused("status \(answer.status)\(words.isEmpty ? "" : ", “\(words)”")")
        }
        return answer.body
    }

    /// An address with a query added to the one that it may have.
    func address(_ text: String, _ query: [(String, String)]) throws -> String {
        let address = try checked(text)
        let added = query.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
        return address.text + (address.query == nil ? "?" : "&") + added
    }

    /// The header by which a client names itself (RFC 6749 §2.3.1): both halves are encoded like a form before.
    func basic(_ name: String, _ secret: Secret) -> String {
        "Basic " + Self.base64(Array("\(Self.encoded(name)):\(Self.encoded(text(of: secret)))".utf8))
    }

    func text(of secret: Secret) -> String { String(decoding: secret.bytes, as: UTF8.self) }

    private func checked(_ text: String) throws -> WebAddress {
        let address: WebAddress
        do { address = try WebAddress(text) } catch { throw ProviderFailure.misconfigured(error.description) }
        guard address.scheme == "https" || address.isLoopback else {
            throw ProviderFailure.misconfigured("its address “\(address)” is not encrypted.")
        }
        return address
    }

    private static func encoded(_ text: String) -> String {
        var encoded: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
            encoded += isPlain ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            let value = part.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - part.count))
            for place in 0..<4 {
                text.append(place <= part.count ? letters[Int(value >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
