import CaseDesk
import Casework
import Foundation
import Inspection
import Ledger
import Store
import TestSupport
import Testing

@testable import Releases

@Suite("Inspections inside the server")
struct InspectionDeskTests {
    private func withDesk(_ engine: TestEngine = .sqlite, _ body: (InspectionDesk, ReleaseFixture, _ folder: String) async throws -> Void)
        async throws
    {
        try await withTemporaryFolder { folder in
            try await withStore(on: engine) { store in
                let office = try await ReleaseFixture(store, folder: folder + "/data")
                try await body(office.releases.desk.inspections, office, folder)
            }
        }
    }

    private func fresh(_ standing: InspectionDesk.Standing) -> StoredInspection? {
        if case .fresh(let inspection) = standing { inspection } else { nil }
    }
    private func sentence(_ standing: InspectionDesk.Standing) -> String? {
        if case .impossible(let sentence, _) = standing { sentence } else { nil }
    }

    @Test(
        "the stored report has the digest that evidence names, and the same commit gives the same bytes again",
        arguments: TestEngine.allCases)
    func evidence(_ engine: TestEngine) async throws {
        try await withDesk(engine) { desk, office, folder in
            let repository = try SampleRepository(in: folder)
            try await office.collect(repository.path)
            #expect(fresh(try await desk.standing(of: repository.path)) == nil)
            await desk.work()
            let first = try #require(fresh(try await desk.standing(of: repository.path)))
            #expect(first.commit == (try repository.head()))
            let stored = try await office.store.read { reader in try reader.rows("SELECT report FROM release_inspections") { $0.text(0) } }
            #expect(stored.map { InspectionDocument.digest($0) } == [first.resultHash])
            #expect(first.evidence == "commit \(first.commit); rules sha256:\(first.rules); result sha256:\(first.resultHash)")
            #expect(first.document.controls.contains { $0.check == "secrets" })
            #expect(first.document.controls.allSatisfy { $0.wasFound })
            // Looked at anew, without what is known.
            try await office.store.write { _ = try $0.execute("DELETE FROM release_inspections") }
            _ = try await desk.standing(of: repository.path)
            await desk.work()
            #expect(fresh(try await desk.standing(of: repository.path))?.resultHash == first.resultHash)
        }
    }

    @Test("a moved HEAD and other rules make an inspection stale")
    func stale() async throws {
        try await withDesk { desk, office, folder in
            let repository = try SampleRepository(in: folder)
            try await office.collect(repository.path)
            _ = try await desk.standing(of: repository.path)
            await desk.work()
            #expect(fresh(try await desk.standing(of: repository.path)) != nil)
            try repository.commit("two")
            let moved = try await desk.standing(of: repository.path)
            guard case .pending(let last?) = moved else {
                Issue.record("\(moved)")
                return
            }
            #expect(last.commit != (try repository.head()))
            await desk.work()
            #expect(fresh(try await desk.standing(of: repository.path))?.commit == (try repository.head()))
            try await office.store.write { _ = try $0.execute("UPDATE release_inspections SET rules = 'older'") }
            #expect(fresh(try await desk.glance(at: repository.path)) == nil)
        }
    }

    @Test(
        "an address is not simply followed: what is not collected is copied by https alone, and only from servers that are collected from",
        arguments: [
            ("/etc", "Steward does not collect “/etc”."), ("file:///etc", "Steward does not collect “file:///etc”."),
            ("http://forge.example/a/b", "Steward does not collect"), ("git@forge.example:a/b", "Steward does not collect"),
            (
                "https://169.254.169.254/latest",
                "Steward copies only from servers from which it collects (forge.example), and 169.254.169.254 is none."
            ),
            (
                "https://forge.example@evil.example/a",
                "Steward copies only from servers from which it collects (forge.example), and evil.example is none."
            ),
            ("two words", "“two words” is not the address of a repository."), ("--upload-pack=x", "Steward does not collect"),
        ])
    func refusals(address: String, expected: String) async throws {
        try await withDesk { desk, office, _ in
            try await office.collect("https://forge.example/office/other")
            let refusal = sentence(try await desk.standing(of: address))
            #expect(refusal?.hasPrefix(expected) == true, "\(refusal ?? "nothing")")
            #expect(desk.activity.waiting == 0)
        }
    }

    @Test("a repository without a commit, and a folder that is none, are told in words; nothing is stored")
    func unreadable() async throws {
        try await withDesk { desk, office, folder in
            try FileManager.default.createDirectory(atPath: folder + "/empty", withIntermediateDirectories: true)
            try await office.collect(folder + "/empty")
            _ = try await desk.standing(of: folder + "/empty")
            await desk.work()
            #expect(sentence(try await desk.standing(of: folder + "/empty"))?.contains("could not be read") == true)
            let count = try await office.store.read { try $0.integer("SELECT COUNT(*) FROM release_inspections") }
            #expect(count == 0)
        }
    }

    @Test("what cannot be inspected makes the gate unknown with the reason, so the case goes back to be mended")
    func unknownGate() async throws {
        try await withDesk { _, office, _ in
            let number = try await office.commands.start(
                "open-source-release", title: "Anvil", answers: ReleaseFixture.answers("https://nowhere.example/a/b"), as: "ada")
            #expect(try await office.act(number, "take", "submit", as: "ada") == "needs_work")
            let checks = try await office.aCase(number).checks
            #expect(checks.count == 5)
            #expect(
                checks.values.allSatisfy { $0.status == .unknown && $0.summary.contains("steward collect https://nowhere.example/a/b") })
        }
    }

    @Test("a baseline in the repository takes small things over; for a grave one somebody else must set the gate aside")
    func baselines() async throws {
        try await withDesk { desk, office, folder in
            let repository = try SampleRepository(in: folder, without: ["SECURITY.md"])
            try repository.write("src/config.py", "TOKEN = '\(SampleRepository.token)'\n")
            try repository.commit("two")
            try await office.collect(repository.path)
            _ = try await desk.standing(of: repository.path)
            await desk.work()
            let found = try #require(fresh(try await desk.standing(of: repository.path))).document
            #expect(GateVerdict(.secrets, found).status == .failed)
            #expect(GateVerdict(.project, found).status == .failed)
            let entries = found.findings.filter { $0.level != .note }.map {
                Baseline.Entry(fingerprint: $0.fingerprint, rule: $0.rule, path: $0.path ?? "", reason: "Known.", until: "2026-12-31")
            }
            try repository.write(".steward-baseline.json", String(decoding: Baseline(entries).json(), as: UTF8.self))
            try repository.commit("three")
            _ = try await desk.standing(of: repository.path)
            await desk.work()
            let taken = try #require(fresh(try await desk.standing(of: repository.path))).document
            #expect(GateVerdict(.project, taken).status == .passed)
            let secrets = GateVerdict(.secrets, taken)
            #expect(secrets.status == .failed)
            #expect(secrets.summary.hasPrefix("1 grave finding is taken over by the repository's own baseline"))
            // The day after the last one, it counts again.
            office.clock.pass(days: 60)
            #expect(fresh(try await desk.standing(of: repository.path)) == nil)
            await desk.work()
            let later = try #require(fresh(try await desk.standing(of: repository.path))).document
            #expect(GateVerdict(.project, later).status == .failed)
        }
    }

    @Test("a gate fails when its planted control was not found, when something was not looked at, and when the licence is another")
    func faults() throws {
        func document(control: Bool = true, unseen: [InspectionDocument.Unseen] = [], licences: [String] = ["MIT"]) throws
            -> InspectionDocument
        {
            let json: [String: Any] = [
                "format": "steward-release-inspection/1", "location": "/a", "commit": "c", "rules": [], "findings": [],
                "omitted": [String: Int](),
                "controls": [["check": "secrets", "what": "a token", "wasFound": control]], "remarks": [], "licences": licences, "files": 3,
                "commits": 2,
                "unseen": unseen.map { ["subject": $0.subject, "reason": $0.reason] },
            ]
            return try JSONDecoder().decode(InspectionDocument.self, from: JSONSerialization.data(withJSONObject: json))
        }
        #expect(GateVerdict(.secrets, try document()).summary == "Nothing to mend in 3 files and 2 commits.")
        #expect(GateVerdict(.secrets, try document()).status == .passed)
        let lost = GateVerdict(.secrets, try document(control: false))
        #expect(lost.status == .failed)
        #expect(lost.summary == "The check itself does not work here: a token was planted and not found.")
        #expect(GateVerdict(.licence, try document(control: false)).status == .passed)
        let gap = try document(unseen: [.init(subject: "big.bin", reason: "it is too large"), .init(subject: "history", reason: "shallow")])
        #expect(GateVerdict(.secrets, gap).summary == "1 part was not looked at, such as big.bin: it is too large.")
        #expect(GateVerdict(.history, gap).status == .failed)
        #expect(GateVerdict(.project, gap).status == .passed)
        #expect(GateVerdict(.licence, try document(), declared: "MIT").status == .passed)
        #expect(GateVerdict(.licence, try document(licences: ["MIT OR Apache-2.0"]), declared: "Apache-2.0").status == .passed)
        let other = GateVerdict(.licence, try document(licences: ["GPL-3.0-only"]), declared: "MIT")
        #expect(other.summary == "The case says MIT, and the repository is under GPL-3.0-only: make both say the same.")
        #expect(other.status == .failed)
    }
}
