import Foundation
import Testing

@testable import steward

/// The built program, run as a person runs it.
@Suite("The program")
struct ProgramTests {
    private struct Ending {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Runs the program in an empty folder of its own, with an environment of its own.
    private func steward(
        _ arguments: [String], environment: [String: String] = [:], files: [String: String] = [:]
    ) throws -> Ending {
        let folder = FileManager.default.temporaryDirectory.appending(path: "steward-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        let process = Process()
        // The program stands beside the bundle of the tests.
        process.executableURL = try #require(Bundle.main.executableURL).deletingLastPathComponent()
            .appending(path: "steward")
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = folder
        let output = folder.appending(path: "output")
        let errors = folder.appending(path: "errors")
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Ending(
            status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }

    @Test("help and the version go to standard output and end well")
    func help() throws {
        for arguments in [["--help"], ["help", "config", "check"], ["config", "show", "--help"]] {
            let ending = try steward(arguments)
            #expect(ending.status == 0)
            #expect(ending.output.contains("USAGE: steward"))
            #expect(ending.output.contains("EXAMPLES"))
            #expect(ending.errors == "")
        }
        let version = try steward(["--version"])
        #expect(version.status == 0 && version.output == Version.number + "\n")
    }

    @Test("a mistyped option is told in words on standard error, with status 64")
    func mistypedOption() throws {
        let ending = try steward(["config", "show", "--dat-folder", "x"])
        #expect(ending.status == 64)
        #expect(ending.output == "")
        #expect(ending.errors.hasPrefix("steward: Unknown option '--dat-folder'. Did you mean '--data-folder'?\n"))
    }

    @Test("a mistake in the configuration ends with status 78 and its line")
    func configurationMistake() throws {
        let ending = try steward(["config", "check"], files: ["steward.yml": "listen:\n  prot: 1\n"])
        #expect(ending.status == 78)
        #expect(ending.output == "")
        #expect(
            ending.errors == """
                steward: the configuration has a mistake
                  steward.yml line 2: unknown key `prot` in `listen`; did you mean `port`?
                  `steward config keys` lists every key and what it takes.

                """)
    }

    @Test("the values in force come from file, environment and flags")
    func show() throws {
        let ending = try steward(
            ["--database", "/x.sqlite", "config", "show", "--log-level", "debug"],
            environment: ["STEWARD_LISTEN_PORT": "9000"], files: ["steward.yml": "reporting: {names: pseudonyms}\n"])
        #expect(ending.status == 0)
        #expect(ending.output.contains("database: /x.sqlite  # --database\n"))
        #expect(ending.output.contains("  level: debug  # --log-level\n"))
        #expect(ending.output.contains("  port: 9000  # STEWARD_LISTEN_PORT\n"))
        #expect(ending.output.contains("  names: pseudonyms  # steward.yml line 1\n"))
    }

    @Test("completion scripts are written for each shell")
    func completion() throws {
        for shell in ["bash", "zsh", "fish"] {
            let ending = try steward(["--generate-completion-script", shell])
            #expect(ending.status == 0 && ending.output.contains("config"))
        }
    }
}
