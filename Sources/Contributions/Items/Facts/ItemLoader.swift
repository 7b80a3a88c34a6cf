import Ledger
import Measures
import Store

/// Reads ``ItemFacts`` from the ledger in one consistent view.
struct ItemLoader {
    let reader: any SQLReader
    let asKnown: Instant?

    /// Reads everything, or only what changed since `previous` where that gives the same.
    func load(since previous: ItemFacts? = nil) throws -> ItemFacts {
        let structure = try StructureLoader(reader: reader, asKnown: asKnown).load()
        let actors = try ActorLoader(reader: reader, asKnown: asKnown).load()
        let organisations = Dictionary(
            actors.organisations.enumerated().map { ($1.id, Int32($0)) }, uniquingKeysWith: { first, _ in first })
        let programme = try Programme(reader: reader, asKnown: asKnown, organisations: organisations)
        let repositories = try repositories(structure)
        let usable = previous.flatMap { previous in
            let isUsable = asKnown == nil && actors.continues(previous.actors) && programme.shapesItemsLike(previous.programme)
                && repositories.prefix(previous.repositories.count).elementsEqual(previous.repositories)
            return isUsable ? previous : nil
        }
        var rows = ItemRows(
            reader: reader, asKnown: asKnown, actors: actors, programme: programme, repositories: repositories,
            labelSets: usable?.labelSets ?? [], labels: SpecialLabels(terms: try reader.terms()))
        let table: ItemTable
        if let usable {
            let changed = Set(try reader.rows("SELECT id FROM items WHERE changed > ?", [.integer(usable.revision)]) { $0.integer(0) })
            if changed.isEmpty {
                table = usable.table
            } else {
                try rows.load(changedSince: usable.revision)
                table = usable.table.replacing(changed, with: rows.table.sortedByCreation())
            }
        } else {
            try rows.load(changedSince: nil)
            table = rows.table.sortedByCreation()
        }
        return ItemFacts(
            revision: try reader.revision(), asKnown: asKnown, table: table, repositories: repositories,
            labelSets: rows.labelSets, programme: programme, actors: actors, structure: structure)
    }

    private func repositories(_ structure: Structure) throws -> [ItemFacts.Repository] {
        let forge = Dictionary(
            try reader.forgeProjects().map { ($0.repository, $0) }, uniquingKeysWith: { first, _ in first })
        return try reader.repositories().compactMap { repository in
            guard let project = structure.projectOfRepository[repository.id] else { return nil }
            let named = forge[repository.id]
            return ItemFacts.Repository(
                id: repository.id, project: project, path: named?.path ?? structure.projects[Int(project)].slug,
                forge: named?.forge ?? ForgeKind(rawValue: repository.kind), location: repository.location)
        }
    }
}

/// Reads items and walks over their events once, in the order of the items; no event is kept.
struct ItemRows {
    private let reader: any SQLReader
    private let asKnown: Instant?
    private let actors: Actors
    private let programme: Programme
    private let repositories: [ItemFacts.Repository]
    private let labels: SpecialLabels

    private(set) var table = ItemTable()
    private(set) var labelSets: [ItemFacts.LabelSet]
    private var labelSetOf: [String: Int32] = [:]
    private var items: [Item] = []
    private var updatedAt: [Int64] = []

    init(
        reader: any SQLReader, asKnown: Instant?, actors: Actors, programme: Programme,
        repositories: [ItemFacts.Repository], labelSets: [ItemFacts.LabelSet], labels: SpecialLabels
    ) {
        self.reader = reader
        self.asKnown = asKnown
        self.actors = actors
        self.programme = programme
        self.repositories = repositories
        self.labels = labels
        self.labelSets = labelSets
        for (index, set) in labelSets.enumerated() { labelSetOf[set.labels.joined(separator: "\n")] = Int32(index) }
    }

    /// - Parameter revision: reads only items that changed after it; nil for all.
    mutating func load(changedSince revision: Int64?) throws {
        try loadStates(changedSince: revision)
        var coaches = MemberSet(capacity: actors.personIDs.count)
        for account in programme.coaches.keys where actors.personOfAccount.indices.contains(Int(account)) {
            coaches.insert(actors.person(of: Int64(account)))
        }
        var history = ItemHistory(actors: actors, labels: labels, coaches: coaches)
        table.reserve(items.count)
        var events: [EventRow] = []
        var next = 0
        let held = HeldCondition(at: asKnown, "e")
        let changed = revision == nil ? "" : "AND e.item_id IN (SELECT id FROM items WHERE changed > ?)"
        let accounts = Int64(actors.personOfAccount.count)
        try reader.scan(
            """
            SELECT e.item_id, e.kind, e.at, e.actor, e.subject, e.term, e.number FROM item_events e
            WHERE \(held.sql) \(changed) ORDER BY e.item_id
            """, held.arguments + (revision.map { [.integer($0)] } ?? [])
        ) { row in
            let id = row.integer(0)
            while next < items.count, items[next].id < id {
                finish(next, &events, &history)
                next += 1
            }
            guard next < items.count, items[next].id == id, let kind = ItemEventKind(rawValue: row.int(1)) else { return }
            let actor = row.integer(3)
            events.append(
                EventRow(
                    kind: kind, at: Item.bounded(row.integer(2)), number: row.integer(6), actor: (0..<accounts).contains(actor) ? Int32(actor) : 0,
                    subject: Int32(truncatingIfNeeded: row.integer(4)), term: Int32(truncatingIfNeeded: row.integer(5))))
        }
        for row in next..<items.count { finish(row, &events, &history) }
        items = []
    }

    private mutating func finish(_ index: Int, _ events: inout [EventRow], _ history: inout ItemHistory) {
        history.derive(&items[index], &events, updatedAt: updatedAt[index])
        events.removeAll(keepingCapacity: true)
        table.items.append(items[index])
        table.open.append(history.open)
        table.drafts.append(history.drafts)
        table.quiet.append(history.quiet)
        table.reviewers.append(history.reviewers)
        table.coachResponses.append(history.coachResponses)
    }

    private mutating func loadStates(changedSince revision: Int64?) throws {
        let held = HeldCondition(at: asKnown, "s")
        let indexOfRepository = Dictionary(
            repositories.enumerated().map { ($1.id, Int32($0)) }, uniquingKeysWith: { first, _ in first })
        let accounts = Int64(actors.personOfAccount.count)
        try reader.scan(
            """
            SELECT i.id, i.repository_id, i.kind, i.number, i.author, i.created_at, s.status, s.draft, s.confidential,
                   s.closed_at, s.merged_at, s.merged_by, s.labels, s.additions, s.deletions, s.files, s.updated_at
            FROM items i JOIN item_states s ON s.item_id = i.id
            WHERE \(held.sql) AND s.status <> \(ItemStatus.removed.rawValue) AND i.recorded_at <= ? AND i.changed > ?
            ORDER BY i.id
            """, held.arguments + [.integer(asKnown?.seconds ?? .max), .integer(revision ?? .min)]
        ) { row in
            guard let repository = indexOfRepository[row.integer(1)], let kind = ItemKind(rawValue: row.int(2)),
                let status = ItemStatus(rawValue: row.int(6))
            else { return }
            let account = (1..<accounts).contains(row.integer(4)) ? row.integer(4) : 0
            let createdAt = Item.bounded(row.integer(5))
            var item = Item(
                id: row.integer(0), number: row.integer(3), repository: repository,
                project: repositories[Int(repository)].project, kind: kind, status: status, account: Int32(account),
                author: account == 0 ? -1 : actors.person(of: account),
                organisation: account == 0 ? 0 : actors.organisation(of: account, at: createdAt), createdAt: createdAt,
                lastActivityAt: createdAt, stageSince: createdAt)
            item.endedAt = row.optionalInteger(9).map(Item.bounded) ?? Item.never
            item.mergedAt = row.optionalInteger(10).map(Item.bounded) ?? Item.never
            if (1..<accounts).contains(row.integer(11)) { item.mergedBy = actors.person(of: row.integer(11)) }
            item.labelSet = labelSet(row.text(12))
            item.flags = labelSets[Int(item.labelSet)].flags
            if row.bool(7) { item.flags.insert(.draft) }
            if row.bool(8) { item.flags.insert(.confidential) }
            if account > 0, actors.isBot(Int32(account), at: createdAt) { item.flags.insert(.bot) }
            if programme.isOwn(item.organisation, at: Instant(seconds: createdAt)) { item.flags.insert(.company) }
            item.added = row.optionalInteger(13).map { Int32(clamping: $0) } ?? -1
            item.removed = row.optionalInteger(14).map { Int32(clamping: $0) } ?? -1
            item.files = row.optionalInteger(15).map { Int32(clamping: $0) } ?? -1
            items.append(item)
            updatedAt.append(Item.bounded(row.integer(16)))
        }
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
