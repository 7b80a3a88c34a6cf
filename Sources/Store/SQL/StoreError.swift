/// What went wrong while a database was opened or used, said for the person who has to mend it.
public struct StoreError: Error, Sendable, CustomStringConvertible {
    public enum Reason: Sendable, Hashable {
        /// The database cannot be opened or reached.
        case unavailable
        /// The database was made by a newer Steward: its schema version and the one this program knows.
        case fromTheFuture(module: String, found: Int, known: Int)
        /// No space is left where the database lives.
        case diskFull
        /// Another process holds the database for longer than Steward waits.
        case busy
        /// A rule of the schema was broken (unique key, foreign key, not null).
        case constraint
        /// The file is not a database, or is damaged.
        case corrupt
        /// The statement itself is at fault.
        case statement
        /// The store was closed.
        case closed
    }

    public let reason: Reason
    /// What was being done, in words.
    public let doing: String
    /// What the engine said.
    public let detail: String
    /// What to do about it.
    public let hint: String

    public init(_ reason: Reason, doing: String, detail: String, hint: String = "") {
        self.reason = reason
        self.doing = doing
        self.detail = detail
        self.hint = hint
    }

    public var description: String {
        hint.isEmpty ? "\(doing): \(detail)" : "\(doing): \(detail). \(hint)"
    }
}
