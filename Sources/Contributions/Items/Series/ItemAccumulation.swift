import Ledger
import Measures
import Synchronization

/// What a question finds in all history before the end of a period.
///
/// It asks for one period after the other, and each only adds to the one before. So a figure that looks at all history costs
/// one walk over the items, and not one for every month: it shows soon after a correction, however many items there are.
final class ItemAccumulation: Sendable {
    struct Found: Sendable {
        /// In the order of time.
        fileprivate(set) var counted = Counted()
        /// Their authors: people, or accounts where those are counted.
        fileprivate var authors = MemberSet(capacity: 0)
        /// By author: how many of theirs were merged before the period's end.
        fileprivate var merged: [Int32] = []
        /// The sum of their shares, and of those shares of which nobody knows for whom they were; in millionths.
        fileprivate(set) var millionths: Int64 = 0
        fileprivate(set) var unknown: Int64 = 0

        /// How many authors there are.
        var members: Int { authors.count }

        /// Of each author, how many were merged before the period's end.
        var mergesOfMembers: [Int] { authors.members.map { Int(merged[Int($0)]) } }

        var unknownShare: Double? { counted.rows.isEmpty ? nil : Double(unknown) / Double(millionths) }
    }

    private struct State {
        /// Those for which the rest holds.
        var products: [Bool] = []
        /// How many of the candidates, and of those that were merged, were looked at.
        var next = 0
        var nextMerged = 0
        /// Merged before they were opened, as a source says.
        var early: [Int32] = []
        var found = Found()
    }

    private let state: Mutex<State>
    private let selection: ItemSelection
    private let countsAccounts: Bool

    init(_ selection: ItemSelection, countsAccounts: Bool) {
        self.selection = selection
        self.countsAccounts = countsAccounts
        state = Mutex(State())
    }

    /// Those of the candidates that the question is about.
    ///
    /// - Parameters:
    ///   - candidates: rows in the order of time; those of an earlier period are the first of a later one's.
    ///   - products: by repository index. When they are others than in the period before, the walk begins anew.
    ///   - onlyFirst: leaves out all but the first of each author, and those without a known one.
    func found(among candidates: some RandomAccessCollection<Int32>, _ products: [Bool], onlyFirst: Bool = false) -> Found {
        let facts = selection.facts
        return state.withLock { state in
            if state.next == 0 || state.next > candidates.count || state.products != products {
                state = State(products: products)
                state.found.authors = MemberSet(capacity: facts.actors.accountCount)
            }
            for row in candidates.dropFirst(state.next) {
                let item = facts.table.items[Int(row)]
                guard selection.contains(item, products) else { continue }
                let isFirst = member(item).map { state.found.authors.insert($0) } ?? false
                guard isFirst || !onlyFirst else { continue }
                let share = selection.share(of: item)
                state.found.counted.append(row, share)
                state.found.millionths += Int64(share)
                let unknown = Int64(facts.actors.mixtures.unknownShare(item.belonging))
                if unknown > 0 { state.found.unknown += unknown * Int64(share) / Int64(Portion.whole) }
            }
            state.next = candidates.count
            return state.found
        }
    }

    /// The same of all items that were opened before an instant, with how many of each author were merged before it.
    func opened(before end: Instant, _ products: [Bool]) -> Found {
        let facts = selection.facts
        let opened = facts.created(in: Instant.distantPast..<end)
        _ = found(among: opened.lazy.map { Int32($0) }, products)
        return state.withLock { state in
            if state.nextMerged == 0 { state.found.merged = Array(repeating: 0, count: facts.actors.accountCount) }
            let merges = facts.merges[Instant.distantPast..<end]
            let waiting = state.early + merges.dropFirst(state.nextMerged)
            state.nextMerged = merges.count
            state.early = []
            for row in waiting {
                let item = facts.table.items[Int(row)]
                guard item.createdAt < end.seconds else {
                    state.early.append(row)
                    continue
                }
                if selection.contains(item, products), let member = member(item) { state.found.merged[Int(member)] += 1 }
            }
            return state.found
        }
    }

    private func member(_ item: Item) -> Int32? {
        guard item.author >= 0 else { return nil }
        return countsAccounts ? item.account : item.author
    }
}
