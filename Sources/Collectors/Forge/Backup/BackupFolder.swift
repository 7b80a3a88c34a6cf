import Foundation
import Glibc
import Ledger

/// The files of a GitHub metadata backup: `pulls/N.json` and `issues/N.json`, as 0xB10C/github-metadata-backup writes them.
struct BackupFolder: Sendable {
    struct File: Sendable, Hashable {
        let kind: ItemKind
        let number: Int64

        /// From the top of the backup, such as `pulls/7.json`.
        var name: String { "\(kind == .changeRequest ? "pulls" : "issues")/\(number).json" }
    }

    let path: String
    /// In the order of their numbers.
    let files: [File]

    /// - Throws: when there is nothing there, or something that is no backup.
    init(_ path: String) throws(FileFailure) {
        self.path = path
        let pulls = try Self.list(.changeRequest, path)
        let issues = try Self.list(.issue, path)
        guard pulls != nil || issues != nil else { throw FileFailure(path, .notABackup) }
        files = ((pulls ?? []) + (issues ?? [])).sorted { ($0.number, $0.kind.rawValue) < ($1.number, $1.kind.rawValue) }
    }

    /// The files by hundreds of their numbers.
    var hundreds: [(name: String, files: ArraySlice<File>)] {
        var hundreds: [(name: String, files: ArraySlice<File>)] = []
        var start = files.startIndex
        while start < files.endIndex {
            let hundred = files[start].number / 100
            let end = files[start...].firstIndex { $0.number / 100 != hundred } ?? files.endIndex
            hundreds.append(("backup \(hundred)00", files[start..<end]))
            start = end
        }
        return hundreds
    }

    /// What the program that wrote the backup says that it could not get.
    func failures(limits: JSONLimits) -> ProblemList {
        var problems = ProblemList()
        var buffer: [UInt8] = []
        do {
            guard access("\(path)/state.json", F_OK) == 0 else { return problems }
            let length = try SourceFile.read("\(path)/state.json", name: "state.json", limit: limits.bytes, into: &buffer)
            let state = try JSONDocument(bytes: buffer[..<length], source: "state.json", limits: limits).root
            for (name, kind) in [("failed_pulls", ItemKind.changeRequest), ("failed_issues", .issue)] {
                guard state.member(named: name) != nil else { continue }
                for number in try state.requiredElements(name) {
                    guard let number = number.integer else { throw number.unexpected("a number", at: name) }
                    problems.add("state.json says that \(File(kind: kind, number: number).name) could not be backed up.")
                }
            }
        } catch {
            problems.add("\(error)")
        }
        return problems
    }

    /// Whether a folder looks like a backup: a file with a number for a name stands in `pulls` or `issues`.
    static func isBackup(_ path: String) -> Bool {
        ItemKind.allCases.contains { kind in
            (try? list(kind, path)).flatMap(\.self)?.isEmpty == false
        }
    }

    /// Nil when there is no such folder.
    private static func list(_ kind: ItemKind, _ path: String) throws(FileFailure) -> [File]? {
        let name = kind == .changeRequest ? "pulls" : "issues"
        guard let folder = opendir("\(path)/\(name)") else {
            let code = errno
            if code == ENOENT || code == ENOTDIR {
                guard access(path, F_OK) == 0 else { throw FileFailure(path, .system(errno)) }
                return nil
            }
            throw FileFailure("\(path)/\(name)", .system(code))
        }
        defer { closedir(folder) }
        var files: [File] = []
        while let entry = readdir(folder) {
            let text = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            guard text.hasSuffix(".json"), let number = Int64(text.dropLast(5)), number > 0, "\(number).json" == text else { continue }
            files.append(File(kind: kind, number: number))
        }
        return files
    }
}
