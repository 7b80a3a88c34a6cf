import Access
import Foundation
import Logging
@testable import Pages
import TestSupport
import Testing

/// Forms with several buttons and unseen fields, and what programs send in place of a form.
@Suite("Decisions and submissions") struct SubmissionTests {
    private static let fields: [Parameter] = [
        .field("number", .integer(1...9), "Which one.", required: true),
        .field("answer", .choice([.init("yes", "Agree"), .init("no", "Refuse")]), "What is so.", required: true),
        .field("reason", .text(maxLength: 20), "Why."),
    ]

    private static func outcome(_ request: Request) throws -> String {
        guard request.integer("number") != 9 else { throw FormRefusal("number", "Nine is taken.") }
        return "\(request.integer("number") ?? 0) \(request.text("answer") ?? "")"
    }

    private func site() throws -> Site {
        let form = Form(
            "/decide", "Decide", access: .may(.correctPeople), fields: Self.fields, button: "Decide",
            show: { _, view in
                Page(
                    "Decide",
                    body:
                        "\(view.filling(["number": "3"]).html(command: nil, hidden: ["number"], buttons: .init("answer", keys: ["yes": "y"]), cancel: "/"))"
                )
            }, submit: { request in "/decided?q=\(try Self.outcome(request))" })
        let submission = Route.submission(
            "/api/v1/decide", "Decide", access: .may(.correctPeople), fields: Self.fields, answer: .object(["outcome": .string()])
        ) { request in
            ["outcome": .string(try Self.outcome(request))]
        }
        return try Site(frame: Frame(version: "1", navigation: []), routes: form.routes + [submission], logger: Logger(label: "test"))
    }

    private func send(_ site: Site, _ target: String, _ body: String, token: String? = nil, peer: String = "127.0.0.1") async -> Outgoing {
        let headers = [("Host", "localhost"), ("Content-Type", "application/x-www-form-urlencoded")]
        return await site.respond(
            to: Incoming(
                target, method: "POST", headers: headers, peer: peer,
                body: .bytes(Array("form-token=\(token ?? site.formToken.text)&\(body)".utf8))))
    }

    @Test("a choice can be made by the button that sends the form, each with its key; unseen fields are sent along")
    func buttons() async throws {
        let site = try site()
        let page = await site.respond(to: Incoming("/decide", headers: [("Host", "localhost")], peer: "127.0.0.1"))
        #expect(MarkupCheck.faults(in: page.text) == [])
        #expect(
            page.text.contains(
                "<button type=\"submit\" name=\"answer\" value=\"yes\" accesskey=\"y\">Agree <kbd aria-hidden=\"true\">Y</kbd></button>"),
            "\(page.text)")
        #expect(page.text.contains("<button type=\"submit\" name=\"answer\" value=\"no\">Refuse</button>"))
        #expect(page.text.contains("<input type=\"hidden\" name=\"number\" value=\"3\">") && !page.text.contains("<select"))
        #expect(page.text.contains("<a class=\"button\" href=\"/\">Cancel</a>"))
        let sent = await send(site, "/decide", "number=3&answer=no")
        #expect(sent.status == 303 && sent.header("Location") == "/decided?q=3%20no")
    }

    @Test("a program sends the same fields and gets data, also about what is wrong")
    func submissions() async throws {
        let site = try site()
        let done = await send(site, "/api/v1/decide", "number=3&answer=yes")
        #expect(done.status == 200 && done.text == "{\"outcome\":\"3 yes\"}" && done.header("Content-Type") == "application/json")
        for (body, words) in [
            ("number=3", "Answer is missing"), ("number=12&answer=yes", "Number cannot be"), ("number=9&answer=yes", "Nine is taken."),
        ] {
            let refused = await send(site, "/api/v1/decide", body)
            #expect(
                refused.status == 422 && refused.text.contains(words) && refused.text.contains("Nothing was changed."), "\(refused.text)")
            #expect(refused.header("Content-Type") == "application/problem+json")
        }
        #expect(await send(site, "/api/v1/decide", "number=3&answer=yes", token: "x").status == 403)
        #expect(await send(site, "/api/v1/decide", "number=3&answer=yes", peer: "192.0.2.7").status == 403)
    }

    @Test("the token is told to the machine itself and to nobody else")
    func token() async throws {
        let site = try site()
        let own = await site.respond(to: Incoming("/api/v1/form-token", headers: [("Host", "localhost")], peer: "127.0.0.1"))
        #expect(own.text == "{\"token\":\"\(site.formToken.text)\"}")
        for incoming in [
            Incoming("/api/v1/form-token"), Incoming("/api/v1/form-token", headers: [("Host", "evil.example")], peer: "127.0.0.1"),
            Incoming("/api/v1/form-token", headers: [("Host", "localhost"), ("X-Forwarded-For", "192.0.2.7")], peer: "127.0.0.1"),
        ] {
            #expect(await site.respond(to: incoming).text == "{\"token\":null}")
        }
    }
}
