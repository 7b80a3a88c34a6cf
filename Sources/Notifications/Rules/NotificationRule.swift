/// Who is told of which events, and how: data that an administrator writes, not code.
public struct NotificationRule: Sendable, Hashable, Codable {
    /// A short name in small letters, digits and hyphens.
    public var id: String
    public var title: String
    /// Kinds of events: `case.waiting`, or `case.*` for all of a family.
    public var events: [String]
    /// By the name of an attribute: the values that it may have. All conditions must hold.
    public var conditions: [String: [String]]
    /// The parts that people have in an event (`requester`, `waiting`), or keys such as `user:12` and `hook:team`.
    public var audience: [String]
    public var channels: [Channel]
    /// An urgent message does not wait for the end of quiet hours.
    public var isUrgent: Bool
    public var isOn: Bool

    public init(
        id: String, title: String, events: [String], conditions: [String: [String]] = [:], audience: [String], channels: [Channel],
        isUrgent: Bool = false, isOn: Bool = true
    ) {
        (self.id, self.title, self.events, self.conditions, self.audience) = (id, title, events, conditions, audience)
        (self.channels, self.isUrgent, self.isOn) = (channels, isUrgent, isOn)
    }

    /// Whether the rule speaks of an event.
    public func matches(_ event: NotificationEvent) -> Bool {
        events.contains { $0 == event.kind || $0.hasSuffix(".*") && event.kind.hasPrefix($0.dropLast(1)) }
            && conditions.allSatisfy { name, values in event.attributes[name].map(values.contains) ?? false }
    }

    /// The people and channels whom the rule means, each once, with the part by which they are meant.
    func recipients(of event: NotificationEvent) -> [(recipient: String, audience: String)] {
        var seen: Set<String> = []
        var found: [(recipient: String, audience: String)] = []
        for name in audience {
            let members = name.contains(":") ? [name] : event.audiences[name] ?? []
            for member in members where seen.insert(member).inserted { found.append((member, name.contains(":") ? "named" : name)) }
        }
        return found
    }
}

/// A way by which messages reach people.
public enum Channel: String, Sendable, Hashable, Codable, CaseIterable {
    /// An e-mail for each message.
    case mail
    /// One e-mail a day with all messages.
    case digest
    /// The person's own Atom feed.
    case feed
    /// A channel of Slack, Mattermost or anything that takes their messages.
    case hook
}

extension NotificationRule {
    /// - Throws: ``NotificationError`` naming the field at fault.
    public func check() throws(NotificationError) {
        guard Self.isName(id, most: 60) else {
            throw NotificationError("id", "The short name “\(id.prefix(80))” is not made of small letters, digits and hyphens.")
        }
        guard (1...200).contains(title.utf8.count) else { throw NotificationError("title", "The title is missing or too long.") }
        guard (1...50).contains(events.count) else { throw NotificationError("events", "Name one to 50 kinds of events.") }
        for kind in events {
            let parts = kind.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, Self.isName(String(parts[0]), most: 40), parts[1] == "*" || Self.isName(String(parts[1]), most: 40)
            else {
                throw NotificationError("events", "“\(kind.prefix(80))” is no kind of event such as case.waiting or case.*.")
            }
        }
        guard conditions.count <= 20,
            conditions.values.allSatisfy({ (1...100).contains($0.count) && $0.allSatisfy { $0.utf8.count <= 200 } })
        else {
            throw NotificationError("conditions", "A rule has at most 20 conditions, each with one to 100 values.")
        }
        guard (1...50).contains(audience.count), audience.allSatisfy({ (1...80).contains($0.utf8.count) }) else {
            throw NotificationError("audience", "Name one to 50 parts or people.")
        }
        guard !channels.isEmpty, Set(channels).count == channels.count else {
            throw NotificationError("channels", "Name each channel once.")
        }
    }

    private static func isName(_ text: String, most: Int) -> Bool {
        (1...most).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || $0 == UInt8(ascii: "-")
            }
    }
}
