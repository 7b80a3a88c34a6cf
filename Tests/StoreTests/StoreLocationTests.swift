import Store
import Testing
import TestSupport

@Suite("Where the ledger is kept")
struct StoreLocationTests {
    @Test(
        "an address of PostgreSQL is one, everything else is a path",
        arguments: [
            ("postgres://db.example.org/steward", StoreLocation.postgres(conninfo: "postgres://db.example.org/steward")),
            ("postgresql:///steward", .postgres(conninfo: "postgresql:///steward")),
            ("/var/lib/steward/steward.sqlite", .sqlite(path: "/var/lib/steward/steward.sqlite")),
            ("postgres.sqlite", .sqlite(path: "postgres.sqlite")),
        ])
    func parsing(_ text: String, _ location: StoreLocation) {
        #expect(StoreLocation(text) == location)
    }

    @Test("is shown without its password")
    func description() {
        let location = StoreLocation("postgresql://steward:hunter2@db.example.org:5433/ledger?sslpassword=hunter3")
        #expect(location.description == "PostgreSQL (host=db.example.org port=5433 dbname=ledger user=steward)")
        #expect(StoreLocation("data/steward.sqlite").description == "data/steward.sqlite")
    }

    @Test("opens as the engine that it names", arguments: TestEngine.allCases)
    func opening(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            #expect(store.engine.rawValue == engine.rawValue)
        }
        try await withTemporaryFolder { folder in
            let store = try openStore(at: StoreLocation("\(folder)/steward.sqlite"))
            #expect(store.engine == .sqlite)
            try await store.close()
        }
    }

    @Test(
        "a server that cannot be reached is named, without the password",
        arguments: [
            "postgresql://steward:hunter2@127.0.0.1:1/ledger",
            "postgresql://steward@127.0.0.1:1/ledger?password=hunter2",
            "postgresql://steward:hunter2@/ledger?host=/nowhere/hunter2",
        ])
    func unreachable(_ address: String) {
        let error = #expect(throws: StoreError.self) { try openStore(at: StoreLocation(address)) }
        #expect(error?.reason == .unavailable)
        #expect(error?.doing.contains("user=steward") == true || error?.doing.contains("•••") == true)
        #expect(error.map { "\($0)".replacing("/nowhere/hunter2", with: "").contains("hunter2") } == false)
    }

    @Test(
        "an address that cannot be read is refused, without showing any of it",
        arguments: [
            "postgresql://steward:hunter2@ss@db.example.org/ledger",
            "postgresql://steward:hunter2/x@db.example.org/ledger",
            "postgresql://steward:hunter2@db.example.org/ledger?nonsense=hunter2",
            "postgresql://steward:hunter2%@db.example.org/ledger",
            "postgresql://steward@[hunter2/ledger",
        ])
    func unreadable(_ address: String) {
        let error = #expect(throws: StoreError.self) { try openStore(at: StoreLocation(address)) }
        #expect(error?.reason == .unavailable)
        #expect(error.map { "\($0)".contains("hunter2") } == false)
        #expect(error?.hint.contains("%40") == true)
    }
}
