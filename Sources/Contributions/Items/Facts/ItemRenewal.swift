import Ledger
import Store

/// Brings facts up to date with what changed in the ledger since they were read: the items that are new or different, and
/// what a correction of beliefs about accounts makes of the others. The outcome is what reading everything gives.
struct ItemRenewal {
    let reader: any SQLReader
    let previous: ItemFacts
    let mark: LedgerMark
    let actors: Actors
    let programme: Programme
    /// Those of `previous` come first.
    let repositories: [ItemFacts.Repository]
    let structure: Structure

    /// Nil when so much changed that reading everything is no slower.
    func facts() throws -> ItemFacts? {
        let coaches = (previous.programme.peopleWhoCoached(previous.actors), programme.peopleWhoCoached(actors))
        let change = ActorChange(from: previous.actors, to: actors, oldCoaches: coaches.0, newCoaches: coaches.1)
        let changed = try reader.rows("SELECT id, created_at FROM items WHERE changed > ?", [.integer(previous.mark.revision)]) {
            (id: $0.integer(0), createdAt: Item.bounded($0.integer(1)))
        }
        let old = rowsToRead(changed, change)
        let ids = Set(changed.map(\.id)).union(old.map { previous.items[Int($0)].id })
        guard ids.count * 8 < max(previous.items.count, 8000) else { return nil }
        var (table, labelSets, rows) = (previous.table, previous.labelSets, RowChange(rows: previous.items.count, removed: []))
        if !ids.isEmpty {
            var read = try ItemRows(
                reader: reader, asKnown: nil, actors: actors, programme: programme, repositories: repositories, labelSets: labelSets)
            try read.load(ids.sorted())
            labelSets = read.labelSets
            (table, rows) = previous.table.replacing(old, with: read.table.sortedByCreation())
        }
        var authors = previous.authors
        authors.grow(to: actors.accountCount)
        authors.count(rows.removed.lazy.map { previous.items[Int($0)] }, -1)
        authors.count(rows.added.lazy.map { table.items[Int($0)] })
        bring(&table, &authors, upTo: change, rows)
        return ItemFacts(
            mark: mark, asKnown: nil, table: table, repositories: repositories, labelSets: labelSets, programme: programme,
            actors: actors, structure: structure, authors: authors, newestFact: newestFact(table, rows),
            indexes: previous.indexes.following(rows, from: previous.table, to: table))
    }

    /// The rows of the items that changed, and of those in which a correction changes who is somebody else than the author,
    /// a bot or a coach; in ascending order.
    private func rowsToRead(_ changed: [(id: Int64, createdAt: Int64)], _ change: ActorChange) -> [Int32] {
        var found = MemberSet(capacity: previous.items.count)
        let (items, old, new) = (previous.items, previous.actors, actors)
        for item in changed { if let row = previous.table.row(ofItem: item.id, createdAt: item.createdAt) { found.insert(row) } }
        guard !change.isEmpty else { return found.members }
        previous.table.participants.forEach { row, account in
            if change.bots.contains(account) || change.coaches.contains(account) {
                found.insert(Int32(row))
                return
            }
            let author = items[row].account
            guard author > 0, account != author, change.people.contains(account) || change.people.contains(author) else { return }
            let wasSame = old.person(of: account) == old.person(of: author)
            if wasSame != (new.person(of: account) == new.person(of: author)) { found.insert(Int32(row)) }
        }
        return found.members
    }

    /// Works what is believed of authors into the rows, and what follows for whom they are the first.
    private func bring(_ table: inout ItemTable, _ authors: inout ItemFacts.Authors, upTo change: ActorChange, _ rows: RowChange) {
        var people = change.touchedPeople(previous.actors, actors)
        for row in rows.removed where previous.items[Int(row)].account > 0 {
            people.insert(actors.person(of: previous.items[Int(row)].account))
        }
        for row in rows.added where table.items[Int(row)].account > 0 { people.insert(table.items[Int(row)].author) }
        let isOtherOwner = previous.programme.own != programme.own
        guard !people.isEmpty || !change.isEmpty || isOtherOwner else { return }
        // The rows of which anything may change: by accounts, as the rows' people are not up to date yet.
        var touched: [Int32] = []
        for row in table.items.indices {
            let account = table.items[row].account
            guard account > 0 else { continue }
            let isTouched = Int(account) < previous.actors.accountCount && change.touches(account)
            if isTouched || isOtherOwner { table.items[row].setAuthor(actors, programme) }
            if isTouched || people.contains(actors.person(of: account)) { touched.append(Int32(row)) }
        }
        authors.forgetFirstMerges(of: people)
        for row in touched where people.contains(table.items[Int(row)].author) { authors.findFirstMerge(of: table.items[Int(row)]) }
        for row in touched { authors.markNewcomer(&table.items[Int(row)]) }
    }

    /// The time of the newest thing that a person did.
    private func newestFact(_ table: ItemTable, _ rows: RowChange) -> Instant? {
        let gone = rows.removed.lazy.map { previous.items[Int($0)].lastActivityAt }.max()
        let come = rows.added.lazy.map { table.items[Int($0)].lastActivityAt }.max()
        if let newest = previous.newestFact?.seconds, gone.map({ $0 < newest }) ?? true {
            return Instant(seconds: max(newest, come ?? newest))
        }
        return table.items.lazy.map(\.lastActivityAt).max().map(Instant.init(seconds:))
    }
}
