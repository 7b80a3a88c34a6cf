/// Where the ledger is kept.
public enum StoreLocation: Sendable, Hashable, CustomStringConvertible {
    /// The path of an SQLite file, which is made when it is not there.
    case sqlite(path: String)
    /// An address or `key=value` pairs of a PostgreSQL database; may hold a password.
    case postgres(conninfo: String)

    /// Reads a location as configuration gives it: `postgres://…` or `postgresql://…`, or else the path of a file.
    public init(_ text: String) {
        self = text.isPostgresAddress ? .postgres(conninfo: text) : .sqlite(path: text)
    }

    /// The location for people: without password.
    public var description: String {
        switch self {
        case .sqlite(let path): path
        case .postgres(let conninfo): "PostgreSQL (\((try? PostgresAddress(conninfo).description) ?? "unreadable address"))"
        }
    }
}

/// Opens the database at `location`. Its schema is not touched; see ``SQLStore/migrate(_:)``.
///
/// - Throws: ``StoreError`` saying what is wrong with the location and what to do.
public func openStore(at location: StoreLocation) throws -> any SQLStore {
    switch location {
    case .sqlite(let path): try SQLiteStore.open(path: path)
    case .postgres(let conninfo): try PostgresStore.open(conninfo: conninfo)
    }
}
