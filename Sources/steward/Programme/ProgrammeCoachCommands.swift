import ArgumentParser
import Ledger

/// `steward programme coach`: who coaches.
struct ProgrammeCoachCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coach", abstract: "Add or end a coach.",
        discussion: """
            EXAMPLES
              steward programme coach add ada --from 2026-01-01
              steward programme coach end ada --from 2026-07-01
            """, subcommands: [ProgrammeCoachAddCommand.self, ProgrammeCoachEndCommand.self])
}

/// `steward programme coach add`: states that somebody coaches.
struct ProgrammeCoachAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "State that somebody coaches contributors.",
        discussion: """
            A user name that no forge has spelled yet is kept, and joined with the account when it is seen. No roster ends it.

            EXAMPLES
              steward programme coach add ada --from 2026-01-01 --speciality "Frontend"
              steward programme coach add ada --host github.com
            """)

    @Argument(help: "The user name on the forge.") var username: String
    @Option(help: ArgumentHelp("The forge; programme.default_host when left out.", valueName: "host")) var host: String?
    @Option(help: ArgumentHelp("What the coach knows best.", valueName: "text")) var speciality: String?
    @OptionGroup var days: DayOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (username, speciality, days) = (username, speciality, try days.range())
        let host = try host ?? global.loadConfiguration().configuration.programme.defaultHost
        try await ProgrammeStating(global: global).run { try $0.addCoach(username, host: host, speciality: speciality, days: days) }
    }
}

/// `steward programme coach end`: states that somebody no longer coaches.
struct ProgrammeCoachEndCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "State that somebody no longer coaches from a day on.",
        discussion: """
            Somebody whom the roster lists is ended there.

            EXAMPLES
              steward programme coach end ada --from 2026-07-01
            """)

    @Argument(help: "The user name on the forge.") var username: String
    @Option(help: ArgumentHelp("The first day on which they no longer coach.", valueName: "day")) var from: String
    @Option(help: ArgumentHelp("The forge; programme.default_host when left out.", valueName: "host")) var host: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        guard let day = try DayOptions.day(from, "--from") else { return }
        let username = username
        let host = try host ?? global.loadConfiguration().configuration.programme.defaultHost
        try await ProgrammeStating(global: global).run { try $0.endCoach(username, host: host, from: day) }
    }
}
