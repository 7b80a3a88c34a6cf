import Store

/// Notes which accounts must be placed anew because something about them changed.
///
/// New accounts need no note: their numbers are higher than that of the last one placed.
enum PlacementQueue {
    static func add(_ accounts: some Sequence<Int64>, in writer: any SQLWriter) throws {
        try writer.bulkLoad(into: "placement_queue", columns: ["account_id"], onConflict: .ignore) { loader in
            for account in accounts {
                loader.integer(account)
                try loader.endRow()
            }
        }
    }

    static func waiting(in reader: any SQLReader) throws -> [Int64] {
        try reader.rows("SELECT account_id FROM placement_queue ORDER BY account_id") { $0.integer(0) }
    }

    /// The accounts in an assertion that decide who is placed with whom.
    static func accounts(in assertion: Assertion) -> [Int64] {
        switch assertion.predicate {
        case .accountSame, .accountDistinct, .accountSpelling: [assertion.subject] + [assertion.object].compactMap { $0 }
        case .accountPerson: [assertion.subject]
        default: []
        }
    }
}

/// How far accounts have been placed.
struct PlacementState {
    /// The highest number of an account that was placed.
    var last: Int64
    /// The settings and lists under which the keys of accounts were made; nil before the first placement.
    var mark: Int64?

    private static let lastCounter = "accounts placed"
    private static let markCounter = "placement mark"

    init(_ reader: any SQLReader) throws {
        last = try reader.integer("SELECT value FROM counters WHERE name = ?", [.text(Self.lastCounter)]) ?? 0
        mark = try reader.integer("SELECT value FROM counters WHERE name = ?", [.text(Self.markCounter)])
    }

    func store(in writer: any SQLWriter) throws {
        for (name, value) in [(Self.lastCounter, last), (Self.markCounter, mark ?? 0)] {
            try writer.execute(
                "INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [.text(name), .integer(value)])
        }
    }
}
