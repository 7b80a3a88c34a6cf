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

    /// - Throws: ``QuestionError/invalid(parameter:value:allowed:)`` for a cursor that no page gave.
    init(_ all: [Item], _ request: RowRequest, key: (Item) -> RowKey) throws(QuestionError) {
        var keyed = all.map { (key: key($0), item: $0) }
        if let text = request.cursor {
            guard let after = RowKey(cursor: text) else {
                throw .invalid(parameter: "cursor", value: text, allowed: "the cursor that the page before gave")
            }
            keyed.removeAll { $0.key <= after }
        }
        keyed.sort { $0.key < $1.key }
        let limit = min(max(1, request.limit), RowRequest.mostRows)
        items = keyed.prefix(limit).map(\.item)
        next = keyed.count > limit ? keyed[limit - 1].key.cursor : nil
    }
}

extension Slice: Sendable where Item: Sendable {}

extension RowCell {
    /// A number of contributions, which is whole unless some of them were shared.
    static func count(ofMillionths millionths: Int) -> RowCell {
        let whole = Int(Portion.whole)
        return millionths % whole == 0 ? .integer(millionths / whole) : .number(Double(millionths) / Double(whole))
    }
}
