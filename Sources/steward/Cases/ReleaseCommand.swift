import ArgumentParser
import CaseDesk
import Pages
import Releases

/// `steward release`: what the commands about cases do not give.
struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "List what is open and closed, and inspect the repository of a case.",
        discussion: """
            A release and an exception to stay closed are cases: `steward case start open-source-release` begins one.

            EXAMPLES
              steward release list --closed
              steward release check 17
            """,
        subcommands: [ReleaseListCommand.self, ReleaseCheckCommand.self])
}

/// `steward release list`
struct ReleaseListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what is open and what is closed, with the reasons.",
        discussion: """
            EXAMPLES
              steward release list
              steward release list --closed --overdue
              steward release list --json
            """)

    @Flag(help: "Only what is open.") var open = false
    @Flag(help: "Only what is closed.") var closed = false
    @Flag(help: "Only what should have been looked at again by now.") var overdue = false
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard !(open && closed) else { throw ValidationError("give --open or --closed, or neither for both") }
    }

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let listing = try await ReleaseCommands(office.releases).list(
                visibility: open ? "open" : closed ? "closed" : nil, overdue: overdue)
            listing.show(json: json, empty: "There is no such repository.", flexible: ["Title", "Why"])
        }
    }
}

/// `steward release check`
struct ReleaseCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Inspect the repository of a case now, and run the checks of the case.",
        discussion: """
            What the server does by itself when a repository moves. Ends with status 1 when a gate did not pass.

            EXAMPLES
              steward release check 17
              steward release check 17 --json
            """)

    @Argument(help: "The number of the case.") var number: Int64
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let cases = office.caseDesk()
            do {
                let (listing, isGreen) = try await ReleaseCommands(office.releases).check(number) { try await cases.recheck($0) }
                listing.show(json: json, empty: "", flexible: ["Found"])
                if !isGreen { throw ExitCode(1) }
            } catch let refusal as ReleaseCommands.Refusal {
                throw Failure(.failed, refusal.description)
            }
        }
    }
}

extension ReleaseCommands.Listing {
    fileprivate func show(json: Bool, empty: String, flexible: Set<String>) {
        if json {
            print(self.json.text)
            return
        }
        guard !rows.isEmpty else {
            print(empty)
            return
        }
        var table = TextTable(headings.map { .init($0, flexible: flexible.contains($0)) })
        for row in rows { table.add(row) }
        Printer.show(table)
    }
}
