import ArgumentParser
import Ledger
import Store

/// `steward roster`: those whom an organisation employs.
struct RosterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster", abstract: "Take over the roster of an organisation: who works there, in which team, for whom.",
        discussion: """
            EXAMPLES
              steward roster import staff.csv --dry-run
              steward roster import staff.csv
            """, subcommands: [RosterImportCommand.self])
}

/// `steward roster import`: takes a roster over.
struct RosterImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take a roster over; what it no longer says ends.",
        discussion: """
            The first line names the columns, in any order: name, email, usernames, team, manager, from, to, organisation. A row
            needs an address or a user name. User names are set apart by white space; github.com:ada is one of another forge than
            programme.default_host. A team that is part of another is written Engineering/Platform. Without an organisation the
            programme's own counts. `to` is the first day that no longer counts.

            A file with a mistake is not taken over at all. docs/affiliations.md tells the format and what wins over what.

            EXAMPLES
              steward roster import staff.csv --dry-run
              steward roster import staff.csv
              steward roster import lab.csv --name lab
              hr-export | steward roster import -
            """)

    @Argument(help: "The file; - for standard input.", completion: .file()) var file: String
    @Option(help: ArgumentHelp("Tells several rosters apart; each ends only what it said itself.", valueName: "name")) var name: String?
    @Flag(help: "Check the file and count the changes, but keep nothing.") var dryRun = false
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        if let name, (try? Slug.checked(name)) == nil {
            throw Failure(.usage, LedgerError.invalidSlug(name).description)
        }
        let (label, name) = (ListFile.name(of: file), name)
        let host = try global.loadConfiguration().configuration.programme.defaultHost
        let rows = try RosterFile.read(file: label, host: host, ListFile.source(of: file)).checked(label)
        try await ListApplying(global: global, dryRun: dryRun, json: json).run(label) { _, writer, now in
            try writer.placeAccounts(madeBy: Office.operatorName, at: now)
        } _: { writer, calendar, now in
            try RosterImport(writer, calendar: calendar, madeBy: Office.operatorName, at: now).apply(rows, named: name, from: label)
        }
    }
}
