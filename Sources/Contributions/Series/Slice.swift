import Measures

/// Where a row stands in its list: larger numbers first, then smaller identifiers.
struct RowKey: Comparable {
    let number: Int
    let identifier: Int64

    init(_ number: Int, _ identifier: Int64) {
        self.number = number
        self.identifier = identifier
    }

    static func < (a: RowKey, b: RowKey) -> Bool {
        a.number == b.number ? a.identifier < b.identifier : a.number > b.number
    }

    var cursor: String { "\(number).\(identifier)" }

    init?(cursor: String) {
        let parts = cursor.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]), let identifier = Int64(parts[1]) else { return nil }
        self.init(number, identifier)
    }
}

/// The rows of one page, found by the key of the row before them, so that rows which come and go meanwhile
/// neither repeat nor hide others.
struct Slice<Item> {
    let items: [Item]
    let next: String?

    private typealias Keyed = (key: RowKey, item: Item)

    /// - Throws: ``QuestionError/invalid(parameter:value:allowed:)`` for a cursor that no page gave.
    init(_ all: [Item], _ request: RowRequest, key: (Item) -> RowKey) throws(QuestionError) {
        let after = try Self.place(request)
        var keyed: [Keyed] = all.map { (key: key($0), item: $0) }
        if let after { keyed.removeAll { $0.key <= after } }
        keyed.sort { $0.key < $1.key }
        let count = Self.limit(request)
        items = keyed.prefix(count).map(\.item)
        next = keyed.count > count ? keyed[count - 1].key.cursor : nil
    }

    /// The same for rows that are people. The cursor is read by everybody, and the last row of a page may be somebody who is
    /// not shown: it says how many rows with the same number were shown, not whose the last one was.
    ///
    /// - Throws: ``QuestionError/invalid(parameter:value:allowed:)`` for a cursor that no page gave.
    init(people all: [Item], _ request: RowRequest, key: (Item) -> RowKey) throws(QuestionError) {
        var keyed: [Keyed] = all.map { (key: key($0), item: $0) }
        keyed.sort { $0.key < $1.key }
        let after = try Self.place(request)
        if let after {
            let larger = keyed.prefix { $0.key.number > after.number }.count
            let same = keyed[larger...].prefix { $0.key.number == after.number }.count
            keyed.removeFirst(larger + Int(min(Int64(same), max(0, after.identifier))))
        }
        let count = Self.limit(request)
        items = keyed.prefix(count).map(\.item)
        guard keyed.count > count else {
            next = nil
            return
        }
        let last = keyed[count - 1].key.number
        let before = after.flatMap { $0.number == last ? max(0, $0.identifier) : nil } ?? 0
        next = RowKey(last, before + Int64(keyed.prefix(count).reversed().prefix { $0.key.number == last }.count)).cursor
    }

    /// Where the page before ended; nil on the first page.
    private static func place(_ request: RowRequest) throws(QuestionError) -> RowKey? {
        guard let text = request.cursor else { return nil }
        guard let after = RowKey(cursor: text) else {
            throw .invalid(parameter: "cursor", value: text, allowed: "the cursor that the page before gave")
        }
        return after
    }

    private static func limit(_ request: RowRequest) -> Int { min(max(1, request.limit), RowRequest.mostRows) }
}

extension Slice: Sendable where Item: Sendable {}

extension RowCell {
    /// A number of contributions, which is whole unless some of them were shared.
    static func count(ofMillionths millionths: Int) -> RowCell {
        let whole = Int(Portion.whole)
        return millionths % whole == 0 ? .integer(millionths / whole) : .number(Double(millionths) / Double(whole))
    }
}
