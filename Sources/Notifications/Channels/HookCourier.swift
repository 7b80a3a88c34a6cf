public import Transport

/// Posts messages to a channel of Slack, Mattermost, or whatever else takes `{"text": …}`.
public struct HookCourier: Courier {
    let transport: any HTTPTransport
    let site: WebAddress

    public init(_ transport: any HTTPTransport, site: WebAddress) { (self.transport, self.site) = (transport, site) }

    public func send(_ parcel: Parcel) async throws {
        guard let address = parcel.address.hook else { throw CourierFailure("No address of a channel is configured.", mayPass: false) }
        let lines = parcel.items.map { item in
            "<\(Site.address(item.link, on: site))|\(Self.escaped(item.title))>" + (item.text.isEmpty ? "" : "\n\(Self.escaped(item.text))")
        }
        let text = String(lines.joined(separator: "\n\n").prefix(10_000))
        let body = Array("{\"text\":\(Self.quoted(text))}".utf8)
        let request = HTTPRequest(
            .post, address, headers: [("Content-Type", "application/json"), ("Idempotency-Key", parcel.identifier)], body: body)
        let status: Int
        do {
            status = try await transport.send(request).status
        } catch let failure as HTTPFailure {
            // The failure names the address, and whoever knows the address may write there.
            throw CourierFailure("The channel at \(address.host) could not be reached (\(failure.reason)).", mayPass: failure.mayPass)
        }
        guard (200..<300).contains(status) else {
            throw CourierFailure(
                "The channel at \(address.host) answered \(status).", mayPass: status == 408 || status == 429 || status >= 500)
        }
    }

    /// What the two programs take for markup: `<!channel>` in a title would call everybody.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("@", with: "@\u{200B}")
            .replacing("|", with: "¦")
    }

    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\u{0}"..<" ", "\u{7F}":
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
