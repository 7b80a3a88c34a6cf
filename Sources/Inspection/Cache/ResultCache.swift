import Foundation
import Glibc
import PackReader
import Synchronization

/// Keeps what checks made of files, by the name of the contents, the path and the version of the check's rules.
///
/// One file for each check and version in a folder of its own, replaced as a whole; it may be deleted at any time. A file that is
/// damaged counts as empty. Nothing in it is a secret's value.
public final class ResultCache: Sendable {
    private struct Key: Hashable, BitwiseCopyable {
        let high: UInt64
        let low: UInt64
    }

    private struct Shelf {
        /// Nothing was found in these.
        var empty: Set<Key> = []
        var results: [Key: FileResult] = [:]
        var isChanged = false
    }

    private let folder: String
    private let shelves = Mutex<[String: Shelf]>([:])

    private static let magic = Array("steward-inspection-cache/1\n".utf8)
    /// A larger file is not read, and no more contents are kept.
    private static let mostBytes = 256 << 20
    private static let mostKeys = 4_000_000

    /// - Throws: `InspectionError` when the folder cannot be made.
    public init(folder: String) throws(InspectionError) {
        self.folder = folder
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw InspectionError(folder, "the folder cannot be made: \(error.localizedDescription)")
        }
    }

    private static func key(_ blob: ObjectID, _ path: TreePath) -> Key {
        let digest = Fingerprint.digest([Array(blob.description.utf8), path.bytes])
        return digest.withUnsafeBytes {
            Key(high: $0.loadUnaligned(as: UInt64.self), low: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
    }

    /// The name of the file for what a check makes of files.
    static func shelf(of check: any Check) -> String {
        // Names are words of this program; the version may hold anything.
        "\(check.name)-\(Fingerprint.make([Array(check.name.utf8), Array(check.version.utf8)]))"
    }

    /// What is known of a file; nil when nothing is.
    func result(from name: String, blob: ObjectID, path: TreePath) -> FileResult? {
        let key = Self.key(blob, path)
        return shelves.withLock { shelves in
            if shelves[name] == nil { shelves[name] = load(name) }
            if shelves[name]?.empty.contains(key) == true { return FileResult() }
            return shelves[name]?.results[key]
        }
    }

    func keep(_ result: FileResult, on name: String, blob: ObjectID, path: TreePath) {
        let key = Self.key(blob, path)
        shelves.withLock { shelves in
            guard let shelf = shelves[name], shelf.empty.count + shelf.results.count < Self.mostKeys else { return }
            if result.isEmpty { shelves[name]?.empty.insert(key) } else { shelves[name]?.results[key] = result }
            shelves[name]?.isChanged = true
        }
    }

    /// Writes what was learned.
    ///
    /// - Throws: `InspectionError` when a file cannot be written; the inspection itself is not touched by it.
    public func save() throws(InspectionError) {
        let changed = shelves.withLock { shelves in
            let changed = shelves.filter(\.value.isChanged)
            for name in changed.keys { shelves[name]?.isChanged = false }
            return changed
        }
        for (name, shelf) in changed { try WholeFile.replace(path(of: name), with: Self.bytes(of: shelf)) }
    }

    // MARK: Files: the mark, a digest of the rest, the number of keys of empty files, these keys, the results as JSON.

    private func path(of name: String) -> String { "\(folder)/\(name)" }

    private struct Kept: Codable {
        let high: UInt64
        let low: UInt64
        let result: FileResult
    }

    private static func bytes(of shelf: Shelf) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(8 + shelf.empty.count * 16)
        func put(_ word: UInt64) { withUnsafeBytes(of: word.littleEndian) { body.append(contentsOf: $0) } }
        put(UInt64(shelf.empty.count))
        for key in shelf.empty {
            put(key.high)
            put(key.low)
        }
        let kept = shelf.results.map { Kept(high: $0.key.high, low: $0.key.low, result: $0.value) }
        // Results are texts and numbers, which JSON can always write.
        body.append(contentsOf: (try? JSONEncoder().encode(kept)) ?? Data("[]".utf8))
        return magic + Fingerprint.sha256(body) + body
    }

    private func load(_ name: String) -> Shelf {
        var shelf = Shelf()
        guard let bytes = try? WholeFile.read(path(of: name), atMost: Self.mostBytes), bytes.starts(with: Self.magic) else { return shelf }
        let digestEnd = Self.magic.count + 32
        guard bytes.count >= digestEnd + 8 else { return shelf }
        let body = Array(bytes[digestEnd...])
        guard Fingerprint.sha256(body).elementsEqual(bytes[Self.magic.count..<digestEnd]) else { return shelf }
        body.withUnsafeBytes { body in
            func word(_ at: Int) -> UInt64 { UInt64(littleEndian: body.loadUnaligned(fromByteOffset: at, as: UInt64.self)) }
            guard let count = Int(exactly: word(0)), count <= Self.mostKeys, 8 + count * 16 <= body.count else { return }
            shelf.empty.reserveCapacity(count)
            for index in 0..<count { shelf.empty.insert(Key(high: word(8 + index * 16), low: word(16 + index * 16))) }
            let rest = Data(body[(8 + count * 16)...])
            for kept in (try? JSONDecoder().decode([Kept].self, from: rest)) ?? [] {
                shelf.results[Key(high: kept.high, low: kept.low)] = kept.result
            }
        }
        return shelf
    }
}
