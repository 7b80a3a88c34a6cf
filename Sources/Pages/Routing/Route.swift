import Access

/// Everything there is to know about an endpoint: where it is, who may use it, what it takes, what it answers, and the function that
/// answers. Pages, the API's description, its documentation and the tests are all made from the list of routes.
public struct Route: Sendable {
    public enum Kind: String, Sendable {
        /// For people: HTML.
        case page
        /// For programs: JSON or CSV, described in the API's document.
        case data
        /// A file that a page needs.
        case asset
        /// A file that people save, or a feed that their readers follow.
        case file
        /// What a person sends with a form; answered with another page.
        case form
        /// What a machine sends on its own account, such as a webhook.
        case hook
    }

    /// How an address is asked. `HEAD` is answered wherever `GET` is.
    public enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
    }

    public typealias Handler = @Sendable (Request) async throws -> Response
    /// A short text that changes whenever the answer may; nil when nothing cheap is known.
    public typealias Revision = @Sendable (Request) async throws -> String?

    public let pattern: PathPattern
    public let kind: Kind
    /// One line, without a full stop.
    public let summary: String
    /// What a caller should know beyond the summary, in sentences.
    public let details: String
    public var parameters: [Parameter]
    /// Addresses that answer, for the documentation and for the tests that visit every page.
    public let examples: [SafeURL]
    /// What a data route can answer with; the first is the default.
    public let formats: [DataFormat]
    /// The shape of the JSON that a data route answers with.
    public let answer: Schema?
    /// Who may use it.
    public var access: RouteAccess
    let revision: Revision?
    let handler: Handler
    /// The largest body that is read, in bytes; 0 where none is expected.
    var bodyLimit = 0
    /// Whether a form has fields that only its handler knows, who checks them.
    var takesMoreFields = false
    /// Whether a file may come with a form.
    var takesFile = false
    /// Whether parameters that the route does not know are passed over: others than this site made the address.
    private(set) var ignoresOthers = false
    /// Whether a browser that brings no secret is given one: what is sent from this page, or comes back to it, is bound to it.
    var beginsVisit = false

    /// Whether pages of other sites may show what it answers.
    private(set) var isForOtherSites = false

    /// The route as one whose picture pages of other sites may show too.
    public func forOtherSites() -> Route {
        var route = self
        route.isForOtherSites = true
        return route
    }

    /// The route as one that gives a browser a secret of its own, which ``Request/browserSecret`` tells.
    public func beginningVisit() -> Route {
        var route = self
        route.beginsVisit = true
        return route
    }

    /// The route with parameters that it does not know passed over, for an address that others than this site make.
    public func ignoringOtherParameters() -> Route {
        var route = self
        route.ignoresOthers = true
        return route
    }

    public var method: Method {
        switch kind {
        case .page, .data, .asset, .file: .get
        case .form, .hook: .post
        }
    }

    /// Whether programs are at the other end, to whom problems are told as data.
    var answersWithData: Bool { kind == .data || kind == .hook || kind == .form && answer != nil }

    /// What a page or data route asks for that says nothing else: what visitors may, unless an installation shows them nothing.
    public static let standardAccess = RouteAccess.may(.seeFigures)

    /// The largest body that is read where a route says nothing else: 1 MiB.
    public static let standardBodyLimit = 1 << 20

    /// A page for people.
    ///
    /// - Parameters:
    ///   - pattern: such as `/measures/{id}`.
    ///   - examples: addresses that answer with 200; needed for a pattern with names, for a plain pattern it is itself.
    ///   - revision: lets the site answer 304 without calling the handler when the reader's copy is still right.
    public static func page(
        _ pattern: PathPattern, _ summary: String, details: String = "", access: RouteAccess = standardAccess,
        parameters: [Parameter] = [], examples: [SafeURL]? = nil, revision: Revision? = nil, handler: @escaping Handler
    ) -> Route {
        Route(
            pattern: pattern, kind: .page, summary: summary, details: details, parameters: parameters,
            examples: examples ?? standardExamples(pattern), formats: [], answer: nil, access: access, revision: revision, handler: handler)
    }

    /// Data for programs. A parameter `format` is added when there is more than one format.
    ///
    /// - Parameter answer: the shape of the JSON.
    public static func data(
        _ pattern: PathPattern, _ summary: String, details: String = "", access: RouteAccess = standardAccess,
        parameters: [Parameter] = [], examples: [SafeURL]? = nil, formats: [DataFormat] = [.json], answer: Schema,
        revision: Revision? = nil,
        handler: @escaping Handler
    ) -> Route {
        Route(
            pattern: pattern, kind: .data, summary: summary, details: details,
            parameters: parameters + (formats.count > 1 ? [DataFormat.parameter(formats)] : []),
            examples: examples ?? standardExamples(pattern), formats: formats, answer: answer, access: access,
            revision: revision, handler: handler)
    }

    /// A file that people save, or a feed that their readers follow.
    ///
    /// - Parameter examples: none when there is no such file in every office.
    public static func file(
        _ pattern: PathPattern, _ summary: String, details: String = "", access: RouteAccess = standardAccess,
        parameters: [Parameter] = [], examples: [SafeURL] = [], revision: Revision? = nil, handler: @escaping Handler
    ) -> Route {
        Route(
            pattern: pattern, kind: .file, summary: summary, details: details, parameters: parameters, examples: examples, formats: [],
            answer: nil, access: access, revision: revision, handler: handler)
    }

    /// A file that pages need, served under a name that changes with its content.
    static func asset(_ pattern: PathPattern, _ summary: String, type: String, bytes: [UInt8]) -> Route {
        Route(
            pattern: pattern, kind: .asset, summary: summary, details: "", parameters: [],
            examples: standardExamples(pattern), formats: [], answer: nil, access: .everybody, revision: nil
        ) { _ in .file(type: type, bytes: bytes, caching: .immutable) }
    }

    /// Takes what machines send on their own account, such as webhooks, whoever they are: the handler verifies the
    /// sender from ``Request/header(_:)`` and ``Request/body`` before it acts.
    ///
    /// - Parameters:
    ///   - answer: the shape of the JSON that it answers with.
    ///   - bodyLimit: a longer body is refused before the handler sees it; in bytes.
    public static func hook(
        _ pattern: PathPattern, _ summary: String, details: String = "", parameters: [Parameter] = [], answer: Schema,
        bodyLimit: Int = standardBodyLimit, handler: @escaping Handler
    ) -> Route {
        var route = Route(
            pattern: pattern, kind: .hook, summary: summary, details: details, parameters: parameters, examples: [],
            formats: [.json], answer: answer, access: .verifiedByHandler, revision: nil, handler: handler)
        route.bodyLimit = bodyLimit
        return route
    }

    /// Takes the same fields as a form and answers with data: for programs. They are checked like a form: a program that
    /// signs in with an API token sends no form token, any other sends the one that `/api/v1/form-token` tells.
    ///
    /// - Parameters:
    ///   - takesFile: whether a file comes with it, as `multipart/form-data` in the field `file`; read with ``Request/file``.
    ///   - bodyLimit: a longer body is refused before it is read; in bytes.
    ///   - handler: may throw ``FormRefusal`` for what only it can know to be wrong.
    public static func submission(
        _ pattern: PathPattern, _ summary: String, details: String = "", access: RouteAccess, parameters: [Parameter] = [],
        fields: [Parameter], takesFile: Bool = false, bodyLimit: Int = standardBodyLimit, answer: Schema,
        handler: @escaping @Sendable (Request) async throws -> JSON
    ) -> Route {
        var route = Route(
            pattern: pattern, kind: .form, summary: summary, details: details, parameters: parameters + fields, examples: [],
            formats: [.json], answer: answer, access: access, revision: nil
        ) { request in
            do {
                guard request.entry.problems.isEmpty else { throw FormRefusal(request.entry.problems) }
                return .taken(try await handler(request), isDone: true)
            } catch let refusal as FormRefusal {
                throw Problem.invalidContent(refusal.problems.map(\.message).joined(separator: " ") + " Nothing was changed.")
            }
        }
        route.bodyLimit = bodyLimit
        route.takesFile = takesFile
        return route
    }

    private static func standardExamples(_ pattern: PathPattern) -> [SafeURL] {
        pattern.names.isEmpty ? [SafeURL(stringLiteral: pattern.description)] : []
    }
}

/// What a data route can answer with.
public enum DataFormat: String, Sendable, CaseIterable {
    case json, csv

    var mediaType: String {
        switch self {
        case .json: "application/json"
        case .csv: "text/csv"
        }
    }

    static func parameter(_ formats: [DataFormat]) -> Parameter {
        Parameter(
            "format", .choice(formats.map { Parameter.Choice($0.rawValue, $0.rawValue.uppercased()) }),
            "The form of the answer; it goes before the Accept header.")
    }
}
