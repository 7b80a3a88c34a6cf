import Access
public import Logging
import Measures
import Store

/// All routes of an installation and the frame around its pages: answers requests without knowing of sockets.
public struct Site: Sendable {
    public let frame: Frame
    let table: RouteTable
    let logger: Logger
    /// Tells forms of this run from those of anybody else.
    let formToken: FormToken
    /// Finds out who asks.
    let door: Door
    private let shelf = AnswerShelf(capacity: 64 << 20)

    /// All routes, those that every site has (assets, the API's description) included.
    public var routes: [Route] { table.routes }

    /// Addresses that answer with 200, at least one for each page and each endpoint.
    public var examples: [SafeURL] { routes.flatMap(\.examples) }

    /// - Throws: ``SiteError`` for a list of routes that contradicts itself.
    public init(frame: Frame, routes: [Route], logger: Logger, door: Door = Door()) throws(SiteError) {
        formToken = FormToken()
        self.door = door
        self.frame = frame
        self.logger = logger
        table = try RouteTable(SystemRoutes.adding(to: routes, frame: frame))
        for route in table.routes {
            try route.check()
            try checkExamples(of: route)
        }
    }

    /// Answers a request. Never throws: whatever goes wrong becomes an answer that says so.
    public func respond(to incoming: Incoming) async -> Outgoing {
        var route: Route?
        var renderer = Renderer(frame: frame)
        var outgoing: Outgoing
        do {
            let target = try RequestTarget(incoming.target)
            route = table.route(for: target.segments, incoming.method == "POST" ? .post : .get)
            let answerer = try checked(route, target, method: incoming.method)
            let entrance = try await enter(incoming, answerer)
            renderer.caller = entrance.caller
            outgoing = try await answer(incoming, target, answerer, entrance, renderer)
        } catch let problem as Problem {
            outgoing = refusal(problem, of: incoming, route, renderer)
        } catch {
            outgoing = renderer.problem(describe(error, doing: incoming), asData: prefersData(incoming, route))
        }
        for header in SecurityHeaders.all { outgoing.set(header.name, header.value) }
        if route?.isForOtherSites == true { outgoing.set("Cross-Origin-Resource-Policy", "cross-origin") }
        if incoming.method == "HEAD" { outgoing.dropBody() }
        return outgoing
    }

    private func checked(_ route: Route?, _ target: RequestTarget, method: String) throws(Problem) -> Route {
        if let route, method == route.method.rawValue || method == "HEAD" && route.method == .get { return route }
        let methods = table.methods(for: target.segments).flatMap { $0 == .get ? ["GET", "HEAD"] : [$0.rawValue] }
        guard !methods.isEmpty else { throw notFound(target.segments) }
        throw Problem(
            .methodNotAllowed, "This address answers \(methods.joined(separator: " and ")).", allow: methods.joined(separator: ", "))
    }

    /// How many bytes of a body are worth reading before ``respond(to:)`` is asked.
    func bodyLimit(method: String, target: String) -> Int {
        guard method == "POST", let target = try? RequestTarget(target) else { return 0 }
        return table.route(for: target.segments, .post)?.bodyLimit ?? 0
    }

    /// Who asks. Files that every page needs, and what machines sign, are answered without asking that.
    private func enter(_ incoming: Incoming, _ route: Route) async throws -> Door.Entrance {
        if route.kind == .asset || route.access == .verifiedByHandler {
            return Door.Entrance(caller: .visitor(), connection: .unknown, secret: nil)
        }
        var entrance = try await door.open(to: incoming)
        if route.beginsVisit, entrance.secret == nil, frame.hasSignIn, entrance.connection.isPrivate, !entrance.caller.isSignedIn {
            entrance.newVisit = try SecretText()
        }
        return entrance
    }

    private func answer(
        _ incoming: Incoming, _ target: RequestTarget, _ route: Route, _ entrance: Door.Entrance, _ renderer: Renderer
    ) async throws -> Outgoing {
        if target.hasTrailingSlash {
            return renderer.permanentRedirect(to: SafeURL(segments: target.segments, query: target.query))
        }
        let given = route.pattern.values(in: target.segments)
        let isAllowed = route.access.allows(entrance.caller) { name in
            given.first { $0.name == name }?.value ?? target.query.first { $0.name == name }?.value
        }
        guard isAllowed else { throw Problem.refusal(of: route.access, to: entrance.caller, hasSignIn: frame.hasSignIn) }
        let sender = try Sender(incoming, entrance, runToken: formToken, hasSignIn: frame.hasSignIn)
        if route.kind == .form { try sender.checkForm(takesFile: route.takesFile) }
        let request = try Request(target: target, route: route, accept: incoming.accept, sender: sender)
        let tag = EntityTag(ifNoneMatch: incoming.ifNoneMatch)
        var revisionTag: String?
        if let revision = try await route.revision?(request) {
            // Some may see more than others do.
            let key = [
                revision, frame.version, Assets.stylesheetPath, incoming.target, request.format.rawValue, entrance.caller.audience,
            ]
            revisionTag = Fingerprint.of(Array(key.joined(separator: "\u{0}").utf8))
        }
        if let revisionTag, tag.matches(revisionTag) {
            return renderer.notModified(tag: tag.sent(for: revisionTag), route: route)
        }
        let shelved = revisionTag.map { EntityTag.spelled($0, isCompressed: Compression.isAccepted(incoming.acceptEncoding)) }
        if let shelved, let answer = shelf[shelved] { return answer }
        let response = try await route.handler(request)
        var answer = try renderer.render(response, for: request, route: route, revisionTag: revisionTag, tag: tag, incoming)
        if let shelved, response.caching == .revalidated, response.cookies.isEmpty { shelf.keep(answer, shelved) }
        for cookie in response.cookies { answer.add("Set-Cookie", cookie.header) }
        if let visit = entrance.newVisit, response.cookies.isEmpty {
            let cookie = Cookie(Cookie.visit(over: entrance.connection), visit.text, lasts: 3600, over: entrance.connection)
            answer.set("Cache-Control", "no-store")
            answer.add("Set-Cookie", cookie.header)
        }
        return answer
    }

    /// A reader who must sign in first is led there and back; a program is told.
    private func refusal(_ problem: Problem, of incoming: Incoming, _ route: Route?, _ renderer: Renderer) -> Outgoing {
        let asData = prefersData(incoming, route)
        guard problem.kind == .signInNeeded, !asData, route?.kind == .page || route?.kind == .file, frame.hasSignIn,
            !Door.hasToken(incoming),
            let address = try? RequestTarget(incoming.target)
        else { return renderer.problem(problem, asData: asData) }
        let back = SafeURL(segments: address.segments, query: address.query).text
        return Outgoing(
            status: 303,
            headers: [("Location", ("/sign-in?return=\(back)" as SafeURL).text), ("Cache-Control", "no-store"), ("Content-Length", "0")])
    }

    /// Programs get problems as data: on data routes, under `/api/`, and when they ask for JSON and not for HTML.
    private func prefersData(_ incoming: Incoming, _ route: Route?) -> Bool {
        if let route { return route.answersWithData }
        if incoming.target.hasPrefix("/api/") { return true }
        guard let accept = incoming.accept else { return false }
        let header = AcceptHeader(accept)
        return header.quality(of: "application/json") > header.quality(of: "text/html")
    }

    private func notFound(_ path: [String]) -> Problem {
        let isAPI = path.first == "api"
        let near = table.nearest(to: path) { $0.kind == (isAPI ? .data : .page) }
        var suggestions: [Problem.Suggested] = []
        if let near { suggestions.append(Problem.Suggested(near.summary, near.pattern.filled(from: path))) }
        let spelled = SafeURL(segments: path).text
        return .notFound("Nothing has the address “\(spelled.prefix(120))”.", suggestions: suggestions)
    }

    /// What the reader is told about an error: enough to act on, nothing of the inside. The log has the rest under
    /// the same id.
    private func describe(_ error: any Error, doing incoming: Incoming) -> Problem {
        if let error = error as? ParameterError { return .parameters([error]) }
        if let error = error as? QuestionError {
            return Problem(error.isNotFound ? .notFound : .invalidParameter, error.description)
        }
        let id = Fingerprint.hex(.random(in: .min ... .max)).prefix(8).description
        logger.error(
            "A request could not be answered",
            metadata: ["id": "\(id)", "method": "\(incoming.method)", "target": "\(incoming.target.prefix(500))", "error": "\(error)"])
        if let error = error as? StoreError, error.reason == .busy || error.reason == .unavailable {
            return Problem(.unavailable, "The database cannot be read at the moment. Try again in a few seconds.", id: id)
        }
        return Problem(
            .failure, "The fault is Steward's and has been written to its log as \(id). Nothing was changed.", id: id)
    }

    private func checkExamples(of route: Route) throws(SiteError) {
        let name = route.pattern.description
        if route.examples.isEmpty, route.kind == .page || route.kind == .data { throw .noExample(route: name) }
        for example in route.examples {
            do throws(Problem) {
                let target = try RequestTarget(example.text)
                guard table.route(for: target.segments)?.pattern == route.pattern else {
                    throw Problem.notFound("another route takes it.")
                }
                _ = try Request(target: target, route: route, accept: nil)
            } catch {
                throw .badExample(route: name, example: example.text, reason: error.detail)
            }
        }
    }
}
