import Glibc
import Store
import Testing

/// Commands that ask the ledger or change what it believes.
@Suite("Asking and changing with the program")
struct LedgerCommandTests {
    @Test("projects are added, grouped and listed; every change is logged and can be taken back once")
    func projects() async throws {
        let workplace = try Workplace()
        try await ExampleHistory(commits: 3).make("hammer", in: workplace)
        let added = try await workplace.steward("project", "add", "hammer", "hammer", "--title", "The hammer")
        #expect(added.status == 0 && added.output == "Added hammer. Read it with: steward collect\n", "\(added.errors)")
        let grouped = try await workplace.steward("project", "group", "hammer", "tools", "--title", "Tools")
        #expect(grouped.status == 0 && grouped.output.hasPrefix("Done. Undo it with: steward operation undo "), "\(grouped.errors)")
        let number = try #require(grouped.output.split(whereSeparator: \.isWhitespace).last.map(String.init))
        #expect(try await workplace.steward("project", "group", "hammer", "tools").output == "Nothing to do: that is so already.\n")
        let listed = try await workplace.steward("project", "list", "--format", "csv")
        #expect(listed.output == "slug,title,groups,repositories\r\nhammer,The hammer,tools,\(try canonical(workplace.path("hammer")))\r\n")
        let log = try await workplace.steward("operation", "list")
        #expect(log.output.contains("command line (tester)"))

        let undone = try await workplace.steward("operation", "undo", number)
        #expect(undone.status == 0 && undone.output.hasPrefix("Undone by operation "), "\(undone.errors)")
        #expect(try await workplace.steward("project", "list", "--format", "csv").output.contains("hammer,The hammer,,"))
        let again = try await workplace.steward("operation", "undo", number)
        #expect(again.status == 1 && again.errors == "steward: Operation \(number) has been undone already.\n")
        let unknown = try await workplace.steward("operation", "undo", "999")
        #expect(unknown.status == 1 && unknown.errors == "steward: There is no operation 999.\n")
    }

    private func canonical(_ path: String) throws -> String {
        let resolved = try #require(realpath(path, nil))
        defer { free(resolved) }
        return String(cString: resolved)
    }

    @Test("a project that does not exist cannot be grouped, and a name that is no short name cannot be added")
    func refusals() async throws {
        let workplace = try Workplace()
        try await ExampleHistory(commits: 1).make("hammer", in: workplace)
        let unknown = try await workplace.steward("project", "group", "nobody", "tools")
        #expect(unknown.status == 1 && unknown.errors.contains("There is no project named “nobody”."))
        let name = try await workplace.steward("project", "add", "Not a slug!", "hammer")
        #expect(name.status == 1 && name.errors.contains("“Not a slug!” cannot name something in addresses"))
    }

    @Test(
        "a mistaken question ends with status 64 and says what may be asked",
        arguments: [
            (["show", "contributors.activ"], "There is no measure “contributors.activ”."),
            (["show", "code.commits", "--period", "week"], "The parameter “period” cannot be “week”; allowed: "),
            (["show", "code.commits", "--set", "nothing=1"], "There is no parameter “nothing” here; there is "),
            (["show", "code.commits", "--set", "nothing"], "“nothing” is not a parameter."),
            (["show", "code.commits", "--project", "nobody"], "There is no project “nobody”."),
            (["show", "code.commits", "--as-known", "yesterday"], "The parameter “as-known” cannot be “yesterday”; allowed: "),
            (["rows", "code.commits", "--at", "soon"], "The parameter “at” cannot be “soon”; allowed: "),
        ])
    func questions(arguments: [String], complaint: String) async throws {
        let workplace = try Workplace()
        let run = try workplace.start(Workplace.program, ["measure"] + arguments)
        let ending = try await run.ending()
        #expect(ending.status == 64)
        #expect(ending.output == "")
        #expect(ending.errors.hasPrefix("steward: \(complaint)"), "\(ending.errors)")
    }

    @Test("a figure as known before anything was collected has no data; as known today it has")
    func asKnown() async throws {
        let workplace = try Workplace()
        try await ExampleHistory(commits: 10).make("hammer", in: workplace)
        #expect(try await workplace.steward("collect", "hammer").status == 0)
        let question = ["measure", "show", "code.commits", "--period", "year", "--from", "2025", "--to", "2025", "--format", "csv"]
        let before = try await workplace.start(Workplace.program, question + ["--as-known", "2025-12-31"]).ending()
        let now = try await workplace.start(Workplace.program, question).ending()
        #expect(before.status == 0 && now.status == 0, "\(before.errors)")
        #expect(now.output.contains("10"))
        #expect(before.output != now.output && !before.output.contains("2025,10"), "\(before.output)")
    }
}
