import ArgumentParser
import Catalogue
import Collectors
import Ledger
import Pages
import Store

/// `steward collect`: reads repositories into the ledger.
struct CollectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collect", abstract: "Read repositories into the ledger; only what is new.",
        discussion: """
            A path or address that is not known yet becomes a project of its own. Without any, everything that is known or
            configured is read. Figures about people and commits are there first, line counts follow.

            Commits come from folders and addresses of git repositories; change requests and issues from projects of a forge
            (github:OWNER/NAME, gitlab:GROUP/PROJECT, gitlab+https://HOST/GROUP/PROJECT), from backups of GitHub's metadata and from
            GitLab's project exports.

            Ends with status 65 when something could not be read; what could be is stored.

            EXAMPLES
              steward collect
              steward collect ../curl https://github.com/psf/requests.git
              steward collect github:psf/requests gitlab:gitlab-org/gitlab-runner
              steward collect 'gitlab:gitlab-org/*'
              steward collect ~/backups/github/requests ~/exports/gate.tar.gz
              steward collect --workers 4
            """)

    @Argument(help: "Paths or addresses of repositories, or projects of forges.", completion: .directory) var repositories: [String] = []
    @Option(help: "How many repositories are read at the same time.") var workers: Int?
    @Option(help: "Who reads the histories of git: pack for Steward itself, git for git's own programs.") var reader: String?
    @Flag(help: "Read what live forges answered before anew, from the archive, and ask them nothing.") var fromArchive = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        var flags = global.settings
        flags["collect.workers"] = workers.map(String.init)
        flags["collect.reader"] = reader
        try await Office.with(global.loadConfiguration(flags: flags).configuration) { office in
            let archives = repositories.filter(PublicArchiveCollector.isArchive)
            let named = repositories.filter { !PublicArchiveCollector.isArchive($0) }
            let progress = CommandProgress(quiet: global.quiet)
            let plan =
                try await archives.isEmpty || !named.isEmpty
                ? CollectionPlan.make(office, named: named) { progress.show("Groups", $0) } : CollectionPlan(entries: [])
            guard !plan.entries.isEmpty || !archives.isEmpty || !plan.problems.isEmpty else {
                throw Failure(.failed, "there is nothing to collect", hints: ["Name a repository: steward collect PATH_OR_ADDRESS"])
            }
            try await office.applyJoining()
            let summaries = try await collect(plan, office, progress)
            let hours =
                archives.isEmpty
                ? nil
                : try await PublicArchiveCollector(store: office.store).collect(archives) {
                    progress.show("GH Archive", $0)
                }
            let unasked = fromArchive ? [] : try await office.applyMemberships { progress.show("Members", $0) }
            await progress.close()
            // Links may name accounts that came just now.
            let unlinked = try await office.applyJoining()
            try await office.applyOrganisations()
            let programme = try await office.applyProgramme()
            let catalogue = try await office.refreshCatalogue()
            if !global.quiet { for remark in unlinked + catalogue.remarks { print(remark.asVisible) } }
            try report(plan, summaries, hours, unasked)
            try programme.throwProblems()
        }
    }

    /// Reads several repositories at a time; the writing is serial, so more than a few only help with slow remotes.
    private func collect(
        _ plan: CollectionPlan, _ office: Office, _ progress: CommandProgress
    ) async throws -> [Int64: CollectionSummary] {
        let settings = office.configuration.collection
        let collector = try CollectorChoice(office, for: plan.entries.map(\.repository.place))
        let fromArchive = fromArchive
        var waiting = plan.entries.filter { !fromArchive || Forges.isLive($0.repository.place) }[...]
        return try await withThrowingTaskGroup(of: CollectionSummary.self) { group in
            func start() {
                guard let entry = waiting.popFirst() else { return }
                group.addTask {
                    try await collector.collect(entry, fromArchive: fromArchive) {
                        progress.show(entry.title, $0)
                    }
                }
            }
            for _ in 0..<min(settings.workers, waiting.count) { start() }
            var summaries: [Int64: CollectionSummary] = [:]
            while let summary = try await group.next() {
                summaries[summary.repository] = summary
                start()
            }
            return summaries
        }
    }

    private func report(
        _ plan: CollectionPlan, _ summaries: [Int64: CollectionSummary], _ hours: PublicArchiveCollector.Summary?,
        _ unasked: [String]
    ) throws {
        if !global.quiet {
            var table = TextTable([
                .init("Project"), .init("Outcome"), .init("New", alignment: .trailing), .init("Repository", flexible: true),
            ])
            for entry in plan.entries {
                guard let summary = summaries[entry.repository.id] else { continue }
                table.add([
                    entry.title, summary.outcome.words, "\(summary.added.grouped) \(CollectorChoice.unit(of: entry.repository))",
                    entry.repository.location,
                ])
            }
            if let hours {
                table.add(["GH Archive", hours.outcome.words, "\(hours.added.grouped) items", "\(hours.lines.grouped) public events"])
            }
            Printer.show(table)
            for entry in plan.entries {
                guard let summary = summaries[entry.repository.id], [.complete, .unchanged].contains(summary.outcome) else { continue }
                for remark in summary.problems { print("\(entry.title): \(remark)".asVisible) }
            }
        }
        var broken: [(title: String, problems: [String], missing: Int)] = plan.entries.compactMap { entry in
            guard let summary = summaries[entry.repository.id], [.incomplete, .failed].contains(summary.outcome) else { return nil }
            return (entry.title, summary.problems, summary.missing)
        }
        if let hours, !hours.problems.isEmpty { broken.append(("GH Archive", hours.problems.texts, hours.problems.count)) }
        if !plan.problems.isEmpty { broken.append(("Groups", plan.problems, plan.problems.count)) }
        if !unasked.isEmpty { broken.append(("Members", unasked, unasked.count)) }
        guard !broken.isEmpty else { return }
        let hints = broken.flatMap { title, problems, missing -> [String] in
            let first = problems.prefix(5).map { "\(title): \($0)" }
            let more = missing - first.count
            return first + (more > 0 ? ["\(title): \(more.grouped) more things are missing."] : [])
        }
        let names = broken.map(\.title).joined(separator: ", ")
        throw Failure(.incomplete, "\(names) could not be read whole; what could be read is stored", hints: hints)
    }
}

extension CollectionSummary.Outcome {
    var words: String {
        switch self {
        case .unchanged: "nothing new"
        case .complete: "complete"
        case .incomplete: "incomplete"
        case .failed: "failed"
        }
    }
}

extension Office {
    /// Affiliates accounts with the organisations that the configuration names.
    func applyOrganisations() async throws {
        try await store.write { try affiliateByDomain(in: $0, at: .now) }
    }

    /// The same within a transaction.
    func affiliateByDomain(in writer: any SQLWriter, at now: Instant) throws {
        try writer.affiliateByDomain(
            configuration.organisations, freeMail: configuration.freeMailDomains, calendar: desk.calendar, madeBy: "steward.yml", at: now)
    }
}
