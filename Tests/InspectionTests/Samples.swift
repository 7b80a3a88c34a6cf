import Foundation
import Glibc
import TestSupport

@testable import Inspection

/// A folder that is there as long as the test runs.
final class SampleFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("inspection-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    /// Runs git in the folder, with made-up people and fixed dates.
    @discardableResult
    func git(_ arguments: String...) throws -> String {
        var environment = ProcessInfo.processInfo.environment
        environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
        environment["GIT_CONFIG_SYSTEM"] = "/dev/null"
        for role in ["AUTHOR", "COMMITTER"] {
            environment["GIT_\(role)_NAME"] = "Ada Hill"
            environment["GIT_\(role)_EMAIL"] = "ada@office.example"
            environment["GIT_\(role)_DATE"] = "1700000000 +0000"
        }
        return try git(arguments, environment, input: nil)
    }

    /// Writes a history from the words of `git fast-import`.
    func fastImport(_ stream: [UInt8]) throws {
        let file = path + ".stream"
        try Data(stream).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        _ = try git(["fast-import", "--quiet"], ProcessInfo.processInfo.environment, input: file)
    }

    private func git(_ arguments: [String], _ environment: [String: String], input: String?) throws -> String {
        // Beside the folder: a file inside of it would be seen by what is tested.
        let output = path + ".output"
        defer { try? FileManager.default.removeItem(atPath: output) }
        let ending = try ChildProgram("git", arguments, environment: environment, in: path, input: input, output: output).ending()
        guard ending.status == 0 else { throw InspectionError("git \(arguments)", "it ended with \(ending.status)") }
        let bytes = try Data(contentsOf: URL(filePath: output))
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Secrets for tests, put together at run time so that no scanner stumbles over this file.
enum MadeUp {
    /// A token of the form that GitHub gives out; `seed` makes another one.
    static func token(_ seed: Int = 0) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return ["gh", "p_"].joined() + String((0..<36).map { letters[($0 * 7 + seed * 11 + 3) % letters.count] })
    }

    static var privateKey: String {
        let kind = ["EC", "PRIVATE", "KEY"].joined(separator: " ")
        let line = String(token().dropFirst(4)) + String(token(3).dropFirst(4))
        return "-----BEGIN \(kind)-----\n\(line)\n\(line.reversed().map(String.init).joined())\n-----END \(kind)-----\n"
    }
}

/// Observes a text as a file of that path.
func observed(_ text: String, path: String = "src/a.py", by check: some Check) -> [Observation] {
    observed(Array(text.utf8), path: path, by: check)
}

func observed(_ bytes: [UInt8], path: String = "src/a.py", by check: some Check) -> [Observation] {
    bytes.withUnsafeBytes { bytes in
        let path = TreePath(path)
        let fileClass = FileClass(path: path, contents: bytes)
        guard check.wants(path, FileClass(path: path)) else { return [] }
        return check.read(FileView(path: path, fileClass: fileClass, bytes: bytes)).observations
    }
}
