import Store

/// A store whose transactions break off at a chosen statement, as when the program is killed there.
final class FaultyStore: SQLStore {
    private let store: any SQLStore
    /// Counts from 1; a number beyond the last statement breaks nothing.
    private let breaksAt: Int

    struct Broken: Error {}

    init(_ store: any SQLStore, breaksAt: Int) {
        (self.store, self.breaksAt) = (store, breaksAt)
    }

    var engine: StoreEngine { store.engine }

    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLReader) throws -> T) async throws -> T { try await store.read(body) }

    func write<T: Sendable>(_ body: @escaping @Sendable (any SQLWriter) throws -> T) async throws -> T {
        let breaksAt = breaksAt
        return try await store.write { try body(FaultyWriter($0, breaksAt: breaksAt)) }
    }

    func close() async throws { try await store.close() }
}

/// Passes statements on until the one at which it breaks.
private final class FaultyWriter: SQLWriter {
    private let writer: any SQLWriter
    private var left: Int

    init(_ writer: any SQLWriter, breaksAt: Int) {
        (self.writer, left) = (writer, breaksAt)
    }

    private func count() throws {
        left -= 1
        if left == 0 { throw FaultyStore.Broken() }
    }

    func forEachRow(_ sql: String, _ arguments: [SQLValue], _ body: (any SQLRow) throws -> Void) throws {
        try count()
        try writer.forEachRow(sql, arguments, body)
    }

    func scan(_ sql: String, _ arguments: [SQLValue], _ body: (any SQLRow) throws -> Void) throws {
        try count()
        try writer.scan(sql, arguments, body)
    }

    func columns() throws -> [(table: String, column: String)] { try writer.columns() }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try count()
        return try writer.execute(sql, arguments)
    }

    func bulkLoad(
        into table: String, columns: [String], onConflict: BulkConflict, _ body: (any BulkLoader) throws -> Void
    ) throws -> Int {
        try count()
        return try writer.bulkLoad(into: table, columns: columns, onConflict: onConflict, body)
    }
}
