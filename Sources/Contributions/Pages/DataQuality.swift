import Ledger
import Measures
import Pages
import Store

/// What is missing or doubtful in the ledger, and what mending it would bring.
struct DataQuality: Sendable {
    /// A domain whose contributions have no organisation.
    struct UnknownDomain: Sendable {
        let domain: String
        let commits: Int
        let accounts: Int
    }

    struct IncompleteRepository: Sendable {
        let project: Project
        let location: String
        let state: CollectionState
    }

    /// Commits of the last twelve months, and those of them without a known organisation.
    let commits: Int
    let unknownCommits: Int
    /// The largest first.
    let unknownDomains: [UnknownDomain]
    let incomplete: [IncompleteRepository]
    let neverRead: Int
    let accounts: Int
    let people: Int
    /// Accounts that nothing places with a person.
    let unplacedAccounts: Int
    /// Accounts whose address can join them with no other.
    let accountsWithoutAddress: Int
    let bots: Int
    /// Commits whose lines are not counted yet, and those for which something needed is missing.
    let linesPending: Int
    let linesUnknown: Int
    let lossyText: Int
    let oddDates: Int

    init(_ reader: any SQLReader, since start: Instant) throws {
        let directory = try ProjectDirectory(reader)
        let projects = Dictionary(uniqueKeysWithValues: directory.projects.map { ($0.id, $0) })
        incomplete = directory.repositories.compactMap { repository in
            guard let state = directory.states[repository.id], let outcome = state.outcome, outcome != .complete,
                let project = projects[repository.projectID]
            else { return nil }
            return IncompleteRepository(project: project, location: repository.location, state: state)
        }
        neverRead = directory.repositories.count { directory.states[$0.id]?.finishedAt == nil }

        let affiliated = Set(try reader.assertions(.accountOrganisation).map(\.assertion.subject))
        var all = 0
        var domains: [String: (commits: Int, accounts: Int)] = [:]
        try reader.forEachRow(
            """
            SELECT a.id, a.email_key, COUNT(*) FROM commits c JOIN accounts a ON a.id = c.author
            WHERE c.authored_at >= ? GROUP BY a.id, a.email_key
            """, [.integer(start.seconds)]
        ) { row in
            all += row.int(2)
            guard !affiliated.contains(row.integer(0)) else { return }
            // Only the domain: the page is for everyone, and an address is nobody's business.
            let domain = row.text(1).split(separator: "@").last.map(String.init) ?? "(no address)"
            domains[domain, default: (0, 0)].commits += row.int(2)
            domains[domain, default: (0, 0)].accounts += 1
        }
        commits = all
        unknownCommits = domains.values.reduce(0) { $0 + $1.commits }
        unknownDomains = domains.map { UnknownDomain(domain: $0.key, commits: $0.value.commits, accounts: $0.value.accounts) }
            .sorted { ($1.commits, $0.domain) < ($0.commits, $1.domain) }

        func count(_ sql: String) throws -> Int { Int(try reader.integer(sql) ?? 0) }
        accounts = try count("SELECT COUNT(*) FROM accounts")
        people = try count(
            "SELECT COUNT(DISTINCT object) FROM assertions WHERE predicate = 'account is person' AND ended_at IS NULL")
        unplacedAccounts =
            try accounts
            - count(
                "SELECT COUNT(DISTINCT subject) FROM assertions WHERE predicate = 'account is person' AND ended_at IS NULL")
        accountsWithoutAddress = try count("SELECT COUNT(*) FROM accounts WHERE email_key = ''")
        bots = try reader.assertions(.accountBot).count
        linesPending = try count("SELECT COUNT(*) FROM commits WHERE lines_state = 0")
        linesUnknown = try count("SELECT COUNT(*) FROM commits WHERE lines_state = 3")
        lossyText = try count("SELECT COUNT(*) FROM commits WHERE notes % 2 = 1")
        oddDates = try count("SELECT COUNT(*) FROM commits WHERE notes / 2 % 2 = 1 OR notes / 8 % 2 = 1")
    }
}
