import Ledger
import Store
import TestSupport
import Testing

@Suite("Taking over files of people")
struct IdentityImportTests {
    private static let now = Instant("2026-07-01")!

    private static func place(_ line: Int, _ file: String = "people.txt") -> IdentityPlace { IdentityPlace(file: file, line: line) }

    private static func person(_ line: Int, _ identities: [IdentityFile.Identity], _ employers: [String] = [], file: String = "people.txt")
        -> IdentityFile.Person
    {
        IdentityFile.Person(
            place(line, file), identities: identities.map { .init($0, place(line, file)) },
            enrolments: employers.map { .init($0, from: Instant("2015-01-01"), place: place(line, file)) })
    }

    private static func run(_ people: [IdentityFile.Person], on store: any SQLStore, from file: String = "people.txt") async throws
        -> IdentityImport.Report
    {
        var content = IdentityFile()
        content.people = people
        let wanted = content
        return try await store.write { writer in
            let report = try IdentityImport(writer, madeBy: "test", at: now).run(wanted, from: [file])
            try writer.placeAccounts(madeBy: "test", at: now)
            return report
        }
    }

    private static func held(_ predicate: Assertion.Predicate, in store: any SQLStore) async throws -> [Assertion] {
        try await store.read { try $0.assertions(predicate).map(\.assertion) }
    }

    @Test(
        "identities are accounts that are there, or new ones; they become one person with evidence of file and line",
        arguments: TestEngine.allCases)
    func accounts(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await SmallLedger(store)
            try await ledger.commit("ada", "2026-01-05")
            try await ledger.commit("ada", "2026-01-06", email: "ada@works.example")
            try await store.write { writer in
                _ = try ForgeAccountBook().account(
                    of: .init(host: "github.com", number: 7, login: "Ada"), observed: Self.now, in: writer, at: Self.now)
            }
            try await ledger.place()
            let report = try await Self.run(
                [
                    Self.person(
                        3,
                        [
                            .init(source: "git", email: "ADA@example.org"), .init(source: "git", name: "ada", email: "ada@works.example"),
                            .init(source: "github.com", username: "ada"), .init(source: "gitlab.com", username: "ada"),
                        ], ["Works"])
                ], on: store)
            #expect(report.accountsMade == 1 && report.joins == 3 && report.affiliations == 4 && report.people == 1)
            let same = try await Self.held(.accountSame, in: store)
            #expect(Set(same.map(\.rule)) == ["imported"] && Set(same.map(\.evidence)) == ["Imported from people.txt, line 3."])
            #expect(same.allSatisfy { $0.subject < ($0.object ?? 0) })
            let people = try await Self.held(.accountPerson, in: store)
            #expect(people.count == 4 && Set(people.map(\.object)).count == 1)
            let again = try await Self.run(
                [
                    Self.person(
                        3,
                        [
                            .init(source: "git", email: "ADA@example.org"), .init(source: "git", name: "ada", email: "ada@works.example"),
                            .init(source: "github.com", username: "ada"), .init(source: "gitlab.com", username: "ada"),
                        ], ["Works"])
                ], on: store)
            #expect(again.changes == 0 && again.operation == nil && again.accountsMade == 0)
        }
    }

    @Test("a file brings only its own word up to date; undoing the import gives back what was held", arguments: TestEngine.allCases)
    func reconciled(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            _ = try await SmallLedger(store)
            let ada = IdentityFile.Identity(source: "git", name: "Ada", email: "ada@x.example"),
                ben = IdentityFile.Identity(source: "git", name: "Ben", email: "ben@x.example")
            _ = try await Self.run([Self.person(1, [ada], ["Works"]), Self.person(2, [ben], ["Works"])], on: store)
            _ = try await Self.run([Self.person(1, [ada], ["Labs"], file: "other.txt")], on: store, from: "other.txt")
            let before = try await Self.held(.accountOrganisation, in: store).map(\.evidence).sorted()
            #expect(
                before == ["Imported from other.txt, line 1.", "Imported from people.txt, line 1.", "Imported from people.txt, line 2."])
            let report = try await Self.run([Self.person(1, [ada], ["Office"])], on: store)
            #expect(report.changes == 3)
            #expect(
                try await Self.held(.accountOrganisation, in: store).map(\.evidence).sorted() == [
                    "Imported from other.txt, line 1.", "Imported from people.txt, line 1.",
                ])
            let operation = try #require(report.operation)
            try await store.write { writer in _ = try writer.undo(operation, madeBy: "test", at: Self.now) }
            #expect(try await Self.held(.accountOrganisation, in: store).map(\.evidence).sorted() == before)
            // What came back after undo is still the file's own.
            let second = try await Self.run([], on: store)
            #expect(second.changes == 2)
            #expect(try await Self.held(.accountOrganisation, in: store).map(\.evidence) == ["Imported from other.txt, line 1."])
        }
    }

    @Test("an identity in two people is refused, and nothing is taken over", arguments: TestEngine.allCases)
    func twice(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            _ = try await SmallLedger(store)
            let ada = IdentityFile.Identity(source: "git", name: "Ada", email: "ada@x.example")
            await #expect(throws: IdentityProblem.self) { try await Self.run([Self.person(1, [ada]), Self.person(2, [ada])], on: store) }
            #expect(try await store.read { try $0.integer("SELECT COUNT(*) FROM accounts") } == 0)
        }
    }

    @Test(
        "several spellings of one user name are accounts of their own, and the forge's own account stays as it is",
        arguments: TestEngine.allCases)
    func userNames(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            _ = try await SmallLedger(store)
            let identities: [IdentityFile.Identity] = [
                .init(source: "jira.example", username: "ada"), .init(source: "jira.example", username: "Ada", name: "Ada E."),
                .init(source: "jira.example", username: "ada", name: "Ada Example", email: "ada@x.example"),
                .init(source: "jira.example", name: "Ada Example"),
            ]
            let report = try await Self.run([Self.person(1, identities)], on: store)
            #expect(report.accountsMade == 4)
            #expect(try await Self.run([Self.person(1, identities.reversed())], on: store).changes == 0)
            let file = try await store.read { try IdentityExport($0, options: .init(withAddresses: true)).file }
            #expect(
                file.people.map { $0.identities.map(\.identity) } == [
                    [identities[3], identities[0], identities[2], identities[1]].sorted()
                ])
        }
    }

    @Test("employments that are written are those of the strongest rule at each time, and what a domain says is left out")
    func precedence() async throws {
        try await withStore(on: .sqlite) { store in
            let ledger = try await SmallLedger(store)
            try await ledger.commit("ada", "2026-01-05")
            try await ledger.place()
            try await store.write { writer in
                let works = try writer.organisation(.init(slug: "works", name: "Works", kind: .company, domains: []), at: Self.now)
                let labs = try writer.organisation(.init(slug: "labs", name: "Labs", kind: .company, domains: []), at: Self.now)
                let recorder = OperationRecorder(writer, kind: "test", madeBy: "test", summary: "Test.", at: Self.now)
                func claim(_ organisation: Int64, _ from: String?, _ to: String?, _ rule: String) -> Assertion {
                    Assertion(
                        .accountOrganisation, subject: 1, object: organisation, validFrom: from.flatMap { Instant($0) },
                        validTo: to.flatMap { Instant($0) }, rule: rule,
                        evidence: "Test.")
                }
                try recorder.record([
                    claim(works, nil, nil, "imported"), claim(labs, "2015-01-01", "2016-01-01", "stated"),
                    claim(labs, nil, nil, "e-mail domain"),
                    claim(works, "2015-06-01", "2017-01-01", "HR roster"),
                ])
            }
            let file = try await store.read { try IdentityExport($0).file }
            #expect(
                file.people[0].enrolments.map { "\($0.organisation) \($0.from?.date.description ?? "…") \($0.to?.date.description ?? "…")" }
                    == [
                        "Works … 2015-01-01", "Labs 2015-01-01 2016-01-01", "Works 2016-01-01 …",
                    ])
            #expect(file.people[0].identities.map(\.identity) == [.init(source: "git", name: "ada")])
        }
    }

    @Test("who does not want to be shown is left out unless asked for, and what no format can say is told")
    func privacy() async throws {
        try await withStore(on: .sqlite) { store in
            let ledger = try await SmallLedger(store)
            try await ledger.commit("ada", "2026-01-05")
            try await ledger.commit("ben", "2026-01-06")
            try await ledger.place()
            try await store.write { writer in
                let recorder = OperationRecorder(writer, kind: "test", madeBy: "test", summary: "Test.", at: Self.now)
                try recorder.record([
                    Assertion(.accountOptOut, subject: 1, rule: "stated", evidence: "Asked for."),
                    Assertion(.accountDistinct, subject: 1, object: 2, rule: "stated", evidence: "Two people."),
                ])
            }
            let (shown, all) = try await store.read { reader in
                (try IdentityExport(reader), try IdentityExport(reader, options: .init(withAddresses: true, withOptedOut: true)))
            }
            #expect(shown.file.people.map { $0.identities.map(\.identity) } == [[.init(source: "git", name: "ben")]])
            #expect(all.file.people.count == 2 && all.file.people[0].identities[0].identity.email == "ada@example.org")
            #expect(
                shown.findings.notices.map(\.message) == [
                    "People who do not want to be shown are left out",
                    "Refusals to join accounts are left out: no format has a place for them",
                ])
        }
    }
}
