import Ledger
import Measures

/// The projects that a question is about.
struct ScopeFilter: Sendable {
    /// By project index; nil for every project.
    private let projects: [Bool]?
    /// - Throws: ``QuestionError/unknownScope(kind:slug:)``
    init(
        _ scope: Question.Scope, _ projects: [ContributionFacts.Project], _ groups: [ContributionFacts.Group]
    ) throws(QuestionError) {
        self.projects = try Self.projects(scope, projects, groups)
    }

    func holds(project: Int32) -> Bool { projects?[Int(project)] ?? true }

    private static func projects(
        _ scope: Question.Scope, _ projects: [ContributionFacts.Project], _ groups: [ContributionFacts.Group]
    ) throws(QuestionError) -> [Bool]? {
        var chosen: [Bool]?
        if let slug = scope.project {
            guard let index = projects.firstIndex(where: { $0.slug == slug }) else {
                throw .unknownScope(kind: "project", slug: slug)
            }
            chosen = projects.indices.map { $0 == index }
        }
        if let slug = scope.group {
            guard let group = groups.first(where: { $0.slug == slug }) else {
                throw .unknownScope(kind: "group", slug: slug)
            }
            let members = Set(group.projects)
            chosen = projects.indices.map { members.contains(Int32($0)) && chosen?[$0] != false }
        }
        return chosen
    }
}
