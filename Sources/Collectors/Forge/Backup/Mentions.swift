import CSimdjson
import Ledger

/// Numbers that items of a backup mention by their web address and that the backup does not hold.
///
/// GitHub numbers pull requests, issues and discussions of a project together and never uses a number twice, so a
/// hole in the numbers alone says nothing: it may be a discussion, or an issue that was deleted. An address that ends
/// in `/pull/N` or `/issues/N` was written for something that was there, and is not in the backup.
struct Mentions: Sendable {
    private struct Key: Hashable {
        /// Host, owner and name in lower case.
        let project: String
        let number: Int64
    }

    private struct Mention {
        /// As a pull request when any address says so.
        var kind: ItemKind
        /// The first file that mentions it.
        var file: String
        /// How many files do.
        var files = 1
    }

    /// Bounds the memory that a forged backup may take.
    private static let most = 10_000

    /// The numbers that the backup holds.
    private let held: Set<Int64>
    private let highest: Int64
    private var missing: [Key: Mention] = [:]

    init(held: Set<Int64>) {
        self.held = held
        highest = held.max() ?? 0
    }

    /// Looks through the text of a file.
    mutating func search(_ text: UnsafeRawBufferPointer, of file: String) {
        var found: [Key: ItemKind] = [:]
        for (kind, needle) in [(ItemKind.issue, "/issues/"), (.changeRequest, "/pull/")] as [(ItemKind, StaticString)] {
            var start = 0
            while let place = Self.find(needle, in: text, from: start) {
                start = place + needle.utf8CodeUnitCount
                guard let number = Self.number(text, start), number <= highest, !held.contains(number),
                    let project = Self.project(in: text, before: place)
                else { continue }
                found[Key(project: project, number: number)] = kind
            }
        }
        for (key, kind) in found {
            guard var known = missing[key] else {
                if missing.count < Self.most { missing[key] = Mention(kind: kind, file: file) }
                continue
            }
            known.files += 1
            if kind == .changeRequest { known.kind = kind }
            missing[key] = known
        }
    }

    /// What is missing of a project, such as `github.com/owner/name`, in words, by number.
    func problems(of project: String) -> [String] {
        let project = project.lowercased()
        return missing.filter { $0.key.project == project }.sorted { $0.key.number < $1.key.number }.map { key, mention in
            let name = BackupFolder.File(kind: mention.kind, number: key.number).name
            let who = mention.files == 1 ? "\(mention.file) mentions" : "\(mention.files) files, \(mention.file) the first, mention"
            return "\(name) is missing: \(who) it."
        }
    }

    private static func find(_ needle: StaticString, in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard let base = text.baseAddress, start < text.count else { return nil }
        let place = json_text_find(base + start, text.count - start, needle.utf8Start, needle.utf8CodeUnitCount)
        return place < text.count - start ? start + place : nil
    }

    private static func number(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int64? {
        var value: Int64 = 0
        var index = start
        while index < text.count, index < start + 12, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) {
            value = value * 10 + Int64(text[index] - UInt8(ascii: "0"))
            index += 1
        }
        return value > 0 ? value : nil
    }

    /// `github.com/owner/name` when that stands before `place`, after two slashes.
    private static func project(in text: UnsafeRawBufferPointer, before place: Int) -> String? {
        var start = place
        for part in 0..<3 {
            var first = start
            while first > 0, start - first <= 255, GitHubAddress.isPlain(text[first - 1]) { first -= 1 }
            guard first < start, first > 0, text[first - 1] == UInt8(ascii: "/") else { return nil }
            start = part < 2 ? first - 1 : first
        }
        guard start > 1, text[start - 2] == UInt8(ascii: "/") else { return nil }
        return String(decoding: text[start..<place], as: UTF8.self).lowercased()
    }
}
