import Ledger
import Store

/// Reads ``ContributionFacts`` from the ledger in one consistent view.
struct FactsLoader {
    let reader: any SQLReader
    let asKnown: Instant?
    let dates: ContributionFacts.DateKind

    /// Reads everything, or only what is believed anew where `previous` holds the rest.
    func load(since previous: ContributionFacts? = nil) throws -> ContributionFacts {
        let mark = try reader.mark()
        if let previous, let asKnown, try reader.isSettled(at: asKnown, since: previous.mark) { return previous }
        let structure = try StructureLoader(reader: reader, asKnown: asKnown).load()
        let actors = try ActorLoader(reader: reader, asKnown: asKnown).load(since: previous.map { ($0.actors, $0.mark) })
        if asKnown == nil, let previous, mark.differsOnlyInBeliefs(from: previous.mark), previous.projects == structure.projects {
            return previous.believing(actors, mark: mark, structure: structure)
        }
        var histories = HistoryLoader(
            reader: reader, asKnown: asKnown, dates: dates, structure: structure, actors: actors)
        try histories.load()
        return ContributionFacts(
            mark: mark, asKnown: asKnown, dates: dates, history: ContributionFacts.HistoryToken(), actors: actors,
            commits: histories.commits, contributions: histories.contributions, authored: histories.authoredByAccount,
            structure: structure,
            releases: try ReleaseLoader(reader: reader, asKnown: asKnown, structure: structure).load(),
            otherProjects: histories.otherProjects)
    }
}

/// Projects, groups and repositories, with the index of each.
struct Structure {
    var projects: [ContributionFacts.Project] = []
    var groups: [ContributionFacts.Group] = []
    /// The project index of each repository, by the repository's number.
    var projectOfRepository: [Int64: Int32] = [:]
    var summary = ContributionFacts.RepositorySummary()
}

struct StructureLoader {
    let reader: any SQLReader
    let asKnown: Instant?

    func load() throws -> Structure {
        var structure = Structure()
        structure.projects = try reader.projects().map {
            ContributionFacts.Project(id: $0.id, slug: $0.slug, title: $0.title)
        }
        let index = Dictionary(
            uniqueKeysWithValues: structure.projects.enumerated().map { ($1.id, Int32($0)) })
        var members: [Int64: [Int32]] = [:]
        for held in try reader.assertions(.projectGroup, asKnown: asKnown) {
            guard let group = held.assertion.object, let project = index[held.assertion.subject] else { continue }
            members[group, default: []].append(project)
        }
        structure.groups = try reader.projectGroups().map {
            ContributionFacts.Group(id: $0.id, slug: $0.slug, title: $0.title, projects: (members[$0.id] ?? []).sorted())
        }
        for repository in try reader.repositories() {
            structure.projectOfRepository[repository.id] = index[repository.projectID]
            structure.summary.count += 1
        }
        for state in try reader.collectionStates() {
            if let finished = state.finishedAt {
                structure.summary.collectedAt = max(finished, structure.summary.collectedAt ?? finished)
            }
            if let outcome = state.outcome, outcome != .complete,
                let project = structure.projectOfRepository[state.repositoryID]
            {
                structure.summary.incomplete[project] = state.problem ?? "It could not be read whole."
            }
        }
        return structure
    }
}

/// Tags that parse as versions.
struct ReleaseLoader {
    let reader: any SQLReader
    let asKnown: Instant?
    let structure: Structure

    func load() throws -> [ContributionFacts.Release] {
        let held = HeldCondition(at: asKnown, "f")
        var releases: [ContributionFacts.Release] = []
        try reader.forEachRow(
            """
            SELECT f.name, f.repository_id, f.tagged_at, c.committed_at, f.commit_sha
            FROM refs f JOIN commits c ON c.sha = f.commit_sha
            WHERE f.kind = 'tag' AND \(held.sql) ORDER BY f.id
            """, held.arguments
        ) { row in
            let name = String(row.text(0).dropFirst("refs/tags/".count))
            guard let project = structure.projectOfRepository[row.integer(1)], VersionName.isVersion(name) else { return }
            releases.append(
                ContributionFacts.Release(
                    name: name, project: project, time: row.optionalInteger(2) ?? row.integer(3), commit: row.text(4)))
        }
        return releases.sorted { ($0.time, $0.name) < ($1.time, $1.name) }
    }
}

/// Recognises tags that name a version.
enum VersionName {
    /// Two or more numbers divided by dots, hyphens or underscores, after any word and before any suffix:
    /// `v1.2.3`, `curl-8_5_0`, `release/2.0-rc1`; a bare number counts only after a `v`.
    static func isVersion(_ name: String) -> Bool {
        guard name.utf8.count <= 200 else { return false }
        let last = name.split(separator: "/").last ?? ""
        guard let start = last.firstIndex(where: { $0.isASCII && $0.isNumber }) else { return false }
        var numbers = 1
        var previousIsDigit = true
        for character in last[start...].dropFirst() {
            if character.isASCII && character.isNumber {
                if !previousIsDigit { numbers += 1 }
                previousIsDigit = true
            } else if previousIsDigit, character == "." || character == "_" || character == "-" {
                previousIsDigit = false
            } else {
                break
            }
        }
        let word = last[..<start].lowercased()
        return numbers >= 2 || word == "v"
    }
}
