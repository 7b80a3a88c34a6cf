import Foundation
import Store
import Testing
import TestSupport

@Suite("SQLite files")
struct SQLiteFileTests {
    @Test("a full disk is said to be so, and what was stored before is kept")
    func fullDisk() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore.open(path: "\(folder)/full.sqlite")
            try await Sample.prepare(store)
            try await Sample.add(1, "stored before", to: store)
            // SQLite treats a database that may not grow exactly as a disk without room.
            let error = await #expect(throws: StoreError.self) {
                try await store.write { writer in
                    try writer.forEachRow("PRAGMA max_page_count = 40", []) { _ in }
                    try writer.bulkLoad(into: "things", columns: ["id", "name"], onConflict: .fail) { loader in
                        for id in 2..<10_000 {
                            loader.integer(Int64(id))
                            loader.text("a name that takes some room on the page, number \(id)")
                            try loader.endRow()
                        }
                    }
                }
            }
            #expect(error?.reason == .diskFull)
            #expect(error?.hint.contains("Make room") == true)
            #expect(try await Sample.names(in: store) == ["stored before"])
            try await store.close()

            let again = try SQLiteStore.open(path: "\(folder)/full.sqlite")
            #expect(try await Sample.names(in: again) == ["stored before"])
            #expect(try await again.read { try $0.first("PRAGMA integrity_check") { $0.text(0) } } == "ok")
            try await Sample.add(2, "room again", to: again)
            try await again.close()
        }
    }

    @Test("a file that is not a database is refused and left as it is")
    func notADatabase() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/notes.txt"
            let content = Data(String(repeating: "These are my notes, not a database.\n", count: 500).utf8)
            try content.write(to: URL(filePath: path))
            let error = #expect(throws: StoreError.self) { try SQLiteStore.open(path: path) }
            #expect(error?.reason == .corrupt)
            #expect(error?.doing == "opening the database \(path)")
            #expect(try Data(contentsOf: URL(filePath: path)) == content)
        }
    }

    @Test("a missing folder is named, with what to do")
    func missingFolder() async throws {
        try await withTemporaryFolder { folder in
            let error = #expect(throws: StoreError.self) { try SQLiteStore.open(path: "\(folder)/data/steward.sqlite") }
            #expect(error?.reason == .unavailable)
            #expect(error?.detail == "the folder \(folder)/data does not exist")
            #expect(error?.hint.contains("mkdir") == true)
        }
    }

    @Test("a folder, a file as a folder and nothing at all are no paths of a database")
    func badPaths() async throws {
        try await withTemporaryFolder { folder in
            try Data("x".utf8).write(to: URL(filePath: "\(folder)/file"))
            for path in [folder, "\(folder)/file/steward.sqlite", ""] {
                let error = #expect(throws: StoreError.self) { try SQLiteStore.open(path: path) }
                #expect(error?.reason == .unavailable)
            }
        }
    }

    @Test("a path with spaces, quotes, percent and question marks is taken literally")
    func oddPath() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/it's 100% \"odd\"? yes#1.sqlite"
            let store = try SQLiteStore.open(path: path)
            try await Sample.prepare(store)
            try await store.close()
            #expect(FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("a database that was cut short is said to be damaged")
    func damaged() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/cut.sqlite"
            let store = try SQLiteStore.open(path: path)
            try await Sample.prepare(store)
            try await store.write { writer in
                for id in 0..<2_000 { try writer.execute(Sample.insert, [.int(id), .text("name \(id)"), nil, nil]) }
            }
            try await store.close()
            let whole = try Data(contentsOf: URL(filePath: path))
            var broken = whole
            broken.replaceSubrange(4096..., with: Data(repeating: 0xA5, count: whole.count - 4096))
            try broken.write(to: URL(filePath: path))
            let error = await #expect(throws: StoreError.self) {
                let store = try SQLiteStore.open(path: path)
                _ = try await Sample.names(in: store)
            }
            #expect(error?.reason == .corrupt)
        }
    }
}
