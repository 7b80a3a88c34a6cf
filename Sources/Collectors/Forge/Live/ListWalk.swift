import Ledger
import Transport

/// Walks through a list of items in the order of their last change.
///
/// A second page would begin at a place counted from the beginning, and an item that changes in the meantime moves to
/// the end and draws all others one place forward, over that border. So the walk asks again for the items from the last
/// change it saw, and turns to the next page only where a whole page changed in one moment; there it goes through the
/// pages again until nothing new is on them.
struct ListWalk: Sendable {
    private(set) var since: String?
    private var begins: Instant?
    /// Items of this window that were handed out.
    private var seen: Set<ListedItem> = []
    private var hasFollowed = false
    private var foundNew = false

    enum Step: Sendable, Hashable {
        /// Ask for the list from ``since``.
        case window
        case page(WebAddress)
        case end
    }

    init(since: String?, begins: Instant?) {
        self.since = since
        self.begins = begins
    }

    /// Takes a page of the list.
    ///
    /// - Returns: the items on it that are new to the walk.
    mutating func take(_ items: [ListedItem]) -> [ListedItem] {
        let new = items.filter { seen.insert($0).inserted }
        foundNew = foundNew || !new.isEmpty
        return new
    }

    /// What to ask for after a page with these items.
    mutating func step(after items: [ListedItem], next: WebAddress?) -> Step {
        let last = items.max { $0.changedAt < $1.changedAt }
        let advances = last.map { last in begins.map { last.changedAt > $0 } ?? true } ?? false
        if let next, !advances {
            hasFollowed = true
            return .page(next)
        }
        if hasFollowed, foundNew {
            hasFollowed = false
            foundNew = false
            return .window
        }
        guard next != nil, let last else { return .end }
        hasFollowed = false
        foundNew = false
        since = last.updatedAt
        begins = last.changedAt
        seen = seen.filter { $0.changedAt >= last.changedAt }
        return .window
    }
}
