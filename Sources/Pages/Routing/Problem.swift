/// Why a request was not answered, as RFC 9457 describes problems: shown as a page to people and as
/// `application/problem+json` to programs. A handler throws it.
public struct Problem: Error, Sendable {
    /// The kinds of problems; the raw value is the anchor of its explanation on the API's page.
    public enum Kind: String, Sendable, CaseIterable {
        case notFound = "not-found"
        case invalidParameter = "invalid-parameter"
        case malformedAddress = "malformed-address"
        case addressTooLong = "address-too-long"
        case methodNotAllowed = "method-not-allowed"
        case signInNeeded = "sign-in-needed"
        case forbidden = "forbidden"
        case contentTooLarge = "content-too-large"
        case unsupportedContent = "unsupported-content"
        case invalidContent = "invalid-content"
        case notAcceptable = "not-acceptable"
        case unavailable = "unavailable"
        case failure = "failure"

        public var status: Int {
            switch self {
            case .notFound: 404
            case .invalidParameter, .malformedAddress: 400
            case .addressTooLong: 414
            case .methodNotAllowed: 405
            case .signInNeeded: 401
            case .forbidden: 403
            case .contentTooLarge: 413
            case .unsupportedContent: 415
            case .invalidContent: 422
            case .notAcceptable: 406
            case .unavailable: 503
            case .failure: 500
            }
        }

        public var title: String {
            switch self {
            case .notFound: "Not found"
            case .invalidParameter: "This address cannot be answered"
            case .malformedAddress: "This address is malformed"
            case .addressTooLong: "This address is too long"
            case .methodNotAllowed: "This method is not allowed"
            case .signInNeeded: "Sign in first"
            case .forbidden: "This was not done"
            case .contentTooLarge: "Too much was sent"
            case .unsupportedContent: "This kind of content is not taken"
            case .invalidContent: "What was sent cannot be read"
            case .notAcceptable: "No such format"
            case .unavailable: "Not available at the moment"
            case .failure: "Something went wrong"
            }
        }

        /// What the reader of the API's page should know about it.
        var explanation: String {
            switch self {
            case .notFound: "Nothing has this address, or what it names does not exist."
            case .invalidParameter:
                "One or more parameters are not known, are missing, or have a value that is not allowed. "
                    + "The member parameters lists each with what was received, what is allowed and, where one is near, a suggestion."
            case .malformedAddress: "The address breaks the rules of addresses, such as a % without two hexadecimal digits."
            case .addressTooLong: "The address is longer than \(RequestTarget.longest) bytes."
            case .methodNotAllowed: "The address exists, but only answers the methods in the header Allow."
            case .signInNeeded:
                "The sender is not known. A program sends an API token in the header Authorization, as Bearer. Nothing was changed."
            case .forbidden: "The sender may not do this, or could not be verified. Nothing was changed."
            case .contentTooLarge: "The body is longer than this address takes. Nothing was changed."
            case .unsupportedContent: "The header Content-Type names a kind of content that this address does not take."
            case .invalidContent: "The body is not what this address takes; the member detail says why. Nothing was changed."
            case .notAcceptable: "The Accept header allows none of the formats that the endpoint has."
            case .unavailable: "The data cannot be read at the moment. The header Retry-After says when to try again."
            case .failure: "The fault is Steward's. The member id is also in its log."
            }
        }
    }

    public let kind: Kind
    /// What happened, in sentences.
    public let detail: String
    public let parameters: [ParameterError]
    /// Where to go instead.
    public let suggestions: [Suggested]
    /// Names the entry in the log.
    let id: String?
    /// The methods that would be allowed.
    let allow: String?

    /// An address with the words of its link.
    public struct Suggested: Sendable {
        public let title: String
        public let address: SafeURL

        public init(_ title: String, _ address: SafeURL) {
            self.title = title
            self.address = address
        }
    }

    init(
        _ kind: Kind, _ detail: String, parameters: [ParameterError] = [], suggestions: [Suggested] = [],
        id: String? = nil, allow: String? = nil
    ) {
        self.kind = kind
        self.detail = detail
        self.parameters = parameters
        self.suggestions = suggestions
        self.id = id
        self.allow = allow
    }

    var json: JSON {
        var json: JSON = [
            "type": .string("/api#problem-\(kind.rawValue)"), "title": .string(kind.title), "status": .integer(kind.status),
            "detail": .string(detail),
        ]
        if !parameters.isEmpty { json = json.adding("parameters", .array(parameters.map(\.json))) }
        if !suggestions.isEmpty {
            json = json.adding("suggestions", .array(suggestions.map { .string($0.address.text) }))
        }
        if let id { json = json.adding("id", .string(id)) }
        return json
    }
}

extension Problem {
    /// What the address names does not exist.
    public static func notFound(_ detail: String, suggestions: [Suggested] = []) -> Problem {
        Problem(.notFound, detail, suggestions: suggestions)
    }

    /// Parameters that break rules which only the handler knows.
    public static func parameters(_ errors: [ParameterError]) -> Problem {
        let names = errors.map { "“\($0.parameter)”" }.joined(separator: ", ")
        return Problem(
            .invalidParameter, errors.count == 1 ? "The parameter \(names) is at fault." : "The parameters \(names) are at fault.",
            parameters: errors)
    }

    /// The sender may not do this, or could not be verified.
    public static func forbidden(_ detail: String) -> Problem { Problem(.forbidden, detail) }

    /// The body that was sent is not what the address takes.
    public static func invalidContent(_ detail: String) -> Problem { Problem(.invalidContent, detail) }

    static func malformedTarget(_ detail: String) -> Problem { Problem(.malformedAddress, detail) }

    static var targetTooLong: Problem {
        Problem(.addressTooLong, "Addresses of up to \(RequestTarget.longest) bytes are read.")
    }

    static func notAcceptable(_ formats: [DataFormat]) -> Problem {
        Problem(.notAcceptable, "This address answers as \(formats.map(\.mediaType).joined(separator: " or ")).")
    }
}
