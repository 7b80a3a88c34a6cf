import Foundation
import Testing

@testable import steward

/// Lists of organisations and rosters with the built program.
@Suite("Organisations and rosters on the command line")
struct OrganisationCommandTests {
    private static let list =
        "slug,name,kind,parent,from,to,domains\r\nlab,Lab,university,,,,only:lab.example\r\ntool,Tool,company,lab,,2024-01-01,\r\ntool,Tool,company,works,2024-01-01,,\r\nworks,Works,company,,,,works.example\r\n"

    @Test("a list is tried, taken over, shown for a day, written as it was read and undone")
    func list() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.list, to: "organisations.csv")
        let tried = try await workplace.steward("organisations", "import", "organisations.csv", "--dry-run")
        #expect(tried.status == 0 && tried.output.contains("Would make 4 changes; nothing was kept."), "\(tried.output) \(tried.errors)")
        #expect(try await workplace.steward("organisations", "list").output.contains("There are no organisations."))
        let taken = try await workplace.steward("organisations", "import", "organisations.csv", "--json")
        #expect(taken.status == 0 && taken.output.contains("\"changes\":4"), "\(taken.output) \(taken.errors)")
        #expect(try await workplace.steward("organisations", "export").output == Self.list)
        let before = try await workplace.steward("organisations", "list", "--at", "2023-06-01", "--json")
        #expect(
            before.output.contains("\"slug\":\"tool\",\"name\":\"Tool\",\"kind\":\"company\",\"part_of\":[\"lab\"]"), "\(before.output)")
        let stated = try await workplace.steward("organisations", "parent", "works", "lab", "--from", "2025-01-01")
        #expect(stated.status == 0 && stated.output.contains("Undo them with: steward operation undo"), "\(stated.errors)")
        let circle = try await workplace.steward("organisations", "parent", "lab", "tool", "--from", "2025-01-01")
        #expect(circle.status == 1 && circle.errors.contains("Lab would be part of itself, by way of Tool, Works."), "\(circle.errors)")
        let again = try await workplace.start(Workplace.program, ["organisations", "import", "organisations.csv"]).ending()
        #expect(again.output.contains("Nothing to do"))
    }

    @Test("a roster is tried, taken over with its remarks, and a broken one loses nothing")
    func roster() async throws {
        let workplace = try Workplace()
        try workplace.write(
            "email,usernames,team,manager,organisation\nada@works.example,ada,Platform,ben@works.example,Works\nben@works.example,,,zoe@works.example,Works\n",
            to: "staff.csv")
        let tried = try await workplace.steward("roster", "import", "staff.csv", "--dry-run")
        #expect(tried.status == 0 && tried.output.contains("nothing was kept"), "\(tried.output) \(tried.errors)")
        let taken = try await workplace.steward("roster", "import", "staff.csv")
        #expect(taken.status == 0, "\(taken.errors)")
        #expect(taken.output.contains("staff.csv line 2: ada: no account of gitlab.com has this user name yet"), "\(taken.output)")
        #expect(taken.output.contains("staff.csv line 3: zoe@works.example: the manager is neither on the roster nor known"))
        #expect(taken.output.contains("steward operation undo"))
        try workplace.write("email,from,to,organisation\nada@works.example,,,Works\nADA@works.example,2024-01-01,,Works\n", to: "staff.csv")
        let broken = try await workplace.steward("roster", "import", "staff.csv")
        #expect(
            broken.status == 1 && broken.errors.contains("staff.csv line 3, email: “ada@works.example” stands on line 2 already"),
            "\(broken.errors)")
        #expect(try await workplace.steward("organisations", "list").output.contains("works-platform"))
        for (arguments, words) in [
            (["roster", "import", "nowhere.csv"], "nowhere.csv cannot be read"), (["roster", "import", "."], "is no file"),
            (["roster", "import", "staff.csv", "--name", "A B"], "cannot name something in addresses"),
        ] {
            let ending = try await workplace.start(Workplace.program, arguments).ending()
            #expect(ending.status != 0 && ending.errors.contains(words), "\(ending.errors)")
        }
    }
}
