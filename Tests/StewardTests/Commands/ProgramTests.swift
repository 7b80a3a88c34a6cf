import Testing

@testable import steward

/// The built program, run as a person runs it.
@Suite("The program")
struct ProgramTests {
    private func steward(
        _ arguments: [String], environment: [String: String] = [:], files: [String: String] = [:]
    ) async throws -> Workplace.Ending {
        let workplace = try Workplace()
        for (name, text) in files { try workplace.write(text, to: name) }
        return try await workplace.start(Workplace.program, arguments, environment).ending()
    }

    @Test("help and the version go to standard output and end well")
    func help() async throws {
        for arguments in [["--help"], ["help", "config", "check"], ["config", "show", "--help"]] {
            let ending = try await steward(arguments)
            #expect(ending.status == 0)
            #expect(ending.output.contains("USAGE: steward"))
            #expect(ending.output.contains("EXAMPLES"))
            #expect(ending.errors == "")
        }
        let version = try await steward(["--version"])
        #expect(version.status == 0 && version.output == Version.number + "\n")
    }

    @Test("a mistyped option is told in words on standard error, with status 64")
    func mistypedOption() async throws {
        let ending = try await steward(["config", "show", "--dat-folder", "x"])
        #expect(ending.status == 64)
        #expect(ending.output == "")
        #expect(ending.errors.hasPrefix("steward: Unknown option '--dat-folder'. Did you mean '--data-folder'?\n"))
    }

    @Test("a mistake in the configuration ends with status 78 and its line")
    func configurationMistake() async throws {
        let ending = try await steward(["config", "check"], files: ["steward.yml": "listen:\n  prot: 1\n"])
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
    func show() async throws {
        let ending = try await steward(
            ["--database", "/x.sqlite", "config", "show", "--log-level", "debug"],
            environment: ["STEWARD_LISTEN_PORT": "9000"], files: ["steward.yml": "reporting: {names: pseudonyms}\n"])
        #expect(ending.status == 0)
        #expect(ending.output.contains("database: /x.sqlite  # --database\n"))
        #expect(ending.output.contains("  level: debug  # --log-level\n"))
        #expect(ending.output.contains("  port: 9000  # STEWARD_LISTEN_PORT\n"))
        #expect(ending.output.contains("  names: pseudonyms  # steward.yml line 1\n"))
    }

    @Test("completion scripts are written for each shell")
    func completion() async throws {
        for shell in ["bash", "zsh", "fish"] {
            let ending = try await steward(["--generate-completion-script", shell])
            #expect(ending.status == 0 && ending.output.contains("config"))
        }
    }
}
