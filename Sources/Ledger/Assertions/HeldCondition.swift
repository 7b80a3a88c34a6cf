public import Store

/// The condition under which Steward held a row with `recorded_at` and `ended_at` at an instant.
public struct HeldCondition: Sendable {
    public let sql: String
    public let arguments: [SQLValue]

    /// - Parameters:
    ///   - instant: nil for what is held now.
    ///   - table: the name under which the statement knows the table; empty when there is only one.
    public init(at instant: Instant?, _ table: String = "") {
        let prefix = table.isEmpty ? "" : table + "."
        guard let instant else {
            sql = "\(prefix)ended_at IS NULL"
            arguments = []
            return
        }
        sql = "\(prefix)recorded_at <= ? AND (\(prefix)ended_at IS NULL OR \(prefix)ended_at > ?)"
        arguments = [.integer(instant.seconds), .integer(instant.seconds)]
    }
}
