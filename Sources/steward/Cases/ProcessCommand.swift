import ArgumentParser
import CaseDesk
import Casework
import Pages

/// `steward process`: process files.
struct ProcessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "process", abstract: "List, check and show process files.",
        discussion: """
            A process file says how something goes from being asked to being decided; docs/processes.md tells how to write one.

            EXAMPLES
              steward process list
              steward process check grant.yml
              steward process show investment
            """,
        subcommands: [ProcessListCommand.self, ProcessCheckCommand.self, ProcessShowCommand.self])
}

/// `steward process list`
struct ProcessListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the processes of this installation.",
        discussion: """
            EXAMPLES
              steward process list --json
            """)

    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            office.warnOfFaultyProcesses()
            let processes = office.processes()
            if json {
                print(
                    JSON.array(
                        processes.map {
                            [
                                "id": .string($0.id), "version": .integer($0.version), "title": .string($0.title),
                                "summary": .string($0.summary),
                            ]
                        }
                    ).text)
                return
            }
            var table = TextTable([.init("Process"), .init("Version", alignment: .trailing), .init("Title"), .init("For", flexible: true)])
            for process in processes { table.add([process.id, String(process.version), process.title, process.summary]) }
            Printer.show(table)
            for process in processes {
                if let change = try await office.changed(process) { print("\(process.id): \(change).".asVisible) }
            }
        }
    }
}

/// `steward process check`
struct ProcessCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check process files and tell every mistake with its line.",
        discussion: """
            Also says what this installation lacks: groups without members, checks that no part of Steward offers.
            With --quiet, only mistakes of the files themselves are told.

            EXAMPLES
              steward process check grant.yml
              steward process check --quiet processes/*.yml
            """)

    @Argument(help: "The files.", completion: .file(extensions: ["yml", "yaml"])) var files: [String]
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        var mistakes: [String] = [], sound: [(file: String, process: CaseProcess)] = []
        for file in files {
            do throws(ProcessFile.Mistakes) { sound.append((file, try ProcessFile.check(file))) } catch { mistakes += error.lines }
        }
        if !global.quiet, !sound.isEmpty {
            try await Office.with(global.loadConfiguration().configuration) { office in
                for (file, process) in sound { try await show(process, file, office) }
            }
        }
        guard mistakes.isEmpty else {
            let count = mistakes.count == 1 ? "a mistake" : "\(mistakes.count) mistakes"
            throw Failure(
                .configuration, "\(files.count == 1 ? "the process file has" : "the process files have") \(count)", hints: mistakes)
        }
    }

    private func show(_ process: CaseProcess, _ file: String, _ office: Office) async throws {
        let lacking = try await office.lacking(process)
        for problem in process.doubts + lacking { print("\(file): \(problem)".asVisible) }
        if let change = try await office.changed(process) { print("\(file): \(change).".asVisible) }
        let parts = "\(Format.count(process.states.count, "state", "states")), \(Format.count(process.transitions.count, "step", "steps"))"
        print("\(file) is without fault: \(process.title), version \(process.version), \(parts).".asVisible)
        if !lacking.isEmpty { print("Before it can be used here, mend what stands above.") }
    }
}

/// `steward process show`
struct ProcessShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show how a process goes, as people will read it.",
        discussion: """
            EXAMPLES
              steward process show nomination
              steward process show grant.yml
              steward process show investment --file > investment.yml
            """)

    @Argument(help: "A process of this installation, or a file.") var process: String
    @Flag(name: .customLong("file"), help: "Write the file itself, to copy from.") var asFile = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        if process.hasSuffix(".yml") || process.hasSuffix(".yaml") {
            show(try ProcessFile.read(process))
            return
        }
        try await Office.with(global.loadConfiguration().configuration) { office in
            let processes = office.processes()
            guard let found = processes.first(where: { $0.id == process }) else {
                throw Failure(
                    .usage, "There is no process “\(process)”.", hints: ["There are \(processes.map(\.id).joined(separator: ", "))."])
            }
            show(found)
        }
    }

    private func show(_ process: CaseProcess) {
        if asFile {
            print(process.text, terminator: "")
            return
        }
        for line in ProcessWords(process).lines { print(line.asVisible) }
    }
}
