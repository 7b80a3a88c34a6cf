import CaseDesk
import Casework

/// Process files on disk.
enum ProcessFile {
    /// - Throws: ``Failure`` with every mistake and its line.
    static func read(_ path: String) throws -> CaseProcess {
        let text: String
        do { text = try BoundedFile.text(at: path, limit: 256 << 10) } catch {
            throw Failure(.usage, "\(path) \(error)")
        }
        do {
            return try CaseProcess(reading: text)
        } catch {
            let lines = error.problems.prefix(100).map { "\(path): \($0)" }
            throw Failure(.usage, lines.joined(separator: "\n"), hints: ["docs/processes.md tells how a process is written."])
        }
    }
}
