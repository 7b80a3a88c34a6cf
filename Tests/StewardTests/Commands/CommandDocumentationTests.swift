import ArgumentParser
import Testing

@testable import steward

/// `docs/command-line.md`, held against the commands that there are.
@Suite("The documentation of commands")
struct CommandDocumentationTests {
    @Test("every command and every option of it is in docs/command-line.md")
    func complete() throws {
        let document = try Repository.text("docs/command-line.md")
        let commands = Self.commands(below: Steward.self, named: "steward")
        #expect(commands.count > 12)
        for (name, command) in commands {
            #expect(document.contains("`\(name)"), "\(name)")
            for option in Self.options(in: Steward.helpMessage(for: command)) {
                #expect(document.contains("`\(option)"), "\(option) of \(name)")
            }
        }
    }

    @Test("every option in docs/command-line.md is one of a command")
    func nothingElse() throws {
        let document = try Repository.text("docs/command-line.md")
        let commands = Self.commands(below: Steward.self, named: "steward").map(\.command)
        let known = Set(([Steward.self] + commands).flatMap { Self.options(in: Steward.helpMessage(for: $0)) })
        let described = Self.options(in: document.split(separator: "## Completion").first.map(String.init) ?? "")
        #expect(described.filter { !known.contains($0) } == [])
    }

    /// The commands that do something, not those that only hold others.
    private static func commands(
        below parent: any ParsableCommand.Type, named name: String
    ) -> [(name: String, command: any ParsableCommand.Type)] {
        parent.configuration.subcommands.flatMap { command -> [(name: String, command: any ParsableCommand.Type)] in
            let full = "\(name) \(command.configuration.commandName ?? "")"
            let below = commands(below: command, named: full)
            return below.isEmpty ? [(full, command)] : below
        }
    }

    private static func options(in text: String) -> [String] {
        let words = text.split { !($0.isLetter || $0.isNumber || $0 == "-") }
        return Set(words.filter { $0.hasPrefix("--") && $0.dropFirst(2).first?.isLetter == true }.map(String.init)).sorted()
    }
}
