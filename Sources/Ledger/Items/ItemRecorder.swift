public import Store
import Synchronization

/// Writes the change requests and issues of one repository into the ledger.
///
/// Each call belongs to the transaction of its writer and may be repeated: what is stored already stays as it is, a
/// newer state of an item ends the older one, and an event that its source no longer has is ended, never deleted.
/// Create one recorder for a collection and give it up when a transaction failed.
public final class ItemRecorder: Sendable {
    public let repository: Int64
    let accounts: ForgeAccountBook
    let terms: TermBook

    public init(repository: Int64, accounts: ForgeAccountBook = ForgeAccountBook(), terms: TermBook = TermBook()) {
        self.repository = repository
        self.accounts = accounts
        self.terms = terms
    }

    /// What a call changed.
    public struct Outcome: Sendable, Hashable {
        /// Items that the ledger did not have.
        public var added = 0
        /// Items that it had and that changed.
        public var changed = 0
        /// Events that it did not have.
        public var events = 0

        public init() {}

        public static func += (a: inout Outcome, b: Outcome) {
            a.added += b.added
            a.changed += b.changed
            a.events += b.events
        }
    }

    /// Stores items; of two with one number the later in the batch counts.
    ///
    /// Advances the ledger's revision when anything changed.
    @discardableResult
    public func record(_ batch: [ItemFact], in writer: any SQLWriter, at now: Instant) throws -> Outcome {
        let facts = Self.withoutRepetitions(batch)
        let known = try knownItems(facts.map(\.key), in: writer)
        let first = try writer.takeNumbers("items", facts.count - known.count)
        var next = first
        let numbered = try facts.map { fact -> NumberedItem in
            if let item = known[fact.key] { return try NumberedItem(fact, item: item, self, writer, now) }
            defer { next += 1 }
            return try NumberedItem(fact, item: KnownItem(id: next, isNew: true), self, writer, now)
        }
        var events = ItemEventRecorder(recorder: self, writer: writer, now: now)
        let touched = try events.record(numbered)
        let renewed = try recordStates(numbered, in: writer, at: now)
        try accounts.flush(in: writer)
        var outcome = Outcome()
        outcome.added = facts.count - known.count
        outcome.events = events.added
        let changed = touched.union(renewed)
        outcome.changed = changed.count - outcome.added
        guard !changed.isEmpty else { return outcome }
        let revision = try writer.takeNumbers("revision")
        try recordItems(numbered, revision, in: writer, at: now)
        for item in numbered where !item.isNew && changed.contains(item.id) {
            try writer.execute(
                "UPDATE items SET changed = ?, author = COALESCE(author, ?) WHERE id = ?",
                [.integer(revision), .optional(item.author), .integer(item.id)])
        }
        return outcome
    }

    /// Notes that the forge no longer has an item.
    ///
    /// - Returns: whether the ledger believed that it has.
    @discardableResult
    public func remove(
        _ kind: ItemKind, number: Int64, in writer: any SQLWriter, at now: Instant
    ) throws -> Bool {
        let found = try writer.first(
            """
            SELECT i.id, s.version FROM items i JOIN item_states s ON s.item_id = i.id AND s.ended_at IS NULL
            WHERE i.repository_id = ? AND i.kind = ? AND i.number = ? AND s.status <> ?
            """, [.integer(repository), .int(kind.rawValue), .integer(number), .int(ItemStatus.removed.rawValue)]
        ) { (item: $0.integer(0), version: $0.integer(1)) }
        guard let found else { return false }
        let key: [SQLValue] = [.integer(found.item), .integer(found.version)]
        try writer.execute(
            """
            INSERT INTO item_states (item_id, version, status, title, draft, confidential, closed_at, merged_at, merged_by,
                labels, milestone, target_branch, additions, deletions, files, updated_at, recorded_at)
            SELECT item_id, version + 1, ?, title, draft, confidential, closed_at, merged_at, merged_by,
                labels, milestone, target_branch, additions, deletions, files, updated_at, ?
            FROM item_states WHERE item_id = ? AND version = ?
            """, [.int(ItemStatus.removed.rawValue), .integer(now.seconds)] + key)
        try writer.execute(
            "UPDATE item_states SET ended_at = ? WHERE item_id = ? AND version = ?", [.integer(now.seconds)] + key)
        let revision = try writer.takeNumbers("revision")
        try writer.execute("UPDATE items SET changed = ? WHERE id = ?", [.integer(revision), .integer(found.item)])
        return true
    }

    private static func withoutRepetitions(_ batch: [ItemFact]) -> [ItemFact] {
        var last: [ItemKey: Int] = [:]
        for (index, fact) in batch.enumerated() { last[fact.key] = index }
        if last.count == batch.count { return batch }
        return batch.enumerated().filter { last[$1.key] == $0 }.map(\.element)
    }

    private func knownItems(_ keys: [ItemKey], in reader: any SQLReader) throws -> [ItemKey: KnownItem] {
        var found: [ItemKey: KnownItem] = [:]
        for kind in ItemKind.allCases {
            let numbers = keys.filter { $0.kind == kind }.map { SQLValue.integer($0.number) }
            try reader.forEachRow(
                "SELECT number, id FROM items WHERE repository_id = ? AND kind = ? AND number IN", of: numbers,
                [.integer(repository), .int(kind.rawValue)]
            ) { row in
                found[ItemKey(kind: kind, number: row.integer(0))] = KnownItem(id: row.integer(1), isNew: false)
            }
        }
        return found
    }

    private func recordItems(
        _ items: [NumberedItem], _ revision: Int64, in writer: any SQLWriter, at now: Instant
    ) throws {
        try writer.bulkLoad(
            into: "items",
            columns: ["id", "repository_id", "kind", "number", "author", "created_at", "recorded_at", "changed"],
            onConflict: .fail
        ) { loader in
            for item in items where item.isNew {
                loader.integer(item.id)
                loader.integer(repository)
                loader.integer(Int64(item.fact.kind.rawValue))
                loader.integer(item.fact.number)
                loader.integer(item.author)
                loader.integer(item.fact.createdAt.seconds)
                loader.integer(now.seconds)
                loader.integer(revision)
                try loader.endRow()
            }
        }
    }

    /// Stores the states that differ from those in force; returns the items that have a new one.
    private func recordStates(
        _ items: [NumberedItem], in writer: any SQLWriter, at now: Instant
    ) throws -> Set<Int64> {
        var held: [Int64: StateRow] = [:]
        try writer.forEachRow(
            "SELECT \(StateRow.columns.joined(separator: ", ")) FROM item_states WHERE ended_at IS NULL AND item_id IN",
            of: items.filter { !$0.isNew }.map { .integer($0.id) }, []
        ) { row in
            let state = StateRow(row)
            held[state.item] = state
        }
        var new: [StateRow] = []
        for item in items {
            let wanted = StateRow(item, version: (held[item.id]?.version ?? 0) + 1)
            guard let current = held[item.id] else {
                new.append(wanted)
                continue
            }
            guard let renewed = wanted.replacing(current) else { continue }
            try writer.execute(
                "UPDATE item_states SET ended_at = ? WHERE item_id = ? AND version = ?",
                [.integer(now.seconds), .integer(current.item), .integer(current.version)])
            new.append(renewed)
        }
        try writer.bulkLoad(into: "item_states", columns: StateRow.columns + ["recorded_at"], onConflict: .fail) { loader in
            for state in new {
                state.load(into: loader)
                loader.integer(now.seconds)
                try loader.endRow()
            }
        }
        return Set(new.map(\.item))
    }
}

/// What makes an item unique in its repository.
struct ItemKey: Hashable {
    let kind: ItemKind
    let number: Int64
}

extension ItemFact {
    var key: ItemKey { ItemKey(kind: kind, number: number) }
}

struct KnownItem {
    let id: Int64
    let isNew: Bool
}

/// A fact with the numbers of the ledger.
struct NumberedItem {
    let fact: ItemFact
    let id: Int64
    let isNew: Bool
    let author: Int64?
    let mergedBy: Int64?

    init(_ fact: ItemFact, item: KnownItem, _ recorder: ItemRecorder, _ writer: any SQLWriter, _ now: Instant) throws {
        self.fact = fact
        id = item.id
        isNew = item.isNew
        let seen = fact.state.updatedAt
        author = try fact.author.map { try recorder.accounts.account(of: $0, observed: seen, in: writer, at: now) }
        mergedBy = try fact.state.mergedBy.map { try recorder.accounts.account(of: $0, observed: seen, in: writer, at: now) }
    }
}
