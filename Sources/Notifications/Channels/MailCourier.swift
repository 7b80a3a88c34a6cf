public import Transport

/// Sends messages as e-mail.
public struct MailCourier: Courier {
    let transport: any MailTransport
    let sender: MailAddress
    let senderName: String
    let site: WebAddress

    /// - Parameter site: the address by which people reach this site, such as `https://steward.example.org`.
    public init(_ transport: any MailTransport, sender: MailAddress, senderName: String, site: WebAddress) {
        (self.transport, self.sender, self.senderName, self.site) = (transport, sender, senderName, site)
    }

    public func send(_ parcel: Parcel) async throws {
        guard let recipient = parcel.address.mail else { throw CourierFailure("No e-mail address is known.", mayPass: false) }
        let message = MailMessage(
            from: sender, named: senderName, to: recipient, named: parcel.address.name, subject: parcel.title, text: text(of: parcel),
            identifier: parcel.identifier, thread: parcel.thread, date: parcel.at)
        do {
            try await transport.send(message)
        } catch let failure as MailFailure {
            throw CourierFailure(failure.description, mayPass: failure.mayPass, isSilence: failure.reason == .timedOut)
        }
    }

    private func text(of parcel: Parcel) -> String {
        let items = parcel.items.map { item -> String in
            let isOnly = parcel.items.count == 1
            let head = isOnly && item.title == parcel.title ? [] : [item.title]
            return (head + (item.text.isEmpty ? [] : [item.text]) + [Site.address(item.link, on: site)]).joined(separator: "\n")
        }
        let settings = Site.address("/notifications/settings", on: site)
        return items.joined(separator: "\n\n") + "\n\n--\u{20}\n\(parcel.why)\nWhat you are told of, and when: \(settings)\n"
    }
}

enum Site {
    /// A path of this site as others reach it.
    static func address(_ path: String, on site: WebAddress) -> String {
        let base = site.text.hasSuffix("/") ? String(site.text.dropLast()) : site.text
        return base + path
    }
}
