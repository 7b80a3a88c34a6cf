import Collectors
import Measures
import Pages
import Store

/// An error as it is told to the person at the terminal: what happened, what to do, and how the program ends.
struct Failure: Error, Sendable {
    let status: ExitStatus
    let message: String
    /// What to do about it, one line each.
    let hints: [String]

    init(_ status: ExitStatus, _ message: String, hints: [String] = []) {
        self.status = status
        self.message = message
        self.hints = hints
    }

    /// The lines for standard error. What comes from outside is made safe to show, line by line.
    var report: String {
        let lines = ["steward: \(message)"] + hints.map { "  \($0)" }
        return lines.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
            .map { $0.asVisible + "\n" }.joined()
    }
}

extension Failure {
    /// Finds the words and the exit status for any error.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as ConfigurationError: self.init(error)
        case let error as StoreError: self.init(error)
        case let error as QuestionError: self.init(.usage, error.description, hints: ["`steward measure list` lists all measures."])
        case let error as GitFailure: self.init(.failed, error.sentence, hints: [error.hint])
        case let error as ServerError: self.init(.unavailable, error.description)
        default: self.init(.failed, "\(error)")
        }
    }

    private init(_ error: ConfigurationError) {
        let count = error.problems.count
        self.init(
            .configuration, count == 1 ? "the configuration has a mistake" : "the configuration has \(count) mistakes",
            hints: error.problems.map(\.description) + ["`steward config keys` lists every key and what it takes."])
    }

    private init(_ error: StoreError) {
        let status: ExitStatus =
            switch error.reason {
            case .unavailable, .busy: .unavailable
            case .diskFull: .cannotWrite
            case .fromTheFuture, .constraint, .corrupt, .statement, .closed: .failed
            }
        self.init(status, "\(error.doing): \(error.detail)", hints: error.hint.isEmpty ? [] : [error.hint])
    }
}
