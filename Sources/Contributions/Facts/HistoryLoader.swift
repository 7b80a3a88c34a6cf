import Ledger
import Store

/// Reads commits and credits into columns sorted by time.
struct HistoryLoader {
    let reader: any SQLReader
    let asKnown: Instant?
    let dates: ContributionFacts.DateKind
    let structure: Structure
    let actors: Actors

    private(set) var commits = CommitColumns()
    private(set) var contributions = ContributionColumns()
    private(set) var otherProjects: [Int32: [Int32]] = [:]
    /// Commits that each account wrote, by the account's number.
    private(set) var authoredByAccount: [Int32] = []

    init(
        reader: any SQLReader, asKnown: Instant?, dates: ContributionFacts.DateKind, structure: Structure,
        actors: Actors
    ) {
        self.reader = reader
        self.asKnown = asKnown
        self.dates = dates
        self.structure = structure
        self.actors = actors
    }

    mutating func load() throws {
        let last = Int(try reader.integer("SELECT MAX(id) FROM commits") ?? 0)
        let homes = try Homes(reader: reader, asKnown: asKnown, structure: structure, lastCommit: last)
        var unsorted = try Unsorted(reader: reader, dates: dates, homes: homes, lastCommit: last)
        let order = unsorted.sortedByTime()
        // Where each commit stands among the sorted ones, by number; -1 for those that are left out.
        var place = [Int32](repeating: -1, count: last + 1)
        for (position, index) in order.enumerated() { place[Int(unsorted.id[Int(index)])] = Int32(position) }
        let credits = try Credits(reader: reader, place: place)
        fillCommits(unsorted, order, homes)
        fillContributions(unsorted, order, credits)
        for (commit, projects) in homes.others where place[Int(commit)] >= 0 {
            otherProjects[place[Int(commit)]] = projects
        }
        unsorted = Unsorted()
    }

    private mutating func fillCommits(_ unsorted: Unsorted, _ order: [Int32], _ homes: Homes) {
        commits.id = order.map { unsorted.id[Int($0)] }
        commits.time = order.map { unsorted.time[Int($0)] }
        commits.offset = order.map { unsorted.offset[Int($0)] }
        commits.added = order.map { unsorted.added[Int($0)] }
        commits.removed = order.map { unsorted.removed[Int($0)] }
        commits.files = order.map { unsorted.files[Int($0)] }
        commits.home = order.map { homes.home[Int(unsorted.id[Int($0)])] }
        commits.committerAccount = order.map { unsorted.committer[Int($0)] }
        commits.committer = commits.committerAccount.map { actors.person(of: $0) }
        commits.flags = order.map { index in
            let shared = homes.others[Int32(unsorted.id[Int(index)])] != nil
            return shared ? unsorted.flags[Int(index)].union(.shared) : unsorted.flags[Int(index)]
        }
    }

    private mutating func fillContributions(_ unsorted: Unsorted, _ order: [Int32], _ credits: Credits) {
        authoredByAccount = Array(repeating: 0, count: actors.accountCount)
        let total = order.count + credits.count
        contributions.commit.reserveCapacity(total)
        contributions.time.reserveCapacity(total)
        contributions.person.reserveCapacity(total)
        contributions.account.reserveCapacity(total)
        contributions.belonging.reserveCapacity(total)
        contributions.role.reserveCapacity(total)
        contributions.bot.reserveCapacity(total)
        contributions.strict.reserveCapacity(total)
        for (position, index) in order.enumerated() {
            let time = unsorted.time[Int(index)]
            let author = unsorted.author[Int(index)]
            append(position, time, author, .authored, strict: true)
            authoredByAccount[Int(author)] += 1
            let first = contributions.count - 1
            for credit in credits.of(position) { append(position, time, credit.account, credit.role, strict: credit.strict) }
            commits.flags[position].formUnion(contributions.signOff(first..<contributions.count))
        }
    }

    private mutating func append(_ commit: Int, _ time: Int64, _ account: Int32, _ role: Role, strict: Bool) {
        contributions.commit.append(Int32(commit))
        contributions.time.append(time)
        contributions.person.append(actors.person(of: account))
        contributions.account.append(account)
        contributions.belonging.append(actors.belonging(of: account, at: time))
        contributions.role.append(role)
        contributions.bot.append(actors.isBot(account, at: time))
        contributions.strict.append(strict)
    }
}

/// Which projects hold each commit, as they were known.
private struct Homes {
    /// By the commit's number: the project of the first repository that holds it; -1 when none does.
    var home: [Int32]
    /// The projects of the other repositories, without the home project.
    var others: [Int32: [Int32]] = [:]

    init(reader: any SQLReader, asKnown: Instant?, structure: Structure, lastCommit: Int) throws {
        home = Array(repeating: -1, count: lastCommit + 1)
        let absence = HeldCondition(at: asKnown)
        var absent: Set<[Int64]> = []
        try reader.scan(
            "SELECT repository_id, commit_id FROM commit_absences WHERE \(absence.sql)", absence.arguments
        ) { absent.insert([$0.integer(0), $0.integer(1)]) }
        try reader.scan(
            "SELECT repository_id, commit_id FROM repository_commits WHERE recorded_at <= ? ORDER BY repository_id, commit_id",
            [.integer(asKnown?.seconds ?? .max)]
        ) { row in
            guard let project = structure.projectOfRepository[row.integer(0)],
                absent.isEmpty || !absent.contains([row.integer(0), row.integer(1)])
            else { return }
            let commit = row.int(1)
            if home[commit] < 0 {
                home[commit] = project
            } else if home[commit] != project, others[Int32(commit)]?.contains(project) != true {
                others[Int32(commit), default: []].append(project)
            }
        }
    }
}

/// The commits in the order of their numbers.
private struct Unsorted {
    var id: [Int64] = []
    var author: [Int32] = []
    var committer: [Int32] = []
    var time: [Int64] = []
    var offset: [Int16] = []
    var added: [Int32] = []
    var removed: [Int32] = []
    var files: [Int32] = []
    var flags: [CommitFlags] = []

    init() {}

    init(
        reader: any SQLReader, dates: ContributionFacts.DateKind, homes: Homes, lastCommit: Int
    ) throws {
        let time = dates == .author ? "authored_at" : "committed_at"
        var columns = Unsorted()
        columns.reserve(lastCommit)
        try reader.scan(
            """
            SELECT id, author, \(time), author_offset, added, removed, files, parent_count, lines_state, committer
            FROM commits ORDER BY id
            """, []
        ) { row in
            guard homes.home[row.int(0)] >= 0 else { return }
            columns.id.append(row.integer(0))
            columns.author.append(Int32(truncatingIfNeeded: row.integer(1)))
            columns.committer.append(Int32(truncatingIfNeeded: row.integer(9)))
            columns.time.append(row.integer(2))
            columns.offset.append(row.isNull(3) ? CommitColumns.unknownOffset : Int16(truncatingIfNeeded: row.integer(3)))
            columns.added.append(Int32(clamping: row.integer(4)))
            columns.removed.append(Int32(clamping: row.integer(5)))
            columns.files.append(Int32(clamping: row.integer(6)))
            var flags: CommitFlags = row.integer(7) > 1 ? .merge : []
            let state = LinesState(rawValue: row.int(8))
            if state == .pending || state == .unknown { flags.insert(.linesUnknown) }
            columns.flags.append(flags)
        }
        self = columns
    }

    private mutating func reserve(_ count: Int) {
        id.reserveCapacity(count)
        author.reserveCapacity(count)
        committer.reserveCapacity(count)
        time.reserveCapacity(count)
        offset.reserveCapacity(count)
        added.reserveCapacity(count)
        removed.reserveCapacity(count)
        files.reserveCapacity(count)
        flags.reserveCapacity(count)
    }

    /// The indexes in the order of time; commits of one second keep the order of the ledger.
    func sortedByTime() -> [Int32] {
        let keyed = time.indices.map { (time: time[$0], index: Int32($0)) }
        return keyed.sorted { ($0.time, $0.index) < ($1.time, $1.index) }.map(\.index)
    }
}

/// What trailers credit people for, by the commit's place among the sorted ones.
private struct Credits {
    struct Entry {
        let account: Int32
        let role: Role
        let strict: Bool
    }

    private var entries: [(commit: Int32, entry: Entry)] = []
    private var start: [Int32: Int32] = [:]

    var count: Int { entries.count }

    init(reader: any SQLReader, place: [Int32]) throws {
        var all: [(commit: Int32, entry: Entry)] = []
        try reader.scan(
            "SELECT commit_id, account_id, role, strict FROM commit_credits ORDER BY commit_id, role, account_id", []
        ) { row in
            let commit = place[row.int(0)]
            guard commit >= 0, let role = Role(rawValue: UInt8(clamping: row.integer(2))) else { return }
            all.append((commit, Entry(account: Int32(truncatingIfNeeded: row.integer(1)), role: role, strict: row.bool(3))))
        }
        for (index, element) in all.enumerated() where start[element.commit] == nil {
            start[element.commit] = Int32(index)
        }
        entries = all
    }

    /// The credits of one commit.
    func of(_ commit: Int) -> [Entry] {
        guard let first = start[Int32(commit)] else { return [] }
        return entries[Int(first)...].prefix { $0.commit == Int32(commit) }.map(\.entry)
    }
}
