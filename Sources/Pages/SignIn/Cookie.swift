/// What a browser is asked to keep: never seen by scripts, never sent along with what another site makes it send.
public struct Cookie: Sendable, Hashable {
    let name: String
    /// Letters, digits, `-` and `_`; empty to take the cookie away.
    let value: String
    /// In seconds.
    let lasts: Int64
    let isSecure: Bool

    /// - Parameter lasts: in seconds; 0 takes the cookie away.
    init(_ name: String, _ value: String, lasts: Int64, over connection: Connection) {
        self.name = name
        self.value = value
        self.lasts = lasts
        isSecure = connection.kind == .encrypted
    }

    /// As the header `Set-Cookie` spells it.
    var header: String {
        "\(name)=\(value); Path=/; Max-Age=\(lasts); HttpOnly; SameSite=Lax\(isSecure ? "; Secure" : "")"
    }

    /// The names begin with a word that browsers hold to: only this very host, over encryption, can have set them.
    static func session(over connection: Connection) -> String { spelled("steward", connection) }

    /// Says which browser asked for the sign-in page, until somebody has signed in.
    static func visit(over connection: Connection) -> String { spelled("steward-visit", connection) }

    private static func spelled(_ name: String, _ connection: Connection) -> String {
        connection.kind == .encrypted ? "__Host-\(name)" : name
    }

    /// The cookies of a request; of one that is there twice the first, as the more specific comes first (RFC 6265 §5.4).
    static func read(_ incoming: Incoming) -> [String: String] {
        var cookies: [String: String] = [:]
        for header in incoming.headers where header.name.lowercased() == "cookie" {
            for pair in header.value.prefix(8192).split(separator: ";") {
                let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard sides.count == 2 else { continue }
                let name = String(sides[0].drop { $0 == " " })
                if cookies[name] == nil { cookies[name] = String(sides[1]) }
            }
        }
        return cookies
    }
}
