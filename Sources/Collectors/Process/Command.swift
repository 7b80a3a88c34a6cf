/// A program to start, with everything that it gets to know.
///
/// There is no shell anywhere: each argument reaches the program as it stands.
struct Command: Sendable {
    /// A path, or a name that is looked up in the `PATH` of this process.
    var program: String
    var arguments: [String]
    /// The whole environment of the child; nothing else is inherited.
    var environment: [String: String]
    /// How long the child may run; nil for as long as it takes.
    var timeLimit: Duration?
    /// Bytes of address space of the child, and of each program that it starts; nil for as much as it takes.
    var memoryLimit: Int?

    init(
        _ program: String, _ arguments: [String], environment: [String: String], timeLimit: Duration? = nil, memoryLimit: Int? = nil
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.timeLimit = timeLimit
        self.memoryLimit = memoryLimit
    }
}

/// What the system answered when a child could not be started or was stopped.
enum ProcessFailure: Error, Sendable, Hashable {
    /// The program is not installed, or not where it was looked for.
    case notInstalled(program: String)
    /// The system refused; `code` is an `errno` value.
    case refused(call: String, code: Int32)
    case interrupted
    case timedOut(after: Duration)
}

/// How a child ended.
struct Ending: Sendable, Hashable {
    /// The exit status; nil when a signal ended the child.
    var status: Int32?
    var signal: Int32?
    /// The beginning and the end of what it wrote to its error stream, as text.
    var complaint: String

    var isSuccess: Bool { status == 0 }
}
