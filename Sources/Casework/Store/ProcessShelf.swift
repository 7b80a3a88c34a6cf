public import Store
import Synchronization

extension CaseProcess {
    /// Whether cases began under this version with another file: a version never changes, so no more can begin.
    public func isChanged(in reader: any SQLReader) throws -> Bool {
        let stored = try reader.first(
            "SELECT text FROM case_processes WHERE process = ? AND version = ?", [.text(id), .int(version)]
        ) { $0.text(0) }
        return stored.map { $0 != text } ?? false
    }
}

/// The processes that cases follow, every version that any case began under, read once.
final class ProcessShelf: Sendable {
    private struct Key: Hashable {
        let id: String
        let version: Int
    }

    private let read: Mutex<[Key: CaseProcess]>

    init(_ processes: [CaseProcess]) {
        read = Mutex([:])
        known = Dictionary(processes.map { (Key(id: $0.id, version: $0.version), $0) }, uniquingKeysWith: { $1 })
    }

    private let known: [Key: CaseProcess]

    /// Keeps the file of a process under which a case begins.
    ///
    /// - Throws: ``CaseRefusal`` when another file was used under the same version: a version never changes.
    func keep(_ process: CaseProcess, at now: Int64, in writer: any SQLWriter) throws {
        let arguments: [SQLValue] = [.text(process.id), .int(process.version)]
        if let text = try writer.first("SELECT text FROM case_processes WHERE process = ? AND version = ?", arguments, { $0.text(0) }) {
            guard text == process.text else {
                throw CaseRefusal(
                    .invalid, "The file of “\(process.title)” changed, and its version is still \(process.version).",
                    "Cases began under that version, so give the changed file the version \(process.version + 1).")
            }
            return
        }
        try writer.execute(
            "INSERT INTO case_processes (process, version, text, recorded_at) VALUES (?, ?, ?, ?)",
            arguments + [.text(process.text), .integer(now)])
    }

    /// The process that a case follows, from the file that was kept.
    func process(_ id: String, _ version: Int, in reader: any SQLReader) throws -> CaseProcess {
        let key = Key(id: id, version: version)
        if let process = read.withLock({ $0[key] }) { return process }
        let text = try reader.first(
            "SELECT text FROM case_processes WHERE process = ? AND version = ?", [.text(id), .int(version)]
        ) { $0.text(0) }
        guard let text else { throw CaseRefusal(.unknown, "Version \(version) of the process “\(id)” is not stored.") }
        let process = try known[key].flatMap { $0.text == text ? $0 : nil } ?? CaseProcess(reading: text)
        read.withLock { $0[key] = process }
        return process
    }
}
