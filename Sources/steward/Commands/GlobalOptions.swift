import ArgumentParser
import Foundation

/// The options that every command takes, before or after its name.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read this configuration file instead of steward.yml in the current folder.", valueName: "file"),
        completion: .file(extensions: ["yml", "yaml"]))
    var config: String?

    @Option(
        help: ArgumentHelp("Keep everything in this folder.", valueName: "folder"), completion: .directory)
    var dataFolder: String?

    @Option(
        help: ArgumentHelp("Use this SQLite file or PostgreSQL address.", valueName: "path or address"),
        completion: .file())
    var database: String?

    @Option(
        help: ArgumentHelp("Log messages from this level on.", valueName: "level"),
        completion: .list(LogLevel.allCases.map(\.rawValue)))
    var logLevel: String?

    @Flag(name: [.short, .long], help: "Show no progress; only results and errors.")
    var quiet = false
}

extension GlobalOptions {
    /// What these options give, by the path of the key.
    var settings: [String: String] {
        var settings: [String: String] = [:]
        settings["data_folder"] = dataFolder
        settings["database"] = database
        settings["log.level"] = logLevel
        return settings
    }

    /// The configuration in force for a command.
    ///
    /// - Parameter flags: what flags give, by the path of the key: these options, and those of the command.
    /// - Throws: ``ConfigurationError`` with every mistake.
    func loadConfiguration(flags: [String: String]? = nil) throws -> LoadedConfiguration {
        try ConfigurationLoader.load(
            ConfigurationSources(
                file: config, flags: flags ?? settings, environment: ProcessInfo.processInfo.environment,
                currentFolder: FileManager.default.currentDirectoryPath))
    }
}
