import Ledger

/// The change requests and issues of the ledger with what their events add up to: what every measure of community,
/// flow and issues counts over.
///
/// Items are sorted by the time of their creation, so a period's new items are a slice; what was merged or ended in a
/// period, or open at an instant, is found through ``merges``, ``ends`` and ``openings``. Items that the forge no
/// longer has are left out. About 300 bytes an item.
final class ItemFacts: Sendable {
    /// How far the ledger had come.
    let mark: LedgerMark
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

    let authors: Authors
    let indexes: Indexes

    /// Rows of what was merged, and of what ended merged or not, each with its time.
    var merges: TimeIndex { indexes.merges }
    var ends: TimeIndex { indexes.ends }
    /// The intervals in which items were open, sorted by their start.
    var openings: Openings { indexes.openings }
    /// By person index: the time of the first merge; ``Item/never`` without one.
    var firstMerge: [Int64] { authors.firstMerge }

    /// What is found by time. It depends on what happened alone, never on who is believed to have done it.
    struct Indexes: Sendable {
        let merges: TimeIndex
        let ends: TimeIndex
        let openings: Openings
    }

    /// What is counted of the accounts and people who open items.
    struct Authors: Sendable {
        /// By account: how many it opened.
        private(set) var opened: [Int32]
        /// By person index.
        private(set) var firstMerge: [Int64]
    }

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

    var revision: Int64 { mark.revision }
    var items: [Item] { table.items }
    /// By organisation index; the first is the unknown organisation.
    var organisations: [ContributionFacts.Organisation] { actors.organisations }

    /// - Parameters:
    ///   - table: of which newcomers are not marked yet.
    ///   - structure: projects and groups.
    convenience init(
        mark: LedgerMark, asKnown: Instant?, table: ItemTable, repositories: [Repository], labelSets: [LabelSet],
        programme: Programme, actors: Actors, structure: Structure
    ) {
        var authors = Authors(accounts: actors.accountCount)
        authors.count(table.items)
        for item in table.items { authors.findFirstMerge(of: item) }
        var marked = table
        for row in marked.items.indices { authors.markNewcomer(&marked.items[row]) }
        self.init(
            mark: mark, asKnown: asKnown, table: marked, repositories: repositories, labelSets: labelSets, programme: programme,
            actors: actors, structure: structure, authors: authors,
            newestFact: table.items.lazy.map(\.lastActivityAt).max().map(Instant.init(seconds:)),
            indexes: Indexes(table))
    }

    /// - Parameters:
    ///   - table: of which newcomers are marked.
    ///   - authors: what is counted of their accounts.
    init(
        mark: LedgerMark, asKnown: Instant?, table: ItemTable, repositories: [Repository], labelSets: [LabelSet],
        programme: Programme, actors: Actors, structure: Structure, authors: Authors, newestFact: Instant?, indexes: Indexes
    ) {
        self.mark = mark
        self.asKnown = asKnown
        self.table = table
        self.repositories = repositories
        self.labelSets = labelSets
        self.programme = programme
        self.actors = actors
        self.authors = authors
        self.newestFact = newestFact
        self.indexes = indexes
        projects = structure.projects
        groups = structure.groups
        summary = structure.summary
        people = actors.people(countedBy: authors.opened)
    }

    /// The people who were ever a coach and answered somebody else, each once.
    var answeringCoaches: [Int32] {
        Set(table.coachResponses.values.map { actors.person(of: $0.account) }).sorted()
    }

    /// The organisation for which an item was opened; of several the one with the largest part.
    func organisation(of item: Item) -> ContributionFacts.Organisation {
        organisations[Int(actors.mixtures.foremost(item.belonging))]
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

extension ItemFacts.Indexes {
    init(_ table: ItemTable) {
        merges = TimeIndex(table.items) { $0.mergedAt }
        ends = TimeIndex(table.items) { $0.endedAt }
        openings = Openings(table)
    }

    /// The indexes of `table`, which comes from `old` as `change` says.
    func following(_ change: RowChange, from old: ItemTable, to table: ItemTable) -> ItemFacts.Indexes {
        let isSettled =
            change.removed == change.added
            && change.added.allSatisfy { row in
                let (before, after) = (old.items[Int(row)], table.items[Int(row)])
                return before.mergedAt == after.mergedAt && before.endedAt == after.endedAt
                    && old.open[Int(row)].elementsEqual(table.open[Int(row)])
            }
        guard !isSettled else { return self }
        let targets = change.targets
        return ItemFacts.Indexes(
            merges: merges.following(targets, adding: change.added, of: table.items) { $0.mergedAt },
            ends: ends.following(targets, adding: change.added, of: table.items) { $0.endedAt },
            openings: openings.following(targets, adding: change.added, of: table))
    }
}

extension ItemFacts.Authors {
    init(accounts: Int) {
        opened = Array(repeating: 0, count: accounts)
        firstMerge = Array(repeating: Item.never, count: accounts)
    }

    /// Makes room for accounts that came later.
    mutating func grow(to accounts: Int) {
        let more = max(0, accounts - opened.count)
        opened += Array(repeating: 0, count: more)
        firstMerge += Array(repeating: Item.never, count: more)
    }

    mutating func count(_ items: some Sequence<Item>, _ step: Int32 = 1) {
        for item in items { opened[Int(item.account)] += step }
    }

    /// Forgets the first merges of some people, by index.
    mutating func forgetFirstMerges(of people: MemberSet) {
        for person in people.members { firstMerge[Int(person)] = Item.never }
    }

    mutating func findFirstMerge(of item: Item) {
        guard item.author >= 0, item.kind == .changeRequest, item.mergedAt < firstMerge[Int(item.author)] else { return }
        firstMerge[Int(item.author)] = item.mergedAt
    }

    /// Marks a change request whose author had none merged when it was opened.
    func markNewcomer(_ item: inout Item) {
        let isNewcomer = item.author >= 0 && item.kind == .changeRequest && firstMerge[Int(item.author)] >= item.createdAt
        if isNewcomer { item.flags.insert(.newcomer) } else { item.flags.remove(.newcomer) }
    }
}
