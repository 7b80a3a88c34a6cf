/// Why a message was not taken over by the mail server, said for the person who waits for it. It never holds a password.
public struct MailFailure: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        /// What was given as the server cannot be one.
        case refusedServer
        /// No such host, or it does not listen.
        case unreachable
        /// The server does not encrypt, could not prove who it is, or refused the login.
        case insecure
        case timedOut
        /// The server said no for good: no such mailbox, for example (an answer of 500 to 599).
        case refused
        /// The server said: not now (400 to 499).
        case putOff
        /// The conversation broke off; whether the message was taken is not known.
        case broken
    }

    public let reason: Reason
    public let server: String
    /// The server's last answer, such as 550; 0 when there was none.
    public let status: Int
    /// What the library said; bounded.
    public let detail: String

    public init(_ reason: Reason, server: String, status: Int = 0, detail: String = "") {
        (self.reason, self.server, self.status) = (reason, server, status)
        self.detail = String(detail.prefix(300))
    }

    /// Whether trying again later may help. A login that is refused and a certificate that ran out are mended by somebody.
    public var mayPass: Bool {
        switch reason {
        case .unreachable, .timedOut, .putOff, .broken, .insecure: true
        case .refusedServer, .refused: false
        }
    }
}

extension MailFailure: CustomStringConvertible {
    public var description: String {
        let code = status > 0 ? " It answered \(status)." : ""
        return "\(sentence)\(code)\(detail.isEmpty ? "" : " The reason given: \(detail)\(detail.hasSuffix(".") ? "" : ".")")"
    }

    private var sentence: String {
        switch reason {
        case .refusedServer: "“\(server)” cannot be used as a mail server."
        case .unreachable: "The mail server \(server) could not be reached."
        // Answers of these numbers are about who signs in (RFC 4954).
        case .insecure where (530...538).contains(status): "The mail server \(server) refused the login."
        case .insecure: "The mail server \(server) does not encrypt, could not prove who it is, or refused the login."
        case .timedOut: "The mail server \(server) was too slow."
        case .refused: "The mail server \(server) refused the message."
        case .putOff: "The mail server \(server) does not take the message now."
        case .broken: "The mail server \(server) broke off."
        }
    }
}
