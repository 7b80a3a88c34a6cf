import Dispatch

/// A connection with the thread that may touch it. libpq waits for the server, so it must never do so on a
/// thread of Swift's own small pool.
final class PostgresWorker: @unchecked Sendable {
    // Unchecked, because the compiler cannot see that `connection` is used on `queue` only.
    private let connection: PostgresConnection
    private let queue = DispatchQueue(label: "steward.store.postgres")

    init(_ address: PostgresAddress) {
        connection = PostgresConnection(address)
    }

    /// Connects at once, on the calling thread.
    func connect() throws {
        try queue.sync { try connection.connect() }
    }

    func run<T: Sendable>(_ body: @escaping @Sendable (PostgresConnection) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [self] in
                continuation.resume(with: Result { try body(connection) })
            }
        }
    }
}
