import Foundation
import TestSupport

/// A repository of an invented project, in a folder of the test's own.
struct SampleRepository {
    let path: String

    /// All that every gate wants, committed.
    static let whole = [
        "README.md": "# Anvil\n\nAnvil shapes iron for people who have a hammer and some patience. Install it with the package manager of "
            + "your system.\n\n## Usage\n\nRun `anvil shape FILE`. Report a bug as an issue. The documentation has more about all that it can do.\n",
        "LICENSE": mit, "SECURITY.md": "Write to security@office.example; we answer within a week.\n",
        "CONTRIBUTING.md":
            "Propose a pull request. Keep it small, test what you change, and say in the description why it is needed and what else you thought of doing.\n",
        "src/anvil.c": "int main(void) { return 0; }\n",
    ]

    /// - Parameter files: by their paths; what is nil in them is left out of ``whole``.
    init(in folder: String, without missing: Set<String> = []) throws {
        path = folder + "/anvil"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try git("init", "-q", "-b", "main")
        for (name, text) in Self.whole where !missing.contains(name) { try write(name, text) }
        try commit("one")
    }

    func write(_ name: String, _ text: String) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func commit(_ message: String) throws {
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", message)
    }

    struct GitFailed: Error {
        let arguments: [String]
    }

    /// Runs git with made-up people and fixed dates.
    func git(_ arguments: String...) throws {
        var environment = ProcessInfo.processInfo.environment
        (environment["GIT_CONFIG_GLOBAL"], environment["GIT_CONFIG_SYSTEM"]) = ("/dev/null", "/dev/null")
        for role in ["AUTHOR", "COMMITTER"] {
            environment["GIT_\(role)_NAME"] = "Ada Hill"
            environment["GIT_\(role)_EMAIL"] = "ada@office.example"
            environment["GIT_\(role)_DATE"] = "1700000000 +0000"
        }
        guard try ChildProgram("git", arguments, environment: environment, in: path).ending().status == 0 else {
            throw GitFailed(arguments: arguments)
        }
    }

    /// The commit at `HEAD`.
    func head() throws -> String {
        let text = try String(contentsOfFile: "\(path)/.git/refs/heads/main", encoding: .utf8)
        return String(text.filter { !$0.isWhitespace })
    }

    /// A token of the form that GitHub gives out, put together here so that no scanner stumbles over this file.
    static var token: String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        return ["gh", "p_"].joined() + String((0..<36).map { letters[($0 * 7 + 3) % letters.count] })
    }

    private static let mit = """
        MIT License

        Copyright (c) 2026 The Anvil project

        Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

        The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

        THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

        """
}
