import ArgumentParser
import Collectors
import Contributions
import Foundation
import Ledger
import Pages
import Store

/// `steward people export`: writes files of people.
struct PeopleExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write people, employments and domains to files.",
        discussion: """
            E-mail addresses are written only with --with-addresses, which a .mailmap and gitdm's files need: keep what is written
            to yourself, or ask the people. Who does not want to be shown is left out. What the format cannot say is told.

            EXAMPLES
              steward people export --format sortinghat --with-addresses --output identities.json
              steward people export --format mailmap --with-addresses > .mailmap
              steward people export --format gitdm --with-addresses --output gitdm/
              steward people export --format csv --output people/
            """)

    @Option(help: "sortinghat, gitdm, mailmap or csv.") var format: IdentityFormat
    @Option(
        help: ArgumentHelp("Write to this file, or for gitdm and csv to this folder, which is made.", valueName: "path"),
        completion: .file())
    var output: String?
    @Flag(help: "Write e-mail addresses too.") var withAddresses = false
    @Flag(help: "Write people too who do not want to be shown.") var withOptedOut = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        guard withAddresses || !format.needsAddresses else {
            throw Failure(
                .usage, "Nothing of this format can be written without e-mail addresses.",
                hints: ["Give --with-addresses, and keep what is written to yourself."])
        }
        let isFolder = format == .gitdm || format == .csv
        guard output != nil || !isFolder else {
            throw Failure(.usage, "This format is several files.", hints: ["Give a folder with --output."])
        }
        try await Office.with(global.loadConfiguration().configuration) { office in
            let options = IdentityExport.Options(withAddresses: withAddresses, withOptedOut: withOptedOut)
            let now = office.desk.clock()
            let export = try await office.store.read { try IdentityExport($0, options: options, now: now) }
            let writing = IdentityWriting(export.file, as: format, calendar: office.desk.calendar, now: now)
            try write(writing, isFolder: isFolder)
            guard !global.quiet else { return }
            var findings = export.findings
            findings.add(writing.findings)
            for notice in findings.notices { StandardError.write("\(notice).".asVisible + "\n") }
            if let output {
                StandardError.write("Wrote \(export.file.people.count.counted("person", "people")) to \(output).".asVisible + "\n")
            }
        }
    }

    private func write(_ writing: IdentityWriting, isFolder: Bool) throws {
        guard let output else {
            for part in writing.parts { FileHandle.standardOutput.write(Data(part.bytes)) }
            return
        }
        do {
            if isFolder { try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true) }
            for part in writing.parts {
                let path = isFolder ? "\(output)/\(part.name)" : output
                try Data(part.bytes).write(to: URL(filePath: path), options: .atomic)
            }
        } catch {
            throw Failure(.cannotWrite, "\(output) cannot be written: \(error.localizedDescription)")
        }
    }
}
