import CaseDesk
import Casework
import Foundation
import Ledger
import Store
import TestSupport
import Testing

@testable import Releases

/// The whole way of a release, with the real engine, real inspections of a real repository, and both databases.
@Suite("The way of a release")
struct ReleaseWayTests {
    private func withOffice(_ engine: TestEngine, _ body: (ReleaseFixture, _ folder: String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await withStore(on: engine) { store in try await body(ReleaseFixture(store, folder: folder + "/data"), folder) }
        }
    }

    @Test(
        "request, checks, a failed gate, mended, no auto-pass because of a risk, legal asked, approved with a condition, published, looked at again",
        arguments: TestEngine.allCases)
    func whole(_ engine: TestEngine) async throws {
        try await withOffice(engine) { office, folder in
            let repository = try SampleRepository(in: folder, without: ["SECURITY.md"])
            try await office.collect(repository.path)
            let answers = ReleaseFixture.answers(repository.path).merging(["patents": "yes"]) { $1 }
            let number = try await office.commands.start("open-source-release", title: "Anvil", answers: answers, as: "ada")

            // The request: the checks begin by themselves and take a while.
            #expect(try await office.act(number, "take", "submit", as: "ada") == "checks")
            #expect(try await office.aCase(number).checks.isEmpty)
            try await office.pass()

            // One gate failed, and it says what is missing and what it rests on.
            var aCase = try await office.aCase(number)
            #expect(aCase.state == "needs_work")
            let failed = aCase.checks.filter { $0.value.status == .failed }
            #expect(failed.keys.sorted() == ["project"])
            #expect(failed["project"]?.summary == "1 finding: There is no SECURITY.")
            let first = try repository.head()
            #expect(aCase.checks.values.allSatisfy { $0.evidence.hasPrefix("commit \(first); rules sha256:") })

            // Mended and pushed: the evidence is of another commit, so all gates run again by themselves.
            try repository.write("SECURITY.md", "Write to security@office.example; we answer within a week.\n")
            try repository.commit("two")
            try await office.pass()
            aCase = try await office.aCase(number)
            let second = try repository.head()
            #expect(second != first)
            #expect(aCase.checks.values.allSatisfy { $0.status == .passed && $0.evidence.hasPrefix("commit \(second);") })
            #expect(aCase.checks.count == 5)

            // Every gate is green, but a risk was raised: no lane without reviewers, and only legal is asked.
            #expect(try await office.act(number, "take", "again", as: "ada") == "review")
            let waits = try await office.store.read { reader in
                try reader.rows("SELECT who, subject FROM case_waits WHERE case_id = ? AND kind = 'approve'", [.integer(number)]) {
                    "\($0.text(0)) \($0.text(1))"
                }
            }
            #expect(waits == ["group:legal legal"])
            #expect(try await office.publications().isEmpty)

            try await office.act(number, "condition", value: "2027-01-31", text: "Name the patent in the README.", as: "lee")
            #expect(try await office.act(number, "approve", "legal", value: "yes", text: "With the condition.", as: "lee") == "approved")
            #expect(try await office.act(number, "take", "publish", as: "ada") == "published")

            let publication = try #require(try await office.publications().first)
            #expect(try await office.publications().count == 1)
            #expect(publication.location == "https://forge.example/office/anvil")
            #expect(publication.visibility == .open)
            #expect(publication.licence == "MIT")
            #expect(publication.caseNumber == number)
            #expect(publication.reason == "Approved after review by: legal.")
            let project = try await office.store.read { try $0.projects().first?.id }
            #expect(publication.projectID == project)
            #expect(publication.releasedAt == Instant(seconds: office.clock.now))

            // After 14 days all gates run anew, on what is there then.
            try await office.pass(days: 14)
            aCase = try await office.aCase(number)
            #expect(aCase.state == "look_14")
            #expect(aCase.checks.count == 5)
            #expect(aCase.checks.values.allSatisfy { $0.status == .passed && $0.at > publication.releasedAt?.seconds ?? .max })
            for item in ["found", "reports", "issues"] {
                try await office.act(number, "tick", "after_14", item: item, value: "yes", as: "ada")
            }
            #expect(try await office.act(number, "take", "settle", as: "ada") == "settled")

            // Something crept in before the second look.
            try repository.write("src/config.py", "TOKEN = '\(SampleRepository.token)'\n")
            try repository.commit("three")
            try await office.pass(days: 76)
            aCase = try await office.aCase(number)
            #expect(aCase.state == "look_90")
            #expect(aCase.checks["secrets"]?.status == .failed)
            #expect(aCase.checks["secrets"]?.summary.contains("src/config.py:1") == true)
            // The history keeps it, so security must say that it was revoked.
            try await office.act(number, "waive", "secrets", text: "Revoked the same day.", as: "sue")
            for item in ["owned", "updates", "used"] {
                try await office.act(number, "tick", "after_90", item: item, value: "yes", as: "ada")
            }
            try await office.act(number, "met", "1", text: "It is named.", as: "lee")
            #expect(try await office.act(number, "take", "keep", as: "ada") == "maintained")
            #expect(try await office.publications().map(\.reviewAt) == [nil])

            // Nowhere is the value of what was found.
            let texts = try await office.store.read { reader in
                try reader.rows("SELECT report FROM release_inspections") { $0.text(0) }
                    + reader.rows("SELECT document FROM cases") { $0.text(0) }
                    + reader.rows("SELECT text FROM case_events") { $0.text(0) }
            }
            #expect(texts.count > 10)
            #expect(!texts.contains { $0.contains(SampleRepository.token) })
        }
    }

    @Test("a release without a risk is approved while nobody looks", arguments: TestEngine.allCases)
    func autoPass(_ engine: TestEngine) async throws {
        try await withOffice(engine) { office, folder in
            let repository = try SampleRepository(in: folder)
            try await office.collect(repository.path)
            let number = try await office.commands.start(
                "open-source-release", title: "Anvil", answers: ReleaseFixture.answers(repository.path), as: "ada")
            try await office.act(number, "take", "submit", as: "ada")
            try await office.pass()
            let aCase = try await office.aCase(number)
            #expect(aCase.state == "approved", "\(aCase.checks)")
            #expect(aCase.decision?.by == .program)
            try await office.act(number, "take", "publish", as: "ada")
            #expect(try await office.publications().map(\.reason) == ["Every check passed, and no answer raised a risk."])
        }
    }

    @Test("what was approved is checked again when it moves, and goes back when it is not fit any more", arguments: TestEngine.allCases)
    func movedHead(_ engine: TestEngine) async throws {
        try await withOffice(engine) { office, folder in
            let repository = try SampleRepository(in: folder)
            try await office.collect(repository.path)
            let number = try await office.commands.start(
                "open-source-release", title: "Anvil", answers: ReleaseFixture.answers(repository.path), as: "ada")
            try await office.act(number, "take", "submit", as: "ada")
            try await office.pass()
            let before = try await office.aCase(number)
            #expect(before.state == "approved")
            // Nothing moved: nothing runs.
            try await office.pass()
            #expect(try await office.aCase(number) == before)
            try repository.write("src/config.py", "TOKEN = '\(SampleRepository.token)'\n")
            try repository.commit("two")
            try await office.pass()
            let after = try await office.aCase(number)
            #expect(after.state == "needs_work")
            #expect(after.checks["secrets"]?.status == .failed)
        }
    }

    @Test(
        "an exception is written down until its day, comes up for renewal, and ends when the repository is released",
        arguments: TestEngine.allCases)
    func exception(_ engine: TestEngine) async throws {
        try await withOffice(engine) { office, folder in
            let repository = try SampleRepository(in: folder)
            try await office.collect(repository.path)
            let answers = [
                "repository": repository.path, "owner": "user:1", "ground": "policy", "reason": "A policy that is not announced yet.",
                "attacker": "A rival.",
                "adds": "The date.", "path": "They announce first.", "controls": "Few have access.", "parts": "The library.",
                "until": "2027-06-30",
            ]
            let number = try await office.commands.start("closed-source-exception", title: "Anvil", answers: answers, as: "ada")
            try await office.act(number, "take", "submit", as: "ada")
            try await office.act(number, "declare", as: "sue")
            try await office.act(number, "approve", "security", value: "yes", as: "sue")
            #expect(try await office.publications().isEmpty)
            #expect(try await office.act(number, "approve", "office", value: "yes", as: "mara") == "in_force")
            var held = try #require(try await office.publications().first)
            #expect(held.visibility == .closed)
            #expect(held.reason == "A policy that is not announced yet.")
            #expect(held.reviewAt == Instant("2027-07-01"))
            #expect(held.location == PublicationLocation.key(repository.path))

            try await office.pass(days: 200)
            #expect(try await office.state(number) == "renewal")
            #expect(!held.isOverdue(at: Instant(seconds: office.clock.now)))
            try await office.pass(days: 30)
            #expect(try await office.state(number) == "overdue")
            held = try #require(try await office.publications().first)
            #expect(held.isOverdue(at: Instant(seconds: office.clock.now)))

            // It is released after all: what kept it closed is over.
            let release = try await office.commands.start(
                "open-source-release", title: "Anvil", answers: ReleaseFixture.answers(repository.path), as: "ada")
            try await office.act(release, "take", "submit", as: "ada")
            try await office.pass()
            try await office.act(release, "take", "publish", as: "ada")
            let all = try await office.publications()
            #expect(all.map(\.visibility) == [.closed, .open])
            #expect(all.first?.endedAt == Instant(seconds: office.clock.now))
            #expect(try await office.act(number, "take", "open", text: "Released.", as: "mara") == "opened")
            #expect(try await office.publications() == all)
        }
    }
}
