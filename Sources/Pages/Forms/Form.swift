/// A form on a page of its own: one address that shows it and takes it.
///
/// What is typed is checked against the fields first; a handler is only called with what they allow. When something is
/// wrong, the page is shown again with the mistakes beside their fields and everything that was typed.
public struct Form: Sendable {
    public typealias Show = @Sendable (Request, FormView) async throws -> Page
    public typealias Submit = @Sendable (Request) async throws -> SafeURL

    let pattern: PathPattern
    let summary: String
    let details: String
    var fields: [Parameter]
    var button: String
    let access: RouteAccess
    let seenBy: RouteAccess
    let bodyLimit: Int
    let path: [Parameter]
    let examples: [SafeURL]?
    let more: More?
    let examine: Examine?
    let saveDraft: Submit?
    let file: FileField?
    let show: Show
    let submit: Route.Handler

    /// A file that may come with a form. It is read with ``Request/file``.
    public struct FileField: Sendable {
        let label: String
        let hint: String

        public init(_ label: String, hint: String) { (self.label, self.hint) = (label, hint) }

        /// The name of the field.
        static let name = "file"
    }

    /// The fields that a request's address decides, such as those of one process among many.
    public typealias More = @Sendable (Request) async throws -> [Parameter]

    /// Looks for mistakes that only the handler can know, whether or not there are others: so all are told at once.
    public typealias Examine = @Sendable (Request) async throws -> [FormProblem]

    /// - Parameters:
    ///   - fields: made by ``Parameter/field(_:_:_:label:required:default:)``. A link to the form may fill them in by
    ///     parameters of the same names, those of several lines excepted.
    ///   - access: who may send it.
    ///   - seenBy: who may see its page, where that are more than may send it: they are told what they lack.
    ///   - path: the names in the pattern.
    ///   - examples: addresses that answer, for a pattern with names.
    ///   - more: fields that only the address decides; they come after the others and are not in the API's description.
    ///   - examine: finds mistakes; what it says of a field takes the place of what the kit says of it. Values that the kit refused
    ///     are not in the request: it reads ``Request/typed``.
    ///   - saveDraft: keeps what was typed, right or wrong, when the button for it is pressed, and returns where the reader goes on.
    ///     It reads ``Request/typed``: nothing has been checked.
    ///   - show: the page around the form, which puts the view where it belongs.
    ///   - submit: does what was asked for and returns where the reader goes on. Throws ``FormRefusal`` for what only
    ///     it can know to be wrong.
    public init(
        _ pattern: PathPattern, _ summary: String, details: String = "", access: RouteAccess, seenBy: RouteAccess? = nil,
        fields: [Parameter], button: String, bodyLimit: Int = Route.standardBodyLimit, path: [Parameter] = [], examples: [SafeURL]? = nil,
        more: More? = nil, examine: Examine? = nil, saveDraft: Submit? = nil, file: FileField? = nil, show: @escaping Show,
        submit: @escaping Submit
    ) {
        self.init(
            pattern, summary, details: details, access: access, seenBy: seenBy, fields: fields, button: button, bodyLimit: bodyLimit,
            path: path, examples: examples, more: more, examine: examine, saveDraft: saveDraft, file: file, show: show,
            answer: { .redirect(to: try await submit($0)) })
    }

    /// A form that is answered with more than an address, such as a session or a secret that is shown once.
    public init(
        _ pattern: PathPattern, _ summary: String, details: String = "", access: RouteAccess, seenBy: RouteAccess? = nil,
        fields: [Parameter], button: String, bodyLimit: Int = Route.standardBodyLimit, path: [Parameter] = [], examples: [SafeURL]? = nil,
        more: More? = nil, examine: Examine? = nil, saveDraft: Submit? = nil, file: FileField? = nil, show: @escaping Show,
        answer: @escaping Route.Handler
    ) {
        self.pattern = pattern
        self.summary = summary
        self.details = details
        self.fields = fields
        self.button = button
        self.access = access
        self.seenBy = seenBy ?? access
        self.bodyLimit = bodyLimit
        self.path = path
        self.examples = examples
        self.more = more
        self.examine = examine
        self.saveDraft = saveDraft
        self.file = file
        self.show = show
        submit = answer
    }

    /// The name of the button that keeps a draft; only a form with fields that its address decides can have one.
    static let draftField = "save-draft"

    /// The page that shows the form, and the address that takes it.
    public var routes: [Route] { [page, target] }

    private var page: Route {
        let filled = fields.filter { if case .lines = $0.kind { false } else { !$0.isSecret } }.map { field in
            Parameter(field.name, field.kind, field.summary, label: field.label)
        }
        var route = Route.page(pattern, summary, details: details, access: seenBy, parameters: path + filled, examples: examples) {
            [self] request in
            let form = try await self.filled(for: request)
            return .page(try await show(request, FormView(form, request, FormEntry(typed: request.given))))
        }
        // A form for everybody, such as the sign-in, is bound to the browser that asked for it.
        route.beginsVisit = access == .everybody
        return route
    }

    private var target: Route {
        var route = Route(
            pattern: pattern, kind: .form, summary: summary, details: details, parameters: path + fields, examples: [], formats: [],
            answer: nil, access: access, revision: nil
        ) { [self] sent in
            let form = try await filled(for: sent)
            let request = more == nil ? sent : try sent.reading(form.fields, ignoring: [Self.draftField])
            if let saveDraft, sent.entry.more[Self.draftField] != nil { return .redirect(to: try await saveDraft(request)) }
            var entry = request.entry
            if let examine {
                let found = try await examine(request)
                let problems = found + entry.problems.filter { problem in !found.contains { $0.field == problem.field } }
                // In the order in which the page has the fields.
                let places = Dictionary(
                    form.fields.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
                func place(_ problem: FormProblem) -> Int { problem.field.flatMap { places[$0] } ?? -1 }
                entry.problems = problems.enumerated()
                    .sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(\.element)
            }
            if entry.problems.isEmpty {
                do {
                    return try await submit(request)
                } catch let refusal as FormRefusal {
                    entry.problems = refusal.problems
                }
            }
            return .refused(try await show(request, FormView(form, request, entry)))
        }
        route.bodyLimit = bodyLimit
        route.takesMoreFields = more != nil
        route.takesFile = file != nil
        return route
    }

    /// The form with all its fields.
    private func filled(for request: Request) async throws -> Form {
        guard let more else { return self }
        var form = self
        form.fields += try await more(request)
        return form
    }
}

/// One thing that is wrong with a form that was sent, in a sentence.
public struct FormProblem: Sendable, Hashable {
    /// The name of the field; nil when it is about the form as a whole.
    public let field: String?
    public let message: String

    public init(_ field: String?, _ message: String) {
        self.field = field
        self.message = message
    }
}

/// What a handler found wrong with a form: it is shown again, and nothing was changed.
public struct FormRefusal: Error, Sendable {
    public let problems: [FormProblem]

    public init(_ problems: [FormProblem]) { self.problems = problems }

    public init(_ field: String? = nil, _ message: String) { problems = [FormProblem(field, message)] }
}
