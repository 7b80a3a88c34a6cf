public import Store

extension Cases {
    /// The closed cases of a process that have been kept for as long as its file says, the oldest first; none when it says nothing.
    ///
    /// Nothing is deleted here: erasure has rules of its own, and an entry in the audit log.
    public func keptLongEnough(of process: CaseProcess, limit: Int = 1000, in reader: any SQLReader) throws -> [Int64] {
        guard let retention = process.retention else { return [] }
        let now = clock()
        let closed = try reader.rows(
            "SELECT id, closed_at FROM cases WHERE process = ? AND closed_at IS NOT NULL AND closed_at <= ? ORDER BY closed_at, id LIMIT ?",
            [.text(process.id), .integer(now), .int(limit)]
        ) { (id: $0.integer(0), closedAt: $0.integer(1)) }
        return closed.filter { $0.closedAt + retention.seconds(from: $0.closedAt, calendar: nil) <= now }.map(\.id)
    }
}
