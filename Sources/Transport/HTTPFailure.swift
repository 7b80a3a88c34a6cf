/// Why no answer came, said for the person who waits for it. It never holds a token.
public struct HTTPFailure: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        /// Not `http` or `https`, or with credentials inside.
        case refusedAddress
        /// A token would have crossed a network in the clear.
        case refusedToken
        /// A redirect that is not followed: to another scheme, or of a request that changes something.
        case refusedRedirect
        case tooManyRedirects
        /// No such host, or it does not listen.
        case unreachable
        /// The host could not prove who it is.
        case insecure
        /// Too slow to connect, to answer, or to send its body.
        case timedOut
        /// The connection ended before the answer did.
        case truncated
        /// The answer is not what HTTP or its compression says.
        case damaged
        /// The answer is larger than allowed.
        case tooLarge
        case system
    }

    public let reason: Reason
    /// The address without secrets.
    public let address: String
    /// What the library said, if anything; bounded.
    public let detail: String

    public init(_ reason: Reason, at address: String, detail: String = "") {
        self.reason = reason
        self.address = address
        self.detail = String(detail.prefix(300))
    }

    /// Whether asking again later may help.
    public var mayPass: Bool {
        switch reason {
        case .unreachable, .timedOut, .truncated, .damaged: true
        case .refusedAddress, .refusedToken, .refusedRedirect, .tooManyRedirects, .insecure, .tooLarge, .system: false
        }
    }
}

extension HTTPFailure: CustomStringConvertible {
    public var description: String {
        "\(sentence)\(detail.isEmpty ? "" : " The reason given: \(detail)\(detail.hasSuffix(".") ? "" : ".")") \(hint)"
    }

    private var sentence: String {
        switch reason {
        case .refusedAddress: "The address “\(address)” was refused."
        case .refusedToken: "A token was not sent to “\(address)”, because the address is not encrypted."
        case .refusedRedirect: "“\(address)” answered with a redirect that is not followed."
        case .tooManyRedirects: "“\(address)” redirects in a circle."
        case .unreachable: "“\(address)” could not be reached."
        case .insecure: "“\(address)” could not prove who it is."
        case .timedOut: "“\(address)” was too slow."
        case .truncated: "“\(address)” broke off in the middle of its answer."
        case .damaged: "The answer of “\(address)” is damaged."
        case .tooLarge: "The answer of “\(address)” is too large."
        case .system: "This machine could not ask “\(address)”."
        }
    }

    private var hint: String {
        switch reason {
        case .refusedAddress: "Use an address that begins with https:// and holds no user name or password."
        case .refusedToken: "Use the https:// address of the forge."
        case .refusedRedirect, .tooManyRedirects: "Open the address in a browser and use the one where it ends."
        case .unreachable: "Check the spelling, the network and the proxy, then try again."
        case .insecure: "Check the address, the clock of this machine and its certificates (package ca-certificates)."
        case .timedOut, .truncated, .damaged: "Try again later."
        case .tooLarge: "If the forge is to be trusted, raise the limit on the size of its answers."
        case .system: "Check memory and open files of this machine."
        }
    }
}
