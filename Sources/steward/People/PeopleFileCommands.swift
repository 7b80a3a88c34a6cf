public import ArgumentParser
public import Collectors
import Contributions
import Foundation
import Ledger
import Pages
import Store

extension IdentityFormat: ExpressibleByArgument {}

/// `steward people import`: takes over what files say of people.
struct PeopleImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take over people, employments and domains from files.",
        discussion: """
            The formats are SortingHat's JSON, gitdm's files (e-mail map, aliases, domain map, and the affiliations of developers
            that the CNCF keeps; several files together), .mailmap, and comma-separated values (files or a folder).

            When a line cannot be read nothing is taken over, and every mistake is told; --lenient takes over the good lines. The
            import is one operation that can be undone. Importing a file again brings only what it said itself up to date.
            Gender and country in profiles are never read.

            EXAMPLES
              steward people import identities.json --format sortinghat --dry-run
              steward people import developers_affiliations*.txt --format gitdm --lenient
              steward people import ../tool/.mailmap --format mailmap --name tool/.mailmap
              steward people import people/ --format csv
            """)

    @Argument(help: "The files, or one folder of comma-separated values.", completion: .file()) var files: [String]
    @Option(help: "sortinghat, gitdm, mailmap or csv.") var format: IdentityFormat
    @Flag(help: "Only show what would be taken over.") var dryRun = false
    @Flag(help: "Take over what can be read although something cannot.") var lenient = false
    @Flag(help: "Take over names in profiles as the ones by which people chose to be shown.") var displayNames = false
    @Option(help: ArgumentHelp("What evidence calls the file; two projects' .mailmap need two names.", valueName: "text")) var name: String?
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let inputs = try PeopleFileNames(files: files, format: format, name: name)
        try await Office.with(global.loadConfiguration().configuration) { office in
            let progress = CommandProgress(quiet: global.quiet || json)
            let size = inputs.size
            let input = IdentityInput(format, calendar: office.desk.calendar) { progress.show("Reading", "bytes", $0, of: size) }
            let reading = input.read(paths: inputs.paths, names: inputs.names)
            await progress.close()
            if reading.findings.problemCount > 0, !lenient { throw Self.refusal(reading.findings) }
            let report = try await PeopleImporting(office: office, displayNames: displayNames, dryRun: dryRun).run(reading)
            if json { print(Self.json(report, reading.findings).text) } else if !global.quiet { show(report, reading) }
            if reading.findings.problemCount > 0 {
                throw Failure(
                    .incomplete, "\(reading.findings.problemCount.grouped) entries could not be read and were left out",
                    hints: Self.list(reading.findings))
            }
        }
    }

    private static func list(_ findings: IdentityFindings) -> [String] {
        let shown = findings.problems.prefix(20).map(\.description)
        let rest = findings.problemCount - shown.count
        return shown + (rest > 0 ? ["… and \(rest.grouped) more"] : [])
    }

    private static func refusal(_ findings: IdentityFindings) -> Failure {
        Failure(
            .failed, "nothing was taken over, as \(findings.problemCount.counted("entry", "entries")) cannot be read",
            hints: list(findings) + ["--lenient takes over the rest."])
    }

    private func show(_ report: IdentityImport.Report, _ reading: IdentityReading) {
        let people = report.people.counted("person", "people")
        print("\(dryRun ? "Would take" : "Took") over \(people) with \(report.identities.counted("identity", "identities")):")
        var table = TextTable([.init("What"), .init("Number", alignment: .trailing)])
        for (what, number) in report.figures where number > 0 { table.add([what, number.grouped]) }
        Printer.show(table)
        for notice in reading.findings.notices { print("\(notice).".asVisible) }
        guard !dryRun else { return }
        print(report.operation.map { "Done. Undo it with: steward operation undo \($0)" } ?? "Nothing to do: that is so already.")
    }

    private static func json(_ report: IdentityImport.Report, _ findings: IdentityFindings) -> JSON {
        .object([
            .init("people", .integer(report.people)), .init("identities", .integer(report.identities)),
            .init("accounts_made", .integer(report.accountsMade)), .init("joins", .integer(report.joins)),
            .init("affiliations", .integer(report.affiliations)), .init("bots", .integer(report.bots)),
            .init("domains", .integer(report.domains)), .init("exclusions", .integer(report.exclusions)),
            .init("changes", .integer(report.changes)), .init("operation", JSON(report.operation.map(Int.init))),
            .init("notices", .array(findings.notices.map { .string($0.description) })),
            .init("problems", .array(findings.problems.map { .string($0.description) })),
        ])
    }
}

extension IdentityImport.Report {
    fileprivate var figures: [(String, Int)] {
        [
            ("Accounts that are new", accountsMade), ("Accounts joined with another", joins), ("Employments of accounts", affiliations),
            ("Accounts that are bots", bots), ("Chosen names of accounts", displayNames), ("Domains", domains),
            ("Names and addresses that join nobody", exclusions), ("Beliefs recorded or ended", changes),
        ]
    }
}

/// Brings what was read into the ledger, with the people who follow from it.
struct PeopleImporting {
    let office: Office
    let displayNames: Bool
    let dryRun: Bool

    /// Takes a dry run back.
    private struct DryRun: Error {
        let report: IdentityImport.Report
    }

    func run(_ reading: IdentityReading) async throws -> IdentityImport.Report {
        let (file, sources, now, dryRun) = (reading.file, reading.sources, office.desk.clock(), dryRun)
        let options = IdentityImport.Options(displayNames: displayNames)
        do {
            let office = office
            return try await office.store.write { writer in
                let report = try IdentityImport(writer, options: options, madeBy: Office.operatorName, at: now).run(file, from: sources)
                if dryRun { throw DryRun(report: report) }
                if report.changes > 0 || report.accountsMade > 0 {
                    try writer.placeAccounts(madeBy: Office.operatorName, at: now)
                    try office.affiliateByDomain(in: writer, at: now)
                }
                return report
            }
        } catch let rehearsal as DryRun {
            return rehearsal.report
        }
    }
}

/// The files that a command names, and what evidence calls them.
struct PeopleFileNames {
    let paths: [String]
    let names: [String]

    init(files: [String], format: IdentityFormat, name: String?) throws {
        guard let first = files.first else { throw Failure(.usage, "Name a file.") }
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: first, isDirectory: &isFolder)
        if format == .csv, isThere, isFolder.boolValue {
            let found = ((try? FileManager.default.contentsOfDirectory(atPath: first)) ?? []).filter { $0.hasSuffix(".csv") }.sorted()
            guard !found.isEmpty else { throw Failure(.failed, "There is no .csv file in \(first).") }
            paths = found.map { "\(first)/\($0)" }
        } else {
            paths = files
        }
        guard paths.count == 1 || format == .gitdm || format == .csv else {
            throw Failure(.usage, "One file of this format is imported at a time.")
        }
        names = paths.map { path in
            let parts = path.split(separator: "/").map(String.init)
            let file = parts.last ?? path
            guard let name else { return file == ".mailmap" ? parts.suffix(2).joined(separator: "/") : file }
            return files.count == 1 && !isFolder.boolValue ? name : "\(name)/\(file)"
        }
    }

    /// In bytes, for the progress.
    var size: Int? {
        let sizes = paths.map { (try? FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int) ?? 0 }
        return sizes.reduce(0, +)
    }
}
