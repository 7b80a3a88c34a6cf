import Ledger
import Store
import Transport

/// One run over one project.
struct ForgeRun<Forge: LiveForge> {
    private let collector: ForgeCollector
    private let forge: Forge
    private let run: ItemCollection
    private let client: ForgeClient
    private let archive: ForgeArchive

    /// So many items that the forge cannot give, one after the other, mean that it can give none.
    private static var mostFailures: Int { 3 }
    /// Items on a page of a list: the most that both forges give.
    private static var mostTogether: Int { 100 }

    init(_ collector: ForgeCollector, _ forge: Forge, _ run: ItemCollection, _ client: ForgeClient, _ archive: ForgeArchive) {
        self.collector = collector
        self.forge = forge
        self.run = run
        self.client = client
        self.archive = archive
    }

    func collect(_ scope: ForgeCollector.Scope) async throws {
        let project = try await readProject()
        let companions = try await readCompanions(project)
        let reader = ItemReader(forge.learning(companions), project, client, archive)
        let refetched = try await readAnnounced(reader, project)
        if case .everything = scope {
            for list in project.lists { try await walk(list, reader, project, refetched) }
            try await CommitAuthorReader(forge: forge, project: project, client: client, run: run).read()
        }
        for problem in reader.problems { run.report(problem) }
        if let remark = reader.remark { run.remark(remark) }
    }

    // MARK: Project

    private func readProject() async throws -> LiveProject {
        let known = try await run.project()
        let web = try WebAddress(run.repository.location)
        let path = known?.path ?? web.path.split(separator: "/").joined(separator: "/")
        var failure: ForgeFailure?
        for candidate in forge.projectPaths(known, path: path) {
            let address = try client.endpoint.address(candidate)
            do {
                let answer = try await client.get(address)
                let project = try forge.project(JSONDocument(bytes: answer.body, source: address.description).root)
                guard known?.number == nil || known?.number == project.number else {
                    failure = ForgeFailure(.otherProject, at: run.repository.location)
                    continue
                }
                let described = ForgeProject(
                    repository: run.repository.id, forge: client.endpoint.forge, host: forge.host, path: project.path,
                    number: project.number)
                try await run.record([], project: described)
                return project
            } catch let error as ForgeFailure where error.reason == .notFound {
                failure = failure ?? error
            }
        }
        throw failure ?? ForgeFailure(.notFound, at: run.repository.location)
    }

    private func readCompanions(_ project: LiveProject) async throws -> [[UInt8]] {
        var pages: [ForgeAnswer] = []
        for path in forge.companions(project) {
            var address: WebAddress? = try client.endpoint.address(path)
            do {
                while let asked = address {
                    let answer = try await client.get(asked)
                    pages.append(answer)
                    address = answer.next
                }
            } catch let failure as ForgeFailure where failure.reason == .notFound || failure.reason == .forbidden {
                // They only help: not every token may see the members.
            }
        }
        guard let first = pages.first else { return [] }
        try archive.append(
            ArchivedItem(
                .issue, number: ArchivedItem.companions, updatedAt: first.answeredAt.description, readAt: first.answeredAt,
                parts: try pages.map { .init("members", try archive.current($0.place)) }))
        return pages.map(\.body)
    }

    // MARK: Items that webhooks announced

    private func readAnnounced(_ reader: ItemReader<Forge>, _ project: LiveProject) async throws -> Set<ListedItem> {
        var done: Set<ListedItem> = []
        let id = run.repository.id
        let waiting = try await run.store.read { try $0.forgeRefetches(ofRepository: id) }
        for (index, refetch) in waiting.enumerated() {
            let address = try client.endpoint.address(forge.itemPath(refetch.kind, refetch.number, project))
            var outcome: ItemReader<Forge>.Outcome
            do {
                let answer = try await client.get(address)
                let list: LiveList = refetch.kind == .changeRequest ? .mergeRequests : .issues
                let item = try forge.listed(JSONDocument(bytes: answer.body, source: address.description).root, list)
                if item.number == refetch.number, item.kind == refetch.kind {
                    outcome = try await reader.read(item, answer, address.description)
                    done.insert(item)
                } else {
                    // It was moved to another project, to which GitHub redirects.
                    outcome = .gone(ListedItem(refetch))
                }
            } catch let failure as ForgeFailure where failure.reason == .notFound {
                outcome = .gone(ListedItem(refetch))
            } catch let failure as ForgeFailure where failure.concernsOneAnswer {
                run.report(failure.description)
                continue
            } catch let failure as JSONFailure {
                outcome = .read(MappedItem(problems: [failure.description]))
            }
            if case .failed(_, let failure) = outcome {
                run.report(failure.description)
                continue
            }
            try await store([outcome]) { try $0.finishRefetch(refetch) }
            run.show("announced items", done: index + 1, total: waiting.count)
        }
        return done
    }

    // MARK: Lists

    private func walk(
        _ list: LiveList, _ reader: ItemReader<Forge>, _ project: LiveProject, _ refetched: Set<ListedItem>
    ) async throws {
        let stored = try await run.cursor(list.rawValue)
        var reached = stored.flatMap { Self.instant($0) }
        let begins = reached?.advanced(by: -collector.settings.overlap)
        var walk = ListWalk(since: begins?.description, begins: begins)
        var together = Self.mostTogether
        var address = try client.endpoint.address(forge.listPath(list, project, since: walk.since, together: together))
        var read = 0
        var failures = 0
        while true {
            let page: ForgeAnswer
            do {
                page = try await client.get(address)
            } catch let failure as ForgeFailure where failure.isTooLarge && together > 1 {
                // A few gigantic descriptions on one page: ask for fewer at a time.
                together /= 10
                address = try client.endpoint.address(forge.listPath(list, project, since: walk.since, together: together))
                continue
            }
            let (items, problems) = try listed(page, list, address)
            for problem in problems { run.report(problem) }
            let wanted = walk.take(items).filter { !refetched.contains($0) }
            let outcomes = try await readSideBySide(wanted, reader, page, address.description)
            var retried: [ListedItem] = []
            for case .failed(let item, let failure) in outcomes {
                run.report(failure.description)
                retried.append(item)
            }
            failures = retried.count == outcomes.count && !outcomes.isEmpty ? failures + retried.count : 0
            if failures >= Self.mostFailures, case .failed(_, let failure)? = outcomes.last { throw failure }
            let last = items.max { $0.changedAt < $1.changedAt }
            var cursors: [String: String] = [:]
            if let last, reached.map({ last.changedAt >= $0 }) ?? true {
                reached = last.changedAt
                cursors[list.rawValue] = last.updatedAt
            }
            try archive.synchronise()
            let (id, now, again) = (run.repository.id, collector.clock.now(), retried)
            try await store(outcomes, cursors) { writer in
                for item in again { try writer.askForRefetch(item.kind, number: item.number, ofRepository: id, at: now) }
            }
            read += wanted.count
            run.show(list.rawValue.replacing("_", with: " "), done: read)
            switch walk.step(after: items, next: page.next) {
            case .end: return
            case .page(let next): address = next
            case .window:
                together = Self.mostTogether
                address = try client.endpoint.address(forge.listPath(list, project, since: walk.since, together: together))
            }
        }
    }

    private func listed(
        _ page: ForgeAnswer, _ list: LiveList, _ address: WebAddress
    ) throws(JSONFailure) -> (items: [ListedItem], problems: [String]) {
        var (items, problems) = ([ListedItem](), [String]())
        for (index, element) in try JSONDocument(bytes: page.body, source: address.description).root.listElements().enumerated() {
            do throws(JSONFailure) {
                items.append(try forge.listed(element, list))
            } catch {
                problems.append(error.inside("[\(index)]").description)
            }
        }
        return (items, problems)
    }

    /// Reads some items at a time; the outcomes stand in the order of the items.
    private func readSideBySide(
        _ items: [ListedItem], _ reader: ItemReader<Forge>, _ page: ForgeAnswer, _ address: String
    ) async throws -> [ItemReader<Forge>.Outcome] {
        let sizes = try await reader.sizes(of: items)
        return try await withThrowingTaskGroup(of: (Int, ItemReader<Forge>.Outcome).self) { group in
            var outcomes = [ItemReader<Forge>.Outcome?](repeating: nil, count: items.count)
            var next = 0
            func start(_ group: inout ThrowingTaskGroup<(Int, ItemReader<Forge>.Outcome), any Error>) {
                guard next < items.count else { return }
                let (index, item) = (next, items[next])
                next += 1
                group.addTask { (index, try await reader.read(item, page, address, size: sizes[item.number])) }
            }
            for _ in 0..<max(1, collector.settings.parallel) { start(&group) }
            while let (index, outcome) = try await group.next() {
                outcomes[index] = outcome
                start(&group)
            }
            return outcomes.compactMap(\.self)
        }
    }

    /// Stores what was read in one transaction.
    private func store(
        _ outcomes: [ItemReader<Forge>.Outcome], _ cursors: [String: String] = [:],
        _ also: @escaping @Sendable (any SQLWriter) throws -> Void
    ) async throws {
        var facts: [ItemFact] = []
        for outcome in outcomes {
            switch outcome {
            case .read(let mapped):
                if let fact = mapped.fact { facts.append(fact) }
                for problem in mapped.problems { run.report(problem) }
            case .gone(let item): try await run.remove(item.kind, number: item.number)
            case .failed: break
            }
        }
        try await run.record(facts, cursors: cursors, also: also)
    }

    private static func instant(_ text: String) -> Instant? {
        var text = text
        return text.withUTF8 { RFC3339.instant($0) }
    }
}

extension ListedItem {
    fileprivate init(_ refetch: ForgeRefetch) {
        self.init(kind: refetch.kind, number: refetch.number, updatedAt: "", changedAt: .distantPast)
    }
}
