/// One mistake in a process file.
public struct ProcessProblem: Sendable, Hashable, CustomStringConvertible {
    /// Counts from 1; 0 for the file as a whole.
    public let line: Int
    /// A complete sentence.
    public let sentence: String

    public init(line: Int, _ sentence: String) {
        (self.line, self.sentence) = (line, sentence)
    }

    public var description: String { line > 0 ? "line \(line): \(sentence)" : sentence }
}

/// Every mistake that was found in a process file, in the order of its lines.
public struct ProcessFileError: Error, Sendable, Hashable, CustomStringConvertible {
    public let problems: [ProcessProblem]
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
