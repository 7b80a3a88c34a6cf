import CaseDesk
import Casework

/// Process files on disk.
enum ProcessFile {
    /// What is wrong with a file, a line for each: `grant.yml:12: The state …`.
    struct Mistakes: Error {
        let path: String
        /// The name that the file gives its process, as far as it can be told; nil when it cannot.
        var process: String?
        let lines: [String]

        /// In a sentence, with what to do.
        var summary: String {
            let what = process.map { "the process “\($0)” is" } ?? "its process is"
            let mistakes = lines.count == 1 ? lines[0] : "\(path) has \(lines.count) mistakes"
            return "\(what) left out, as its file has mistakes: \(mistakes) Run: steward process check \(path)"
        }
    }

    private static let mostMistakes = 100

    /// Reads a file.
    static func check(_ path: String) throws(Mistakes) -> CaseProcess {
        let text: String
        do { text = try BoundedFile.text(at: path, limit: CaseProcess.largestFile) } catch {
            throw Mistakes(path: path, lines: ["\(path) \(error)"])
        }
        do {
            return try CaseProcess(reading: text)
        } catch {
            throw Mistakes(
                path: path, process: name(in: text),
                lines: error.problems.prefix(mostMistakes).map { "\(path)\($0.line > 0 ? ":\($0.line)" : ""): \($0.sentence)" })
        }
    }

    /// The name of the process in a file that cannot be read as one.
    private static func name(in text: String) -> String? {
        guard let line = text.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix("process:") }) else { return nil }
        let value = line.dropFirst("process:".count).split(separator: "#").first ?? ""
        let name = value.filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }.prefix(60)
        return name.isEmpty ? nil : String(name)
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
