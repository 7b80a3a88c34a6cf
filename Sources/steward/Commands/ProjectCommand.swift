import ArgumentParser
import Ledger
import Pages
import Store

/// `steward project`: what the office looks after.
struct ProjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project", abstract: "List, add and group projects.",
        discussion: """
            EXAMPLES
              steward project list
              steward project add curl https://github.com/curl/curl.git
              steward project group curl networking
              steward project group curl networking --remove
            """,
        subcommands: [ProjectListCommand.self, ProjectAddCommand.self, ProjectGroupCommand.self])
}

/// `steward project list`: all projects with their groups and repositories.
struct ProjectListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all projects.",
        discussion: """
            EXAMPLES
              steward project list
              steward project list --format csv
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions
    @Option(help: "Write a table, CSV or JSON.") var format = OutputFormat.table

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let entries = try await office.store.read { try ProjectEntry.all($0) }
            switch format {
            case .json:
                print(
                    JSON.array(
                        entries.map {
                            [
                                "slug": .string($0.slug), "title": .string($0.title), "groups": .array($0.groups.map(JSON.string)),
                                "repositories": .array($0.repositories.map(JSON.string)),
                            ]
                        }
                    ).text)
            case .csv:
                let rows = entries.map {
                    [
                        CSV.Cell.text($0.slug), .text($0.title), .text($0.groups.joined(separator: " ")),
                        .text($0.repositories.joined(separator: " ")),
                    ]
                }
                print(CSV(columns: ["slug", "title", "groups", "repositories"], rows: rows).text, terminator: "")
            case .table:
                guard !entries.isEmpty else {
                    print("No projects yet. Add one: steward project add SLUG REPOSITORY")
                    return
                }
                var table = TextTable([
                    .init("Project"), .init("Title", flexible: true), .init("Groups", flexible: true),
                    .init("Repositories", flexible: true),
                ])
                for entry in entries {
                    table.add([entry.slug, entry.title, entry.groups.joined(separator: " "), entry.repositories.joined(separator: " ")])
                }
                Printer.show(table)
            }
        }
    }
}

/// A project with what belongs to it.
struct ProjectEntry: Sendable {
    let slug: String
    let title: String
    let groups: [String]
    let repositories: [String]

    static func all(_ reader: any SQLReader) throws -> [ProjectEntry] {
        let groups = Dictionary(uniqueKeysWithValues: try reader.projectGroups().map { ($0.id, $0.slug) })
        let memberships = Dictionary(grouping: try reader.assertions(.projectGroup), by: \.assertion.subject)
        let repositories = Dictionary(grouping: try reader.repositories(), by: \.projectID)
        return try reader.projects().map { project in
            ProjectEntry(
                slug: project.slug, title: project.title,
                groups: (memberships[project.id] ?? []).compactMap { $0.assertion.object.flatMap { groups[$0] } }.sorted(),
                repositories: (repositories[project.id] ?? []).map(\.location))
        }
    }
}

/// `steward project add`: a project with its first repository.
struct ProjectAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a project, or a repository to a project.",
        discussion: """
            The repository is read by the next `steward collect`.

            EXAMPLES
              steward project add curl https://github.com/curl/curl.git --title "curl, the tool"
              steward project add curl ../curl-www
            """)

    @Argument(help: "A short name for addresses: lower-case letters, digits, dots, hyphens.") var slug: String
    @Argument(help: "A path or an address that git can read.", completion: .directory) var repository: String
    @Option(help: "The title on pages; the short name when left out.") var title: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let location = try RepositoryLocation.checked(repository)
            let (slug, title) = (slug, title)
            try await office.store.write { writer in
                let project =
                    try writer.projects().first { $0.slug == slug }
                    ?? writer.addProject(slug: slug, title: title ?? slug, at: .now)
                let added = try writer.repository(at: location, kind: CollectorChoice.kind(of: location), project: project, at: .now)
                guard added.projectID == project.id else {
                    throw Failure(
                        .failed, "The repository \(location) belongs to another project already.",
                        hints: ["`steward project list` shows which."])
                }
            }
            if !global.quiet { print("Added \(slug). Read it with: steward collect") }
        }
    }
}

/// `steward project group`: puts a project into a group.
struct ProjectGroupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "group", abstract: "Put a project into a group, or take it out.",
        discussion: """
            The group is made when it does not exist. Every change is logged and can be undone: see `steward operation`.

            EXAMPLES
              steward project group curl networking --title "Networking"
              steward project group curl networking --remove
            """)

    @Argument(help: "The project.") var project: String
    @Argument(help: "The group.") var group: String
    @Option(help: "The group's title on pages.") var title: String?
    @Flag(help: "Take the project out of the group.") var remove = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let (slug, groupSlug, title, remove) = (project, group, title, remove)
            let operation = try await office.store.write { writer -> Int64? in
                guard let project = try writer.projects().first(where: { $0.slug == slug }) else {
                    throw LedgerError.unknown(kind: "project", slug: slug)
                }
                let group = try writer.group(slug: groupSlug, title: title, at: .now)
                return try writer.setMembership(
                    of: project, in: group, to: !remove, madeBy: Office.operatorName, at: .now)
            }
            guard !global.quiet else { return }
            print(operation.map { "Done. Undo it with: steward operation undo \($0)" } ?? "Nothing to do: that is so already.")
        }
    }
}
