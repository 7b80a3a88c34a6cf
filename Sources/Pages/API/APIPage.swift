/// The API for people: every endpoint with its parameters and examples, and what problems look like.
enum APIPage {
    static let path = "/api"
    static let summary = "Data for programs"

    static func route(_ routes: @escaping @Sendable () -> [Route]) -> Route {
        .page(PathPattern(path), summary) { _ in .page(page(routes())) }
    }

    private static func page(_ routes: [Route]) -> Page {
        let data = routes.filter(\.isDescribed)
        return Page(
            summary,
            lead: "Everything that the pages show, as JSON and CSV. No key is needed: a program sees what its reader sees.",
            actions: [.button("OpenAPI document", to: SafeURL(stringLiteral: OpenAPI.path))],
            body: """
                \(rules)
                \(Section("Endpoints", id: "endpoints", body: "\(data.enumerated().map { endpoint($1, $0) })").html)
                \(problems)
                """)
    }

    private static let rules = Section(
        "How it works", id: "rules",
        body: """
            <div class="prose"><ul>
            <li>Answers are UTF-8. Times are UTC in ISO 8601. A value that is <code>null</code>, or an empty cell in CSV, means
            that there is no data, which is not the same as 0.</li>
            <li>The parameter <code>format</code> chooses between JSON and CSV and goes before the header <code>Accept</code>.</li>
            <li>Every answer has an <code>ETag</code>. Send it back in <code>If-None-Match</code>, and an answer that has not changed
            comes as 304 without a body.</li>
            <li>Long lists come in pages: follow <code>next</code> until it is <code>null</code>.</li>
            <li>In CSV, text that a spreadsheet would take for a formula begins with an apostrophe. JSON has it as it is.</li>
            <li>Forms are for people: they are taken only from the machine on which Steward runs, with the token that the page holds.
            Addresses below <code>/api</code> that take the same fields answer with data; <code>/api/v1/form-token</code> tells the token.
            Other addresses that take <code>POST</code> are for machines that prove who they are in their own way.</li>
            <li>A parameter that is not known is an error, so that a typing mistake never changes a figure silently.</li>
            </ul></div>
            """
    ).html

    private static func endpoint(_ route: Route, _ number: Int) -> HTML {
        let id: HTML = "endpoint-\(number + 1)"
        return """
            <section class="panel endpoint">
            <h3 id="\(id)"><code>\(route.method.rawValue) \(route.pattern.description)</code></h3>
            <p>\(route.summary). \(route.details)</p>
            \(route.parameters.isEmpty ? "" : parameters(of: route, number))
            <p class="examples">\(route.examples.map { "<a href=\"\($0)\"><code>\($0.text)</code></a>" as HTML }.joined(separator: " "))</p>
            </section>

            """
    }

    private static func parameters(of route: Route, _ number: Int) -> HTML {
        Table(
            "Parameters of \(route.pattern.description)", id: "parameters-\(number + 1)",
            columns: ["Parameter", "Meaning", "Allowed", "Default"].map { Table.Column($0) },
            rows: route.parameters.map { parameter in
                [
                    .html("<code>\(parameter.name)</code>\(parameter.isRequired ? " <span class=\"tag\">required</span>" : "" as HTML)"),
                    .text(parameter.summary), .text(parameter.kind.allowed),
                    parameter.standard.map { .html(.code($0)) } ?? .none,
                ]
            }, hidesCaption: true
        ).html
    }

    private static let problems = Section(
        "Problems", id: "problems",
        lead: "A request that is not answered gets application/problem+json as RFC 9457 describes it; the member type leads here.",
        body: """
            <dl class="problems">
            \(Problem.Kind.allCases.map { kind -> HTML in
                """
                <div id="problem-\(kind.rawValue)"><dt><code>\(kind.rawValue)</code> <span class="tag">\(kind.status)</span></dt>
                <dd>\(kind.explanation)</dd></div>

                """
            })</dl>
            """
    ).html
}
