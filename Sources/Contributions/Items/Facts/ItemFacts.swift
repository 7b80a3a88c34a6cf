import Ledger

/// The change requests and issues of the ledger with what their events add up to: what every measure of community,
/// flow and issues counts over.
///
/// Items are sorted by the time of their creation, so a period's new items are a slice; what was merged or ended in a
/// period, or open at an instant, is found through ``merges``, ``ends`` and ``openings``. Items that the forge no
/// longer has are left out. About 300 bytes an item.
final class ItemFacts: Sendable {
    let revision: Int64
    let asKnown: Instant?

    let table: ItemTable
    let repositories: [Repository]
    /// The sets of labels that items have.
    let labelSets: [LabelSet]
    let programme: Programme
    let actors: Actors

    /// By person index.
    let people: [ContributionFacts.Person]
    /// By project index.
    let projects: [ContributionFacts.Project]
    let groups: [ContributionFacts.Group]
    let summary: ContributionFacts.RepositorySummary
    /// The time of the newest thing that a person did.
    let newestFact: Instant?

    /// Rows of what was merged, and of what ended merged or not, each with its time.
    let merges: TimeIndex
    let ends: TimeIndex
    /// The intervals in which items were open, sorted by their start.
    let openings: Openings
    /// By person index: the time of the first merge; ``Item/never`` without one.
    let firstMerge: [Int64]

    /// A repository as its forge names it.
    struct Repository: Sendable, Equatable {
        let id: Int64
        let project: Int32
        /// The path at the forge, such as `gitlab-org/gitlab`; the project's slug where the forge is not known.
        let path: String
        let forge: ForgeKind?
        /// The web address, which came from outside.
        let location: String
    }

    /// Labels as the forge spells them.
    struct LabelSet: Sendable, Equatable {
        let labels: [String]
        let flags: ItemFlags
    }

    var items: [Item] { table.items }
    /// By organisation index; the first is the unknown organisation.
    var organisations: [ContributionFacts.Organisation] { actors.organisations }

    init(
        revision: Int64, asKnown: Instant?, table: ItemTable, repositories: [Repository], labelSets: [LabelSet],
        programme: Programme, actors: Actors, structure: Structure
    ) {
        self.revision = revision
        self.asKnown = asKnown
        self.repositories = repositories
        self.labelSets = labelSets
        self.programme = programme
        self.actors = actors
        projects = structure.projects
        groups = structure.groups
        summary = structure.summary
        var opened = [Int32](repeating: 0, count: actors.personOfAccount.count)
        var newest = Int64.min
        for item in table.items {
            opened[Int(item.account)] += 1
            newest = max(newest, item.lastActivityAt)
        }
        newestFact = table.items.isEmpty ? nil : Instant(seconds: newest)
        people = actors.people(countedBy: opened)
        merges = TimeIndex(table.items) { $0.mergedAt }
        ends = TimeIndex(table.items) { $0.endedAt }
        openings = Openings(table)
        var firstMerge = [Int64](repeating: Item.never, count: people.count)
        for row in merges.rows {
            let item = table.items[Int(row)]
            guard item.author >= 0, item.kind == .changeRequest else { continue }
            firstMerge[Int(item.author)] = min(firstMerge[Int(item.author)], item.mergedAt)
        }
        self.firstMerge = firstMerge
        self.table = table.markingNewcomers(firstMerge)
    }

    /// The people who were ever a coach and answered somebody else, each once.
    var answeringCoaches: [Int32] {
        Set(table.coachResponses.values.map(\.person)).sorted()
    }

    /// What people call the item: `group/project!12`, `owner/name#34`.
    func reference(_ row: Int32) -> String {
        let item = items[Int(row)]
        let repository = repositories[Int(item.repository)]
        let mark = item.kind == .changeRequest && repository.forge == .gitlab ? "!" : "#"
        return "\(repository.path)\(mark)\(item.number)"
    }

    /// Where the forge shows the item; nil when its repository has no web address.
    func address(_ row: Int32) -> String? {
        let item = items[Int(row)]
        let repository = repositories[Int(item.repository)]
        guard let forge = repository.forge, repository.location.hasPrefix("https://") || repository.location.hasPrefix("http://")
        else { return nil }
        let folder =
            switch (forge, item.kind) {
            case (.github, .changeRequest): "pull"
            case (.github, .issue): "issues"
            case (.gitlab, .changeRequest): "-/merge_requests"
            case (.gitlab, .issue): "-/issues"
            }
        return "\(repository.location)/\(folder)/\(item.number)"
    }

    /// The rows of the items created in a half-open range of instants.
    func created(in range: Range<Instant>) -> Range<Int> {
        firstRow(notBefore: range.lowerBound.seconds)..<firstRow(notBefore: range.upperBound.seconds)
    }

    /// The row of an item by its number in the ledger.
    func row(ofItem id: Int64) -> Int32? { items.firstIndex { $0.id == id }.map(Int32.init) }

    private func firstRow(notBefore time: Int64) -> Int {
        var low = 0
        var high = items.count
        while low < high {
            let middle = (low + high) / 2
            if items[middle].createdAt < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension ItemTable {
    /// Marks the change requests whose author had none merged when they were opened.
    fileprivate func markingNewcomers(_ firstMerge: [Int64]) -> ItemTable {
        var marked = self
        for row in marked.items.indices {
            let item = marked.items[row]
            let isNewcomer = item.author >= 0 && item.kind == .changeRequest && firstMerge[Int(item.author)] >= item.createdAt
            if isNewcomer { marked.items[row].flags.insert(.newcomer) } else { marked.items[row].flags.remove(.newcomer) }
        }
        return marked
    }
}

/// Sorts indexes by a time, which is the most of what reading anew costs.
enum TimeOrder {
    /// The indexes in the order of their times, equal times in their own order.
    ///
    /// Times of one office lie within a few decades, so a time and an index fit one word, and words sort several times
    /// faster than pairs.
    static func sorted(_ indexes: [Int32], by time: (Int32) -> Int64) -> [Int32] {
        guard let first = indexes.first else { return [] }
        var (low, high) = (time(first), time(first))
        for index in indexes {
            let time = time(index)
            low = min(low, time)
            high = max(high, time)
        }
        let (span, overflow) = high.subtractingReportingOverflow(low)
        guard !overflow, span < Int64(UInt32.max) else {
            return indexes.sorted { (time($0), $0) < (time($1), $1) }
        }
        var words = indexes.map { UInt64(time($0) - low) << 32 | UInt64(UInt32(bitPattern: $0)) }
        words.sort()
        return words.map { Int32(truncatingIfNeeded: $0) }
    }
}

/// Rows in the order of one of their times; those without it are left out.
struct TimeIndex: Sendable {
    let times: [Int64]
    let rows: [Int32]

    init(_ items: [Item], _ time: (Item) -> Int64) {
        let known = items.indices.filter { time(items[$0]) != Item.never }
        rows = TimeOrder.sorted(known.map { Int32($0) }) { time(items[Int($0)]) }
        times = rows.map { time(items[Int($0)]) }
    }

    /// The rows whose time lies in a half-open range.
    subscript(range: Range<Instant>) -> ArraySlice<Int32> {
        rows[times.firstIndex(notBefore: range.lowerBound.seconds)..<times.firstIndex(notBefore: range.upperBound.seconds)]
    }
}

/// The intervals in which items were open, sorted by their start.
struct Openings: Sendable {
    private let starts: [Int64]
    private let ends: [Int64]
    private let rows: [Int32]

    init(_ table: ItemTable) {
        var spans: [(start: Int64, end: Int64, row: Int32)] = []
        spans.reserveCapacity(table.items.count)
        for row in table.items.indices {
            for span in table.open[row] { spans.append((span.start, span.end, Int32(row))) }
        }
        let unsorted = spans
        let order = TimeOrder.sorted(unsorted.indices.map { Int32($0) }) { unsorted[Int($0)].start }
        starts = order.map { unsorted[Int($0)].start }
        ends = order.map { unsorted[Int($0)].end }
        rows = order.map { unsorted[Int($0)].row }
    }

    /// The rows of the items that were open when a day or period ended; `instant` begins the next one.
    func rows(endingAt instant: Instant) -> [Int32] { rows(startingBefore: instant, endingFrom: instant) }

    /// The rows of the items that were open at any time of a half-open range, each once.
    func rows(during range: Range<Instant>) -> [Int32] {
        let found = rows(startingBefore: range.upperBound, endingFrom: range.lowerBound)
        var seen: Set<Int32> = []
        return found.filter { seen.insert($0).inserted }
    }

    private func rows(startingBefore end: Instant, endingFrom start: Instant) -> [Int32] {
        var found: [Int32] = []
        for index in 0..<starts.firstIndex(notBefore: end.seconds) where ends[index] >= start.seconds { found.append(rows[index]) }
        return found
    }
}
