import ArgumentParser
import Contributions
import Ledger
import Pages
import Store

/// `steward invent`: an office that does not exist.
struct InventCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invent", abstract: "Fill an empty ledger with an invented office, to try Steward out or measure it.",
        discussion: """
            People, projects and organisations are made up. The same numbers make the same history.

            EXAMPLES
              steward --data-folder /tmp/invented invent
              steward --data-folder /tmp/large invent --commits 1000000 --people 50000 --projects 500
            """)

    @Option(help: "How many commits.") var commits = 20_000
    @Option(help: "How many change requests and issues, two of the one for each of the other.") var items = 6000
    @Option(help: "How many people.") var people = 800
    @Option(help: "How many projects.") var projects = 24
    @Option(help: ArgumentHelp("The last day of the history; today when left out.", valueName: "date")) var until: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard (1...10_000_000).contains(commits), (0...10_000_000).contains(items), (1...1_000_000).contains(people),
            (1...10_000).contains(projects)
        else {
            throw ValidationError("Give 1 to 10,000,000 commits, up to 10,000,000 items, 1 to 1,000,000 people and 1 to 10,000 projects.")
        }
    }

    func run() async throws {
        guard let day = until.map({ CivilDate($0) }) ?? Instant.now.date else {
            throw Failure(.usage, "“\(until ?? "")” is not a day.", hints: ["Write it like 2026-06-30."])
        }
        try await Office.with(global.loadConfiguration().configuration) { office in
            let progress = CommandProgress(quiet: global.quiet)
            let total = commits + items
            try await InventedOffice(commits: commits, items: items, people: people, projects: projects, until: day).write(
                into: office.store, calendar: office.desk.calendar, at: .now
            ) { written in progress.show("inventing", "commits and items", written, of: total) }
            try await office.refreshCatalogue()
            await progress.close()
        }
    }
}
