/// What an organisation expects of the history of what it publishes.
public struct HistoryPolicy: Sendable, Hashable {
    /// The organisation's own domains for e-mail; those below them count too. Without any, nobody counts as outside.
    public var domains: [String] = []
    /// The day from which commits are signed off, in UTC, as YYYY-MM-DD; nil when they need not be.
    public var signedOffSince: String?
    /// Addresses of people must not be in the history, only those that a forge makes up for them.
    public var hidesAddresses = false
    /// A file of more bytes is large.
    public var largeBytes = 1 << 20

    public init() {}

    /// Whether an address belongs to the organisation.
    func isInside(_ address: String) -> Bool {
        guard let at = address.lastIndex(of: "@") else { return false }
        let domain = address[address.index(after: at)...].lowercased()
        return domains.contains { own in
            let own = own.lowercased()
            return domain == own || domain.hasSuffix("." + own)
        }
    }

    /// Whether a forge or a program made the address up, so that it leads to nobody's mailbox.
    static func isMadeUp(_ address: String) -> Bool {
        let address = address.lowercased()
        guard let at = address.lastIndex(of: "@") else { return true }
        let (name, domain) = (address[..<at], address[address.index(after: at)...])
        if name.hasPrefix("noreply") || name.hasPrefix("no-reply") || domain.hasPrefix("users.noreply.") || domain.hasPrefix("noreply.") {
            return true
        }
        // Names of machines, and addresses that the converters of other systems make.
        return !domain.contains(".") || domain.hasSuffix(".local") || domain.hasSuffix(".localdomain") || domain.hasSuffix(".invalid")
            || name.hasSuffix("[bot]")
    }
}
