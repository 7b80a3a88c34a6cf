import ArgumentParser
import Store
import Testing

@testable import steward

/// The testing library has a type of the same name.
typealias Status = steward.ExitStatus

@Suite("How the program ends")
struct ExitStatusTests {
    @Test("docs/command-line.md lists every exit status with its meaning")
    func documentation() throws {
        let document = try Repository.text("docs/command-line.md")
        for status in Status.allCases {
            #expect(document.contains("| \(status.rawValue) | \(status.meaning) |"))
        }
    }

    @Test("a mistake on the command line ends with the status for usage")
    func usage() throws {
        #expect(throws: (any Error).self) { try Steward.parseAsRoot(["--no-such-flag"]) }
        do {
            _ = try Steward.parseAsRoot(["--no-such-flag"])
        } catch {
            #expect(Steward.exitCode(for: error).rawValue == Status.usage.rawValue)
        }
    }

    @Test("global options are taken before and after the command, the later one wins")
    func globalOptions() throws {
        let command = try Steward.parseAsRoot([
            "--data-folder", "a", "--log-level", "debug", "config", "show", "--data-folder", "b",
        ])
        let show = try #require(command as? ConfigShowCommand)
        #expect(show.global.settings == ["data_folder": "b", "log.level": "debug"])
    }

    @Test("mistakes in the configuration are told one to a line and end with the status for it")
    func configuration() {
        let failure = Failure(
            ConfigurationError(problems: [
                ConfigurationProblem(.file("steward.yml", line: 3, column: 1), "one"),
                ConfigurationProblem(.environment("STEWARD_X"), "two"),
            ]))
        #expect(failure.status == .configuration)
        #expect(
            failure.report == """
                steward: the configuration has 2 mistakes
                  steward.yml line 3: one
                  STEWARD_X: two
                  `steward config keys` lists every key and what it takes.

                """)
    }

    @Test(
        "what the database cannot do decides the status",
        arguments: [
            (StoreError.Reason.diskFull, Status.cannotWrite), (.unavailable, .unavailable), (.busy, .unavailable),
            (.fromTheFuture(module: "ledger", found: 9, known: 1), .failed), (.corrupt, .failed),
        ])
    func store(reason: StoreError.Reason, status: Status) {
        let failure = Failure(StoreError(reason, doing: "writing commits", detail: "no", hint: "Make room."))
        #expect(failure.status == status)
        #expect(failure.report == "steward: writing commits: no\n  Make room.\n")
    }

    @Test("a message with control characters cannot drive the terminal")
    func hostileMessage() {
        #expect(Failure(.failed, "bad \u{1B}[2J name").report == "steward: bad ␛[2J name\n")
    }
}
