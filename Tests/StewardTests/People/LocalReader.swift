import Foundation
import Pages
import Testing

/// Somebody at a browser on the machine itself.
struct LocalReader {
    let site: Site

    private static let host = [(name: "Host", value: "localhost:8080")]

    func get(_ target: String) async -> Outgoing { await site.respond(to: Incoming(target, headers: Self.host, peer: "127.0.0.1")) }

    /// Sends the form of a page as a browser does, with the token that the page holds.
    func send(_ target: String, _ fields: KeyValuePairs<String, String>) async throws -> Outgoing {
        try await send(target, pairs: fields.map { ($0.key, $0.value) })
    }

    func send(_ target: String, pairs: [(String, String)]) async throws -> Outgoing {
        let page = await get(target)
        let token = try #require(
            page.text.split(separator: "name=\"form-token\" value=\"").dropFirst().first?.prefix(32), "\(target): \(page.text)")
        return await post(String(target.prefix { $0 != "?" }), pairs, token: String(token))
    }

    /// Sends fields to an address of the API, with the token that the API tells.
    func submit(_ target: String, _ fields: KeyValuePairs<String, String>) async throws -> Outgoing {
        try await submit(target, pairs: fields.map { ($0.key, $0.value) })
    }

    func submit(_ target: String, pairs: [(String, String)]) async throws -> Outgoing {
        let answer = await get("/api/v1/form-token").text
        let token = try #require(answer.split(separator: "\"token\":\"").dropFirst().first?.prefix(32), "\(answer)")
        return await post(target, pairs, token: String(token))
    }

    private func post(_ target: String, _ fields: [(String, String)], token: String) async -> Outgoing {
        var body = "form-token=\(token)"
        for (name, value) in fields {
            body += "&\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }
        let headers = Self.host + [("Origin", "http://localhost:8080"), ("Content-Type", "application/x-www-form-urlencoded")]
        return await site.respond(to: Incoming(target, method: "POST", headers: headers, peer: "127.0.0.1", body: .bytes(Array(body.utf8))))
    }
}
