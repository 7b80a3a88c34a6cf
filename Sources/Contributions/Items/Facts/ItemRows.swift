import Ledger
import Store

/// Reads items and walks over their events once, in the order of the items; no event is kept.
struct ItemRows {
    private let reader: any SQLReader
    private let asKnown: Instant?
    private let actors: Actors
    private let programme: Programme
    private let projectOfRepository: [Int32]
    private let labels: SpecialLabels

    private let coaches: MemberSet

    private(set) var table = ItemTable()
    private(set) var labelSets: [ItemFacts.LabelSet]
    private var labelSetOf: [String: Int32] = [:]
    private let indexOfRepository: [Int64: Int32]
    private var items: [Item] = []
    private var updatedAt: [Int64] = []

    /// - Parameter labelSets: the sets of labels that are known already; others come after them.
    init(
        reader: any SQLReader, asKnown: Instant?, actors: Actors, programme: Programme,
        repositories: [ItemFacts.Repository], labelSets: [ItemFacts.LabelSet]
    ) throws {
        self.reader = reader
        self.asKnown = asKnown
        self.actors = actors
        self.programme = programme
        self.labelSets = labelSets
        labels = SpecialLabels(terms: try reader.terms())
        coaches = programme.peopleWhoCoached(actors)
        indexOfRepository = Dictionary(
            repositories.enumerated().map { ($1.id, Int32($0)) }, uniquingKeysWith: { first, _ in first })
        projectOfRepository = repositories.map(\.project)
        for (index, set) in labelSets.enumerated() { labelSetOf[set.labels.joined(separator: "\n")] = Int32(index) }
    }

    mutating func loadAll() throws {
        let (states, events) = (HeldCondition(at: asKnown, "s"), HeldCondition(at: asKnown, "e"))
        try reader.scan(
            "\(Self.states) WHERE \(states.sql) AND i.recorded_at <= ? ORDER BY i.id",
            states.arguments + [.integer(asKnown?.seconds ?? .max)]
        ) { addState($0) }
        table.reserve(items.count)
        var walk = EventWalk()
        try reader.scan("\(Self.events) WHERE \(events.sql) ORDER BY e.item_id", events.arguments) { addEvent($0, &walk) }
        finish(&walk)
    }

    /// Reads only some items, as they are known now.
    ///
    /// - Parameter ids: in ascending order, each once.
    mutating func load(_ ids: [Int64]) throws {
        // As many as go into one statement, so that the states of these are there when their events come.
        for start in stride(from: 0, to: ids.count, by: 200) {
            let some = ids[start..<min(ids.count, start + 200)].map { SQLValue.integer($0) }
            try reader.forEachRow("\(Self.states) WHERE s.ended_at IS NULL AND i.id IN", of: some, [], then: "ORDER BY i.id") {
                addState($0)
            }
            var walk = EventWalk()
            try reader.forEachRow("\(Self.events) WHERE e.ended_at IS NULL AND e.item_id IN", of: some, [], then: "ORDER BY e.item_id") {
                addEvent($0, &walk)
            }
            finish(&walk)
        }
    }

    private static let states = """
        SELECT i.id, i.repository_id, i.kind, i.number, i.author, i.created_at, s.status, s.draft, s.confidential,
               s.closed_at, s.merged_at, s.merged_by, s.labels, s.additions, s.deletions, s.files, s.updated_at
        FROM items i JOIN item_states s ON s.item_id = i.id
        """
    private static let events = "SELECT e.item_id, e.kind, e.at, e.actor, e.subject, e.term, e.number FROM item_events e"

    /// The events of one item after the other.
    private struct EventWalk {
        var events: [EventRow] = []
        var next = 0
        var history: ItemHistory?
    }

    private mutating func addEvent(_ row: any SQLRow, _ walk: inout EventWalk) {
        let id = row.integer(0)
        while walk.next < items.count, items[walk.next].id < id { finishNext(&walk) }
        guard walk.next < items.count, items[walk.next].id == id, let kind = ItemEventKind(rawValue: row.int(1)) else { return }
        walk.events.append(
            EventRow(
                kind: kind, at: Item.bounded(row.integer(2)), number: row.integer(6), actor: account(row.integer(3)),
                subject: Int32(truncatingIfNeeded: row.integer(4)), term: Int32(truncatingIfNeeded: row.integer(5))))
    }

    private mutating func finish(_ walk: inout EventWalk) {
        while walk.next < items.count { finishNext(&walk) }
        items.removeAll(keepingCapacity: true)
        updatedAt.removeAll(keepingCapacity: true)
    }

    private mutating func finishNext(_ walk: inout EventWalk) {
        var history = walk.history ?? ItemHistory(actors: actors, labels: labels, coaches: coaches)
        walk.history = nil
        history.derive(&items[walk.next], &walk.events, updatedAt: updatedAt[walk.next])
        table.append(items[walk.next], history)
        walk.history = history
        walk.events.removeAll(keepingCapacity: true)
        walk.next += 1
    }

    /// 0 for a number that no account has.
    private func account(_ number: Int64) -> Int32 { (1..<Int64(actors.accountCount)).contains(number) ? Int32(number) : 0 }

    private mutating func addState(_ row: any SQLRow) {
        guard let repository = indexOfRepository[row.integer(1)], let kind = ItemKind(rawValue: row.int(2)),
            let status = ItemStatus(rawValue: row.int(6)), status != .removed
        else { return }
        let createdAt = Item.bounded(row.integer(5))
        var item = Item(
            id: row.integer(0), number: row.integer(3), repository: repository,
            project: projectOfRepository[Int(repository)], kind: kind, status: status, account: account(row.integer(4)),
            author: -1, belonging: .unknown, createdAt: createdAt, lastActivityAt: createdAt, stageSince: createdAt)
        item.endedAt = row.optionalInteger(9).map(Item.bounded) ?? Item.never
        item.mergedAt = row.optionalInteger(10).map(Item.bounded) ?? Item.never
        item.mergedBy = account(row.integer(11))
        item.labelSet = labelSet(row.text(12))
        item.flags = labelSets[Int(item.labelSet)].flags
        if row.bool(7) { item.flags.insert(.draft) }
        if row.bool(8) { item.flags.insert(.confidential) }
        item.setAuthor(actors, programme)
        item.added = row.optionalInteger(13).map { Int32(clamping: $0) } ?? -1
        item.removed = row.optionalInteger(14).map { Int32(clamping: $0) } ?? -1
        item.files = row.optionalInteger(15).map { Int32(clamping: $0) } ?? -1
        items.append(item)
        updatedAt.append(Item.bounded(row.integer(16)))
    }

    private mutating func labelSet(_ text: String) -> Int32 {
        if let known = labelSetOf[text] { return known }
        let labels = text.split(separator: "\n")
        let index = Int32(labelSets.count)
        labelSets.append(ItemFacts.LabelSet(labels: labels.map(String.init), flags: labels.isEmpty ? [] : self.labels.flags(of: labels)))
        labelSetOf[text] = index
        return index
    }
}

extension Item {
    /// What is believed of the account that opened it.
    mutating func setAuthor(_ actors: Actors, _ programme: Programme) {
        author = account == 0 ? -1 : actors.person(of: account)
        belonging = account == 0 ? .unknown : actors.belonging(of: account, at: createdAt)
        set(.bot, account > 0 && actors.isBot(account, at: createdAt))
        set(.company, programme.isOwn(belonging, of: actors.mixtures, at: Instant(seconds: createdAt)))
    }

    private mutating func set(_ flag: ItemFlags, _ isSet: Bool) {
        if isSet { flags.insert(flag) } else { flags.remove(flag) }
    }
}
