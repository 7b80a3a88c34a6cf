import Ledger
import Measures
import Store
import TestSupport
import Testing

@Suite("Resilience")
struct ResilienceMeasureTests {
    @Test("the absence factor of the CHAOSS example is 2")
    func publishedAbsenceFactor() {
        #expect(Statistics.fewestReaching(0.5, of: [1000, 202, 90, 33, 332, 343, 42, 433]) == 2)
    }

    @Test("the elephant factor of eight equal organisations is 4, of one with half of the work 1")
    func publishedElephantFactor() {
        #expect(Statistics.fewestReaching(0.5, of: Array(repeating: 125, count: 8)) == 4)
        #expect(Statistics.fewestReaching(0.5, of: [500, 100, 100, 100, 100, 100]) == 1)
        #expect(Statistics.fewestReaching(0.5, of: []) == nil)
    }

    /// ada 3, ben 2, cleo 2: half of 7 is 3.5, which ada alone misses.
    @Test("absence and elephant factor count until half is reached", arguments: TestEngine.allCases)
    func factors(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            for (author, domain, count) in [("ada", "a.example", 3), ("ben", "b.example", 2), ("cleo", "mail.example", 2)] {
                for _ in 0..<count { try await fixture.ledger.commit(author, "2026-01-05", email: "\(author)@\(domain)") }
            }
            try await fixture.ledger.place()
            try await fixture.ledger.affiliate(["A": [.init("a.example")], "B": [.init("b.example")]])
            #expect(try await fixture.ask("resilience.absence-factor").value("2026-01") == 2)
            // Unknown is not ranked: of the 5 known contributions, the 3 of A are more than half.
            let elephant = try await fixture.ask("resilience.elephant-factor")
            #expect(elephant.value("2026-01") == 1)
            #expect(abs(elephant.points[0].unknownShare! - 2.0 / 7) < 1e-12)
        }
    }

    /// ada creates a.c, b.c and c.c; ben creates d.c. Without ada one file of four is left, fewer than half: 1.
    @Test("the truck factor is 1 when one author holds most files", arguments: TestEngine.allCases)
    func truckFactorOfOne(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            try await fixture.ledger.commit("ada", "2026-01-01", files: ["A a.c 1 0", "A b.c 1 0", "A c.c 1 0"])
            try await fixture.ledger.commit("ben", "2026-01-02", files: ["A d.c 1 0"])
            try await fixture.ledger.place()
            try await list(["a.c", "b.c", "c.c", "d.c"], in: fixture)
            #expect(try await fixture.ask("resilience.truck-factor").current?.value == 1)
            let rows = try await fixture.rows("resilience.truck-factor", "2026-06")
            #expect(rows.names == ["ada", "ben"])
            #expect(rows.rows.map { $0[2] } == [.integer(3), .integer(1)])
        }
    }

    /// Two authors with two files each: without the first, two of four files are left, which is not fewer than half,
    /// so the second must leave as well.
    @Test("the truck factor is 2 when two authors share the files", arguments: TestEngine.allCases)
    func truckFactorOfTwo(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            try await fixture.ledger.commit("ada", "2026-01-01", files: ["A a.c 1 0", "A b.c 1 0"])
            try await fixture.ledger.commit("ben", "2026-01-02", files: ["A c.c 1 0", "A d.c 1 0"])
            try await fixture.ledger.place()
            try await list(["a.c", "b.c", "c.c", "d.c"], in: fixture)
            #expect(try await fixture.ask("resilience.truck-factor").current?.value == 2)
        }
    }

    /// ada creates old.c, ben renames it to new.c and changes it; documentation and deleted files do not count.
    @Test("the truck factor follows renames and leaves out documents and deleted files", arguments: TestEngine.allCases)
    func renames(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let fixture = try await MeasureFixture(store)
            try await fixture.ledger.commit("ada", "2026-01-01", files: ["A old.c 1 0", "A gone.c 1 0", "A docs/manual.c 1 0"])
            try await fixture.ledger.commit("ben", "2026-01-02", files: ["R old.c new.c", "D old.c 0 1", "D gone.c 0 1"])
            try await fixture.ledger.place()
            try await list(["new.c", "docs/manual.c"], in: fixture)
            let rows = try await fixture.rows("resilience.truck-factor", "2026-06")
            // ada: 3.293 + 1.098 - 0.321 ln 2 = 4.168; ben: 3.293 + 0.164 = 3.457, which is more than 75 % of it.
            #expect(rows.names.sorted() == ["ada", "ben"])
            #expect(rows.rows.map { $0[2] } == [.integer(1), .integer(1)])
        }
    }

    private func list(_ files: [String], in fixture: MeasureFixture) async throws {
        let recorder = try await fixture.ledger.recorder(for: "alpha")
        let now = fixture.now
        try await fixture.ledger.store.write { writer in
            try recorder.recordHeadFiles(files, in: writer, at: now)
            try writer.advanceRevision()
        }
    }
}
