/// An identity as a git history spells it: a name and an address, either of which may be empty. Two are equal when
/// their bytes are.
public struct SpelledIdentity: Sendable, Hashable {
    public var name: String
    public var email: String

    public init(name: String, email: String) {
        self.name = name
        self.email = email
    }

    /// `Ada Example <ada@example.org>`; what makes an account of the source `git` unique.
    public var spelling: String { BoundedKey.of("\(name) <\(email)>") }

    /// The address in lower case when it can join accounts; empty when it cannot.
    ///
    /// An address that lacks a part before or after its `@` (`(none)`, `root`, nothing at all) is shared by
    /// strangers, so it never joins them.
    public var emailKey: String {
        guard let at = email.lastIndex(of: "@"), at != email.startIndex, email.index(after: at) != email.endIndex else {
            return ""
        }
        return BoundedKey.of(email.lowercased())
    }

    public static func == (a: SpelledIdentity, b: SpelledIdentity) -> Bool {
        ExactText(a.name) == ExactText(b.name) && ExactText(a.email) == ExactText(b.email)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(ExactText(name))
        hasher.combine(ExactText(email))
    }
}
