import Foundation
import Ledger
import TestSupport
import Testing

@testable import Collectors

@Suite("The archive of a forge's answers")
struct ForgeArchiveTests {
    private let monday = Instant("2026-11-16T10:00:00Z")!

    private func answer(_ address: String, _ body: String, etag: String? = nil) -> ArchivedAnswer {
        ArchivedAnswer(address: address, fetchedAt: monday, etag: etag, next: nil, body: Array(body.utf8))
    }

    @Test("an answer comes back as it was stored, also after opening the archive again")
    func roundTrip() async throws {
        try await withTemporaryFolder { (folder: String) async throws in
            var stored = answer("https://forge.example/a", "{\"a\":1}\n\nsecond", etag: "W/\"1\"")
            stored.next = "https://forge.example/a?page=2"
            let empty = answer("https://forge.example/empty", "")
            do {
                let archive = try ForgeArchive(folder: folder, now: monday)
                try archive.append(stored)
                try archive.append(empty)
                #expect(try archive.answer(stored.address)?.answer == stored)
            }
            let archive = try ForgeArchive(folder: folder, now: monday.advanced(by: 3 * 86_400))
            #expect(try archive.answer(stored.address)?.answer == stored)
            #expect(try archive.answer(empty.address)?.answer == empty)
            #expect(try archive.answer("https://forge.example/b") == nil)
        }
    }

    @Test("the newest answer of an address counts")
    func newest() async throws {
        try await withTemporaryFolder { (folder: String) async throws in
            let archive = try ForgeArchive(folder: folder, now: monday)
            try archive.append(answer("https://forge.example/a", "old"))
            try archive.append(answer("https://forge.example/a", "new"))
            #expect(try archive.answer("https://forge.example/a")?.answer.body == Array("new".utf8))
        }
    }

    @Test("whatever part of the last record a kill left, all before it is kept and the next one is readable")
    func torn() async throws {
        try await withTemporaryFolder { (folder: String) async throws in
            let path = "\(folder)/2026-11-16.gz"
            var whole: Data
            var before: Int
            do {
                let archive = try ForgeArchive(folder: folder, now: monday)
                try archive.append(answer("https://forge.example/first", "first"))
                before = try Data(contentsOf: URL(filePath: path)).count
                try archive.append(answer("https://forge.example/second", String(repeating: "second ", count: 20)))
                whole = try Data(contentsOf: URL(filePath: path))
            }
            for length in before..<whole.count {
                try whole.prefix(length).write(to: URL(filePath: path))
                let archive = try ForgeArchive(folder: folder, now: monday)
                #expect(try archive.answer("https://forge.example/second") == nil)
                #expect(try archive.answer("https://forge.example/first")?.answer.body == Array("first".utf8))
                try archive.append(answer("https://forge.example/third", "third"))
                #expect(try archive.answer("https://forge.example/third")?.answer.body == Array("third".utf8))
            }
            // After a power cut the file may be long enough and hold zeros.
            try (whole.prefix(before + 60) + Data(repeating: 0, count: whole.count - before - 60)).write(to: URL(filePath: path))
            let archive = try ForgeArchive(folder: folder, now: monday)
            #expect(try archive.answer("https://forge.example/second") == nil)
            #expect(try archive.answer("https://forge.example/first") != nil)
        }
    }

    @Test("a damaged record is passed over, and those around it are read")
    func damaged() async throws {
        try await withTemporaryFolder { (folder: String) async throws in
            let path = "\(folder)/2026-11-16.gz"
            var first = 0
            do {
                let archive = try ForgeArchive(folder: folder, now: monday)
                try archive.append(answer("https://forge.example/1", "one"))
                first = try Data(contentsOf: URL(filePath: path)).count
                try archive.append(answer("https://forge.example/2", "two"))
                try archive.append(answer("https://forge.example/3", "three"))
            }
            var bytes = try Data(contentsOf: URL(filePath: path))
            bytes[first + 40] ^= 0xFF
            try bytes.write(to: URL(filePath: path))
            let archive = try ForgeArchive(folder: folder, now: monday)
            #expect(try archive.answer("https://forge.example/1") != nil)
            #expect(try archive.answer("https://forge.example/2") == nil)
            #expect(try archive.answer("https://forge.example/3") != nil)
        }
    }

    @Test("files older than the retention are deleted when a collection begins, and no others")
    func retention() async throws {
        try await withTemporaryFolder { (folder: String) async throws in
            for day in 0..<4 {
                let archive = try ForgeArchive(folder: folder, now: monday.advanced(by: Int64(day) * 86_400))
                try archive.append(answer("https://forge.example/\(day)", "x"))
            }
            let archive = try ForgeArchive(folder: folder, keptFor: 2, now: monday.advanced(by: 4 * 86_400))
            #expect(try archive.answer("https://forge.example/1") == nil)
            #expect(try archive.answer("https://forge.example/2") != nil)
            #expect(try archive.answer("https://forge.example/3") != nil)
        }
    }

    @Test("an item's parts stand in the file of the item, so that deleting old files never tears an item apart")
    func parts() async throws {
        try await withTemporaryFolder { (folder: String) async throws in
            do {
                let archive = try ForgeArchive(folder: folder, now: monday)
                try archive.append(answer("https://forge.example/notes", "notes"))
            }
            let tuesday = monday.advanced(by: 86_400)
            do {
                let archive = try ForgeArchive(folder: folder, now: tuesday)
                let old = try #require(try archive.answer("https://forge.example/notes"))
                let place = try archive.current(old.place)
                try archive.append(
                    ArchivedItem(.issue, number: 7, updatedAt: "2026-11-17T00:00:00.123Z", readAt: tuesday, parts: [.init("notes", place)]))
            }
            let archive = try ForgeArchive(folder: folder, keptFor: 1, now: monday.advanced(by: 2 * 86_400))
            let item = try #require(try archive.item(.issue, 7))
            #expect(item.updatedAt == "2026-11-17T00:00:00.123Z")
            #expect(try archive.answer(at: item.parts[0].place)?.body == Array("notes".utf8))
            #expect(try archive.items() == [item])
            #expect(try archive.item(.changeRequest, 7) == nil)
        }
    }

    @Test("two collections of one repository do not share an archive at one time")
    func locked() async throws {
        try await withTemporaryFolder { (folder: String) async throws in
            let archive = try ForgeArchive(folder: folder, now: monday)
            let failure = #expect(throws: ForgeArchiveFailure.self) { try ForgeArchive(folder: folder, now: monday) }
            #expect(failure?.description.contains("another collection") == true)
            withExtendedLifetime(archive) {}
        }
    }

    @Test("the files can be read with gzip alone")
    func gzip() async throws {
        try await withTemporaryFolder { (folder: String) async throws in
            let archive = try ForgeArchive(folder: folder, now: monday)
            try archive.append(answer("https://forge.example/a", "first body"))
            try archive.append(answer("https://forge.example/b", "second body"))
            #expect(try ChildProgram.run("/bin/gzip", "-dc", "\(folder)/2026-11-16.gz", output: "\(folder)/plain").status == 0)
            let text = try String(contentsOfFile: "\(folder)/plain", encoding: .utf8)
            #expect(text.contains("first body") && text.contains("address: https://forge.example/b\n"))
        }
    }
}
