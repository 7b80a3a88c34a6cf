/// The description of the API in OpenAPI 3.1, made from the routes, so that it cannot differ from them.
enum OpenAPI {
    static let path = "/api/openapi.json"

    static func route(frame: Frame, _ routes: @escaping @Sendable () -> [Route]) -> Route {
        let answer = Schema.map(of: .string(), "An OpenAPI 3.1 document.")
        return .data(
            PathPattern(path), "This description of the API", details: "An OpenAPI 3.1 document of every address that answers with data.",
            answer: answer
        ) { _ in
            .data(json: { document(frame: frame, routes()) })
        }
    }

    private static let introduction =
        "Everything that the pages show, for programs. All answers are UTF-8; times are UTC in ISO 8601; "
        + "a value that is null means that there is no data, which is not the same as 0."

    static func document(frame: Frame, _ routes: [Route]) -> JSON {
        [
            "openapi": "3.1.0",
            "info": [
                "title": .string("\(frame.product) API"), "version": .string(frame.version),
                "description": .string(introduction),
            ],
            "servers": [["url": "/"]],
            "paths": .object(paths(routes)),
            "components": [
                "schemas": ["Problem": problemSchema.json],
                "responses": .object(
                    Problem.Kind.allCases.filter(\.isDocumented).map { kind in
                        JSON.Member(
                            kind.rawValue,
                            [
                                "description": .string(kind.explanation),
                                "content": ["application/problem+json": ["schema": Schema.reference("Problem").json]],
                            ])
                    }),
            ],
        ]
    }

    /// One member for each path, with an operation for each method.
    private static func paths(_ routes: [Route]) -> [JSON.Member] {
        var paths: [JSON.Member] = []
        for route in routes where route.isDescribed {
            let (path, method) = (route.pattern.description, route.method.rawValue.lowercased())
            if let index = paths.firstIndex(where: { $0.name == path }) {
                paths[index] = JSON.Member(path, paths[index].value.adding(method, operation(route)))
            } else {
                paths.append(JSON.Member(path, .object([JSON.Member(method, operation(route))])))
            }
        }
        return paths
    }

    private static func operation(_ route: Route) -> JSON {
        var json: JSON = [
            "operationId": .string(operationID(route)), "summary": .string(route.summary),
        ]
        if !route.details.isEmpty { json = json.adding("description", .string(route.details)) }
        json = json.adding("parameters", .array(route.parameters.filter { $0.place != .form }.map(parameter)))
        if let body = requestBody(route) { json = json.adding("requestBody", body) }
        var responses = successes(route)
        for kind in Problem.Kind.allCases
        where kind.isDocumented(for: route.kind) || kind == .invalidContent && route.kind == .form && route.answer != nil {
            responses.append(JSON.Member(String(kind.status), ["$ref": .string("#/components/responses/\(kind.rawValue)")]))
        }
        return json.adding("responses", .object(responses))
    }

    private static func successes(_ route: Route) -> [JSON.Member] {
        switch route.kind {
        case .form where route.answer != nil:
            [JSON.Member("200", taken(route, "It was done."))]
        case .form:
            [
                JSON.Member("303", ["description": "Done; Location is the page that says so."]),
                JSON.Member(
                    "422",
                    [
                        "description": "Nothing was changed: the page shows the form again with what is wrong.",
                        "content": ["text/html": [:]],
                    ]),
            ]
        case .hook:
            [JSON.Member("200", taken(route, "It was done.")), JSON.Member("202", taken(route, "It was taken and will be done."))]
        case .page, .data, .asset, .file:
            [
                JSON.Member("200", success(route)),
                JSON.Member("304", ["description": "The copy named by If-None-Match is still right."]),
            ]
        }
    }

    private static func taken(_ route: Route, _ words: String) -> JSON {
        ["description": .string(words), "content": ["application/json": ["schema": route.answer?.json ?? [:]]]]
    }

    private static func requestBody(_ route: Route) -> JSON? {
        switch route.kind {
        case .page, .data, .asset, .file: return nil
        case .hook: return ["required": true, "content": ["*/*": ["schema": ["type": "string", "format": "binary"]]]]
        case .form:
            let fields = route.parameters.filter { $0.place == .form }
            let token = Schema.string("The token in the form, which holds for one run of the program.").json
            let file = route.takesFile ? [JSON.Member(Form.FileField.name, ["type": "string", "format": "binary"])] : []
            let properties = file + fields.map { JSON.Member($0.name, Self.schema(of: $0).adding("description", .string($0.summary))) }
            let required = [FormToken.field] + fields.filter(\.isRequired).map(\.name)
            let shape: JSON = [
                "type": "object", "properties": .object(properties + [JSON.Member(FormToken.field, token)]),
                "required": .array(required.map(JSON.string)),
            ]
            let type = route.takesFile ? Multipart.mediaType : "application/x-www-form-urlencoded"
            return ["required": true, "content": .object([JSON.Member(type, ["schema": shape])])]
        }
    }

    private static func success(_ route: Route) -> JSON {
        let content: [JSON.Member] = route.formats.map { format in
            let schema = format == .json ? route.answer?.json ?? [:] : Schema.string("RFC 4180, with a line of column names.").json
            return JSON.Member(format.mediaType, ["schema": schema])
        }
        return [
            "description": .string(route.summary),
            "headers": ["ETag": ["description": "Names this answer; send it back in If-None-Match.", "schema": ["type": "string"]]],
            "content": .object(content),
        ]
    }

    private static func parameter(_ parameter: Parameter) -> JSON {
        var json: JSON = [
            "name": .string(parameter.name), "in": .string(parameter.place.rawValue), "required": .bool(parameter.isRequired),
            "description": .string(parameter.summary), "schema": schema(of: parameter),
        ]
        if parameter.takesList { json = json.adding("style", "form").adding("explode", false) }
        return json
    }

    private static func schema(of parameter: Parameter) -> JSON {
        var json: JSON
        switch parameter.kind {
        case .choice(let choices): json = Schema.oneOf(choices.map(\.value)).json
        case .choices(let choices): json = Schema.array(of: .oneOf(choices.map(\.value))).json
        case .text(let length), .lines(let length), .secret(let length): json = Schema.string().json.adding("maxLength", .integer(length))
        case .integer(let range):
            json = Schema.integer().json.adding("minimum", .integer(range.lowerBound)).adding("maximum", .integer(range.upperBound))
        case .date: json = Schema.string(format: "date").json
        case .month: json = Schema.string().json.adding("pattern", "^[0-9]{4}-(0[1-9]|1[0-2])$")
        case .flag: json = Schema.oneOf(["yes", "no"]).json
        }
        if let standard = parameter.standard { json = json.adding("default", standardValue(standard, parameter.kind)) }
        return json
    }

    private static func standardValue(_ text: String, _ kind: Parameter.Kind) -> JSON {
        switch kind {
        case .integer: JSON(Int(text))
        case .choices: .array(text.split(separator: ",").map { .string(String($0)) })
        default: .string(text)
        }
    }

    /// `GET /api/v1/measures/{id}` is `getMeasuresById`, `POST /programme/undo`, which is a form's, `postFormProgrammeUndo`.
    private static func operationID(_ route: Route) -> String {
        let pattern = route.pattern
        let prefix = Self.prefixes.first { pattern.description.hasPrefix($0.path) }
        let words = pattern.segments.dropFirst(prefix?.segments ?? 0).map { segment in
            switch segment {
            case .literal(let text): text
            case .named(let name): "by-\(name)"
            }
        }
        let isForm = prefix == nil && route.kind == .form
        return route.method.rawValue.lowercased()
            + ((isForm ? ["form"] : []) + words).joined(separator: "-").split { !$0.isLetter && !$0.isNumber }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    private static let prefixes = [(path: "/api/v1/", segments: 2), (path: "/api/", segments: 1)]

    private static let problemSchema = Schema.object(
        [
            "type": .string("Leads to the explanation of this kind of problem."), "title": .string("The kind in words."),
            "status": .integer("The status of the answer."), "detail": .string("What happened."),
            "parameters": .optional(
                .array(
                    of: .object(
                        [
                            "parameter": .string("The name."),
                            "reason": .oneOf(["unknown", "missing", "invalid"], "What is wrong with it."),
                            "received": .optional(.string("What was given; absent when it is missing.")),
                            "allowed": .string("What may be given, in words."),
                            "suggestion": .optional(.string("What was probably meant.")),
                        ]), "Each parameter at fault.")),
            "suggestions": .optional(.array(of: .string(), "Addresses that are near.")),
            "id": .optional(.string("Names the entry in the log.")),
        ], "A problem as RFC 9457 describes it.")
}

extension Problem.Kind {
    /// Kinds that any route of a kind may answer with.
    fileprivate func isDocumented(for route: Route.Kind) -> Bool {
        switch self {
        case .invalidParameter, .unavailable, .failure: true
        case .notFound, .notAcceptable: route == .data
        case .signInNeeded: route == .data || route == .form
        case .forbidden, .contentTooLarge: route == .form || route == .hook
        case .unsupportedContent: route == .form
        case .invalidContent: route == .hook
        case .malformedAddress, .addressTooLong, .methodNotAllowed: false
        }
    }

    /// Kinds that some route may answer with.
    fileprivate var isDocumented: Bool {
        [Route.Kind.data, .form, .hook].contains { isDocumented(for: $0) }
    }
}

extension Route {
    /// Whether the document describes it: everything but pages and their files.
    var isDescribed: Bool { kind == .data || kind == .form || kind == .hook }
}
