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
            "paths": .object(routes.filter { $0.kind == .data }.map { JSON.Member($0.pattern.description, ["get": operation($0)]) }),
            "components": [
                "schemas": ["Problem": problemSchema.json],
                "responses": .object(Problem.Kind.allCases.filter(\.isDocumented).map { kind in
                    JSON.Member(kind.rawValue, [
                        "description": .string(kind.explanation),
                        "content": ["application/problem+json": ["schema": Schema.reference("Problem").json]],
                    ])
                }),
            ],
        ]
    }

    private static func operation(_ route: Route) -> JSON {
        var json: JSON = [
            "operationId": .string(operationID(route.pattern)), "summary": .string(route.summary),
        ]
        if !route.details.isEmpty { json = json.adding("description", .string(route.details)) }
        json = json.adding("parameters", .array(route.parameters.map(parameter)))
        var responses: [JSON.Member] = [JSON.Member("200", success(route))]
        if route.revision != nil || route.kind == .data {
            responses.append(JSON.Member("304", ["description": "The copy named by If-None-Match is still right."]))
        }
        for kind in Problem.Kind.allCases where kind.isDocumented {
            responses.append(JSON.Member(String(kind.status), ["$ref": .string("#/components/responses/\(kind.rawValue)")]))
        }
        return json.adding("responses", .object(responses))
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
        case .text(let length): json = Schema.string().json.adding("maxLength", .integer(length))
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

    /// `/api/v1/measures/{id}` is `getMeasuresById`.
    private static func operationID(_ pattern: PathPattern) -> String {
        let words = pattern.segments.dropFirst(pattern.description.hasPrefix("/api/v1/") ? 2 : 1).map { segment in
            switch segment {
            case .literal(let text): text
            case .named(let name): "by-\(name)"
            }
        }
        return "get" + words.joined(separator: "-").split { !$0.isLetter && !$0.isNumber }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    private static let problemSchema = Schema.object(
        [
            "type": .string("Leads to the explanation of this kind of problem."), "title": .string("The kind in words."),
            "status": .integer("The status of the answer."), "detail": .string("What happened."),
            "parameters": .optional(.array(of: .object(
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
    /// Kinds that any data route may answer with.
    fileprivate var isDocumented: Bool {
        switch self {
        case .notFound, .invalidParameter, .notAcceptable, .unavailable, .failure: true
        case .malformedAddress, .addressTooLong, .methodNotAllowed: false
        }
    }
}
