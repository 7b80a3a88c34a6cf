/// Where a setting was given, or a mistake was made.
enum Origin: Sendable, Hashable {
    /// Nowhere: the program's own default.
    case fallback
    /// A place in a configuration file; lines and columns count from 1, columns in Unicode scalars.
    case file(String, line: Int, column: Int)
    /// A configuration file as a whole.
    case wholeFile(String)
    /// An environment variable, by its name.
    case environment(String)
    /// A flag on the command line, spelled as it is typed.
    case flag(String)
}

extension Origin: CustomStringConvertible {
    var description: String {
        switch self {
        case .fallback: "default"
        case .file(let name, let line, _): "\(name) line \(line)"
        case .wholeFile(let name): name
        case .environment(let name): name
        case .flag(let name): name
        }
    }
}

/// One mistake in the configuration: where it is, what is wrong, and what would be right.
struct ConfigurationProblem: Sendable, Hashable, CustomStringConvertible {
    let origin: Origin
    let message: String

    init(_ origin: Origin, _ message: String) {
        self.origin = origin
        self.message = message
    }

    var description: String { "\(origin): \(message)" }
}

/// Every mistake that was found in the configuration, in the order in which the layers were read.
struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    let problems: [ConfigurationProblem]

    var description: String { problems.map(\.description).joined(separator: "\n") }
}
