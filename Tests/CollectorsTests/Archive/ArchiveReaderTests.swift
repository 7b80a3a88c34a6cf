import Foundation
import TestSupport
import Testing

@testable import Collectors

@Suite("Archives")
struct ArchiveReaderTests {
    /// Reads all files with their contents.
    private func read(_ path: String, _ limits: ArchiveLimits = ArchiveLimits()) throws -> [(name: String, text: String)] {
        var archive = try ArchiveReader.open(path: path, limits: limits)
        var files: [(name: String, text: String)] = []
        while let name = try archive.next() {
            var content: [UInt8] = []
            try archive.read { content += $0 }
            files.append((name, String(decoding: content, as: UTF8.self)))
        }
        return files
    }

    private func failure(_ path: String, _ limits: ArchiveLimits = ArchiveLimits()) -> ArchiveFailure.Reason? {
        do {
            _ = try read(path, limits)
            return nil
        } catch {
            return (error as? ArchiveFailure)?.reason
        }
    }

    @Test("an archive of the tar program is read, compressed or not")
    func tarProgram() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/in/tree", withIntermediateDirectories: true)
            let long = String(repeating: "line\n", count: 200_000)
            try Data(long.utf8).write(to: URL(filePath: "\(folder)/in/tree/long.ndjson"))
            let deep = String(repeating: "a", count: 200) + "-é"
            try Data("deep".utf8).write(to: URL(filePath: "\(folder)/in/tree/\(deep)"))
            try TarBuilder.run("/bin/tar", ["-C", "\(folder)/in", "-czf", "\(folder)/a.tar.gz", "."])
            try TarBuilder.run("/bin/tar", ["-C", "\(folder)/in", "--format=pax", "-cf", "\(folder)/a.tar", "."])
            for name in ["a.tar.gz", "a.tar"] {
                let files = try read("\(folder)/\(name)").sorted { $0.name < $1.name }
                #expect(files.map(\.name) == ["./tree/\(deep)", "./tree/long.ndjson"])
                #expect(files.map(\.text) == ["deep", long])
            }
        }
    }

    @Test("links, devices and folders are passed over, and names are given as they are")
    func onlyFiles() async throws {
        try await withTemporaryFolder { folder in
            var tar = TarBuilder()
            tar.add("tree/", kind: .folder)
            tar.add("tree/soft", kind: .symbolicLink, link: "/etc/passwd")
            tar.add("tree/hard", kind: .hardLink, link: "/etc/passwd")
            tar.add("tree/device", kind: .device)
            tar.add("../../outside", "1")
            tar.add("/absolute", "2")
            tar.add("plain", "3")
            try tar.write(to: "\(folder)/a.tgz")
            let files = try read("\(folder)/a.tgz")
            #expect(files.map(\.text) == ["1", "2", "3"])
            #expect(files.map(\.name) == ["../../outside", "/absolute", "plain"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.tgz"])
        }
    }

    @Test("what is missing, no archive, cut short or damaged is told as that")
    func broken() async throws {
        try await withTemporaryFolder { folder in
            #expect(failure("\(folder)/none.tgz") == .notFound)
            try Data("hello".utf8).write(to: URL(filePath: "\(folder)/text.tgz"))
            #expect(failure("\(folder)/text.tgz") == .notAnArchive)
            try TarBuilder.gzip(Array("hello, hello".utf8), to: "\(folder)/gzip.tgz")
            #expect(failure("\(folder)/gzip.tgz") == .notAnArchive)

            var tar = TarBuilder()
            // Bytes that do not compress, so that the cut falls into the second file.
            var seed: UInt64 = 7
            let noise = (0..<100_000).map { _ -> UInt8 in
                seed = seed &* 6_364_136_223_846_793_005 &+ 1
                return UInt8(truncatingIfNeeded: seed >> 33)
            }
            tar.add("first", "1")
            tar.add("second", noise)
            try tar.write(to: "\(folder)/cut.tgz", without: 20_000)
            #expect(failure("\(folder)/cut.tgz") == .damaged)

            var liar = TarBuilder()
            liar.add("first", "1", size: 1 << 30)
            try Data(liar.bytes).write(to: URL(filePath: "\(folder)/liar.tar"))
            #expect(failure("\(folder)/liar.tar") == .damaged)
        }
    }

    @Test("an archive that unpacks to far more than its size is left, also in a file that nobody wants")
    func bomb() async throws {
        try await withTemporaryFolder { folder in
            var tar = TarBuilder()
            tar.add("zeros", [UInt8](repeating: 0, count: 8 << 20))
            tar.add("after", "1")
            try tar.write(to: "\(folder)/bomb.tgz")
            let small = ArchiveLimits(expansion: 1 << 20, ratio: 100)
            guard case .tooLarge = failure("\(folder)/bomb.tgz", small) else {
                Issue.record("the bomb was read")
                return
            }
            var archive = try ArchiveReader.open(path: "\(folder)/bomb.tgz", limits: small)
            #expect(try archive.next() == "zeros")
            #expect(throws: ArchiveFailure.self) { _ = try archive.next() }
            // The same bytes are fine where the archive is allowed to grow so much.
            #expect(failure("\(folder)/bomb.tgz", ArchiveLimits(expansion: 16 << 20, ratio: 1)) == nil)
        }
    }

    @Test("an archive of too many entries is left")
    func entries() async throws {
        try await withTemporaryFolder { folder in
            var tar = TarBuilder()
            for number in 0..<50 { tar.add("folder\(number)", kind: .folder) }
            try tar.write(to: "\(folder)/many.tgz")
            #expect(failure("\(folder)/many.tgz", ArchiveLimits(entries: 49)) == .tooManyEntries(limit: 49))
            #expect(failure("\(folder)/many.tgz", ArchiveLimits(entries: 50)) == nil)
        }
    }

    @Test("hundreds of archives with random damage are read or refused, and never crash")
    func randomDamage() async throws {
        try await withTemporaryFolder { folder in
            var tar = TarBuilder()
            tar.add("path=\(String(repeating: "x", count: 90))", "30 path=tree/long name.ndjson\n", kind: .extended)
            for number in 0..<20 { tar.add("tree/project/file\(number).ndjson", String(repeating: "{\"iid\": \(number)}\n", count: 50)) }
            var random = SystemRandomNumberGenerator()
            for round in 0..<300 {
                var bytes = tar.archive
                for _ in 0..<Int.random(in: 1...30, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
                let path = "\(folder)/\(round).tar"
                try Data(bytes).write(to: URL(filePath: path))
                _ = failure(path)
                try FileManager.default.removeItem(atPath: path)
            }
        }
    }
}
