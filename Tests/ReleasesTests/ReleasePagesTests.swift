import CaseDesk
import Ledger
import Store
import TestSupport
import Testing

@testable import Pages
@testable import Releases

@Suite("Pages of releases")
struct ReleasePagesTests {
    private func withOffice(_ body: (ReleaseFixture, _ folder: String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await withStore(on: .sqlite) { store in try await body(ReleaseFixture(store, folder: folder + "/data"), folder) }
        }
    }

    private func record(_ office: ReleaseFixture, _ title: String, _ visibility: Publication.Visibility, review: Int64? = nil) async throws
    {
        let now = Instant(seconds: office.clock.now)
        _ = try await office.store.write { writer in
            try Publications.record(
                Publication(
                    location: "https://forge.example/office/\(title.filter(\.isLetter))", title: title, visibility: visibility,
                    reason: "Because of \(title).",
                    decidedAt: now, reviewAt: review.map { now.advanced(by: $0) }), in: writer)
        }
    }

    @Test("a visitor sees what is open and nothing of what is closed; a member sees both, and what is late")
    func visibility() async throws {
        try await withOffice { office, _ in
            try await record(office, "Anvil", .open)
            try await record(office, "Fraud", .closed, review: 60)
            office.clock.pass(seconds: 60)
            let (visitor, member) = (await office.get("/releases", as: nil), await office.get("/releases", as: "ben"))
            #expect(visitor.status == 200 && member.status == 200)
            #expect(MarkupCheck.faults(in: visitor.text) == [])
            #expect(MarkupCheck.faults(in: member.text) == [])
            #expect(visitor.text.contains("Because of Anvil."))
            #expect(!visitor.text.contains("Fraud"))
            #expect(member.text.contains("Because of Fraud."))
            #expect(member.text.contains("<span class=\"tag late\">late</span>"))
            #expect(await !office.get("/releases?which=overdue", as: "ben").text.contains("Because of Anvil."))
            let data = await office.get("/api/v1/releases?which=closed", as: nil).text
            #expect(data == "[]")
            #expect(await office.get("/api/v1/releases?which=closed", as: "ben").text.contains("\"overdue\":true"))
        }
    }

    @Test("what was found is shown by gate with what to do, to those of the case and to reviewers, and to nobody else")
    func findings() async throws {
        try await withOffice { office, folder in
            let repository = try SampleRepository(in: folder, without: ["SECURITY.md"])
            try repository.write("src/<script>.py", "TOKEN = '\(SampleRepository.token)'\n")
            try repository.commit("two")
            try await office.collect(repository.path)
            let number = try await office.commands.start(
                "open-source-release", title: "Anvil", answers: ReleaseFixture.answers(repository.path), as: "ada")
            let before = await office.get("/releases/\(number)", as: "ada")
            #expect(before.text.contains("It has not been looked at yet"))
            try await office.act(number, "take", "submit", as: "ada")
            try await office.pass()
            let page = await office.get("/releases/\(number)", as: "ada")
            #expect(page.status == 200)
            #expect(MarkupCheck.faults(in: page.text) == [])
            #expect(page.text.contains("Write SECURITY.md"))
            #expect(page.text.contains("src/&lt;script&gt;.py:1"))
            #expect(!page.text.contains("<script>.py"))
            #expect(!page.text.contains(SampleRepository.token))
            #expect(page.text.contains("so the check works"))
            #expect(page.text.contains(try repository.head()))
            #expect(page.text.contains("The newest commit was looked at"))
            // Ben is the second who can act, Sue reviews; Cleo asks for nothing here.
            for (user, status) in [("ben", 200), ("sue", 200), ("mara", 200), ("cleo", 404)] {
                #expect(await office.get("/releases/\(number)", as: user).status == status, "\(user)")
                #expect(await office.get("/api/v1/releases/\(number)", as: user).status == status, "\(user)")
            }
            #expect(await office.get("/releases/\(number)", as: nil).status != 200)
            #expect(await office.get("/releases/999", as: "ada").status == 404)
            let data = await office.get("/api/v1/releases/\(number)", as: "ada").text
            #expect(data.contains("\"gate\":\"project\",\"status\":\"failed\""))
            #expect(data.contains("\"state\":\"fresh\""))
            // The case leads there.
            #expect(await office.get("/cases/\(number)", as: "ada").text.contains("href=\"/releases/\(number)\""))
            try repository.commit("three")
            #expect(await office.get("/releases/\(number)", as: "ada").text.contains("The repository or the rules changed since"))
        }
    }
}
