import Foundation
import TestSupport
import Testing

/// Runs git with everything pinned, in a folder that goes at the end of the test.
final class GitRun {
    struct Failure: Error {
        let arguments: [String]
        let status: Int32
    }

    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/steward-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try git("init", "--quiet", "--bare", "--initial-branch=main", folder + "/source.git")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var path: String { folder + "/source.git" }

    @discardableResult
    func git(_ arguments: String..., input: [UInt8] = []) throws -> [UInt8] {
        // Files instead of pipes: nothing has to be read while the program runs.
        let (inputPath, outputPath) = (folder + "/input", folder + "/output")
        try Data(input).write(to: URL(filePath: inputPath))
        try Data().write(to: URL(filePath: outputPath))
        let settings = ["diff.algorithm=myers", "diff.context=3", "diff.renames=false", "core.quotePath=false"]
        let environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder, "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ATTR_NOSYSTEM": "1",
        ]
        let ending = try ChildProgram(
            "git", ["--git-dir=\(path)"] + settings.flatMap { ["-c", $0] } + arguments, environment: environment, in: folder,
            input: inputPath, output: outputPath
        ).ending()
        guard ending.status == 0 else { throw Failure(arguments: arguments, status: ending.status) }
        return [UInt8](try Data(contentsOf: URL(filePath: outputPath)))
    }
}
