public import Store

extension SQLWriter {
    /// Takes `count` numbers from a counter and returns the first of them; counters begin at 1.
    public func takeNumbers(_ counter: String, _ count: Int = 1) throws -> Int64 {
        let last = try integer(
            """
            INSERT INTO counters (name, value) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value
            RETURNING value
            """, [.text(counter), .int(count)])
        return (last ?? Int64(count)) - Int64(count) + 1
    }

    /// Tells everyone who keeps figures in memory that the ledger holds something new.
    public func advanceRevision() throws {
        _ = try takeNumbers("revision")
    }
}

extension SQLReader {
    /// A number that grows with each change of the ledger; 0 when nothing was ever stored.
    public func revision() throws -> Int64 {
        try integer("SELECT value FROM counters WHERE name = 'revision'") ?? 0
    }
}
