import Foundation
import Testing

@testable import steward

/// Statements about people with the built program.
@Suite("Affiliations on the command line")
struct PeopleAffiliationCommandTests {
    @Test("somebody is affiliated, shown with what wins and loses, renamed, hidden, and all of it is undone")
    func statements() async throws {
        let workplace = try Workplace()
        try workplace.write("name,kind\nWorks,company\nLab,university\n", to: "organisations.csv")
        #expect(try await workplace.steward("organisations", "import", "organisations.csv").status == 0)
        try workplace.write("email,usernames,organisation\nada@works.example,ada,Works\nben@works.example,,Works\n", to: "staff.csv")
        #expect(try await workplace.steward("roster", "import", "staff.csv").status == 0)

        let stated = try await workplace.steward(
            "people", "affiliate", "ada@works.example", "lab", "--share", "40", "--from", "2025-01-01", "--manager", "ben@works.example",
            "--reason", "Contract")
        #expect(stated.status == 0, "\(stated.output) \(stated.errors)")
        #expect(stated.output.split(separator: "\n").count == 2)
        let shown = try await workplace.steward("people", "affiliations", "gitlab.com/ada", "--at", "2025-06-01")
        for words in [
            "unknown 60 %, Lab 40 %", "stated", "not Works", "the rule “stated” goes before it",
            "staff.csv line 2 lists ada@works.example under Works.",
        ] {
            #expect(shown.output.contains(words), "\(words) in \(shown.output) \(shown.errors)")
        }
        let course = try await workplace.steward("people", "affiliations", "gitlab.com/ada", "--json")
        #expect(course.output.contains("\"from\":null,\"to\":\"2025-01-01\",\"rule\":\"HR roster\",\"conflict\":false"), "\(course.output)")
        #expect(course.output.contains("\"millionths\":600000"))

        for arguments in [
            ["people", "display-name", "gitlab.com/ada", "Ada L.", "--reason", "Asked for it"],
            ["people", "opt-out", "gitlab.com/ada", "--reason", "Asked for it"],
            ["people", "opt-out", "gitlab.com/ada", "--end"],
            ["people", "affiliate", "gitlab.com/ada", "lab", "--end", "--from", "2026-01-01"],
        ] {
            let ending = try await workplace.start(Workplace.program, arguments).ending()
            #expect(
                ending.status == 0 && ending.output.hasPrefix("Done. Undo it with: steward operation undo"),
                "\(ending.output) \(ending.errors)")
        }
        let after = try await workplace.steward("people", "affiliations", "gitlab.com/ada", "--at", "2026-06-01")
        #expect(after.output.contains("HR roster") && !after.output.contains("Lab"), "\(after.output)")
    }

    @Test(
        "what cannot be is refused in words",
        arguments: [
            (["affiliate", "nobody@works.example", "works", "--reason", "x"], 1, "No account is named “nobody@works.example”."),
            (["affiliate", "ada@works.example", "nowhere", "--reason", "x"], 1, "There is no organisation “nowhere”."),
            (["affiliate", "ada@works.example", "works"], 1, "Say why"),
            (["affiliate", "ada@works.example", "works", "--share", "140", "--reason", "x"], 64, "“140” is no share."),
            (["affiliate", "ada@works.example"], 64, "Name an organisation, a team or a manager."),
            (["affiliate", "ada@works.example", "--team", "works", "--reason", "x"], 1, "There is no team “works”."),
            (["affiliate", "ada@works.example", "--manager", "ada@works.example", "--reason", "x"], 1, "They would report to themselves."),
            (["display-name", "ada@works.example", "A\u{202E}da", "--reason", "x"], 1, "The name holds U+202E"),
        ] as [([String], Int32, String)])
    func refusals(_ arguments: [String], _ status: Int32, _ words: String) async throws {
        let workplace = try Workplace()
        try workplace.write("email,organisation\nada@works.example,Works\n", to: "staff.csv")
        #expect(try await workplace.steward("roster", "import", "staff.csv").status == 0)
        let ending = try await workplace.start(Workplace.program, ["people"] + arguments).ending()
        #expect(ending.status == status && ending.errors.contains(words), "\(ending.status) \(ending.errors)")
    }
}
