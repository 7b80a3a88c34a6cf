public import Ledger
public import Store
import Synchronization

/// A ledger small enough to check with a pencil: a test states commits line by line.
///
/// People are named by their first names; `ada` writes as `ada <ada@example.org>`. Times are dates at noon UTC.
public final class SmallLedger: Sendable {
    public let store: any SQLStore
    private let book = AccountBook(source: "git")
    private let recorders = Mutex<[String: CommitRecorder]>([:])
    private let serial = Mutex(0)
    /// When the facts are said to have been recorded unless a call says otherwise.
    public let recordedAt: Instant

    /// Migrates an empty store.
    public init(_ store: any SQLStore, recordedAt: Instant = Instant("2026-06-30")!) async throws {
        self.store = store
        self.recordedAt = recordedAt
        try await store.migrate([LedgerSchema.schema])
    }

    /// One file of a commit: `A src/main.c 10 0`, or `R old.c new.c` for a rename.
    public struct File: Sendable, ExpressibleByStringLiteral {
        var change: FileChange
        var renamedFrom: String?

        public init(stringLiteral text: String) {
            let words = text.split(separator: " ").map(String.init)
            if words[0] == "R" {
                change = FileChange(status: "A", path: words[2], added: 0, removed: 0)
                renamedFrom = words[1]
            } else {
                change = FileChange(
                    status: words[0].first!, path: words[1], added: words.count > 2 ? Int(words[2]) : nil,
                    removed: words.count > 3 ? Int(words[3]) : nil)
            }
        }
    }

    /// Records a commit of `project` and returns its object name.
    @discardableResult
    public func commit(
        _ author: String, _ time: String, in project: String = "alpha", email: String? = nil, sha: String? = nil,
        committer: String? = nil, committedAt: String? = nil, offset: Int? = 0, parents: [String] = [],
        trailers: [Trailer] = [], files: [File]? = [], onDefault: Bool = true, subject: String? = nil, recordedAt: Instant? = nil
    ) async throws -> String {
        let number = serial.withLock { count in
            count += 1
            return count
        }
        let digits = String(number, radix: 16)
        let sha = sha ?? String(repeating: "0", count: 40 - digits.count) + digits
        let now = recordedAt ?? self.recordedAt
        let authoredAt = Self.instant(time)
        let fact = CommitFact(
            sha: sha, parents: parents, author: Self.identity(author, email),
            committer: Self.identity(committer ?? author, committer == nil ? email : nil), authoredAt: authoredAt,
            authorOffset: offset, committedAt: committedAt.map(Self.instant) ?? authoredAt, committerOffset: 0,
            subject: subject ?? "Commit \(number) by \(author)", trailers: trailers)
        let recorder = try await recorder(for: project)
        try await store.write { writer in
            _ = try recorder.record([fact], in: writer, at: now)
            if onDefault { try recorder.recordDefaultBranch([sha], replacing: false, in: writer) }
            if parents.count < 2 {
                try recorder.record([CommitFiles(sha: sha, changes: files?.map(\.change))], in: writer)
                let renames = (files ?? []).compactMap { file in
                    file.renamedFrom.map { Rename(sha: sha, from: $0, to: file.change.path) }
                }
                try recorder.record(renames, of: [], in: writer)
            }
            try writer.advanceRevision()
        }
        return sha
    }

    /// Joins accounts into people and marks bots, as a collection does at its end.
    public func place(at now: Instant? = nil) async throws {
        let now = now ?? recordedAt
        try await store.write { writer in
            try writer.placeAccounts(madeBy: "test", at: now)
            try writer.markBots(madeBy: "test", at: now)
        }
    }

    /// Gives domains to organisations: `["Example Works": ["works.example"]]`.
    public func affiliate(
        _ domains: KeyValuePairs<String, [OrganisationSetting.Domain]>, at now: Instant? = nil
    ) async throws {
        let settings = domains.map { name, domains in
            OrganisationSetting(slug: Slug.made(from: name), name: name, kind: .company, domains: domains)
        }
        let now = now ?? recordedAt
        _ = try await store.write { writer in
            try writer.affiliateByDomain(settings, calendar: .utc, madeBy: "test", at: now)
        }
    }

    /// The recorder of a project's one repository, both made when they are missing.
    public func recorder(for slug: String) async throws -> CommitRecorder {
        if let recorder = recorders.withLock({ $0[slug] }) { return recorder }
        let (book, now) = (book, recordedAt)
        let recorder = try await store.write { writer in
            let project =
                try writer.projects().first { $0.slug == slug }
                ?? writer.addProject(slug: slug, title: slug, at: now)
            let repository = try writer.repository(at: "/invented/\(slug).git", kind: "git", project: project, at: now)
            return CommitRecorder(repository: repository.id, book: book)
        }
        recorders.withLock { $0[slug] = recorder }
        return recorder
    }

    private static func identity(_ name: String, _ email: String?) -> SpelledIdentity {
        SpelledIdentity(name: name, email: email ?? "\(name)@example.org")
    }

    private static func instant(_ text: String) -> Instant {
        text.utf8.count == 10 ? Instant(text)!.advanced(by: 12 * 3600) : Instant(text)!
    }
}
