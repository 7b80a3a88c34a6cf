/// Why a provider's word was not taken; told to whoever signs in, and written to the log.
public enum ProviderFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// The provider could not be asked.
    case unreachable(String)
    /// What it says of itself is not as it must be.
    case misconfigured(String)
    /// It refused: the user said no, or the client is not known there. In the provider's words.
    case refused(String)
    /// The answer belongs to another browser, to another provider, or to a sign-in that was begun too long ago.
    case foreignAnswer
    /// The token that says who signed in was not believed.
    case badToken(String)

    public var description: String {
        switch self {
        case .unreachable(let why): "The provider could not be asked. \(why)"
        case .misconfigured(let why): "The provider is not set up as it must be: \(why)"
        case .refused(let words): "The provider refused: \(words)"
        case .foreignAnswer: "This answer belongs to another browser, or to a sign-in that was begun too long ago. Begin again."
        case .badToken(let why): "What the provider said was not believed: \(why)"
        }
    }
}

/// Who a provider says that somebody is.
public struct ProviderIdentity: Sendable, Hashable {
    /// The provider by its address, such as `https://gitlab.com`.
    public let issuer: String
    /// The provider's own name for them, which never changes.
    public let subject: String
    /// The user name there.
    public let label: String
    public let displayName: String
    /// Only an address that the provider has verified.
    public let email: String?

    public init(issuer: String, subject: String, label: String, displayName: String, email: String?) {
        self.issuer = issuer
        self.subject = subject
        self.label = label
        self.displayName = displayName
        self.email = email
    }
}
