import Audit
public import Ledger
import Pages
public import Store

/// Finds what was written twice, and remembers what was said of it.
public struct ReuseDesk: Sendable {
    let store: any SQLStore
    let settings: ReuseSettings
    let folder: @Sendable (Ledger.Repository) -> String?
    let clock: @Sendable () -> Instant

    /// - Parameters:
    ///   - folder: where the files of a repository are on this machine; nil for one that holds no files, or is not there yet.
    public init(
        store: any SQLStore, settings: ReuseSettings = ReuseSettings(), folder: @escaping @Sendable (Ledger.Repository) -> String?,
        clock: @escaping @Sendable () -> Instant = { .now }
    ) {
        (self.store, self.settings, self.folder, self.clock) = (store, settings, folder, clock)
    }

    /// What a search did.
    public struct Report: Sendable {
        public internal(set) var repositories = 0
        public internal(set) var read = 0
        public internal(set) var open = 0
        public internal(set) var refused = 0
        /// What could not be looked at, in words.
        public internal(set) var problems: [String] = []
    }

    // MARK: Finding

    /// Reads what changed in the repositories, and finds what is shared.
    ///
    /// - Parameter progress: told of each repository: its number, how many there are, where it is.
    public func find(progress: @escaping @Sendable (Int, Int, String) -> Void = { _, _, _ in }) async throws -> Report {
        let all = try await store.read { try $0.repositories() }.filter { $0.kind == "git" }
        let held = all.compactMap { repository in
            folder(repository).map { (HeldRepository(id: repository.id, project: repository.projectID, folder: $0), repository.location) }
        }
        var report = Report(repositories: held.count)
        if held.count < all.count {
            let absent = Format.count(all.count - held.count, "repository is", "repositories are")
            report.problems.append("\(absent) not on this machine: run steward collect first")
        }
        let index = ReuseIndex(store: store, settings: settings, clock: clock)
        var isChanged = try await index.tidy(keeping: Set(held.map(\.0.id)))
        for (number, (repository, location)) in held.enumerated() {
            try Task.checkCancellation()
            progress(number, held.count, location)
            do {
                guard try await index.update(repository, named: location) == .read else { continue }
                report.read += 1
                isChanged = true
            } catch let error as StoreError {
                throw error
            } catch let error as CancellationError {
                throw error
            } catch {
                report.problems.append("\(location): \(error)")
            }
        }
        progress(held.count, held.count, "")
        if isChanged { try await index.sweep() }
        report.problems += try await store.read { reader in
            try reader.rows(
                """
                SELECT r.location, q.problem FROM reuse_repositories q JOIN repositories r ON r.id = q.repository_id
                WHERE q.problem IS NOT NULL ORDER BY r.id LIMIT 100
                """
            ) { "\($0.text(0)): \($0.text(1))" }
        }
        try await match(&report)
        return report
    }

    /// Finds anew among what is kept; cheap beside the reading.
    private func match(_ report: inout Report) async throws {
        let (settings, now) = (settings, clock())
        let isCut = try await store.write { writer in
            let sharing = CodeSharing(settings: settings, owners: try Owners(writer, withinGroups: settings.withinGroups))
            try sharing.findPairs(writer)
            let (code, isCut) = try sharing.shared(writer)
            let words = try Likeness.pairs(.words, atLeast: settings.leastWords, terms: 8, writer)
            let packages = try Likeness.pairs(
                .packages, atLeast: FindingMaker.leastPackageLikeness, terms: FindingMaker.leastPackages, writer)
            let maker = FindingMaker(settings: settings, owners: sharing.owners, refusals: try Refusal.all(writer))
            let projects = Dictionary(uniqueKeysWithValues: try writer.repositories().map { ($0.id, $0.projectID) })
            let drafts = maker.drafts(code: code, words: words, packages: packages, projectOf: projects)
            try FindingDraft.replaceAll(by: drafts, at: now, in: writer)
            _ = try writer.takeNumbers(Self.counter)
            return isCut
        }
        if isCut { report.problems.append("more than \(CodeSharing.mostPlaces) files are shared; the others are left out") }
        (report.open, report.refused) = try await store.read { try $0.reuseCounts() }
    }

    // MARK: Reading

    public func findings(_ choice: FindingChoice, offset: Int = 0, limit: Int = 100) async throws -> [Finding] {
        try await store.read { try $0.reuseFindings(choice, offset: offset, limit: limit) }
    }

    /// A finding with the places behind it; nil when there is none.
    public func finding(_ id: Int64, evidence: Int = 2_000) async throws -> (finding: Finding, evidence: [Evidence])? {
        try await store.read { reader in
            guard let finding = try reader.reuseFindings(.all, id: id, limit: 1).first else { return nil }
            return (finding, try reader.reuseEvidence(of: id, limit: evidence))
        }
    }

    /// The places of one file of a finding.
    func evidence(of finding: Int64, number: Int? = nil, limit: Int) async throws -> [Evidence] {
        try await store.read { try $0.reuseEvidence(of: finding, number: number, limit: limit) }
    }

    /// How many findings stand, and how many were set aside.
    func counts() async throws -> (open: Int, refused: Int) { try await store.read { try $0.reuseCounts() } }

    /// The files of a place: the text as it is in git. Nil when the repository is no longer there, or no longer has it.
    func text(of evidence: Evidence) async throws -> [UInt8]? {
        let repository = try await store.read { try $0.repositories().first { $0.id == evidence.repository } }
        guard let folder = repository.flatMap({ folder($0) }) else { return nil }
        return try? RepositoryReading(folder: folder, settings).bytes(of: evidence.name)
    }

    // MARK: Setting aside

    /// Why something was not done, in a sentence.
    public struct Refused: Error, Sendable, CustomStringConvertible {
        public let field: String?
        public let description: String
    }

    static let longestNote = 500

    /// Sets a finding aside, now and when it is found again.
    ///
    /// - Throws: ``Refused``
    public func refuse(_ id: Int64, _ reason: RefusalReason, note: String?, actor: String) async throws {
        guard (note?.utf8.count ?? 0) <= Self.longestNote * 4 else { throw Refused(field: "note", description: "The note is too long.") }
        let now = clock().seconds
        try await store.write { writer in
            guard let finding = try writer.reuseFindings(.all, id: id, limit: 1).first else {
                throw Refused(field: "finding", description: "There is no finding \(id).")
            }
            guard finding.refusal == nil else { throw Refused(field: "finding", description: "Finding \(id) was set aside already.") }
            guard finding.kind == .code || !reason.isAboutContents else {
                throw Refused(field: "reason", description: "No files are shared: choose a reason that is about the projects.")
            }
            let projects = try writer.rows(
                "SELECT project_id FROM reuse_finding_projects WHERE finding_id = ? ORDER BY project_id", [.integer(id)]
            ) {
                String($0.integer(0))
            }
            let refusal = try writer.takeNumbers("reuse_refusals")
            try writer.execute(
                "INSERT INTO reuse_refusals (id, reason, note, projects, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    .integer(refusal), .text(reason.rawValue), .optional(note),
                    reason.isAboutContents ? .null : .text(projects.joined(separator: ",")),
                    .text(actor), .integer(now),
                ])
            if reason.isAboutContents {
                try writer.execute(
                    """
                    INSERT INTO reuse_refused_blobs (refusal_id, blob)
                    SELECT DISTINCT CAST(? AS BIGINT), blob FROM reuse_evidence WHERE finding_id = ?
                    """,
                    [.integer(refusal), .integer(id)])
            }
            try writer.execute("UPDATE reuse_findings SET refusal_id = ? WHERE id = ?", [.integer(refusal), .integer(id)])
            _ = try writer.takeNumbers(Self.counter)
            try AuditLog.append(
                AuditEntry(
                    at: now, actor: actor, action: "reuse.refuse", subject: "reuse:\(id)", reason: note,
                    after: "{\"reason\":\"\(reason.rawValue)\"}"),
                in: writer)
        }
    }

    /// Takes back that a finding was set aside.
    ///
    /// - Throws: ``Refused``
    public func restore(_ id: Int64, actor: String) async throws {
        let now = clock().seconds
        try await store.write { writer in
            guard let refusal = try writer.integer("SELECT refusal_id FROM reuse_findings WHERE id = ?", [.integer(id)]) else {
                throw Refused(field: "finding", description: "Finding \(id) is not set aside.")
            }
            try writer.execute(
                "UPDATE reuse_refusals SET undone_by = ?, undone_at = ? WHERE id = ?", [.text(actor), .integer(now), .integer(refusal)])
            try writer.execute("UPDATE reuse_findings SET refusal_id = NULL WHERE refusal_id = ?", [.integer(refusal)])
            _ = try writer.takeNumbers(Self.counter)
            try AuditLog.append(AuditEntry(at: now, actor: actor, action: "reuse.restore", subject: "reuse:\(id)"), in: writer)
        }
    }
}
