/// One typed question of a process's form.
public struct Field: Sendable, Hashable {
    public let id: String
    public let title: String
    public let kind: Kind
    public let isRequired: Bool
    /// What to write, for the person who fills in the form.
    public let help: String
    public let line: Int

    public init(id: String, title: String, kind: Kind, isRequired: Bool, help: String = "", line: Int = 0) {
        (self.id, self.title, self.kind, self.isRequired, self.help, self.line) = (id, title, kind, isRequired, help, line)
    }

    public enum Kind: Sendable, Hashable {
        /// At most so many characters; on one line or several.
        case text(limit: Int, isLong: Bool)
        case choice([Option])
        case number(ClosedRange<Double>, isWhole: Bool)
        /// In one of these currencies, by their ISO 4217 codes.
        case money(currencies: [String])
        case date
        /// Somebody, by the identity that ``CaseActor`` has.
        case person
        case project
        case organisation
        /// The id of a measure of the catalogue.
        case measure
        /// At most so many bytes.
        case file(limit: Int)
    }

    public struct Option: Sendable, Hashable {
        public let id: String
        public let title: String

        public init(id: String, title: String) {
            self.id = id
            self.title = title
        }
    }
}

/// What a case holds for a field.
public enum FieldValue: Sendable, Hashable, Codable {
    case text(String)
    case choice(String)
    case number(Double)
    /// In the currency's smallest unit, such as cents.
    case money(Int64, currency: String)
    /// As `2026-11-21`.
    case date(String)
    /// The identity of a person, project, organisation or measure.
    case reference(String)
    case file(FileReference)
}

/// A file that belongs to a case.
public struct FileReference: Sendable, Hashable, Codable {
    public let name: String
    public let bytes: Int
    /// SHA-256 in hexadecimal; what the file is stored under.
    public let digest: String

    public init(name: String, bytes: Int, digest: String) {
        self.name = name
        self.bytes = bytes
        self.digest = digest
    }
}

/// What is wrong with an answer, said to the person who gave it.
public struct FieldProblem: Error, Sendable, Hashable, CustomStringConvertible {
    public let field: String
    public let sentence: String
    public var description: String { sentence }

    public init(field: String, sentence: String) { (self.field, self.sentence) = (field, sentence) }
}
