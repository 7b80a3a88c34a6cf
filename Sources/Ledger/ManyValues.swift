public import Store

extension SQLReader {
    /// Runs a statement that ends with `IN` for many values, some hundreds at a time, in the order of the values.
    ///
    /// - Parameter rest: what follows the list, such as an order.
    public func forEachRow(
        _ sql: String, of values: [SQLValue], _ arguments: [SQLValue], then rest: String = "", _ body: (any SQLRow) throws -> Void
    ) throws {
        let together = 200
        for start in stride(from: 0, to: values.count, by: together) {
            let chunk = values[start..<min(values.count, start + together)]
            // A short list is filled up with its first value, so that one statement stays prepared for all.
            let filled = Array(chunk) + Array(repeating: chunk[start], count: chunk.count > 1 ? together - chunk.count : 0)
            let marks = Array(repeating: "?", count: filled.count).joined(separator: ", ")
            try forEachRow("\(sql) (\(marks)) \(rest)", arguments + filled, body)
        }
    }
}
