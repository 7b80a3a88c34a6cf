/// Carries messages over one channel.
public protocol Courier: Sendable {
    /// Returns when the other side has taken the message over.
    ///
    /// - Throws: ``CourierFailure``.
    func send(_ parcel: Parcel) async throws
}

/// Why a message was not taken.
public struct CourierFailure: Error, Sendable {
    public let reason: String
    /// Whether trying again later may help.
    public let mayPass: Bool
    /// Whether the one server of the channel said nothing in time, so that every further message would wait as long in vain.
    public let isSilence: Bool

    public init(_ reason: String, mayPass: Bool, isSilence: Bool = false) {
        (self.reason, self.mayPass, self.isSilence) = (reason, mayPass, isSilence)
    }
}

/// One message, ready to go.
public struct Parcel: Sendable {
    /// The same for every attempt to send it.
    public let identifier: String
    /// The same for all messages about one subject; nil for a digest.
    public let thread: String?
    public let address: RecipientAddress
    public let title: String
    /// What it is about, each with its page on this site.
    public let items: [Item]
    /// Why its recipient gets it, in a sentence.
    public let why: String
    /// UTC, in seconds since 1970.
    public let at: Int64

    public struct Item: Sendable {
        public let title: String
        public let text: String
        /// A path of this site.
        public let link: String
    }
}

extension Parcel {
    init(_ event: NotificationEvent, delivery: ClaimedDelivery, ruleTitle: String, to address: RecipientAddress) {
        identifier = Self.name("delivery", delivery.key)
        thread = Self.name("subject", event.subject)
        self.address = address
        title = event.title
        items = [Item(title: event.title, text: event.text, link: event.link)]
        let part = delivery.audience == "named" ? "the rule names you" : "you are \(delivery.audience) here"
        why = "You get this by the rule “\(ruleTitle)” (\(delivery.rule)), as \(part)."
        at = event.at
    }

    init(digest events: [NotificationEvent], delivery: ClaimedDelivery, to address: RecipientAddress, at now: Int64) {
        identifier = Self.name("delivery", delivery.key)
        thread = nil
        self.address = address
        title = events.count == 1 ? "One thing that happened: \(events[0].title)" : "\(events.count) things that happened"
        items = events.map { Item(title: $0.title, text: $0.text, link: $0.link) }
        why = "You get this once a day, as your settings and the rules of this site say."
        at = now
    }

    /// A name that tells nothing of what it was made from. FNV-1a over the text, twice with different beginnings.
    private static func name(_ kind: String, _ text: String) -> String {
        let halves = ["1", "2"].map { salt in
            (salt + text).utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        }
        return "\(kind).\(halves.map { String($0, radix: 36) }.joined())"
    }
}
