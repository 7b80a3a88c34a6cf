import ArgumentParser
import Casework

/// `steward process`: the files that say how cases go.
struct ProcessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "process", abstract: "Check the files that say how cases go.", subcommands: [ProcessCheckCommand.self])
}

/// `steward process check`: what is wrong with process files.
struct ProcessCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check process files.",
        discussion: """
            Each mistake is told with its line: names that lead nowhere, states that cannot be reached or left, clocks that never
            pause, thresholds that cannot be met. docs/processes.md describes the file.

            EXAMPLES
              steward process check grant.yml
              steward process check processes/*.yml
            """)

    @Argument(help: "The process files.", completion: .file(extensions: ["yml", "yaml"])) var files: [String]
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        var mistakes: [String] = []
        for file in files {
            do {
                let process = try CaseProcess(reading: BoundedFile.text(at: file, limit: CaseProcess.largestFile))
                if !global.quiet { print("\(file): \(process.summaryLine)".asVisible) }
            } catch let error as ProcessFileError {
                mistakes += error.problems.map { "\(file)\($0.line > 0 ? ":\($0.line)" : ""): \($0.sentence)" }
            } catch let error as BoundedFile.Problem {
                throw Failure(.failed, "\(file) \(error)")
            }
        }
        guard mistakes.isEmpty else {
            let count = mistakes.count == 1 ? "a mistake" : "\(mistakes.count) mistakes"
            throw Failure(.configuration, "\(files.count == 1 ? "the process file has" : "the process files have") \(count)", hints: mistakes)
        }
    }
}

extension CaseProcess {
    /// `grant, version 1: 10 states, 8 transitions, 1 clock, 1 vote; nothing is wrong with it`.
    fileprivate var summaryLine: String {
        func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
        let parts = [
            count(states.count, "state"), count(transitions.count, "transition"), count(clocks.count, "clock"), count(votes.count, "vote"),
        ]
        return "\(id), version \(version): \(parts.joined(separator: ", ")); nothing is wrong with it"
    }
}
