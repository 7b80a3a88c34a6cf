import CaseDesk
import Casework

/// Process files on disk.
enum ProcessFile {
    /// What is wrong with a file, a line for each: `grant.yml:12: The state …`.
    struct Mistakes: Error {
        let lines: [String]
    }

    private static let mostMistakes = 100

    /// Reads a file.
    static func check(_ path: String) throws(Mistakes) -> CaseProcess {
        let text: String
        do { text = try BoundedFile.text(at: path, limit: CaseProcess.largestFile) } catch {
            throw Mistakes(lines: ["\(path) \(error)"])
        }
        do {
            return try CaseProcess(reading: text)
        } catch {
            throw Mistakes(lines: error.problems.prefix(mostMistakes).map { "\(path)\($0.line > 0 ? ":\($0.line)" : ""): \($0.sentence)" })
        }
    }

    /// Reads a file that is needed.
    ///
    /// - Throws: ``Failure`` with every mistake and its line.
    static func read(_ path: String) throws -> CaseProcess {
        do throws(Mistakes) { return try check(path) } catch {
            throw Failure(.usage, error.lines.joined(separator: "\n"), hints: ["docs/processes.md tells how a process is written."])
        }
    }
}
