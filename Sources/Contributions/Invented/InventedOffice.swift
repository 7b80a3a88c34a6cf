public import Ledger
public import Store

/// Fills an empty ledger with an office that does not exist: to try Steward out and to measure it.
///
/// The same numbers give the same commits, people and organisations; only the identifiers of people are random,
/// as they always are.
public struct InventedOffice: Sendable {
    public var commits: Int
    /// Change requests and issues together.
    public var items: Int
    public var people: Int
    public var projects: Int
    public var organisations = 60
    /// The last day of the history, which reaches ten years back.
    public var until: CivilDate

    static let years = 10
    /// Commits in one transaction: enough for each project to get a good many, as loading a few costs as much as many.
    private static let batch = 40_000

    public init(commits: Int, items: Int = 0, people: Int, projects: Int, until: CivilDate) {
        self.commits = max(1, commits)
        self.items = max(0, items)
        self.people = max(1, people)
        self.projects = max(1, projects)
        self.until = until
    }

    /// Two people in five write from an organisation; those who work for the office, from the first.
    func address(of person: Int) -> String {
        let number = InventedItems.isStaff(person) ? 1 : person % organisations + 1
        return "p\(person)@\(InventedItems.isStaff(person) || person % 5 < 2 ? "org\(number).example" : "mail.example")"
    }

    /// Why an office cannot be invented here.
    public struct NotEmpty: Error, CustomStringConvertible {
        public let description = """
            The ledger holds projects already. Invented data and real data must not mix: give an empty data folder \
            with --data-folder.
            """
    }

    /// - Parameter progress: called with the number of commits and items stored so far.
    /// - Throws: ``NotEmpty`` when the ledger holds a project.
    public func write(
        into store: any SQLStore, calendar: ReportingCalendar, at now: Instant,
        progress: @Sendable (Int) -> Void = { _ in }
    ) async throws {
        guard try await store.read({ try $0.projects().isEmpty }) else { throw NotEmpty() }
        let recorders = try await prepareProjects(store, now)
        var history = InventedHistory(self)
        var written = 0
        while written < commits {
            var batches: [Int: [InventedHistory.Commit]] = [:]
            for _ in 0..<min(Self.batch, commits - written) {
                let commit = history.next()
                batches[commit.project, default: []].append(commit)
            }
            let ordered = batches.sorted { $0.key < $1.key }
            try await store.write { writer in
                for (project, commits) in ordered {
                    let recorder = recorders[project]
                    _ = try recorder.record(commits.map(\.fact), in: writer, at: now)
                    try recorder.recordDefaultBranch(commits.map(\.fact.sha), replacing: false, in: writer)
                    try recorder.record(commits.map(\.files), in: writer)
                }
            }
            written += min(Self.batch, commits - written)
            progress(written)
        }
        try await writeItems(store, now) { progress(commits + $0) }
        try await finish(store, recorders, history, calendar, now)
    }

    private func prepareProjects(_ store: any SQLStore, _ now: Instant) async throws -> [CommitRecorder] {
        let count = projects
        return try await store.write { writer in
            let book = AccountBook(source: "git")
            let groups = try (0..<min(12, count)).map { number in
                try writer.group(slug: "area-\(number + 1)", title: "Area \(number + 1)", at: now)
            }
            return try (0..<count).map { number in
                let name = "\(InventedNames.project(number))-\(number + 1)"
                let project = try writer.addProject(slug: name, title: name, at: now)
                // One project in eight is in no group, as in real offices.
                if number % 8 != 7 {
                    try writer.setMembership(
                        of: project, in: groups[number % groups.count], to: true, madeBy: "steward invent", at: now)
                }
                let repository = try writer.repository(
                    at: "https://git.example/\(name).git", kind: "git", project: project, at: now)
                // The first and every second one after it was released.
                if number % 2 == 0 {
                    try Publications.record(
                        Publication(
                            location: repository.location, title: name, projectID: project.id, visibility: .open,
                            licence: ["MIT", "Apache-2.0", "EUPL-1.2"][number / 2 % 3], reason: "Invented.", decidedAt: now, releasedAt: now
                        ),
                        at: now, in: writer)
                }
                return CommitRecorder(repository: repository.id, book: book)
            }
        }
    }

    /// Change requests and issues of each project, in a repository of its own at the invented forge.
    private func writeItems(
        _ store: any SQLStore, _ now: Instant, progress: @Sendable (Int) -> Void
    ) async throws {
        guard items > 0 else { return }
        let recorders = try await store.write { writer in
            let (accounts, terms) = (ForgeAccountBook(), TermBook())
            return try writer.projects().map { project in
                let path = "invented/\(project.slug)"
                let repository = try writer.repository(
                    at: "https://\(InventedItems.host)/\(path)", kind: ForgeKind.gitlab.rawValue, project: project, at: now)
                try writer.setForgeProject(
                    ForgeProject(repository: repository.id, forge: .gitlab, host: InventedItems.host, path: path), at: now)
                let collection = try writer.beginCollection(of: repository.id, at: now)
                try writer.endCollection(collection, outcome: .complete, added: 0, missing: 0, problem: nil, at: now)
                return ItemRecorder(repository: repository.id, accounts: accounts, terms: terms)
            }
        }
        var invented = InventedItems(self)
        var written = 0
        while written < items {
            var batches: [Int: [ItemFact]] = [:]
            for _ in 0..<min(Self.batch, items - written) {
                let (project, fact) = invented.next()
                batches[project, default: []].append(fact)
                written += 1
            }
            let ordered = batches.sorted { $0.key < $1.key }
            try await store.write { writer in
                for (project, facts) in ordered { try recorders[project].record(facts, in: writer, at: now) }
            }
            progress(written)
        }
    }

    private func finish(
        _ store: any SQLStore, _ recorders: [CommitRecorder], _ history: InventedHistory,
        _ calendar: ReportingCalendar, _ now: Instant
    ) async throws {
        let settings = (0..<organisations).map { number in
            let name = InventedNames.organisation(number)
            return OrganisationSetting(
                slug: "\(Slug.made(from: name))-\(number + 1)", name: name,
                kind: Organisation.Kind.allCases[number % Organisation.Kind.allCases.count],
                domains: [OrganisationSetting.Domain("org\(number + 1).example")])
        }
        let last = history.lastCommitOfProject
        let paths = history.pathsOfProject
        try await store.write { writer in
            let repositories = Dictionary(
                uniqueKeysWithValues: try writer.repositories().map { ($0.id, $0) })
            for (project, recorder) in recorders.enumerated() {
                try recorder.recordHeadFiles(paths[project].sorted(), in: writer, at: now)
                let tags = history.tags(of: project)
                try recorder.recordRefs(tags, in: writer, at: now)
                if var repository = repositories[recorder.repository] {
                    repository.headRef = "refs/heads/main"
                    repository.headCommit = last[project]
                    try writer.update(repository)
                }
                let collection = try writer.beginCollection(of: recorder.repository, at: now)
                try writer.endCollection(
                    collection, outcome: .complete, added: 0, missing: 0, problem: nil, at: now)
            }
            try InventedProgramme(office: self).writeRoster(in: writer, at: now)
            try writer.placeAccounts(madeBy: "steward invent", at: now)
            try writer.markBots(madeBy: "steward invent", at: now)
            // Under a rule of its own: what `steward.yml` says, or does not say, ends none of it.
            try writer.affiliateByDomain(settings, calendar: calendar, rule: "invented domain", madeBy: "steward invent", at: now)
            try InventedProgramme(office: self).write(in: writer, at: now)
            try writer.advanceRevision()
        }
    }
}
