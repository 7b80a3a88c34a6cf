import PackReader
import Testing

@testable import Inspection

/// What holds the files of a tree.
@Suite("File lists")
struct FileListTests {
    private static func list(_ paths: [String], nameBytes: Int = 1 << 20) -> (list: FileList, refused: [String]) {
        var list = FileList(nameBytes: nameBytes)
        let refused = paths.filter { path in !Array(path.utf8).withUnsafeBytes { list.append($0, .file) } }
        return (list, refused)
    }

    @Test("every path comes back byte for byte, in order, also where names repeat, are empty or hold what separates them")
    func paths() throws {
        let paths = ["a", "a/b", "a/b/c.py", "b/b/c.py", "/a", "a//b", "b/", "", "ä/é.py", "a/b/d.py", "z"]
        var (list, refused) = Self.list(paths)
        #expect(refused.isEmpty)
        #expect(list.map(\.path.text) == paths)
        list.close()
        #expect(list.map(\.path.text) == paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        let noText: [UInt8] = [0xFF, 0x2F, 0xFE, 0x0A]
        var bytes = FileList(nameBytes: 10)
        #expect(noText.withUnsafeBytes { bytes.append($0, .link, size: 7) })
        #expect(bytes[0].path.bytes == noText)
        #expect(bytes[0].kind == .link && bytes[0].size == 7 && bytes[0].blob == nil)
    }

    @Test("sizes and contents stay with their files when files are sorted or taken back")
    func belongings() throws {
        var list = FileList(nameBytes: 1 << 20)
        let blobs = try (0..<4).map { try #require(ObjectID(String(repeating: "\($0)", count: 40))) }
        for (place, (path, size)) in [("c", 3), ("a", nil), ("d", 4), ("b", 2)].enumerated() {
            #expect(Array(path.utf8).withUnsafeBytes { list.append($0, .file, size: size, blob: blobs[place]) })
        }
        #expect(Array("e".utf8).withUnsafeBytes { list.append($0, .file, size: 5, blob: blobs[0]) })
        list.removeLast()
        list.close()
        #expect(list.map(\.path.text) == ["a", "b", "c", "d"])
        #expect(list.map(\.size) == [nil, 2, 3, 4])
        #expect(list.map(\.blob) == [blobs[1], blobs[3], blobs[0], blobs[2]])
    }

    @Test("long names of contents come back as they were", arguments: [40, 64])
    func names(digits: Int) throws {
        var list = ObjectIDList()
        let ids = try (0..<3).map { try #require(ObjectID(String(repeating: "a\($0)", count: digits / 2))) }
        ids.forEach { list.append($0) }
        #expect(list.count == 3)
        #expect((0..<3).map { list[$0] } == ids)
        list.removeLast()
        #expect(list.count == 2 && list[1] == ids[1])
        #expect(ids.shuffled().sorted() == ids)
    }

    @Test("a file has the class that its whole path gives, whatever order files come in")
    func classes() {
        let paths = [
            "vendor/x/a.py", "src/a.py", "src/tests/a.py", "docs/a.html", "docs/a.txt", "a.min.js", "dist/a.js", "x/vendor/y/z/README.md",
            "Cargo.lock", "VENDOR/a.c",
        ]
        let list = Self.list(paths).list
        #expect(list.map(\.fileClass) == paths.map { FileClass(path: TreePath($0)) })
        #expect(
            list.map(\.fileClass) == [
                .vendored, .source, .test, .source, .documentation, .generated, .generated, .vendored, .lockFile, .vendored,
            ])
    }

    @Test("names take no more room than they are given, and each is held once")
    func room() {
        #expect(Self.list(["aa/bb", "bb/aa", "aa/bb", "aa/cc/bb"], nameBytes: 6).refused == [])
        #expect(Self.list(["aa/bb", "bb/aa", "aa/bb", "aa/cc/bb"], nameBytes: 5).refused == ["aa/cc/bb"])
    }

    @Test("each folder is asked about once, and files are told what was said of their own folder")
    func judging() {
        let list = Self.list(["a", "x/a", "x/b", "x/y/a", "y/a"]).list
        var asked: [String] = []
        var told: [String: String] = [:]
        list.forEach(judging: { folder in
            asked.append(folder.text)
            return folder.text
        }) { told[list.path(at: $0).text] = $1 }
        #expect(asked.sorted() == ["", "x", "x/y", "y"])
        #expect(told == ["a": "", "x/a": "x", "x/b": "x", "x/y/a": "x/y", "y/a": "y"])
        #expect(list.places { $0.text == "x" } == [1, 2])
        #expect(Set(list.folderPaths.map(\.text)) == ["x", "x/y", "y"])
    }

    @Test("of very many gaps the first by name are kept, and the others counted")
    func gaps() {
        var gaps = GapList()
        for number in (0..<1000).reversed() { gaps.add(Gap(String(1000 + number), "it is not there")) }
        let all = gaps.all("files")
        #expect(all.count == GapList.most + 1)
        #expect(all.prefix(3).map(\.subject) == ["1000", "1001", "1002"])
        #expect(all.last?.subject == "\(1000 - GapList.most) more files")
    }

    @Test("a set of checks holds the places that were put in, and no others")
    func checkSets() {
        let set = CheckSet(of: 64) { $0 % 3 == 0 }
        var places: [Int] = []
        set.forEach { places.append($0) }
        #expect(places == Array(stride(from: 0, to: 64, by: 3)))
        #expect(set.filter { $0 > 60 } == CheckSet(of: 64) { $0 == 63 })
        #expect(set.filter { _ in false }.isEmpty)
    }
}
