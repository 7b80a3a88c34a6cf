import Ledger
import Measures
import Pages
import Store

/// The part of the API that lists what the office looks after.
struct DirectoryRoutes {
    let desk: MeasureDesk
    let examples: ScopeExamples

    var all: [Route] { [projects, project, groups, repositories] }

    private static let cursor = Parameter.text("cursor", maxLength: 80, "Where the page before ended: its next.")
    private static let next: Pages.Schema = .nullable(.string("Give it as cursor to get the next page; null on the last."))

    private static let projectSchema: Pages.Schema = .object([
        "slug": .string(), "title": .string(), "groups": .array(of: .string()),
        "contributors": .nullable(.number("Of the last twelve months.")), "commits": .nullable(.number()),
        "absence_factor": .nullable(.number()), "problem": .nullable(.string("What could not be read.")),
    ])

    private static func json(_ entry: ProjectList.Entry) -> JSON {
        [
            "slug": .string(entry.slug), "title": .string(entry.title), "groups": .array(entry.groups.map { .string($0.slug) }),
            "contributors": JSON(entry.contributors), "commits": JSON(entry.commits), "absence_factor": JSON(entry.absenceFactor),
            "problem": JSON(entry.problem),
        ]
    }

    private var projects: Route {
        .data(
            "/api/v1/projects", "All projects, with figures of the last twelve months", parameters: [Self.cursor],
            formats: [.json, .csv], answer: .object(["projects": .array(of: Self.projectSchema), "next": Self.next]),
            revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let (entries, next) = try await ProjectList.load(desk, at: desk.moment()).page(after: request.text("cursor"))
            return .data(filename: "projects") {
                ["projects": .array(entries.map(Self.json)), "next": JSON(next)]
            } csv: {
                CSV(
                    columns: ["slug", "title", "groups", "contributors", "commits", "absence_factor", "problem"],
                    rows: entries.map { entry in
                        [
                            .text(entry.slug), .text(entry.title), .text(entry.groups.map(\.slug).joined(separator: " ")),
                            CSV.Cell(entry.contributors), CSV.Cell(entry.commits), CSV.Cell(entry.absenceFactor), CSV.Cell(entry.problem),
                        ]
                    })
            }
        }
    }

    private var project: Route {
        .data(
            "/api/v1/projects/{slug}", "A project", parameters: [.path("slug", "The project's short name.")],
            examples: ["/api/v1/projects/\(examples.project)"],
            answer: Self.projectSchema, revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let slug = request.text("slug") ?? ""
            let list = try await ProjectList.load(desk, at: desk.moment())
            guard let entry = list.entries.first(where: { $0.slug == slug }) else {
                throw Problem.notFound("There is no project “\(slug.prefix(80))”.")
            }
            return .data { Self.json(entry) }
        }
    }

    private var groups: Route {
        .data(
            "/api/v1/groups", "All groups with their projects",
            answer: .object(["groups": .array(of: .object(["slug": .string(), "title": .string(), "projects": .array(of: .string())]))]),
            revision: { [desk] _ in try await desk.revision() }
        ) { _ in
            let directory = try await desk.store.read { try ProjectDirectory($0) }
            return .data {
                let groups = directory.allGroups.map { group -> JSON in
                    let members = directory.projects.filter { directory.groups(of: $0).contains(group) }
                    return [
                        "slug": .string(group.slug), "title": .string(group.title), "projects": .array(members.map { .string($0.slug) }),
                    ]
                }
                return ["groups": .array(groups)]
            }
        }
    }

    private var repositories: Route {
        .data(
            "/api/v1/repositories", "All repositories with the outcome of their last collection",
            answer: .object([
                "repositories": .array(
                    of: .object([
                        "project": .string(), "location": .string(), "kind": .string(), "head_ref": .nullable(.string()),
                        "head_commit": .nullable(.string()), "read_at": .nullable(.string(format: "date-time")),
                        "outcome": .nullable(.oneOf(["complete", "incomplete", "failed"])), "missing": .integer(),
                        "problem": .nullable(.string()),
                    ]))
            ]), revision: { [desk] _ in try await desk.revision() }
        ) { _ in
            let directory = try await desk.store.read { try ProjectDirectory($0) }
            return .data {
                let slugs = Dictionary(uniqueKeysWithValues: directory.projects.map { ($0.id, $0.slug) })
                return ["repositories": .array(directory.repositories.map { Self.json($0, slugs[$0.projectID], directory.states[$0.id]) })]
            }
        }
    }

    private static func json(_ repository: Repository, _ project: String?, _ state: CollectionState?) -> JSON {
        [
            "project": .string(project ?? ""), "location": .string(repository.location), "kind": .string(repository.kind),
            "head_ref": JSON(repository.headRef), "head_commit": JSON(repository.headCommit),
            "read_at": JSON(state?.finishedAt?.description), "outcome": JSON(state?.outcome?.rawValue),
            "missing": .integer(state?.missing ?? 0), "problem": JSON(state?.problem),
        ]
    }
}
