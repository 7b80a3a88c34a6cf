import Glibc
import Ledger
import Measures
import PackReader
public import Pages
import Store

/// Makes the catalogue anew: from decisions, the configuration, the ledger, and the files that repositories hold at their `HEAD`.
public struct CatalogueRefresh: Sendable {
    let settings: CatalogueSettings
    let desk: MeasureDesk

    public init(_ settings: CatalogueSettings, desk: MeasureDesk) {
        (self.settings, self.desk) = (settings, desk)
    }

    /// What a refresh did.
    public struct Summary: Sendable {
        public var entries = 0
        /// Files that were read anew.
        public var files = 0
        /// Of the entries, those with a mistake in one of their files.
        public var withMistakes = 0
        /// What whoever runs the office should know, in sentences.
        public var remarks: [String] = []
    }

    /// What the ledger and the catalogue hold before a refresh.
    private struct Before: Sendable {
        let sources: CatalogueSources
        let records: [String: EntryRecord]
        let issues: [Int64: [OpenIssue]]
        let repositories: [Int64: [Ledger.Repository]]
    }

    @discardableResult
    public func run() async throws -> Summary {
        let moment = try await desk.moment()
        let (settings, now) = (settings, moment.now)
        let before = try await desk.store.read { reader in
            Before(
                sources: try CatalogueSources(settings, reader, at: now), records: try reader.catalogueRecords(),
                issues: Dictionary(grouping: try IssueLabels(settings).issues(in: reader), by: \.project),
                repositories: Dictionary(grouping: try reader.repositories().filter { $0.kind == "git" }, by: \.projectID))
        }
        var summary = Summary(remarks: before.sources.remarks)
        // Working out figures takes a while, and an office without a catalogue needs none.
        guard !before.sources.candidates.isEmpty || !before.records.isEmpty else { return summary }
        let figures = ProjectFigures(desk: desk)
        let newest = try await newestReleases(figures, moment)
        var records: [EntryRecord] = []
        for candidate in before.sources.candidates {
            try Task.checkCancellation()
            var record = read(candidate, before, now, &summary)
            if let project = candidate.projectSlug {
                record.entry.languages = try await languages(figures, project, moment)
                if let release = newest[project] { (record.entry.version, record.entry.versionAt) = (release.name, release.at) }
            }
            complete(&record, candidate, before.issues)
            records.append(record)
        }
        summary.entries = records.count
        summary.withMistakes = records.count { $0.problems.contains { $0.severity == .mistake } }
        let (made, store) = (records, desk.store)
        let index = store.fullText
        try await store.write { try $0.replaceCatalogue(made, index: index) }
        return summary
    }

    private func newestReleases(_ figures: ProjectFigures, _ moment: Moment) async throws -> [String: ProjectFigures.Release] {
        var newest: [String: ProjectFigures.Release] = [:]
        for release in try await figures.releases(limit: 20_000, at: moment) where newest[release.project] == nil {
            newest[release.project] = release
        }
        return newest
    }

    private func languages(_ figures: ProjectFigures, _ project: String, _ moment: Moment) async throws -> [String] {
        // A project without a commit is none that a measure knows.
        do { return try await figures.languages(of: project, at: moment) } catch is QuestionError { return [] }
    }

    // MARK: Files

    /// Reads the files of a candidate; those of a state that was read before are taken as they were.
    private func read(_ candidate: CatalogueSources.Candidate, _ before: Before, _ now: Instant, _ summary: inout Summary) -> EntryRecord {
        var record = EntryRecord(candidate.entry)
        let last = before.records[candidate.entry.slug]
        if candidate.entry.origin == .imported { record.keep(last) }
        guard let repository = candidate.repository(among: before.repositories) else { return record }
        let folder = repository.location.hasPrefix("/") ? repository.location : "\(settings.copies)/\(repository.id)/mirror.git"
        // A repository that was never collected has no files here.
        guard access(folder, F_OK) == 0 else {
            record.keep(last)
            return record
        }
        let files: RepositoryFiles
        do throws(PackError) {
            guard let found = try RepositoryFiles(at: folder) else { return record }
            files = found
        } catch {
            // What was known stays; a folder that is away for a moment empties nothing.
            record.keep(last)
            summary.remarks.append("\(candidate.entry.title): its repository cannot be read: \(error).")
            return record
        }
        let head = "\(Self.reading) \(files.head)"
        if let last, last.entry.head == head {
            record.keep(last)
            return record
        }
        for (format, path) in files.metadataFiles() {
            summary.files += 1
            let reading =
                files.content(of: path, atMost: MetadataFile.mostBytes).map { format.read($0, name: path, tree: files) }
                ?? FileReading(
                    problems: [FieldProblem(path, field: "", "it cannot be read, or has more than \(MetadataFile.mostBytes) bytes")],
                    isUnreadable: true)
            let known = last?.sources[format.rawValue] ?? Metadata()
            record.sources[format.rawValue] = reading.isUnreadable ? known : known.replaced(by: reading.metadata, keeping: reading.broken)
            record.problems += reading.problems
        }
        if let problem = files.problem {
            record.problems.append(FieldProblem(".", field: "", "the files of the repository cannot be listed: \(problem)"))
            record.sources = last?.sources ?? [:]
        }
        (record.readAt, record.entry.head) = (now, head)
        return record
    }

    /// The name under which problems stand that no single file has.
    static let ownName = "steward"

    /// Files are read anew when the rules by which they are read change.
    private static let reading = "1"

    // MARK: What is shown

    /// Fills in what files, ledger and configuration say, the configuration before the files.
    private func complete(_ record: inout EntryRecord, _ candidate: CatalogueSources.Candidate, _ issues: [Int64: [OpenIssue]]) {
        let metadata = Metadata(sources: record.sources)
        var entry = record.entry
        entry.title = candidate.title ?? metadata[.title].map { String($0.onOneLine.prefix(200)) } ?? entry.title
        let described = metadata[.description].map { String($0.onOneLine.prefix(200)) } ?? candidate.purpose?.onOneLine.cleaned
        entry.summary = String((candidate.summary ?? metadata[.summary] ?? described ?? "").prefix(400))
        if entry.url == nil { entry.url = metadata[.url].flatMap { Address.isWeb($0) ? $0 : nil } }
        entry.status = candidate.status ?? metadata[.status].flatMap(ProjectStatus.init(rawValue:))
        entry.ownerRole = candidate.owner ?? metadata[.owner].map { String($0.onOneLine.prefix(200)) }
        let said = metadata[.licence].flatMap { try? normalisedLicence($0) }
        if let decided = entry.licence, let said, let normal = try? normalisedLicence(decided), normal != said {
            record.problems.append(
                FieldProblem(
                    Self.ownName, field: "licence",
                    "the decision says \(decided), and the files of the repository say \(metadata[.licence] ?? "")"))
        }
        if entry.licence == nil { entry.licence = metadata[.licence] }
        if entry.languages.isEmpty {
            entry.languages = Array(metadata[all: .programmingLanguages].map(\.onOneLine).filter { !$0.isEmpty }.prefix(6))
        }
        if entry.version == nil {
            // Only where there are no tags: what people write into files goes stale.
            entry.version = metadata[.version].map { String($0.onOneLine.prefix(80)) }
            entry.versionAt = metadata[.releaseDate].flatMap(CivilDate.init).map { Instant($0) }
        }
        let open = entry.projectID.flatMap { issues[$0] } ?? []
        entry.helpWanted = open.count { $0.asksForHelp }
        entry.firstIssues = open.count { $0.isGoodFirst }
        record.entry = entry
    }
}

extension EntryRecord {
    /// Takes over what the files said when they were read last.
    fileprivate mutating func keep(_ last: EntryRecord?) {
        sources = last?.sources ?? [:]
        // What the catalogue itself found is found anew.
        problems = (last?.problems ?? []).filter { $0.file != CatalogueRefresh.ownName }
        readAt = last?.readAt
        entry.head = last?.entry.head
    }
}
