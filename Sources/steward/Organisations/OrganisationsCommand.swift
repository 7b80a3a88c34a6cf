import ArgumentParser
import Ledger
import Pages
import Store

/// `steward organisations`: organisations, teams, and which is part of which.
struct OrganisationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organisations", abstract: "Show, import and export organisations and teams, and what each is part of.",
        discussion: """
            EXAMPLES
              steward organisations list
              steward organisations import organisations.csv
              steward organisations export > organisations.csv
              steward organisations parent tool-works works --from 2026-01-01
            """,
        subcommands: [
            OrganisationsListCommand.self, OrganisationsImportCommand.self, OrganisationsExportCommand.self,
            OrganisationsParentCommand.self,
        ])
}

/// `steward organisations list`: the organisations with what each is part of.
struct OrganisationsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List organisations and teams with what each is part of.",
        discussion: """
            EXAMPLES
              steward organisations list
              steward organisations list --at 2024-06-01
              steward organisations list --json
            """)

    @Option(help: ArgumentHelp("The day for which it is asked; today when left out.", valueName: "day")) var at: String?
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let day = try DayOptions.day(at, "--at")
        try await Office.with(global.loadConfiguration().configuration) { office in
            let instant = day.map(office.desk.calendar.start(of:)) ?? office.desk.clock()
            let (organisations, tree) = try await office.store.read { reader in
                (try reader.organisations(), OrganisationTree(try reader.assertions(.organisationParent)))
            }
            let known = Dictionary(uniqueKeysWithValues: organisations.map { ($0.id, $0) })
            let lines = organisations.map { (organisation: $0, above: tree.ancestors(of: $0.id, at: instant).compactMap { known[$0] }) }
            if json {
                print(
                    JSON.array(
                        lines.map { line in
                            [
                                "slug": .string(line.organisation.slug), "name": .string(line.organisation.name),
                                "kind": .string(line.organisation.kind.rawValue), "part_of": .array(line.above.map { .string($0.slug) }),
                            ]
                        }
                    ).text)
                return
            }
            guard !lines.isEmpty else { return print("There are no organisations. Add some with `steward organisations import`.") }
            var table = TextTable([.init("Short name"), .init("Name", flexible: true), .init("Kind"), .init("Part of", flexible: true)])
            for line in lines {
                table.add([
                    line.organisation.slug, line.organisation.name, line.organisation.kind.rawValue,
                    line.above.map(\.name).joined(separator: " < "),
                ])
            }
            Printer.show(table)
        }
    }
}

/// `steward organisations import`: takes a list over.
struct OrganisationsImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take a list of organisations and teams over; what it no longer says ends.",
        discussion: """
            The first line names the columns, in any order: slug, name, kind, parent, from, to, domains. Only name must be there. A
            row holds for its days, so that an organisation that changed hands has a row for each time. Domains are set apart by
            white space; only:lab.example leaves out what is below the domain. A file with a mistake is not taken over at all.

            EXAMPLES
              steward organisations import organisations.csv --dry-run
              steward organisations import organisations.csv
            """)

    @Argument(help: "The file; - for standard input.", completion: .file()) var file: String
    @Flag(help: "Check the file and count the changes, but keep nothing.") var dryRun = false
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let label = ListFile.name(of: file)
        let rows = try OrganisationFile.read(file: label, ListFile.source(of: file)).checked(label)
        try await ListApplying(global: global, dryRun: dryRun, json: json).run(label) { office, writer, now in
            try office.affiliateByDomain(in: writer, at: now)
        } _: { writer, calendar, now in
            try OrganisationImport(writer, calendar: calendar, madeBy: Office.operatorName, at: now).apply(rows, from: label)
        }
    }
}

/// `steward organisations export`: writes the list.
struct OrganisationsExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write organisations and teams as comma-separated values.",
        discussion: """
            What is written can be taken over again with `steward organisations import`.

            EXAMPLES
              steward organisations export > organisations.csv
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let calendar = office.desk.calendar
            var csv = CSV(columns: OrganisationFile.columns)
            for row in try await office.store.read({ try $0.organisationRows(calendar: calendar) }) {
                csv.add(row.values.map { CSV.Cell($0) })
            }
            print(csv.text, terminator: "")
        }
    }
}

/// `steward organisations parent`: states of what an organisation is part.
struct OrganisationsParentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parent", abstract: "State of which organisation another is part.",
        discussion: """
            It goes before what lists say. What was stated before ends for those days.

            EXAMPLES
              steward organisations parent tool-works works --from 2026-01-01
              steward organisations parent tool-works --to 2020-01-01
            """)

    @Argument(help: "The short name of the organisation or team.") var organisation: String
    @Argument(help: "The short name of what it is part of; left out to take back what was stated.") var parent: String?
    @OptionGroup var days: DayOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (organisation, parent, days) = (organisation, parent, try days.range())
        try await ListApplying(global: global, dryRun: false, json: false).run(organisation) { _, _, _ in
        } _: { writer, calendar, now in
            try OrganisationStatement(writer, calendar: calendar, madeBy: Office.operatorName, at: now).setParent(
                of: organisation, to: parent, days: days)
        }
    }
}
