public import Store
import Synchronization

/// Numbers the words of sources: labels, milestones, ids of measures.
///
/// Remembers what it found, so it serves one collection; give it up when a transaction that used it failed.
public final class TermBook: Sendable {
    private let known = Mutex<[ExactText: Int64]>([:])

    public init() {}

    /// The number of a word, which is written down when the ledger does not have it.
    public func term(_ text: String, in writer: any SQLWriter) throws -> Int64 {
        let text = BoundedKey.of(text)
        if let id = known.withLock({ $0[ExactText(text)] }) { return id }
        let id = try writer.term(text) ?? make(text, in: writer)
        known.withLock { $0[ExactText(text)] = id }
        return id
    }

    private func make(_ text: String, in writer: any SQLWriter) throws -> Int64 {
        let id = try writer.takeNumbers("terms")
        try writer.execute("INSERT INTO terms (id, text) VALUES (?, ?)", [.integer(id), .text(text)])
        return id
    }
}

extension SQLReader {
    /// The number of a word; nil when nothing used it yet.
    public func term(_ text: String) throws -> Int64? {
        try integer("SELECT id FROM terms WHERE text = ?", [.text(BoundedKey.of(text))])
    }

    /// All words by number.
    public func terms() throws -> [Int64: String] {
        Dictionary(uniqueKeysWithValues: try rows("SELECT id, text FROM terms") { ($0.integer(0), $0.text(1)) })
    }

    /// These words by number; a number that means nothing is left out.
    public func texts(ofTerms ids: Set<Int64>) throws -> [Int64: String] {
        var texts: [Int64: String] = [:]
        try forEachRow(of: ids, { "SELECT id, text FROM terms WHERE id IN (\($0))" }) { texts[$0.integer(0)] = $0.text(1) }
        return texts
    }

    /// Asks for rows by many numbers, a few hundred at a time: databases bound the length of a statement.
    ///
    /// - Parameter sql: gets the question marks for some of the numbers.
    public func forEachRow(
        of ids: Set<Int64>, _ sql: (String) -> String, arguments: [SQLValue] = [], _ body: (any SQLRow) throws -> Void
    ) throws {
        let sorted = ids.sorted()
        for start in stride(from: 0, to: sorted.count, by: 500) {
            let some = sorted[start..<min(start + 500, sorted.count)]
            let marks = some.map { _ in "?" }.joined(separator: ", ")
            try forEachRow(sql(marks), some.map(SQLValue.integer) + arguments, body)
        }
    }
}
