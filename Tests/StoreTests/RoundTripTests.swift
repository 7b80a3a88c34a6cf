import Store
import Testing
import TestSupport

/// Texts that a driver, an escape or a length in bytes could spoil.
private let texts = [
    "", " ", "plain", "Zoë Ångström 李小龍 👩🏽‍💻", "e\u{301} is not é", "tab\there", "line\nbreak", "carriage\rreturn", "\\", "\\N", "\\.",
    "back\\slash\\t", "it's", "\"quoted\"", "a ? b", "$1", "{}", "NULL", "\u{1}\u{8}\u{b}\u{c}\u{1f}\u{7f}", "\u{FFFF}\u{10FFFF}",
    String(repeating: "long ", count: 50_000),
]

@Suite("Values come back as they were stored")
struct RoundTripTests {
    @Test("texts, as arguments", arguments: TestEngine.allCases)
    func textArguments(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await store.write { writer in
                for (id, text) in texts.enumerated() {
                    try writer.execute("INSERT INTO things (id, note) VALUES (?, ?)", [.int(id), .text(text)])
                }
            }
            #expect(try await Self.notes(in: store) == texts)
        }
    }

    @Test("texts, in a bulk load", arguments: TestEngine.allCases)
    func textLoads(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            let loaded = try await store.write { writer in
                try writer.bulkLoad(into: "things", columns: ["note", "id"], onConflict: .fail) { loader in
                    for (id, text) in texts.enumerated() {
                        loader.text(text)
                        loader.integer(Int64(id))
                        try loader.endRow()
                    }
                }
            }
            #expect(loaded == texts.count)
            #expect(try await Self.notes(in: store) == texts)
        }
    }

    private static func notes(in store: any SQLStore) async throws -> [String?] {
        try await store.read { try $0.rows("SELECT note FROM things ORDER BY id") { $0.optionalText(0) } }
    }

    @Test("an empty text is not null", arguments: TestEngine.allCases)
    func emptyText(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await Sample.add(1, "", to: store)
            try await Sample.add(2, nil, to: store)
            _ = try await store.write { writer in
                try writer.bulkLoad(into: "things", columns: ["id", "name"], onConflict: .ignore) { loader in
                    loader.integer(3)
                    loader.null()
                    try loader.endRow()
                }
            }
            #expect(try await Sample.names(in: store) == ["", nil, nil])
        }
    }

    @Test("the extremes of 64 bits", arguments: TestEngine.allCases)
    func extremeIntegers(_ engine: TestEngine) async throws {
        let integers: [Int64] = [.min, .min + 1, -1, 0, 1, 4_294_967_296, .max]
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await store.write { writer in
                for integer in integers { try writer.execute(Sample.insert, [.integer(integer), nil, nil, .integer(integer)]) }
                try writer.execute("DELETE FROM things WHERE size = ?", [.integer(0)])
                try writer.bulkLoad(into: "things", columns: ["id", "size"], onConflict: .ignore) { loader in
                    for integer in integers {
                        loader.integer(integer)
                        loader.integer(integer)
                        try loader.endRow()
                    }
                }
            }
            let found = try await store.read { try $0.rows("SELECT id, size FROM things ORDER BY id") { [$0.integer(0), $0.integer(1)] } }
            #expect(found == integers.map { [$0, $0] })
        }
    }

    @Test("numbers with a fraction, to the last bit", arguments: TestEngine.allCases)
    func reals(_ engine: TestEngine) async throws {
        let numbers = [
            0.1, 0, 1.0 / 3, 1e308, .leastNonzeroMagnitude, -1234567.875, 9_007_199_254_740_992, .greatestFiniteMagnitude, .infinity,
            -.infinity,
        ]
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await store.write { writer in
                for (id, number) in numbers.enumerated() { try writer.execute(Sample.insert, [.int(id), nil, .real(number), nil]) }
                try writer.bulkLoad(into: "things", columns: ["id", "weight"], onConflict: .fail) { loader in
                    for (id, number) in numbers.enumerated() {
                        loader.integer(Int64(id + numbers.count))
                        loader.real(number)
                        try loader.endRow()
                    }
                }
            }
            let found = try await store.read { try $0.rows("SELECT weight FROM things ORDER BY id") { $0.real(0) } }
            #expect(found.map(\.bitPattern) == (numbers + numbers).map(\.bitPattern))
        }
    }

    @Test("a negative zero is stored as zero", arguments: TestEngine.allCases)
    func negativeZero(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await store.write { writer in
                try writer.execute(Sample.insert, [1, nil, .real(-0.0), nil])
                try writer.bulkLoad(into: "things", columns: ["id", "weight"], onConflict: .fail) { loader in
                    loader.integer(2)
                    loader.real(-0.0)
                    try loader.endRow()
                }
            }
            let signs = try await store.read { try $0.rows("SELECT weight FROM things") { $0.real(0).sign } }
            #expect(signs == [.plus, .plus])
        }
    }

    @Test("what is not a number is stored as null", arguments: TestEngine.allCases)
    func notANumber(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await store.write { writer in
                try writer.execute(Sample.insert, [1, nil, .real(.nan), nil])
                try writer.bulkLoad(into: "things", columns: ["id", "weight"], onConflict: .fail) { loader in
                    loader.integer(2)
                    loader.real(.nan)
                    try loader.endRow()
                }
            }
            let nulls = try await store.read { try $0.integer("SELECT COUNT(*) FROM things WHERE weight IS NULL") }
            #expect(nulls == 2)
        }
    }

    @Test("the character U+0000 becomes U+FFFD", arguments: TestEngine.allCases)
    func zeroCharacter(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await Sample.add(1, "a\0b\0", to: store)
            _ = try await store.write { writer in
                try writer.bulkLoad(into: "things", columns: ["id", "name"], onConflict: .fail) { loader in
                    loader.integer(2)
                    loader.text("\0c")
                    try loader.endRow()
                }
            }
            #expect(try await Sample.names(in: store) == ["a\u{FFFD}b\u{FFFD}", "\u{FFFD}c"])
            // The argument of a search is changed in the same way, so what was stored is found again.
            let found = try await store.read { try $0.integer("SELECT id FROM things WHERE name = ?", ["a\0b\0"]) }
            #expect(found == 1)
        }
    }

    @Test("a column is read as whatever is asked for", arguments: TestEngine.allCases)
    func conversions(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await store.write { _ = try $0.execute(Sample.insert, [7, "12", .real(2.75), nil]) }
            let row = try await store.read { reader in
                try reader.first(
                    "SELECT id, name, weight, size, id = 7, id = 8, SUM(id), AVG(weight) FROM things GROUP BY id, name, weight, size"
                ) { row in
                    #expect(row.text(0) == "7" && row.real(0) == 7)
                    #expect(row.integer(1) == 12)
                    #expect(row.integer(2) == 2)
                    #expect(row.isNull(3) && row.integer(3) == 0 && row.real(3) == 0 && row.text(3) == "")
                    #expect(row.bool(4) && row.text(4) == "1" && row.real(4) == 1)
                    #expect(!row.bool(5) && !row.isNull(5) && row.text(5) == "0")
                    #expect(row.integer(6) == 7)
                    #expect(row.real(7) == 2.75)
                    #expect(row.isNull(8) && row.text(-1) == "")
                    return true
                }
            }
            #expect(row == true)
        }
    }

    @Test("a null argument needs no type", arguments: TestEngine.allCases)
    func nullArguments(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let answers = try await store.read { reader in
                for argument in [SQLValue.null, 5, "x", .real(1.5)] {
                    #expect(try reader.integer("SELECT CASE WHEN ? IS NULL THEN 1 ELSE 0 END", [argument]) == (argument == .null ? 1 : 0))
                }
                return try reader.integer("SELECT COALESCE(?, ?)", [.null, 3])
            }
            #expect(answers == 3)
        }
    }
}
