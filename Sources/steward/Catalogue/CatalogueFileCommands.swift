public import ArgumentParser
import Catalogue
import Foundation
import Inspection
import Pages

/// `steward catalogue refresh`
struct CatalogueRefreshCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh", abstract: "Make the catalogue anew from decisions, configuration, ledger and files.",
        discussion: """
            Reads publiccode.yml, code.json and catalog-info.yaml from the HEAD of each repository that was collected. What a file says
            wrongly stays as it was said last, and is named on the page of the project. `steward collect` does the same at its end.

            EXAMPLES
              steward catalogue refresh
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let summary = try await office.refreshCatalogue()
            for remark in summary.remarks { print(remark.asVisible) }
            guard !global.quiet else { return }
            print(
                "\(Format.count(summary.entries, "project is", "projects are")) in the catalogue; \(Format.count(summary.files, "file was", "files were")) read anew, "
                    + "\(Format.count(summary.withMistakes, "project has", "projects have")) mistakes in their files.")
        }
    }
}

/// `steward catalogue check`
struct CatalogueCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check files about projects and tell every mistake with its line.",
        discussion: """
            Takes publiccode.yml (0.2 to 0.7), code.json (2.0) and an agency's index of them, repos.json of SAP's portal, and catalog-info.yaml
            of Backstage, known by their names or contents. Asks nothing of the network. Ends with status 65 when there is a mistake.

            EXAMPLES
              steward catalogue check publiccode.yml
              steward catalogue check --json */publiccode.yml
            """)

    @Argument(help: "The files.", completion: .file(extensions: ["yml", "yaml", "json"])) var files: [String]
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let checked = try files.map(CatalogueFile.read)
        if json {
            print(JSON.array(checked.map(\.json)).text)
        } else {
            for file in checked {
                for problem in file.allProblems { print("\(problem.severity.rawValue): \(problem)".asVisible) }
                if file.isValid, !global.quiet { print("\(file.path) is a valid \(file.format).".asVisible) }
            }
        }
        if checked.contains(where: { !$0.isValid }) { throw ExitCode(ExitStatus.incomplete.rawValue) }
    }
}

/// `steward catalogue export`
struct CatalogueExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write entries in the format of another catalogue.",
        discussion: """
            The formats are publiccode (publiccode.yml, for one entry), code.json (one entry, or all as an agency's index), repos.json (of SAP's
            portal) and backstage (catalog-info.yaml).

            EXAMPLES
              steward catalogue export publiccode --entry curl > publiccode.yml
              steward catalogue export code.json > code.json
              steward catalogue export repos.json > repos.json
            """)

    @Argument(help: "publiccode, code.json, repos.json or backstage.") var format: CatalogueCommands.ExportFormat
    @Option(help: "Only this entry, by its short name.") var entry: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        if format.isForOne, entry == nil { throw ValidationError("\(format.rawValue) holds one project: name it with --entry") }
    }

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            guard let text = try await office.catalogue.export(format, entry) else {
                throw Failure(.usage, "There is no entry “\(entry ?? "")”.", hints: ["`steward catalogue list` lists all."])
            }
            print(text, terminator: "")
        }
    }
}

extension CatalogueCommands.ExportFormat: ExpressibleByArgument {}

/// `steward catalogue import`
struct CatalogueImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take the projects of another catalogue's file into this one.",
        discussion: """
            Takes the formats that `steward catalogue check` knows. A project is known by the address of its repository: importing a file
            again changes what it changed. What the release process or the configuration put into the catalogue stays as it is.

            EXAMPLES
              steward catalogue import repos.json
              steward catalogue import agency-index.json
            """)

    @Argument(help: "The file.", completion: .file(extensions: ["yml", "yaml", "json"])) var file: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let checked = try CatalogueFile.read(file)
        for problem in checked.allProblems.prefix(50) where problem.severity == .mistake {
            StandardError.write("\(problem)".asVisible + "\n")
        }
        guard !checked.readings.allSatisfy(\.isUnreadable) else { throw Failure(.incomplete, "\(file) holds no project that can be read") }
        try await Office.with(global.loadConfiguration().configuration) { office in
            let result = try await office.catalogue.take(checked)
            guard !global.quiet else { return }
            print(
                "New: \(result.added). Changed: \(result.changed). There by a decision or the configuration, and left as they are: \(result.known)."
            )
        }
    }
}

/// `steward catalogue remove`
struct CatalogueRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take an imported project out of the catalogue again.",
        discussion: """
            What was decided to be open goes when the decision ends, what the configuration lists when it no longer does.

            EXAMPLES
              steward catalogue remove earth
            """)

    @Argument(help: "The entry's short name.") var entry: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            guard try await office.catalogue.remove(entry).removed > 0 else {
                throw Failure(.usage, "No imported entry is called “\(entry)”.", hints: ["`steward catalogue list` lists all."])
            }
            if !global.quiet { print("\(entry) is no longer in the catalogue.".asVisible) }
        }
    }
}

/// Reads a file that somebody names.
enum CatalogueFile {
    static func read(_ path: String) throws -> CheckedFile {
        do throws(InspectionError) {
            return CheckedFile(path: path, bytes: try RuleFile.read(path))
        } catch {
            throw Failure(.usage, "\(error)")
        }
    }
}
