/// All addresses of the site, for programs that visit each of them, such as the accessibility check.
enum RouteList {
    static let path = "/api/v1/routes"

    static func route(_ routes: @escaping @Sendable () -> [Route]) -> Route {
        .data(
            PathPattern(path), "All addresses of this site",
            details: "Each with addresses that answer, for programs that visit all of them.",
            answer: .object([
                "routes": .array(
                    of: .object([
                        "path": .string("Names in braces stand for one segment."),
                        "method": .oneOf(Route.Method.allCases.map(\.rawValue), "How it is asked; where GET is answered, HEAD is too."),
                        "kind": .oneOf(
                            ["page", "data", "file", "form", "hook"],
                            "A page for people, data for programs, a form that a person sends, or what a machine sends on its own account."),
                        "summary": .string(), "access": .string("Who may use it: a permission, or a word for those who need none."),
                        "examples": .array(of: .string(), "Addresses that answer to GET."),
                    ]))
            ])
        ) { _ in
            .data(json: { json(routes()) })
        }
    }

    private static func json(_ routes: [Route]) -> JSON {
        [
            "routes": .array(
                routes.filter { $0.kind != .asset }.map { route in
                    [
                        "path": .string(route.pattern.description), "method": .string(route.method.rawValue),
                        "kind": .string(route.kind.rawValue),
                        "summary": .string(route.summary), "access": .string(route.access.spelled),
                        "examples": .array(route.examples.map { .string($0.text) }),
                    ]
                })
        ]
    }
}
