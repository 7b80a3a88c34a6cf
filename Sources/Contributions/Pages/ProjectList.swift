import Ledger
import Measures
import Pages
import Store

/// Projects with the figures of the last twelve months, for pages and for the API.
struct ProjectList: Sendable {
    struct Entry: Sendable {
        let slug: String
        let title: String
        let groups: [ProjectGroup]
        /// Nil without data.
        let contributors: Double?
        let commits: Double?
        let absenceFactor: Double?
        /// What could not be read of it; nil when all could.
        let problem: String?
        let collected: Bool
    }

    let entries: [Entry]
    let groups: [ProjectGroup]

    static let perPage = 100

    /// - Parameter group: only the projects of this group.
    static func load(_ desk: MeasureDesk, at moment: Moment, group: String? = nil) async throws -> ProjectList {
        let directory = try await desk.store.read { try ProjectDirectory($0) }
        let board = Board(desk: desk, moment: moment, scope: Question.Scope(group: group))
        func parts(_ measure: String) async throws -> [String: Double] {
            let answer = try await board.answer(board.question(measure, .trailing, split: .project, last: 1))
            return Dictionary(
                answer.parts.compactMap { part in part.points.last?.value.map { (part.key, $0) } }, uniquingKeysWith: { a, _ in a })
        }
        let contributors = try await parts("contributors.active")
        let commits = try await parts("code.commits")
        let absence = try await parts("resilience.absence-factor")
        let entries = directory.projects.compactMap { project -> Entry? in
            let groups = directory.groups(of: project)
            if let group, !groups.contains(where: { $0.slug == group }) { return nil }
            return Entry(
                slug: project.slug, title: project.title, groups: groups, contributors: contributors[project.slug],
                commits: commits[project.slug], absenceFactor: absence[project.slug],
                problem: directory.problem(of: project), collected: directory.isCollected(project))
        }
        return ProjectList(entries: entries.sorted { $0.slug < $1.slug }, groups: directory.allGroups)
    }

    /// The entries after a slug, and whether there are more.
    func page(after cursor: String?) -> (entries: [Entry], next: String?) {
        let rest = cursor.map { cursor in entries.filter { $0.slug > cursor } } ?? entries
        let page = Array(rest.prefix(Self.perPage))
        return (page, rest.count > Self.perPage ? page.last?.slug : nil)
    }
}

/// Which projects there are, in which groups, read from where and how well.
struct ProjectDirectory: Sendable {
    let projects: [Project]
    let allGroups: [ProjectGroup]
    let repositories: [Repository]
    let states: [Int64: CollectionState]
    private let groupsOfProject: [Int64: [Int64]]

    init(_ reader: any SQLReader) throws {
        projects = try reader.projects()
        allGroups = try reader.projectGroups()
        repositories = try reader.repositories()
        states = Dictionary(try reader.collectionStates().map { ($0.repositoryID, $0) }, uniquingKeysWith: { a, _ in a })
        groupsOfProject = Dictionary(grouping: try reader.assertions(.projectGroup), by: \.assertion.subject)
            .mapValues { $0.compactMap(\.assertion.object) }
    }

    func groups(of project: Project) -> [ProjectGroup] {
        let ids = groupsOfProject[project.id] ?? []
        return allGroups.filter { ids.contains($0.id) }
    }

    func repositories(of project: Project) -> [Repository] { repositories.filter { $0.projectID == project.id } }

    func isCollected(_ project: Project) -> Bool {
        repositories(of: project).contains { states[$0.id]?.finishedAt != nil }
    }

    /// The first problem of the project's repositories.
    func problem(of project: Project) -> String? {
        repositories(of: project).compactMap { repository -> String? in
            guard let state = states[repository.id], let outcome = state.outcome, outcome != .complete else { return nil }
            return state.problem ?? "It could not be read whole."
        }.first
    }
}
