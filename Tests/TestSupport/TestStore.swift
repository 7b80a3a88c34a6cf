import Foundation
public import Store

/// The engines that every test of the ground and the kits runs on.
///
/// ```swift
/// @Test("a row comes back as it was stored", arguments: TestEngine.allCases)
/// func roundTrip(_ engine: TestEngine) async throws {
///     try await withStore(on: engine) { store in ... }
/// }
/// ```
public enum TestEngine: String, CaseIterable, Sendable {
    case sqlite
    case postgres
}

/// Runs `body` with a new, empty store that is removed afterwards, whatever happens.
///
/// PostgreSQL is the server that the environment variable STEWARD_TEST_POSTGRES names; without it the call throws.
public func withStore<T>(on engine: TestEngine, _ body: (any SQLStore) async throws -> T) async throws -> T {
    switch engine {
    case .sqlite:
        return try await withTemporaryFolder { folder in
            try await using(SQLiteStore.open(path: "\(folder)/test.sqlite"), body)
        }
    case .postgres:
        return try await TestServer.withSchema { location in
            try await using(PostgresStore.open(conninfo: location), body)
        }
    }
}

/// Runs `body` with the path of a new, empty folder that is removed afterwards.
public func withTemporaryFolder<T>(_ body: (String) async throws -> T) async throws -> T {
    let folder = FileManager.default.temporaryDirectory.appending(path: "steward-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
}

private func using<T>(_ store: any SQLStore, _ body: (any SQLStore) async throws -> T) async throws -> T {
    do {
        let result = try await body(store)
        try await store.close()
        return result
    } catch {
        try? await store.close()
        throw error
    }
}
