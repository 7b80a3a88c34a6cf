import Foundation

/// Where the layers of the configuration come from.
struct ConfigurationSources: Sendable {
    /// The file named by `--config`.
    var file: String?
    /// What flags give, by the path of the key.
    var flags: [String: String] = [:]
    var environment: [String: String] = [:]
    /// An absolute path.
    var currentFolder: String
}

/// A configuration file that has been read.
struct ConfigurationText: Sendable {
    /// As the person named it, for messages.
    let name: String
    /// An absolute path.
    let path: String
    let text: String
}

/// The configuration in force, and where each of its values came from.
struct LoadedConfiguration: Sendable {
    let configuration: Configuration
    /// The file that was read, as it was named; nil when there is none.
    let file: String?
    /// The value in force for each key that was given; keys that are missing have their default.
    let settings: ConfigurationLayer
}

/// Reads `steward.yml`, the environment and the flags, each stronger than the one before.
enum ConfigurationLoader {
    /// The file that is read from the current folder when none is named.
    static let defaultFile = "steward.yml"

    /// - Throws: ``ConfigurationError`` with every mistake that was found.
    static func load(_ sources: ConfigurationSources) throws(ConfigurationError) -> LoadedConfiguration {
        guard let (name, path) = fileToRead(sources) else { return try load(sources, file: nil) }
        let text: String
        do {
            text = try BoundedFile.text(at: path, limit: YAMLDocument.largestFile)
        } catch {
            throw ConfigurationError(problems: [ConfigurationProblem(.wholeFile(name), error.description)])
        }
        return try load(sources, file: ConfigurationText(name: name, path: path, text: text))
    }

    /// Loads with a file that has been read, or with none.
    static func load(
        _ sources: ConfigurationSources, file: ConfigurationText?
    ) throws(ConfigurationError) -> LoadedConfiguration {
        var problems: [ConfigurationProblem] = []
        var settings = file.map { layer(ofText: $0.text, file: $0.name, problems: &problems) } ?? [:]
        settings.merge(EnvironmentReader.layer(from: sources.environment, problems: &problems)) { $1 }
        settings.merge(layer(ofFlags: sources.flags, problems: &problems)) { $1 }
        var builder = ConfigurationBuilder(
            settings: settings, currentFolder: sources.currentFolder,
            fileFolder: file.map { folder(of: $0.path) } ?? sources.currentFolder,
            homeFolder: sources.environment["HOME"])
        let configuration = builder.build()
        problems += builder.problems
        guard problems.isEmpty else { throw ConfigurationError(problems: problems.inOrderOfPlace) }
        return LoadedConfiguration(configuration: configuration, file: file?.name, settings: settings)
    }

    /// The layer of a file's text, with the problems that it has.
    static func layer(
        ofText text: String, file: String, problems: inout [ConfigurationProblem]
    ) -> ConfigurationLayer {
        guard let document = YAMLDocument.reading(text, file: file, problems: &problems), let root = document.root
        else { return [:] }
        var reader = ShapeReader(file: file, repeatedKeys: document.repeatedKeys)
        let layer = reader.layer(from: root)
        problems += reader.problems
        return layer
    }

    private static func fileToRead(_ sources: ConfigurationSources) -> (name: String, path: String)? {
        let variable = sources.environment[ConfigurationKeys.fileVariable].flatMap { $0.isEmpty ? nil : $0 }
        if let named = sources.file ?? variable {
            return (named, ConfigurationBuilder.absolute(named, below: sources.currentFolder))
        }
        let path = ConfigurationBuilder.absolute(defaultFile, below: sources.currentFolder)
        return FileManager.default.fileExists(atPath: path) ? (defaultFile, path) : nil
    }

    private static func layer(
        ofFlags flags: [String: String], problems: inout [ConfigurationProblem]
    ) -> ConfigurationLayer {
        var layer: ConfigurationLayer = [:]
        for leaf in ConfigurationKeys.leaves {
            guard let text = flags[leaf.path] else { continue }
            let flag = leaf.field.flag ?? leaf.path
            layer[leaf.path] = Setting.reading(
                text, as: leaf.field.shape, named: flag, at: .flag(flag), problems: &problems)
        }
        return layer
    }

    private static func folder(of path: String) -> String {
        let parts = path.split(separator: "/").dropLast()
        return "/" + parts.joined(separator: "/")
    }
}

extension [ConfigurationProblem] {
    /// Those in the file first, from its top to its end, then the others as they were found.
    fileprivate var inOrderOfPlace: [ConfigurationProblem] {
        let placed = enumerated().map {
            index, problem -> (line: Int, column: Int, index: Int, problem: ConfigurationProblem) in
            guard case .file(_, let line, let column) = problem.origin else { return (.max, 0, index, problem) }
            return (line, column, index, problem)
        }
        return placed.sorted { ($0.line, $0.column, $0.index) < ($1.line, $1.column, $1.index) }.map(\.problem)
    }
}
