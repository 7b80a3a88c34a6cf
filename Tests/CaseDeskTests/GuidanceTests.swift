import Access
import Casework
import Foundation
import Notifications
import Store
import TestSupport
import Testing

@testable import CaseDesk
@testable import Pages

/// That whoever opens a case finds what they have to do, and nothing that they cannot.
@Suite("Guidance through cases", .serialized)
struct GuidanceTests {
    private static let nomination = [
        "nominee": "Goran Fischer", "account": "gitlab.example/goran", "award": "documentation", "reasons": "Wrote the notes.",
        "evidence": "https://forge.example/notes", "know": "A colleague.",
    ]

    /// A nomination of ada's with the jury: ben, cole and dana.
    private func withJury(_ body: (DeskFixture, Int64) async throws -> Void) async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            try await desk.access.putRole(name: "jury", title: "Jury", actor: "test")
            for name in ["ben", "cole", "dana"] {
                let user = try #require(try await desk.access.user(named: name))
                try await desk.access.grant("jury", to: user.id, actor: "test")
            }
            let number = try await desk.begin("nomination", Self.nomination, as: "ada")
            _ = await desk.post("/cases/\(number)/steps/submit", [:], as: "ada")
            for item in ["consent", "not_self", "evidence", "window"] {
                _ = await desk.post("/cases/\(number)/tick", ["checklist": "eligible", "item": item, "done": "yes"], as: "mara")
            }
            #expect(await desk.post("/cases/\(number)/steps/open", [:], as: "mara").status == 303)
            try await body(desk, number)
        }
    }

    /// The part of a page that says what happens next.
    private func next(_ desk: DeskFixture, _ number: Int64, as user: String) async throws -> String {
        let page = await desk.get("/cases/\(number)", as: user).text
        let part = try #require(page.components(separatedBy: "id=\"next\"").dropFirst().first, "\(page.prefix(2000))")
        return part.components(separatedBy: "<section").first ?? part
    }

    @Test("whoever must declare their interests before they vote is led there first, then to the vote, then to nothing")
    func declareThenVote() async throws {
        try await withJury { (desk: DeskFixture, number: Int64) async throws in
            let before = try await next(desk, number, as: "ben")
            #expect(before.contains("class=\"button main\" href=\"/cases/\(number)/declare\"") && !before.contains("/ballot/"), "\(before)")
            #expect(await desk.post("/cases/\(number)/declare", [:], as: "ben").status == 303)
            let then = try await next(desk, number, as: "ben")
            #expect(then.contains("class=\"button main\" href=\"/cases/\(number)/ballot/jury\"") && !then.contains("/declare"), "\(then)")
            let receipt = try #require(Urn.newReceipt())
            #expect(await desk.post("/cases/\(number)/ballot/jury", ["stance": "yes", "receipt": receipt], as: "ben").status == 303)
            let after = try await next(desk, number, as: "ben")
            #expect(!after.contains("/ballot/") && !after.contains("/declare"))
            #expect(after.contains("By itself, as soon as the vote “Shall it be awarded?” was carried."), "\(after)")
            #expect(try await !next(desk, number, as: "mara").contains("/declare"), "nobody asks her to decide")
        }
    }

    @Test("whoever recused themselves is led to no ballot")
    func recused() async throws {
        try await withJury { (desk: DeskFixture, number: Int64) async throws in
            #expect(await desk.post("/cases/\(number)/declare", ["interest": "A friend.", "recuse": "yes"], as: "cole").status == 303)
            let part = try await next(desk, number, as: "cole")
            #expect(!part.contains("/ballot/") && !part.contains("/declare"), "\(part)")
        }
    }

    @Test("the step that leads on stands first and is the main one; a step back is not")
    func mainStep() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let number = try await desk.begin("nomination", Self.nomination, as: "ada")
            let draft = try await next(desk, number, as: "ada")
            #expect(draft.contains("Nobody is asked to do anything before you take the next step."))
            #expect(draft.contains("class=\"button main\" href=\"/cases/\(number)/steps/submit\""), "\(draft)")
            _ = await desk.post("/cases/\(number)/steps/submit", [:], as: "ada")
            let waiting = try await next(desk, number, as: "mara")
            #expect(
                waiting.contains("class=\"button\" href=\"/cases/\(number)/steps/ask_back\"") && !waiting.contains("button main"),
                "\(waiting)")
        }
    }

    @Test("somebody who follows a link to a case without being signed in is led to sign in, whether the case is there or not")
    func stranger() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let number = try await desk.begin("data-request", DeskFixture.request, as: "ada")
            let answers = [await desk.get("/cases/\(number)", as: nil), await desk.get("/cases/\(number + 1)", as: nil)]
            for (index, answer) in answers.enumerated() {
                #expect(answer.status == 404)
                #expect(
                    answer.text.contains("href=\"/sign-in?return=/cases/\(Int(number) + index)\"") || answer.text.contains("%2Fcases%2F"),
                    "\(answer.text)")
            }
            let work = await desk.get("/cases", as: nil).text
            #expect(work.contains("/sign-in?return=/cases") && !work.contains("/cases/absences") && !work.contains("Nothing waits for you"))
        }
    }

    @Test("the outbox names no case that its reader may not see, and what somebody did themselves is not listed to them")
    func outbox() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let number = try await desk.begin("data-request", DeskFixture.request, as: "ada")
            _ = await desk.post("/cases/\(number)/steps/submit", [:], as: "ada")
            _ = try await desk.desk.dispatcher(mail: nil, sender: nil, senderName: "").run()
            // Runs the outbox, and has no part in any process.
            let permissions: Set<Permission> = [.seeFigures, .ownAccount, .openCases, .manageCases]
            try await desk.access.putRole(name: "postmaster", title: "Postmaster", permissions: permissions, actor: "test")
            let ben = try #require(try await desk.access.user(named: "ben"))
            try await desk.access.grant("postmaster", to: ben.id, actor: "test")
            let aCase = try #require(try await desk.desk.cases.aCase(number))
            #expect(await desk.get("/cases/\(number)", as: "ben").status == 404)
            let list = await desk.get("/notifications/outbox", as: "ben").text
            #expect(!list.contains(aCase.title) && list.contains("About a case that you may not see"))
            #expect(await desk.get("/notifications/outbox", as: "mara").text.contains(aCase.title), "she takes part in it")
            let message = try #require(
                try await desk.store.read { try $0.deliveries(limit: 100) }.first { $0.event?.subject == "case:\(number)" })
            let page = await desk.get("/notifications/message/\(message.id)", as: "ben")
            #expect(page.status == 200 && !page.text.contains(aCase.title))
            #expect(await desk.get("/notifications", as: "ada").text.contains("They did it themselves") == false)
            #expect(await desk.get("/notifications", as: "ada").text.contains("You did it yourself") == false)
        }
    }

    @Test("a feed shows what its reader was told of, only while they may see it, and nothing at another address")
    func feed() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let pia = try #require(try await desk.access.user(named: "pia"))
            // Nobody's roles can be ended while nobody looks after users.
            let ada = try #require(try await desk.access.user(named: "ada"))
            try await desk.access.grant("administrator", to: ada.id, actor: "test")
            let secret = try await desk.store.write { try $0.makeFeedSecret(for: pia.actor, at: 1) }
            let number = try await desk.begin("data-request", DeskFixture.request, as: "ada")
            _ = await desk.post("/cases/\(number)/steps/submit", [:], as: "ada")
            _ = try await desk.desk.dispatcher(mail: nil, sender: nil, senderName: "").run()
            let feed = await desk.get("/feeds/\(secret)", as: nil)
            #expect(feed.status == 200)
            #expect(feed.header("Content-Type") == "application/atom+xml; charset=utf-8")
            #expect(feed.text.contains("<link href=\"https://office.example/cases/\(number)\"/>"), "\(feed.text)")
            #expect(await desk.get("/feeds/\(String(secret.reversed()))", as: nil).status == 404)
            for grant in try await desk.access.grants(of: pia.id) { try await desk.access.end(grant: grant.id, actor: "test") }
            let after = await desk.get("/feeds/\(secret)", as: nil)
            #expect(after.status == 200 && !after.text.contains("<entry>"), "\(after.text)")
        }
    }
}
