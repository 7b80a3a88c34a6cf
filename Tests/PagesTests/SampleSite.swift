import Access
import Ledger
import Logging
@testable import Pages
import Store
import Synchronization

/// A small site with one route of each kind, and one for each way in which a handler fails.
enum SampleSite {
    static let frame = Frame(
        version: "1.0-test",
        navigation: [Frame.Entry("Overview", "/"), Frame.Entry("Measures", "/measures"), Frame.Entry("API", "/api")],
        definitions: "/measures")

    static let period = Parameter.choice(
        "period", [Parameter.Choice("month", "Month"), "quarter", "year"], "The length of a period.", default: "month")

    static let query: [Parameter] = [
        period,
        Parameter("type", .choices(["commits", "reviews", "issues"]), "Which contributions."),
        .text("q", maxLength: 40, "Part of a name.", label: "Name"),
        .integer("limit", 1...100, "Rows on a page.", default: 25),
        Parameter("as-known", .date, "As known on a day."),
        Parameter("from", .month, "The first month."),
        Parameter("all", .flag, "Everything.", default: "no"), .sort(["name", "lines"], default: "-lines"),
        .text("cursor", "Where to go on."),
    ]

    static func site(_ extra: [Route] = [], logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })) throws
        -> Site
    {
        try Site(frame: frame, routes: routes + extra, logger: logger)
    }

    /// A form with a field of each kind.
    static let form = Form(
        "/names/add", "Add a name", access: .may(.correctPeople), seenBy: Route.standardAccess,
        fields: [
            .field("name", .text(maxLength: 20), "A name.", label: "Name", required: true),
            .field("kind", .choice(["person", "bot"]), "What it is.", default: "person"),
            .field("since", .date, "From when."), .field("year", .integer(1900...2100), "A year."),
            .field("notes", .lines(maxBytes: 200), "More lines."),
        ], button: "Add",
        show: { request, view in
            Page("Add a name", body: "\(view.html(command: "steward names add"))<p>\(request.may(.seePeople) ? "secret" : "public")</p>")
        },
        submit: { request in
            guard request.text("name") != "taken" else { throw FormRefusal("name", "There is such a name already.") }
            return "/measures?q=\(request.text("name") ?? "")\(String((request.text("notes") ?? "").count))"
        })

    static let routes: [Route] =
        form.routes + [
            .page("/", "Overview") { _ in .page(Page("Overview", body: "<p>Welcome</p>")) },
            .page("/measures", "Measures", parameters: query) { request in
                .page(
                    Page(
                        "Measures",
                        body: """
                            \(FilterForm(request, fields: ["period", "type", "q", "limit", "as-known", "from", "all"]).html)
                            <p>\(request.text("period") ?? "none") \(request.integer("limit") ?? 0) \(request.choices("type").joined(separator: "+"))</p>
                            """))
            },
            .page(
                "/measures/{id}", "One measure", parameters: [.path("id", "The measure's id."), period], examples: ["/measures/code.lines"]
            ) { request in
                guard let id = request.text("id"), id.hasPrefix("code.") else {
                    throw Problem.notFound("There is no such measure.", suggestions: [.init("Lines", "/measures/code.lines")])
                }
                return .page(Page(id, breadcrumbs: [Page.Crumb("Measures", "/measures")], body: "<p>\(id)</p>"))
            },
            .page("/measures/compare", "Measures compared") { _ in .page(Page("Compared", body: "")) },
            .data(
                "/api/v1/measures/{id}", "The figures of a measure", parameters: [.path("id", "The measure's id."), period],
                examples: ["/api/v1/measures/code.lines?period=year"], formats: [.json, .csv],
                answer: .object(["id": .string("Its name."), "value": .nullable(.number("The figure.")), "note": .optional(.string())])
            ) { request in
                let id = request.text("id") ?? ""
                return .data(
                    filename: "measure-\(id)", json: { ["id": .string(id), "value": 3] },
                    csv: { CSV(columns: ["id", "value"], rows: [[.text(id), .integer(3)]]) })
            },
            .data("/api/v1/plain", "Only JSON", answer: .object([:])) { _ in .data(json: { [:] }) },
            .page("/moved", "An address that leads elsewhere") { _ in .redirect(to: "/measures?period=year") },
            .hook("/hooks/echo", "Says how much it got", answer: .object(["bytes": .integer()]), bodyLimit: 1000) { request in
                guard request.header("X-Secret") == "open" else { throw Problem.forbidden("The secret is wrong.") }
                guard request.body.first == UInt8(ascii: "{") else { throw Problem.invalidContent("It is no object.") }
                return .taken(["bytes": .integer(request.body.count)], isDone: request.header("x-now") != nil)
            },
            failing("/failing", Inside()),
            failing("/busy", StoreError(.busy, doing: "reading", detail: "locked secret")),
            failing("/gone", StoreError(.unavailable, doing: "reading", detail: "no such host secret")),
            failing("/refused", ParameterError(parameter: "project", received: "x", allowed: "a project", suggestion: "y")),
        ]

    private static func failing(_ pattern: PathPattern, _ error: any Error) -> Route {
        .page(pattern, "Always fails") { _ in throw error }
    }

    struct Inside: Error, CustomStringConvertible {
        var description: String { "secret inside" }
    }
}

/// Keeps what was logged.
final class LogBook: LogHandler, @unchecked Sendable {
    let lines = Mutex<[String]>([])
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
        lines.withLock { $0.append("\(event.message) \(values)") }
    }
}
