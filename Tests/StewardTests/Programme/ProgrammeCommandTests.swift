import Foundation
import Testing

@testable import steward

/// The programme's settings with the built program.
@Suite("The programme on the command line")
struct ProgrammeCommandTests {
    private static let settings = """
        programme:
          own_organisations: [Example Office]
          community_rule: label
          coaches: coaches.csv
          customers: customers.csv
          currency: EUR
          targets:
            - {measure: contributors.active, value: 150, from: 2026-01-01, reason: Goal of the year}
        """

    @Test("files are taken over once, a broken one loses nothing, and single statements are made and undone")
    func settings() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.settings, to: "steward.yml")
        try workplace.write("username,from\nada,2026-01-01\nben,\n", to: "coaches.csv")
        try workplace.write("organisation,parent,arr\nWorks,Group,1000.50\n", to: "customers.csv")
        let applied = try await workplace.steward("programme", "apply")
        #expect(
            applied.status == 0 && applied.output.contains("Matched nothing: coaches.csv line 2: ada"),
            "\(applied.output) \(applied.errors)")
        let again = try await workplace.steward("programme", "apply", "--json")
        #expect(
            again.status == 0 && again.output.contains("\"changes\":0,\"operation\":null") && !again.output.contains("\"changes\":1"),
            "\(again.output)")

        try workplace.write("username,from\nada,2026-13-01\n", to: "coaches.csv")
        let broken = try await workplace.steward("programme", "apply")
        #expect(broken.status == 65)
        #expect(broken.errors.contains("coaches.csv line 2, from: “2026-13-01” is no day such as 2026-11-21"), "\(broken.errors)")
        let shown = try await workplace.steward("programme", "show")
        for part in ["Community: by label", "Own organisations: Example Office", "Coaches today: 2", "ada", "ben", "Works", "1000.5"] {
            #expect(shown.output.contains(part), "\(part)")
        }

        let target = try await workplace.steward(
            "programme", "target", "set", "contributors.active", "120", "--from", "2026-07-01", "--reason", "Fewer people")
        #expect(target.status == 0 && target.output.hasPrefix("Done. Undo it with: steward operation undo "), "\(target.errors)")
        let list = try await workplace.steward("programme", "target", "list", "--json")
        #expect(list.output.contains("\"target\":150") && list.output.contains("\"reason\":\"Fewer people\""))
        let coach = try await workplace.steward("programme", "coach", "add", "cleo", "--from", "2026-01-01", "--host", "github.com")
        #expect(coach.status == 0, "\(coach.errors)")
        #expect(
            try await workplace.steward("programme", "coach", "end", "cleo", "--from", "2026-05-01", "--host", "github.com").status == 0)
        #expect(try await workplace.steward("programme", "rule", "set", "affiliation").status == 0)
        #expect(try await workplace.steward("programme", "show", "--json").output.contains("\"community_rule\":\"affiliation\""))
        let unmapped = try await workplace.steward("programme", "unmapped")
        #expect(
            unmapped.status == 0 && unmapped.output.contains("nobody is mapped to it")
                && unmapped.output.contains("Not taken over: coaches.csv line 2"))
    }

    @Test(
        "what cannot be is refused in words",
        arguments: [
            (["rule", "set", "labels"], 64, "There is no rule “labels”."),
            (["coach", "add", "ada", "--from", "soon"], 64, "“soon” is no day."),
            (["coach", "end", "ada", "--from", "2026-01-01"], 1, "ada of gitlab.com is no coach on or after 2026-01-01."),
            (["target", "set", "no.such", "1", "--reason", "x"], 64, "There is no measure “no.such”."),
            (["target", "set", "contributors.active", "1,5", "--reason", "x"], 64, "“1,5” is no target."),
        ])
    func refusals(_ arguments: [String], _ status: Int32, _ words: String) async throws {
        let workplace = try Workplace()
        let ending = try await workplace.start(Workplace.program, ["programme"] + arguments).ending()
        #expect(ending.status == status && ending.errors.contains(words), "\(ending.errors)")
    }

    @Test("each collection takes the files over, and says when one cannot be")
    func collection() async throws {
        let workplace = try Workplace()
        try await ExampleHistory(commits: 2).make("hammer", in: workplace)
        try workplace.write(Self.settings, to: "steward.yml")
        try workplace.write("username\nada\n", to: "coaches.csv")
        let ending = try await workplace.steward("collect", "hammer")
        #expect(ending.status == 65 && ending.errors.contains("customers.csv: cannot be read"), "\(ending.errors)")
        #expect(try await workplace.steward("programme", "show").output.contains("Coaches today: 1"))
    }
}
