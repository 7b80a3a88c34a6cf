/// One change of state: who changed what, when, why, and how it was before and after.
public struct AuditEntry: Sendable, Hashable {
    /// When it happened, in seconds since 1970, UTC.
    public var at: Int64
    /// Who did it: `user:12`, `command line`, or `steward` for what the program does by itself. Never a name: names are
    /// looked up when the log is shown.
    public var actor: String
    /// What was done, as a word of the part that did it and a word of its own: `case.transition`, `user.role.grant`.
    public var action: String
    /// What it was done to: `case:17`, `user:3`.
    public var subject: String
    /// Why, in the words of whoever did it.
    public var reason: String?
    /// The state before and after, each a JSON text; nil where there was none.
    public var before: String?
    public var after: String?

    public init(
        at: Int64, actor: String, action: String, subject: String, reason: String? = nil, before: String? = nil,
        after: String? = nil
    ) {
        self.at = at
        self.actor = actor
        self.action = action
        self.subject = subject
        self.reason = reason
        self.before = before
        self.after = after
    }
}

/// An entry as the log holds it.
public struct AuditRecord: Sendable, Hashable, Identifiable {
    /// The entry's place in the log: 1 for the first, without gaps.
    public let number: Int64
    public let entry: AuditEntry
    /// The SHA-256 digest that closes the chain up to this entry, in hexadecimal digits.
    public let hash: String
    /// Whether the reason and the states before and after were erased on request; the rest of the entry stands.
    public let isErased: Bool

    public var id: Int64 { number }
}

/// The log's length and the digest that closes it: whoever keeps both elsewhere can prove later that nothing was cut off.
public struct AuditSeal: Sendable, Hashable, CustomStringConvertible {
    public let count: Int64
    /// In hexadecimal digits; empty for a log without entries.
    public let hash: String

    public init(count: Int64, hash: String) {
        self.count = count
        self.hash = hash
    }

    /// Reads what ``description`` writes: `17:2c26b46b…`.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int64(parts[0]), count >= 0, parts[1].utf8.count == (count == 0 ? 0 : 64),
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.init(count: count, hash: String(parts[1]))
    }

    public var description: String { "\(count):\(hash)" }
}

/// Why an entry was not taken, or the log could not be read.
public enum AuditFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// A field is empty where it must not be, or larger than allowed, in bytes.
    case unfit(field: String, size: Int, largest: Int)
    /// libcrypto made no digest or no random bytes.
    case noCryptography
    /// There is no such entry, or it was erased before.
    case nothingToErase(Int64)

    public var description: String {
        switch self {
        case .unfit(let field, let size, let largest):
            "The audit log does not take an entry whose \(field) has \(size) bytes: 1 to \(largest) are allowed."
        case .noCryptography: "The audit log could not be written: this machine gives no random bytes or no digest (libcrypto)."
        case .nothingToErase(let number): "The audit log holds no text of entry \(number) that could be erased."
        }
    }
}
