public import Ledger
public import Transport

/// Why a forge did not tell what it was asked, said for the person who named it.
public struct ForgeFailure: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        /// The token is wrong, expired or revoked (401).
        case tokenRefused
        /// The forge asks for a token and there is none (401).
        case tokenMissing
        /// The token may not do this (403, 451).
        case forbidden
        /// There is no such thing, or the token may not see it (404, 410).
        case notFound
        /// Every further question has to wait longer than Steward waits.
        case rateLimited(until: Instant)
        /// The forge answered with an error of its own again and again.
        case unavailable(status: Int)
        /// No answer came.
        case network(HTTPFailure)
        /// The answer is not what the forge's documentation says.
        case unexpected
        /// The address now leads to another project than the one that was collected before.
        case otherProject
        /// The answer to a GraphQL query was a list of errors.
        case queryRefused
        /// The same, as the query asks for more at once than the forge allows.
        case queryTooComplex
        /// The next page would be on another host.
        case foreignPage
    }

    public let reason: Reason
    /// The address without secrets.
    public let address: String
    /// What the forge said, if anything; bounded, without the token.
    public let detail: String

    public init(_ reason: Reason, at address: String, detail: String = "") {
        self.reason = reason
        self.address = address
        self.detail = String(detail.prefix(300))
    }
}

extension ForgeFailure: CustomStringConvertible {
    /// What happened, the reason that the forge gave, what to do.
    public var description: String {
        if case .network(let failure) = reason { return failure.description }
        let said = detail.isEmpty ? "" : " The reason given: \(detail)\(detail.hasSuffix(".") ? "" : ".")"
        return "\(sentence)\(said) \(hint)"
    }

    private var sentence: String {
        switch reason {
        case .tokenRefused: "The forge refused the token at “\(address)”."
        case .tokenMissing: "The forge wants a token at “\(address)”."
        case .forbidden: "The forge does not allow “\(address)”."
        case .notFound: "The forge has no “\(address)”, or the token may not see it."
        case .rateLimited(let until): "The forge answers no more questions before \(until); the last one was “\(address)”."
        case .unavailable(let status): "The forge failed again and again at “\(address)” (status \(status))."
        case .network(let failure): failure.description
        case .unexpected: "The forge answered something unexpected at “\(address)”."
        case .otherProject: "“\(address)” now leads to another project than the one that was collected."
        case .queryRefused: "The forge refused the query at “\(address)”."
        case .queryTooComplex: "The query at “\(address)” is too complex for the forge."
        case .foreignPage: "The forge sent Steward to another host for the next page of “\(address)”."
        }
    }

    private var hint: String {
        switch reason {
        case .tokenRefused: "It may have expired: make a new one, with read access to the API, and put it in its place."
        case .tokenMissing: "Make one with read access to the API, and name its environment variable or file in the configuration."
        case .forbidden: "Give the token read access to the API and its account access to the project."
        case .notFound: "Check the spelling, and that the token's account may see the project."
        case .rateLimited: "What was read is stored. Run the collection again after that time; it goes on where it stopped."
        case .unavailable: "What was read is stored. Run the collection again later; it goes on where it stopped."
        case .network: ""
        case .unexpected: "What was read is stored. If it stays so, report it: the forge may have changed its API."
        case .otherProject: "If that is right, remove the repository from Steward and add it again."
        case .queryRefused, .queryTooComplex: "What else was read is stored. Check that the token may use the GraphQL API."
        case .foreignPage: "Check the address of the forge in the configuration."
        }
    }
}
