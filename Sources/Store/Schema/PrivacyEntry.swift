/// What the privacy register says of one column: whose data it is, why it is kept, how long, and what
/// happens to it when its person asks (GDPR articles 5, 15, 17 and 30).
public struct PrivacyEntry: Sendable, Hashable {
    /// Whether the column says something about a person.
    public enum Kind: String, Sendable, CaseIterable {
        /// Says nothing about a person.
        case none
        /// Leads to a person only together with other tables (a number that points to one).
        case pseudonymous
        /// Names or describes a person.
        case personal
    }

    /// How long the column is kept.
    public enum Retention: String, Sendable, CaseIterable {
        /// As long as the installation runs.
        case installation
        /// Until its source no longer holds it and the office removes the source.
        case source
        /// As long as the account of the person exists.
        case person
    }

    /// How the column is given to its person on request.
    public enum Export: String, Sendable, CaseIterable {
        case notExported = "not exported"
        case withPerson = "with the person"
    }

    /// What erasure does to the column.
    public enum Erasure: String, Sendable, CaseIterable {
        case kept
        case replacedByPlaceholder = "replaced by a placeholder"
        case rowDeleted = "row deleted"
    }

    public let kind: Kind
    public let purpose: String
    public let retention: Retention
    public let export: Export
    public let erasure: Erasure

    /// A column that says nothing about a person.
    public static func none(_ purpose: String) -> PrivacyEntry {
        PrivacyEntry(kind: .none, purpose: purpose, retention: .installation, export: .notExported, erasure: .kept)
    }

    /// A number or key that leads to a person through another table.
    public static func pseudonymous(
        _ purpose: String, retention: Retention = .source, erasure: Erasure = .kept
    ) -> PrivacyEntry {
        PrivacyEntry(kind: .pseudonymous, purpose: purpose, retention: retention, export: .withPerson, erasure: erasure)
    }

    /// A column that names or describes a person.
    public static func personal(
        _ purpose: String, retention: Retention = .source, erasure: Erasure = .replacedByPlaceholder
    ) -> PrivacyEntry {
        PrivacyEntry(kind: .personal, purpose: purpose, retention: retention, export: .withPerson, erasure: erasure)
    }
}
