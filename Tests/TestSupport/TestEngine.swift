import Foundation
public import Store

/// The engines on which a test runs; give it as the arguments of the test.
public enum TestEngine: String, CaseIterable, Sendable {
    case sqlite
}

/// Runs `body` with an empty store of its own and removes it afterwards.
public func withStore(on engine: TestEngine, _ body: (any SQLStore) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("steward-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try SQLiteStore.open(path: folder.appendingPathComponent("test.sqlite").path)
    try await body(store)
    try await store.close()
}
