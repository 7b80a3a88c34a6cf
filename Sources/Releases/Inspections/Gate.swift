import Inspection

/// One part of an inspection that a case waits for by itself: each is a check of its own in a process file.
enum Gate: String, Sendable, CaseIterable {
    case secrets, licence, project, history, dependencies

    /// The name under which process files run it.
    var function: String { "inspection.\(rawValue)" }

    var title: String {
        switch self {
        case .secrets: "Secrets"
        case .licence: "Licence"
        case .project: "Project files and practice"
        case .history: "History"
        case .dependencies: "Dependencies"
        }
    }

    /// All checks of an inspection, in the order of the gates; each is named like its gate.
    ///
    /// - Throws: `InspectionError` when a rule pack of this program cannot be read, which a test rules out.
    static func checks() throws(InspectionError) -> [any Check] {
        [try SecretsCheck(), LicenceCheck(), ProjectFilesCheck(), try HistoryCheck(), DependencyCheck()]
    }
}
