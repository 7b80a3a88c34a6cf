/// What is wrong with one field of a file about a project.
public struct FieldProblem: Sendable, Hashable, CustomStringConvertible {
    public enum Severity: String, Sendable, CaseIterable {
        /// The field is not taken over.
        case mistake
        /// The field is taken over; something about it should be mended.
        case advice
    }

    public let file: String
    /// From 1; nil where it is not known.
    public let line: Int?
    /// As the file spells it, such as `legal.license`; empty for the file as a whole.
    public let field: String
    public let message: String
    public let severity: Severity

    public init(_ file: String, line: Int? = nil, field: String, _ message: String, severity: Severity = .mistake) {
        (self.file, self.line, self.field, self.message, self.severity) = (file, line, field, message, severity)
    }

    public var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return field.isEmpty ? "\(place): \(message)" : "\(place): \(field): \(message)"
    }
}

/// A file as it was read: what can be used of it, and what is wrong with the rest.
public struct FileReading: Sendable, Hashable {
    public var metadata: Metadata
    public var problems: [FieldProblem]
    /// The fields that the file has, but not as they should be.
    public var broken: Set<Metadata.Field>
    /// Nothing of it could be read.
    public var isUnreadable: Bool

    public init(
        metadata: Metadata = Metadata(), problems: [FieldProblem] = [], broken: Set<Metadata.Field> = [], isUnreadable: Bool = false
    ) {
        (self.metadata, self.problems, self.broken, self.isUnreadable) = (metadata, problems, broken, isUnreadable)
    }

    /// Whether the file is what its format asks for.
    public var isValid: Bool { !problems.contains { $0.severity == .mistake } }
}
