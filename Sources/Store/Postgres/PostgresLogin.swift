import CPostgres

/// Makes connections and readies them for the store.
enum PostgresLogin {
    /// Seconds until a server that does not answer is given up, when the address does not say.
    private static let patience = "10"

    /// - Throws: ``StoreError`` with reason `unavailable`; without any secret of the address.
    static func connect(to address: PostgresAddress) throws -> OpaquePointer {
        let own = ["client_encoding": "UTF8", "connect_timeout": patience, "fallback_application_name": "steward"]
        var settings = address.settings.merging(own) { given, _ in given }
        settings["client_encoding"] = "UTF8"
        let doing = "connecting to PostgreSQL (\(address.description))"
        guard let connection = withCStrings(settings, { PQconnectdbParams($0, $1, 0) }) else {
            throw StoreError(.unavailable, doing: doing, detail: "out of memory")
        }
        do {
            try ready(connection, address: address, doing: doing)
            return connection
        } catch {
            PQfinish(connection)
            throw error
        }
    }

    private static func ready(_ connection: OpaquePointer, address: PostgresAddress, doing: String) throws {
        guard PQstatus(connection) == CONNECTION_OK else {
            let message = PostgresFailure.tidied(address.scrubbed(String(cString: PQerrorMessage(connection))))
            throw StoreError(
                .unavailable, doing: doing, detail: message,
                hint: "Check that the server runs, and the host, port, user, password and name of the database.")
        }
        guard PQserverVersion(connection) >= 150_000 else {
            throw StoreError(
                .unavailable, doing: doing, detail: "the server has version \(PQserverVersion(connection) / 10_000)",
                hint: "Steward needs PostgreSQL 15 or newer.")
        }
        let encoding = PQparameterStatus(connection, "server_encoding").map { String(cString: $0) } ?? "unknown"
        guard encoding == "UTF8" else {
            throw StoreError(
                .unavailable, doing: doing, detail: "the database stores text as \(encoding)",
                hint: "Create the database with ENCODING 'UTF8' TEMPLATE template0.")
        }
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        // Compiling a query costs more than it saves at the sizes of a programme's ledger.
        let result = PQexec(
            connection,
            """
            SET standard_conforming_strings = on; SET extra_float_digits = 1; SET TIME ZONE 'UTC'; \
            SET lock_timeout = '30s'; SET jit = off; SET cursor_tuple_fraction = 1
            """)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else {
            throw PostgresFailure.error(in: result, on: connection, doing: doing)
        }
    }

    /// Calls `body` with the keys and the values, each list ended by nil.
    private static func withCStrings<T>(
        _ settings: [String: String],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> T
    ) -> T {
        var bytes: [CChar] = []
        func add(_ text: String) -> Int {
            defer { bytes.append(contentsOf: text.utf8CString) }
            return bytes.count
        }
        let starts = settings.map { (key: add($0.key), value: add($0.value)) }
        return bytes.withUnsafeBufferPointer { bytes in
            let keyword = starts.map { start in bytes.baseAddress.map { $0 + start.key } } + [nil]
            let value = starts.map { start in bytes.baseAddress.map { $0 + start.value } } + [nil]
            return keyword.withUnsafeBufferPointer { keyword in
                value.withUnsafeBufferPointer { value in body(keyword.baseAddress!, value.baseAddress!) }
            }
        }
    }
}
