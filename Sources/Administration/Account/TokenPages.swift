import Access
import Ledger
import Pages

/// API tokens of one's own: made, shown once, ended.
struct TokenPages {
    let access: AccessDesk

    var routes: [Route] { [make, end].flatMap(\.routes) }

    static func section(_ tokens: [APIToken]) -> HTML {
        let table = Table(
            "API tokens", id: "tokens-table",
            columns: [
                .init("Number", .number), .init("What for"), .init("May"), .init("Made", .time), .init("Last used", .time),
                .init("Ends", .time), .init(""),
            ],
            rows: tokens.map { token in
                [
                    .integer(Int(token.id)), .text(token.title), .text(token.scopes.sorted().map(\.rawValue).joined(separator: ", ")),
                    .instant(Instant(seconds: token.madeAt)), token.usedAt.map { .instant(Instant(seconds: $0)) } ?? .text("never"),
                    .instant(Instant(seconds: token.endsAt)),
                    .html(
                        "<a href=\"/account/tokens/end?token=\(token.id)\">End<span class=\"visually-hidden\"> token \(token.id)</span></a>"
                    ),
                ]
            }, empty: EmptyState("No token was made", next: "A program signs in with one, in your name and with some of your rights."),
            hidesCaption: true, stacks: true)
        return Section("API tokens", id: "tokens", actions: ["<a href=\"/account/tokens/make\">Make a token</a>"], body: table.html).html
    }

    private var make: Form {
        let scopes = Permission.allCases.filter(\.isForTokens).map { Parameter.Choice($0.rawValue, $0.sentence) }
        return Form(
            "/account/tokens/make", "Make an API token", access: .may(.ownAccount),
            fields: [
                .field("title", .text(maxLength: 100), "Which program it is for.", label: "What for", required: true),
                .field(
                    "scopes", .text(maxLength: 500),
                    "What the program may do, separated by commas: \(scopes.map(\.value).joined(separator: ", ")). Never more than you may.",
                    label: "May", required: true, default: Permission.seeFigures.rawValue),
                .field(
                    "days", .integer(1...Int(clamping: access.settings.tokenMostDays)), "For how many days it works.", label: "Days",
                    required: true, default: "90"),
            ], button: "Make the token",
            show: { _, view in
                Page(
                    "Make an API token", breadcrumbs: AccountPages.crumbs,
                    body: view.html(command: "steward token make NAME", cancel: "/account"))
            },
            answer: { request in
                let user = try AccountPages.user(request)
                let scopes = try Self.scopes(request.text("scopes") ?? "")
                let made = try await trying(["title of the token": "title", "scopes of the token": "scopes", "time of the token": "days"]) {
                    try await access.makeToken(
                        request.text("title") ?? "", of: user.id, scopes: scopes, days: Int64(request.integer("days") ?? 0),
                        actor: request.actor)
                }
                return .privatePage(
                    Page(
                        "The token was made", lead: "It is shown this once. Put it where the program finds it and others do not.",
                        breadcrumbs: AccountPages.crumbs,
                        body: """
                            \(HTML.panel("<p>\(HTML.code(made.secret.text))</p>"))
                            <p>Sent in a header: <code>Authorization: Bearer \(APIToken.prefix)…</code></p>
                            """))
            })
    }

    private static func scopes(_ text: String) throws -> Set<Permission> {
        let names = text.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
        let known = names.compactMap { Permission(rawValue: $0) }.filter(\.isForTokens)
        guard known.count == names.count else {
            let unknown = names.first { name in !known.contains { $0.rawValue == name } } ?? ""
            throw FormRefusal("scopes", "A token cannot be given “\(unknown)”.")
        }
        return Set(known)
    }

    private var end: Form {
        Form(
            "/account/tokens/end", "End an API token of mine", access: .may(.ownAccount),
            fields: [.field("token", .integer(1...Int.max), "The number of the token.", label: "Token", required: true)],
            button: "End the token",
            show: { _, view in
                Page(
                    "End an API token", lead: "Programs that use it are refused from now on.", breadcrumbs: AccountPages.crumbs,
                    body: view.html(command: "steward token end NUMBER", cancel: "/account"))
            },
            submit: { request in
                let user = try AccountPages.user(request)
                do {
                    try await access.end(token: Int64(request.integer("token") ?? 0), of: user.id, actor: request.actor)
                } catch let failure as AccessFailure {
                    throw FormRefusal("token", failure.description)
                }
                return "/account"
            })
    }
}
