/// Why an archive could not be read, or not to its end.
public struct ArchiveFailure: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        case notFound
        /// It is no tar archive, or none that gzip compressed.
        case notAnArchive
        /// It ends too early or is damaged; what came before was read.
        case damaged
        /// It unpacks to more than is allowed: perhaps a trap.
        case tooLarge(limit: Int64)
        /// It has more entries than are allowed.
        case tooManyEntries(limit: Int)
        case noMemory
    }

    public let reason: Reason
    public let path: String
    /// What the library or the system said.
    public let detail: String

    init(_ reason: Reason, _ path: String, detail: String = "") {
        self.reason = reason
        self.path = path
        self.detail = detail
    }
}

extension ArchiveFailure: CustomStringConvertible {
    public var description: String {
        let said = detail.isEmpty ? "" : " The reason given: \(detail)."
        return "\(sentence)\(said)"
    }

    private var sentence: String {
        switch reason {
        case .notFound: "“\(path)” does not exist or may not be read."
        case .notAnArchive: "“\(path)” is not a tar archive, with or without gzip."
        case .damaged: "“\(path)” is damaged or ends too early; what came before is kept. Copy or export it again."
        case .tooLarge(let limit):
            "“\(path)” unpacks to more than \(limit >> 20) MB, far more than its size, and was left there. Unpack it and give the folder if it can be trusted."
        case .tooManyEntries(let limit): "“\(path)” has more than \(limit) entries and was left there."
        case .noMemory: "There is not enough memory to read “\(path)”."
        }
    }
}
