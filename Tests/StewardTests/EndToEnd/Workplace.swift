import Foundation
import Store
import TestSupport
import Testing

/// A folder of its own in which the built program runs as a person runs it; removed with the last reference.
final class Workplace: Sendable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "steward-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    struct Ending {
        let status: Int32
        /// True when a signal ended the program; `status` is then its number.
        let wasKilled: Bool
        let output: String
        let errors: String
    }

    /// A program that was started and has not ended, as far as is known.
    struct Run {
        let program: ChildProgram
        let output: URL
        let errors: URL

        func ending() async throws -> Ending {
            let ending = await program.ended()
            return Ending(
                status: ending.status, wasKilled: ending.wasKilled, output: try String(contentsOf: output, encoding: .utf8),
                errors: try String(contentsOf: errors, encoding: .utf8))
        }
    }

    /// Where the program stands: beside the bundle of the tests.
    static var program: String {
        get throws {
            try #require(Bundle.main.executableURL).deletingLastPathComponent().appending(path: "steward").path
        }
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Runs the program until it ends.
    func steward(_ arguments: String..., environment: [String: String] = [:]) async throws -> Ending {
        try await start(Self.program, arguments, environment).ending()
    }

    /// Runs the program in such a way that no file of its can grow beyond `kilobytes`, as if the disk were full.
    func stewardOnFullDisk(kilobytes: Int, _ arguments: String...) async throws -> Ending {
        let script = "trap '' XFSZ; ulimit -f \(kilobytes); exec \"$0\" \"$@\""
        return try await start("/bin/bash", ["-c", script, Self.program] + arguments).ending()
    }

    /// Starts a program in the folder, with an environment of its own.
    func start(_ program: String, _ arguments: [String], _ environment: [String: String] = [:]) throws -> Run {
        let name = UUID().uuidString
        let output = folder.appending(path: "\(name).output")
        let errors = folder.appending(path: "\(name).errors")
        for file in [output, errors] { try Data().write(to: file) }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let child = try ChildProgram(
            program, arguments, environment: ["PATH": path, "HOME": folder.path, "USER": "tester"].merging(environment) { $1 },
            in: folder.path, output: output.path, errors: errors.path)
        return Run(program: child, output: output, errors: errors)
    }

    /// Reads the ledger that the program wrote into the data folder.
    func ledger<T: Sendable>(
        _ data: String = "data", _ body: @escaping @Sendable (any SQLReader) throws -> T
    ) async throws -> T {
        let store = try SQLiteStore.open(path: path("\(data)/steward.sqlite"))
        let result = try await store.read(body)
        try await store.close()
        return result
    }
}
