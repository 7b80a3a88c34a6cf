public import Transport

/// Where somebody can be reached.
public struct RecipientAddress: Sendable, Hashable {
    public var name: String
    public var mail: MailAddress?
    /// The address of a channel; a secret, as whoever knows it may write there.
    public var hook: WebAddress?

    public init(name: String, mail: MailAddress? = nil, hook: WebAddress? = nil) {
        (self.name, self.mail, self.hook) = (name, mail, hook)
    }
}

/// Tells where people and channels can be reached; what has users answers it.
public protocol RecipientDirectory: Sendable {
    /// The addresses of those of `recipients` (`user:12`, `hook:team`) who can still be told something; others are left out.
    func addresses(of recipients: Set<String>) async throws -> [String: RecipientAddress]

    /// Whether somebody may (still) see what a message is about.
    func maySee(_ recipient: String, subject: String) async throws -> Bool
}

/// A recipient as rules see them: where they can be reached, and what they want.
public struct Recipient: Sendable, Hashable {
    public var id: String
    public var address: RecipientAddress
    public var preferences: NotificationPreferences

    public init(id: String, address: RecipientAddress, preferences: NotificationPreferences = NotificationPreferences()) {
        (self.id, self.address, self.preferences) = (id, address, preferences)
    }
}
