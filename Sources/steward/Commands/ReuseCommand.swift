import ArgumentParser
import Pages
import Reuse

/// `steward reuse`: what was written twice.
struct ReuseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reuse", abstract: "Find what several parts of the house wrote, look at it, set it aside.",
        discussion: """
            Compares the files at HEAD of all repositories that were collected. docs/reuse.md tells how.

            EXAMPLES
              steward reuse find
              steward reuse list
              steward reuse show 3
              steward reuse refuse 3 --reason template --note "the house's skeleton for services"
            """,
        subcommands: [
            ReuseFindCommand.self, ReuseListCommand.self, ReuseShowCommand.self, ReuseRefuseCommand.self, ReuseRestoreCommand.self,
        ])
}

extension ReuseCommand {
    /// Opens the office and says a refusal as a failure.
    static func with(_ global: GlobalOptions, _ body: (ReuseDesk) async throws -> Void) async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            do { try await body(office.reuse) } catch let refused as ReuseDesk.Refused { throw Failure(.usage, refused.description) }
        }
    }
}

/// `steward reuse find`
struct ReuseFindCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find", abstract: "Read what changed in the repositories and find what is shared.",
        discussion: """
            Contents that were read before are not read again. Ends with status 65 when something could not be looked at; the rest is complete.

            EXAMPLES
              steward collect && steward reuse find
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let progress = CommandProgress(quiet: global.quiet)
        try await ReuseCommand.with(global) { desk in
            let report = try await desk.find { done, total, _ in progress.show("reading", "repositories", done, of: total) }
            await progress.close()
            for problem in report.problems { StandardError.write("steward: \(problem.asVisible)\n") }
            if !global.quiet {
                print(
                    "Read \(report.read) of \(report.repositories) repositories. \(Format.count(report.open, "finding", "findings")), \(report.refused) set aside."
                        + (report.open > 0 ? " See them with: steward reuse list" : ""))
            }
            if !report.problems.isEmpty { throw ExitCode(ExitStatus.incomplete.rawValue) }
        }
    }
}

/// `steward reuse list`
struct ReuseListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what was found, most lines first.",
        discussion: """
            EXAMPLES
              steward reuse list
              steward reuse list --which refused --json
            """)

    enum Which: String, ExpressibleByArgument, CaseIterable { case open, refused, all }

    @Option(help: "Findings that stand (open), that were set aside (refused), or all.") var which = Which.open
    @Option(help: "At most so many.") var limit = 50
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await ReuseCommand.with(global) { desk in
            let found = try await desk.findings(FindingChoice(rawValue: which.rawValue) ?? .open, limit: max(1, min(limit, 10_000)))
            if json {
                print(JSON.array(found.map(\.json)).text)
                return
            }
            guard !found.isEmpty else {
                print("Nothing was found. Look again with: steward reuse find")
                return
            }
            var table = TextTable([
                .init("No.", alignment: .trailing), .init("Projects", flexible: true), .init("Lines", alignment: .trailing),
                .init("Why", flexible: true),
            ])
            for finding in found {
                table.add([
                    "\(finding.id)", finding.projects.map(\.slug).joined(separator: " "), finding.lines.grouped,
                    finding.reasons.joined(separator: "; "),
                ])
            }
            Printer.show(table)
        }
    }
}

/// `steward reuse show`
struct ReuseShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a finding with the files behind it.",
        discussion: """
            EXAMPLES
              steward reuse show 3
              steward reuse show 3 --json
            """)

    @Argument(help: "The number of the finding.") var number: Int64
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await ReuseCommand.with(global) { desk in
            guard let (finding, evidence) = try await desk.finding(number) else { throw Failure(.usage, "There is no finding \(number).") }
            if json {
                print(finding.json.adding("evidence", .array(evidence.map(\.json))).text)
                return
            }
            print(
                finding.projects.map {
                    $0.groups.isEmpty ? $0.title.asVisible : "\($0.title) (\($0.groups.joined(separator: ", ")))".asVisible
                }.joined(separator: "\n"))
            for reason in finding.reasons { print("  \(reason)") }
            if !finding.terms.isEmpty { print("  In common: \(finding.terms.asVisible)") }
            if let said = finding.refusal { print("  Set aside: \(said.reason.words). \((said.note ?? "").asVisible)") }
            guard !evidence.isEmpty else { return }
            var table = TextTable([
                .init("File", alignment: .trailing), .init("Project"), .init("Path", flexible: true), .init("Lines", alignment: .trailing),
                .init("In common", alignment: .trailing),
            ])
            for place in evidence {
                table.add([
                    "\(place.number)", place.project, place.path.asVisible, place.lines.grouped,
                    Format.percent(place.likeness, decimals: 0),
                ])
            }
            Printer.show(table)
        }
    }
}

/// `steward reuse refuse`
struct ReuseRefuseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refuse", abstract: "Set a finding aside, now and when it is found again.",
        discussion: """
            The reasons template and foreign are about the files, wherever they stand; known and chance are about the projects.
            It is written to the audit log, and can be taken back.

            EXAMPLES
              steward reuse refuse 3 --reason template --note "the house's skeleton for services"
              steward reuse refuse 5 --reason known
            """)

    enum Reason: String, ExpressibleByArgument, CaseIterable { case template, foreign, known, chance }

    @Argument(help: "The number of the finding.") var number: Int64
    @Option(help: "Why: template, foreign, known or chance.") var reason: Reason
    @Option(help: "Why, in your words.") var note: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await ReuseCommand.with(global) { desk in
            try await desk.refuse(number, RefusalReason(rawValue: reason.rawValue) ?? .template, note: note, actor: Office.operatorName)
            if !global.quiet { print("Set aside. Take it back with: steward reuse restore \(number)") }
        }
    }
}

/// `steward reuse restore`
struct ReuseRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Take back that a finding was set aside.",
        discussion: """
            EXAMPLES
              steward reuse restore 3
            """)

    @Argument(help: "The number of the finding.") var number: Int64
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await ReuseCommand.with(global) { desk in
            try await desk.restore(number, actor: Office.operatorName)
            if !global.quiet { print("Taken up again.") }
        }
    }
}
