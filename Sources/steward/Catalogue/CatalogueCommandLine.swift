import ArgumentParser
import Catalogue
import Foundation
import Pages

/// `steward catalogue`: the public catalogue of released projects.
struct CatalogueCommandLine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue", abstract: "The public catalogue of released projects.",
        discussion: """
            What was decided to be open is in it, and what catalogue.projects in steward.yml lists. `steward collect` keeps it up to date.

            EXAMPLES
              steward catalogue refresh
              steward catalogue search "bin collection" --licence MIT
              steward catalogue check publiccode.yml
              steward catalogue export code.json > code.json
            """,
        subcommands: [
            CatalogueListCommand.self, CatalogueShowCommand.self, CatalogueSearchCommand.self, CatalogueRefreshCommand.self,
            CatalogueCheckCommand.self,
            CatalogueExportCommand.self, CatalogueImportCommand.self, CatalogueRemoveCommand.self,
        ])
}

extension Office {
    var catalogue: CatalogueCommands { CatalogueCommands(configuration.catalogue, desk: desk, reuse: ReuseLookup(reuse)) }

    /// Brings the catalogue up to date with what was collected and decided.
    @discardableResult
    func refreshCatalogue() async throws -> CatalogueRefresh.Summary {
        try await CatalogueRefresh(configuration.catalogue, desk: desk).run()
    }
}

/// A table of entries.
private func show(_ found: [CatalogueResult.Found]) {
    var table = TextTable([
        .init("Project"), .init("Title", flexible: true), .init("Status"), .init("Licence", flexible: true), .init("Version"),
        .init("Help", alignment: .trailing),
    ])
    for item in found {
        let entry = item.entry
        table.add([
            entry.slug, entry.title, entry.status?.rawValue ?? "", entry.licence ?? "", entry.version ?? "",
            String(entry.helpWanted + entry.firstIssues),
        ])
    }
    Printer.show(table)
}

/// `steward catalogue list`
struct CatalogueListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all entries.",
        discussion: """
            EXAMPLES
              steward catalogue list
              steward catalogue list --json
            """)

    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let found = try await office.catalogue.all()
            if json { return print(office.catalogue.json(found).text) }
            guard !found.isEmpty else {
                return print(
                    "The catalogue is empty. Release a project, or list it under catalogue.projects in steward.yml; then: steward catalogue refresh"
                )
            }
            show(found)
        }
    }
}

/// `steward catalogue show`
struct CatalogueShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one entry with what its files say and what is wrong with them.",
        discussion: """
            EXAMPLES
              steward catalogue show curl
              steward catalogue show curl --json
            """)

    @Argument(help: "The entry's short name.") var entry: String
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            guard let sheet = try await office.catalogue.sheet(entry) else {
                throw Failure(.usage, "There is no entry “\(entry)”.", hints: ["`steward catalogue list` lists all."])
            }
            if json { return print(try await office.catalogue.json(sheet).text) }
            var table = TextTable([.init("Field"), .init("Value", flexible: true)])
            let known = sheet.entry
            let rows: [(String, String?)] = [
                ("title", known.title), ("summary", known.summary), ("url", known.url), ("licence", known.licence),
                ("status", known.status?.rawValue),
                ("languages", known.languages.joined(separator: ", ")), ("department", sheet.department?.name), ("owner", known.ownerRole),
                ("version", known.version), ("help wanted", String(known.helpWanted)), ("first issues", String(known.firstIssues)),
            ]
            for (name, value) in rows { if let value, !value.isEmpty { table.add([name, value]) } }
            for field in Metadata.Field.allCases where ![.title, .summary, .url, .licence, .status, .version, .usedBy].contains(field) {
                let values = sheet.metadata[all: field]
                if !values.isEmpty { table.add([field.rawValue, String(values.joined(separator: ", ").prefix(300))]) }
            }
            let users = try await office.catalogue.users(of: sheet)
            if !users.isEmpty { table.add(["reused by", String(users.joined(separator: ", ").prefix(600)).asVisible]) }
            Printer.show(table)
            for problem in sheet.problems { print("\(problem.severity.rawValue): \(problem)".asVisible) }
        }
    }
}

/// `steward catalogue search`
struct CatalogueSearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Search the catalogue.",
        discussion: """
            All words must be found; the beginning of a word is enough, and small slips are forgiven.

            EXAMPLES
              steward catalogue search "bin collection"
              steward catalogue search data --language Swift --status stable --json
              steward catalogue search "" --help-wanted
            """)

    @Argument(help: "Words; an empty text for everything.") var words: String
    @Option(help: "Only projects under this licence, by its SPDX id.") var licence: String?
    @Option(help: "Only projects in this programming language.") var language: String?
    @Option(help: "Only projects of this department, by its short name.") var department: String?
    @Option(help: "Only projects that are so far: \(ProjectStatus.allCases.map(\.rawValue).joined(separator: ", ")).") var status: String?
    @Flag(help: "Only projects with open issues that ask for help.") var helpWanted = false
    @Option(help: "Which page of the results.") var page = 1
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard (1...500).contains(page) else { throw ValidationError("--page takes a number from 1 to 500") }
        if let status, ProjectStatus(rawValue: status) == nil {
            throw ValidationError("--status takes one of \(ProjectStatus.allCases.map(\.rawValue).joined(separator: ", "))")
        }
    }

    func run() async throws {
        var query = CatalogueQuery()
        (query.text, query.licence, query.language, query.department) = (words, licence, language, department)
        (query.status, query.wantsHelp, query.page) = (status.flatMap(ProjectStatus.init(rawValue:)), helpWanted, page)
        let wanted = query
        try await Office.with(global.loadConfiguration().configuration) { office in
            let result = try await office.catalogue.find(wanted)
            if json { return print(office.catalogue.json(result).text) }
            if let corrected = result.corrected { print("Nothing has “\(words)”; these are the projects for “\(corrected)”.".asVisible) }
            guard !result.entries.isEmpty else {
                return print(result.all == 0 ? "The catalogue is empty." : "Nothing matches. Use fewer words, or the beginning of one.")
            }
            show(result.entries)
            print(Format.count(result.total, "project", "projects"))
        }
    }
}
