/// Somebody who signs in to Steward. Not to be mixed up with a person of the ledger, about whom figures are counted.
public struct User: Sendable, Hashable, Identifiable {
    public let id: Int64
    /// What they type to sign in: lower-case letters, digits, `.`, `_` and `-`.
    public let name: String
    /// What others see.
    public let displayName: String
    public let email: String?
    /// Whether they were shut out; their sessions and tokens end with it.
    public let isDisabled: Bool

    public init(id: Int64, name: String, displayName: String, email: String? = nil, isDisabled: Bool = false) {
        self.id = id
        self.name = name
        self.displayName = displayName
        self.email = email
        self.isDisabled = isDisabled
    }

    /// How the audit log and cases call them: `user:12`.
    public var actor: String { Self.actor(id) }

    public static func actor(_ id: Int64) -> String { "user:\(id)" }

    /// The number in what ``actor`` writes.
    public static func id(actor: String) -> Int64? {
        guard actor.hasPrefix("user:") else { return nil }
        return Int64(actor.dropFirst("user:".count))
    }
}
