/// What is wrong with a file that somebody keeps for Steward: where, and what to do.
public struct FileProblem: Error, Sendable, Hashable, CustomStringConvertible {
    public let file: String
    /// Counted from 1; nil when it is about the file as a whole.
    public let line: Int?
    /// The heading of the column, where one is at fault.
    public let field: String?
    public let message: String

    public init(_ file: String, line: Int? = nil, field: String? = nil, _ message: String) {
        self.file = file
        self.line = line
        self.field = field
        self.message = message
    }

    public var description: String {
        file + (line.map { " line \($0)" } ?? "") + (field.map { ", \($0)" } ?? "") + ": " + message
    }
}
