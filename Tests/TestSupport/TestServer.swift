import Foundation
import Store

/// The PostgreSQL server of the tests; each test has a schema of its own on it.
public enum TestServer {
    /// Says how to run the tests when no server was named.
    public struct Missing: Error, CustomStringConvertible {
        public let description = """
            STEWARD_TEST_POSTGRES is not set, so there is no PostgreSQL server to test on. \
            Run scripts/test, or: scripts/with-postgres swift test
            """
    }

    /// Runs `body` with the address of a new, empty schema that is removed afterwards.
    public static func withSchema<T>(_ body: (String) async throws -> T) async throws -> T {
        guard let server = ProcessInfo.processInfo.environment["STEWARD_TEST_POSTGRES"], !server.isEmpty else {
            throw Missing()
        }
        let schema = "test_" + UUID().uuidString.filter(\.isHexDigit).lowercased()
        await places.enter()
        do {
            try await change(server, "CREATE SCHEMA \(schema)")
            let result = try await body(address(of: schema, on: server))
            try await change(server, "DROP SCHEMA \(schema) CASCADE")
            await places.leave()
            return result
        } catch {
            try? await change(server, "DROP SCHEMA IF EXISTS \(schema) CASCADE")
            await places.leave()
            throw error
        }
    }

    /// The address of a schema as the configuration of the program takes it: `postgresql:///?host=…`.
    public static func asLink(_ address: String) -> String {
        if address.hasPrefix("postgres://") || address.hasPrefix("postgresql://") { return address }
        let settings = address.matches(of: /([a-z_]+)\s*=\s*(?:'([^']*)'|([^\s']+))/).map { found -> String in
            let value = String(found.output.2 ?? found.output.3 ?? "")
            return "\(found.output.1)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }
        return "postgresql:///?" + settings.joined(separator: "&")
    }

    /// A server has few connections and all tests start at once, so they take turns.
    private static let places = Places(12)

    private static func change(_ server: String, _ statement: String) async throws {
        let store = try PostgresStore.open(conninfo: server, connections: 1)
        _ = try await store.write { try $0.execute(statement) }
        try await store.close()
    }

    private static func address(of schema: String, on server: String) -> String {
        if server.hasPrefix("postgres://") || server.hasPrefix("postgresql://") {
            return server + (server.contains("?") ? "&" : "?") + "options=-csearch_path%3D\(schema)"
        }
        return server + " options='-csearch_path=\(schema)'"
    }
}

/// A number of places; who finds none free waits for its turn.
private actor Places {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) {
        free = count
    }

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
