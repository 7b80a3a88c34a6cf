/// Something that happened and of which somebody may want to hear.
public struct NotificationEvent: Sendable, Hashable {
    /// Names what happened, such as `case:17/transition/4`: an event whose key is known is not recorded again.
    public var key: String
    /// Such as `case.waiting`: a family and a word, in small letters.
    public var kind: String
    /// What it is about, such as `case:17`. Messages about one subject form a thread.
    public var subject: String
    /// In a line.
    public var title: String
    /// In sentences; may be empty.
    public var text: String
    /// The page about it on this site, such as `/cases/17`.
    public var link: String
    /// Who made it happen, such as `user:12`; they are not told of what they did themselves.
    public var actor: String
    /// What rules ask for: `process`, `state` and the like.
    public var attributes: [String: String]
    /// Who is concerned, by the part that they have in it: `requester`, `waiting`.
    public var audiences: [String: [String]]
    /// UTC, in seconds since 1970.
    public var at: Int64

    public init(
        key: String, kind: String, subject: String, title: String, text: String = "", link: String, actor: String = "",
        attributes: [String: String] = [:], audiences: [String: [String]] = [:], at: Int64
    ) {
        (self.key, self.kind, self.subject, self.title, self.text, self.link) = (key, kind, subject, title, text, link)
        (self.actor, self.attributes, self.audiences, self.at) = (actor, attributes, audiences, at)
    }
}

/// What cannot be taken into the outbox. It is the program's own fault or that of a rule, and says which.
public struct NotificationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The field at fault.
    public let field: String
    public let description: String

    init(_ field: String, _ description: String) {
        self.field = field
        self.description = description
    }
}

extension NotificationEvent {
    /// The bounds within which every part of the outbox can rely on an event.
    func check() throws(NotificationError) {
        for (name, text, most) in [
            ("key", key, 200), ("kind", kind, 80), ("subject", subject, 120), ("link", link, 500), ("actor", actor, 120),
        ] {
            guard text.utf8.count <= most else { throw NotificationError(name, "The \(name) of an event is longer than \(most) bytes.") }
        }
        guard !key.isEmpty, !kind.isEmpty else { throw NotificationError("key", "An event needs a key and a kind.") }
        guard link.hasPrefix("/"), !link.hasPrefix("//") else {
            throw NotificationError("link", "The link of an event is a path of this site.")
        }
        guard title.utf8.count <= 1000, text.utf8.count <= 100_000 else {
            throw NotificationError("text", "The text of an event is too long.")
        }
        let concerned = audiences.values.reduce(0) { $0 + $1.count }
        guard concerned <= 10_000, audiences.values.allSatisfy({ $0.allSatisfy { (1...80).contains($0.utf8.count) } }) else {
            throw NotificationError("audiences", "An event concerns at most 10,000 people, each named in at most 80 bytes.")
        }
    }
}
