public import Ledger
public import Store

/// Brings hour files of GH Archive into the ledger: `2024-01-02-15.json.gz`, or the same without compression, one event of
/// GitHub's public feed on each line.
///
/// Only events of projects that the ledger knows are kept. They show a part of what happened, so nothing that the ledger
/// has is taken for deleted; and a decision that a timeline already told is not told twice.
public struct PublicArchiveCollector: Sendable {
    let store: any SQLStore
    let host: String
    let limits: JSONLimits
    let largest: Int
    let clock: @Sendable () -> Instant

    static let madeBy = "GH Archive collector"
    /// Items that are gathered before they are stored: some tens of megabytes.
    private static let together = 20_000

    /// How files were read.
    public struct Summary: Sendable {
        /// One for each project that events were found of, and for each time they were stored.
        public var collections: [CollectionSummary] = []
        /// What could not be read, whosever project it was about.
        public var problems = ProblemList()
        /// All lines of the files.
        public var lines = 0

        /// Items that were new.
        public var added: Int { collections.reduce(0) { $0 + $1.added } }

        /// How the files as a whole came in.
        public var outcome: CollectionSummary.Outcome {
            if !problems.isEmpty { return lines == 0 ? .failed : .incomplete }
            return collections.contains { $0.outcome == .complete } ? .complete : .unchanged
        }
    }

    /// - Parameters:
    ///   - limits: for each line.
    ///   - largest: the longest content of a file in bytes; an hour of 2024 has about half a gigabyte.
    public init(
        store: any SQLStore, host: String = "github.com", limits: JSONLimits = JSONLimits(bytes: 16 << 20),
        largest: Int = 8 << 30, clock: @escaping @Sendable () -> Instant = { .now }
    ) {
        self.store = store
        self.host = host
        self.limits = limits
        self.largest = largest
        self.clock = clock
    }

    /// Whether a path has the name of an hour file.
    public static func isArchive(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        return name.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{1,2}\.json(\.gz)?/) != nil
    }

    /// Collects files in the order given.
    ///
    /// What cannot be read is no error of this call: the summary says so. Thrown are only errors of the store, and
    /// the cancellation of the task.
    public func collect(
        _ files: [String], progress: @escaping @Sendable (CollectionProgress) -> Void = { _ in }
    ) async throws -> Summary {
        var summary = Summary()
        let host = host
        let projects = try await store.read { try $0.forgeProjects().filter { $0.forge == .github && $0.host == host } }
        guard !projects.isEmpty else {
            summary.problems.add("No project of \(host) is known yet, so nothing in the files is about one: collect one first.")
            return summary
        }
        let reader = PublicArchiveReader(projects, host: host, limits: limits, largest: largest)
        var findings = PublicArchiveReader.Findings()
        for (index, file) in files.enumerated() {
            try Task.checkCancellation()
            let before = findings
            findings = try await blocking { _ in
                var findings = before
                reader.read(file, into: &findings)
                return findings
            }
            progress(CollectionProgress(stage: "public archive", unit: "files", done: index + 1, total: files.count))
            if findings.items >= Self.together || index == files.count - 1 {
                summary.collections += try await record(findings)
                summary.problems.add(findings.problems)
                summary.lines += findings.lines
                findings = PublicArchiveReader.Findings()
            }
        }
        return summary
    }

    private func record(_ findings: PublicArchiveReader.Findings) async throws -> [CollectionSummary] {
        let repositories = try await store.read { try $0.repositories() }
        var summaries: [CollectionSummary] = []
        for repository in repositories {
            guard let facts = findings.facts[repository.id] else { continue }
            let sorted = facts.values.sorted { ($0.kind.rawValue, $0.number) < ($1.kind.rawValue, $1.number) }
            summaries.append(
                try await ItemCollection.run(repository, in: store, madeBy: Self.madeBy, clock: clock) { run in
                    run.report(findings.problems)
                    for start in stride(from: 0, to: sorted.count, by: 500) {
                        let batch = Array(sorted[start..<min(sorted.count, start + 500)])
                        try await run.record(try await withoutKnownDecisions(batch, repository.id))
                    }
                })
        }
        return summaries
    }

    /// Leaves out closings, reopenings and merges that a timeline told before: it numbers them otherwise, and its
    /// clock may be a few seconds off.
    private func withoutKnownDecisions(_ facts: [ItemFact], _ repository: Int64) async throws -> [ItemFact] {
        try await store.read { reader in
            try facts.map { fact in
                guard fact.events.contains(where: { Self.decisions.contains($0.kind) }) else { return fact }
                let known = try reader.rows(
                    """
                    SELECT e.kind, e.at, e.number FROM item_events e JOIN items i ON i.id = e.item_id
                    WHERE i.repository_id = ? AND i.kind = ? AND i.number = ? AND e.kind IN (1, 2, 3) AND e.ended_at IS NULL
                    """, [.integer(repository), .int(fact.kind.rawValue), .integer(fact.number)]
                ) { (kind: $0.int(0), at: $0.integer(1), number: $0.integer(2)) }
                var fact = fact
                fact.events.removeAll { event in
                    known.contains {
                        $0.kind == event.kind.rawValue && $0.number != event.number && abs($0.at - event.at.seconds) <= 5
                    }
                }
                return fact
            }
        }
    }

    private static let decisions: Set<ItemEventKind> = [.closed, .reopened, .merged]
}
