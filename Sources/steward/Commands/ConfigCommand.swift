import ArgumentParser

/// `steward config`: the configuration in force.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show and check the configuration.",
        discussion: """
            Steward reads steward.yml, then the environment (STEWARD_…), then flags; the last one that gives a value wins.

            EXAMPLES
              steward config check
              steward config show
              STEWARD_LISTEN_PORT=9000 steward config show
            """,
        subcommands: [ConfigShowCommand.self, ConfigCheckCommand.self, ConfigKeysCommand.self])
}

/// `steward config show`: each value and where it came from.
struct ConfigShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print each value in force and where it came from.",
        discussion: """
            The output is a configuration file itself, with the source of each value in a comment. Passwords are hidden.

            EXAMPLES
              steward config show
              steward --config /etc/steward.yml config show
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        print(ConfigurationReport.yaml(try global.loadConfiguration()), terminator: "")
    }
}

/// `steward config check`: every mistake, with its line.
struct ConfigCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "List every mistake in the configuration.",
        discussion: """
            Ends with status 78 when there is a mistake, so that a deployment can stop before it restarts anything.

            EXAMPLES
              steward config check && systemctl restart steward
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let loaded = try global.loadConfiguration()
        guard !global.quiet else { return }
        print(loaded.file.map { "\($0.asVisible) is right." } ?? "No configuration file: the defaults are in force.")
    }
}

/// `steward config keys`: the table of keys.
struct ConfigKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "List every key, its environment variable, its default and what it decides.",
        discussion: """
            The table is in Markdown; docs/configuration.md holds the same.

            EXAMPLES
              steward config keys
            """)

    func run() async throws {
        print(ConfigurationReport.markdownTable(), terminator: "")
    }
}
