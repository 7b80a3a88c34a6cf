import Ledger

/// Reads a project export, batch by batch.
///
/// An export names people by their numbers. The user names are in the list of members, for those who are members, and
/// beside notes stands the name that the author shows; the files come in any order. So the export is read twice, first
/// for the people.
struct ExportReader: Sendable {
    let place: ExportPlace
    let host: String
    let limits: JSONLimits
    let archiveLimits: ArchiveLimits

    /// Some items, as they come.
    struct Batch: Sendable {
        var facts: [ItemFact] = []
        var problems = ProblemList()
        /// GitLab's number of the project that was exported.
        var project: Int64?
        /// Items read so far, this batch included.
        var done = 0
    }

    private static let relations: [(name: String, kind: ItemKind)] = [("merge_requests", .changeRequest), ("issues", .issue)]
    /// Enough for a transaction to be worth its cost; few enough to be held in memory.
    private static let together = 200

    /// Reads everything on the calling thread.
    ///
    /// - Parameter give: takes a batch, waiting until there is room.
    func read(_ give: (Batch) throws -> Void) throws {
        var mapping = GitLabMapping(host: host)
        guard try learnPeople(&mapping) else { throw ExportFailure(path: place.path) }
        var batch = Batch()
        func hand() throws {
            guard !batch.facts.isEmpty || !batch.problems.isEmpty else { return }
            let full = batch
            batch = Batch(done: full.done)
            try give(full)
        }
        do {
            try readLines(Self.relations.map(\.name)) { relation, line, result in
                guard let kind = Self.relations.first(where: { $0.name == relation })?.kind else { return }
                add(result, kind, line, mapping, to: &batch)
                if batch.facts.count >= Self.together { try hand() }
            }
        } catch let failure as any SourceFailure {
            // The export ends here; what came before is good.
            batch.problems.add(failure.description)
        }
        try hand()
    }

    private func add(
        _ result: Result<JSONValue, JSONFailure>, _ kind: ItemKind, _ line: Int, _ mapping: GitLabMapping, to batch: inout Batch
    ) {
        let value: JSONValue
        switch result {
        case .success(let read): value = read
        case .failure(let failure): return batch.problems.add(failure.description)
        }
        var report = MappingReport()
        guard value.isObject else { return batch.problems.add(value.unexpected("an object", at: "line \(line)").description) }
        let item = GitLabItem(kind, exported: value, &report)
        let mapped = mapping.map(item, report)
        batch.problems.add(mapped.report, line: mapped.fact == nil ? line : nil)
        batch.project = batch.project ?? mapped.project
        guard let fact = mapped.fact else { return }
        batch.facts.append(fact)
        batch.done += 1
    }

    // MARK: People

    /// - Returns: whether the place holds a project export at all.
    private func learnPeople(_ mapping: inout GitLabMapping) throws -> Bool {
        var isExport = false
        var names: [Int64: String] = [:]
        var members: [ForgeAccount] = []
        let files = ["project_members"] + Self.relations.map(\.name)
        do {
            try readLines(files, seen: { isExport = true }) { relation, _, result in
                guard case .success(let value) = result else { return }
                if relation == "project_members" {
                    guard members.count < Self.mostPeople, let member = value["user"].flatMap({ member($0) }) else { return }
                    members.append(member)
                } else {
                    for note in value["notes"]?.elements ?? JSONValue.Elements(of: nil) {
                        guard let number = note["author_id"]?.integer, let name = note["author"]?["name"]?.string else { continue }
                        if names.count < Self.mostPeople { names[number] = name }
                    }
                }
            }
        } catch let failure as ArchiveFailure where failure.reason == .damaged {
            // What comes before the damage is good; the second reading tells of it.
            isExport = true
        }
        for (number, name) in names { mapping.learn(ForgeAccount(host: host, number: number, login: nil, name: name)) }
        for var member in members {
            member.name = member.name ?? member.number.flatMap { names[$0] }
            mapping.learn(member)
        }
        return isExport
    }

    /// A bound for what a stranger's file may keep in memory.
    private static let mostPeople = 1_000_000

    /// Members are told apart by their number; the user name is what makes them more than a placeholder.
    private func member(_ user: JSONValue) -> ForgeAccount? {
        var mapping = GitLabMapping(host: host)
        return user["id"]?.integer == nil ? nil : mapping.learn(user)
    }

    // MARK: Files

    private func readLines(
        _ relations: [String], seen: () -> Void = {}, _ body: (String, Int, Result<JSONValue, JSONFailure>) throws -> Void
    ) throws {
        var lines: JSONLines?
        let wanted = relations.map(ExportPlace.file)
        try place.read(wanted + [ExportPlace.projectFile], limits: archiveLimits) { file, piece in
            seen()
            guard let relation = wanted.firstIndex(of: file).map({ relations[$0] }) else { return }
            if lines == nil { lines = JSONLines(source: "\(relation).ndjson", limits: limits) }
            if let piece { return try lines?.read(piece) { try body(relation, $0, $1) } ?? () }
            try lines?.finish { try body(relation, $0, $1) }
            lines = nil
        }
    }
}
