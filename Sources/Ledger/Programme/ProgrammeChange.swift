/// A row of a file that stands for nothing in the ledger yet. It is kept in its file and tried again with the next run.
public struct UnmatchedRow: Sendable, Hashable {
    public let place: RowPlace
    /// What the row names.
    public let subject: String
    /// What it was not found among, in words.
    public let reason: String

    public init(_ place: RowPlace, _ subject: String, _ reason: String) {
        self.place = place
        self.subject = subject
        self.reason = reason
    }
}

/// What a change of the programme's settings did.
public struct ProgrammeChange: Sendable, Hashable {
    /// The operation that can be undone; nil when everything was so already.
    public let operation: Int64?
    /// Assertions recorded and ended.
    public let changes: Int
    public let unmatched: [UnmatchedRow]

    init(_ recorder: OperationRecorder, unmatched: [UnmatchedRow] = []) {
        operation = recorder.operation
        changes = recorder.changes
        self.unmatched = unmatched
    }
}

/// What somebody asked for that cannot be, in words for them.
public struct ProgrammeRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is at fault: `username`, `from`, `to`, `organisation`; nil for the whole.
    public let field: String?
    public let description: String

    public init(_ field: String?, _ description: String) {
        self.field = field
        self.description = description
    }
}
