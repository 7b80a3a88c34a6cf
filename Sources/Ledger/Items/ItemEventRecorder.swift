import Store

/// Stores the events of a batch of items.
struct ItemEventRecorder {
    let recorder: ItemRecorder
    let writer: any SQLWriter
    let now: Instant
    /// Events that were new.
    private(set) var added = 0

    init(recorder: ItemRecorder, writer: any SQLWriter, now: Instant) {
        self.recorder = recorder
        self.writer = writer
        self.now = now
    }

    private struct Key: Hashable {
        let item: Int64
        let kind: Int
        let number: Int64
    }

    /// An event with the numbers of the ledger.
    private struct Row {
        let key: Key
        let at: Int64
        let actor: Int64?
        let subject: Int64?
        let term: Int64?
    }

    /// - Returns: the items that have new events, or fewer.
    mutating func record(_ items: [NumberedItem]) throws -> Set<Int64> {
        let held = try heldKeys(of: items.filter { !$0.isNew })
        var touched = Set(items.filter(\.isNew).map(\.id))
        var new: [Row] = []
        for item in items {
            var seen: Set<Key> = []
            for event in item.fact.events {
                let key = Key(item: item.id, kind: event.kind.rawValue, number: event.number)
                guard seen.insert(key).inserted, !held.contains(key) else { continue }
                new.append(try row(event, key, observed: item.fact.state.updatedAt))
                touched.insert(item.id)
            }
            guard !item.isNew, !item.fact.completeKinds.isEmpty else { continue }
            let complete = Set(item.fact.completeKinds.map(\.rawValue))
            for gone in held.of(item.id) where complete.contains(gone.kind) && !seen.contains(gone) {
                try end(gone)
                touched.insert(item.id)
            }
        }
        added = new.count
        try load(new)
        return touched
    }

    private struct Held {
        var byItem: [Int64: Set<Key>] = [:]
        func contains(_ key: Key) -> Bool { byItem[key.item]?.contains(key) ?? false }
        func of(_ item: Int64) -> Set<Key> { byItem[item] ?? [] }
    }

    private func heldKeys(of items: [NumberedItem]) throws -> Held {
        var held = Held()
        try writer.forEachRow(
            "SELECT item_id, kind, number FROM item_events WHERE ended_at IS NULL AND item_id IN",
            of: items.map { .integer($0.id) }, []
        ) { row in
            let key = Key(item: row.integer(0), kind: row.int(1), number: row.integer(2))
            held.byItem[key.item, default: []].insert(key)
        }
        return held
    }

    private func row(_ event: ItemEvent, _ key: Key, observed: Instant) throws -> Row {
        func account(_ account: ForgeAccount?) throws -> Int64? {
            try account.map { try recorder.accounts.account(of: $0, observed: observed, in: writer, at: now) }
        }
        return Row(
            key: key, at: event.at.seconds, actor: try account(event.actor), subject: try account(event.subject),
            term: try event.term.map { try recorder.terms.term($0.onOneLine(longest: 500), in: writer) })
    }

    private func end(_ key: Key) throws {
        try writer.execute(
            "UPDATE item_events SET ended_at = ? WHERE item_id = ? AND kind = ? AND number = ? AND ended_at IS NULL",
            [.integer(now.seconds), .integer(key.item), .int(key.kind), .integer(key.number)])
    }

    private func load(_ rows: [Row]) throws {
        try writer.bulkLoad(
            into: "item_events",
            columns: ["item_id", "kind", "number", "at", "actor", "subject", "term", "recorded_at"],
            onConflict: .ignore
        ) { loader in
            for row in rows {
                loader.integer(row.key.item)
                loader.integer(Int64(row.key.kind))
                loader.integer(row.key.number)
                loader.integer(row.at)
                loader.integer(row.actor)
                loader.integer(row.subject)
                loader.integer(row.term)
                loader.integer(now.seconds)
                try loader.endRow()
            }
        }
    }
}
