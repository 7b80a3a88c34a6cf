import Access
import Ledger
import Measures
import Pages
import Store

/// The page of one released project.
struct EntryPage {
    let desk: CatalogueDesk
    let example: String

    var routes: [Route] { [page] }

    static func parameter() -> Parameter { .path("entry", "The project's short name in the catalogue.") }

    private var page: Route {
        .page(
            "/catalogue/{entry}", "A released project", access: .everybody, parameters: [Self.parameter()],
            examples: ["/catalogue/\(example)"],
            revision: { [desk] _ in try await desk.entryRevision() }
        ) { [desk] request in
            let sheet = try await desk.sheet(request.text("entry") ?? "")
            let moment = try await desk.measures.moment()
            let issues = try await Self.issues(sheet, desk)
            let releases = try await Self.releases(sheet, desk, moment)
            // Figures are for those to whom the installation shows figures.
            let health = try await request.may(.seeFigures) ? Self.health(sheet, desk, moment) : []
            let entry = sheet.entry
            let tellsFound = request.may(.seeFindings)
            let users = try await desk.users(of: sheet, tellsFound: tellsFound)
            let departments = Set(try await desk.search.shelf().cards.compactMap(\.department?.slug))
            let parts = EntryParts(sheet: sheet, site: desk.settings.site)
            return .page(
                Page(
                    entry.title, lead: entry.summary.isEmpty ? nil : HTML.isolated(entry.summary),
                    breadcrumbs: [.init("Catalogue", "/catalogue")],
                    actions: Self.actions(entry),
                    body: """
                        \(parts.facts)\(parts.description)\(Self.section(health, sheet))\(Self.section(issues))\(Self.section(releases))
                        \(users.section(departments: departments, tellsFound: tellsFound))\(parts.reuse)\(parts.links)\(parts.problems)\(parts.elsewhere)
                        """))
        }
    }

    private static func actions(_ entry: CatalogueEntry) -> [HTML] {
        entry.url.flatMap { Address.isWeb($0) ? SafeURL(untrusted: $0) : nil }.map { [HTML.button("Repository", to: $0)] } ?? []
    }

    private static func issues(_ sheet: CatalogueSheet, _ desk: CatalogueDesk) async throws -> [OpenIssue] {
        guard let project = sheet.entry.projectID else { return [] }
        let labels = desk.labels
        return try await desk.store.read { try labels.issues(ofProject: project, in: $0) }
    }

    private static func releases(_ sheet: CatalogueSheet, _ desk: CatalogueDesk, _ moment: Moment) async throws -> [ProjectFigures.Release]
    {
        guard let project = sheet.project else { return [] }
        do { return try await desk.figures.releases(of: project, limit: 10, at: moment) } catch is QuestionError { return [] }
    }

    private static func health(_ sheet: CatalogueSheet, _ desk: CatalogueDesk, _ moment: Moment) async throws -> [ProjectFigures.Figure] {
        guard let project = sheet.project else { return [] }
        do { return try await desk.figures.health(of: project, at: moment) } catch is QuestionError { return [] }
    }

    private static func section(_ figures: [ProjectFigures.Figure], _ sheet: CatalogueSheet) -> HTML {
        guard let project = sheet.project, !figures.isEmpty else { return "" }
        let cards = figures.map { figure in
            Card(
                figure.title, value: figure.value, unit: figure.unit,
                address: SafeURL(segments: ["measures", figure.measure], query: [("project", project), ("period", figure.grain.rawValue)]))
        }
        return Section("How it is looked after", id: "health", body: Card.grid(cards, heading: "Figures")).html
    }

    private static func section(_ issues: [OpenIssue]) -> HTML {
        guard !issues.isEmpty else { return "" }
        let table = Table(
            "Open issues for helpers", id: "issues", columns: [.init("Issue"), .init("For"), .init("Open since", .time)],
            rows: issues.prefix(20).map { issue in
                let title = issue.title.isEmpty ? "Issue \(issue.number)" : issue.title
                let link = issue.address.flatMap { SafeURL(untrusted: $0) }
                return [
                    link.map { Table.Cell.link("\(issue.number) \(title)", $0) } ?? .text("\(issue.number) \(title)"),
                    .text(issue.isGoodFirst ? "a first contribution" : "whoever can help"),
                    .html(Format.timeElement(issue.createdAt, dateOnly: true)),
                ]
            }, hidesCaption: true)
        let more: HTML? = issues.count > 20 ? "<p>\(Format.integer(issues.count)) issues in all.</p>" : nil
        return Section("Help wanted", id: "help", lead: "Open issues whose labels ask for others.", body: "\(table.html)\(more)").html
    }

    private static func section(_ releases: [ProjectFigures.Release]) -> HTML {
        guard !releases.isEmpty else { return "" }
        let table = Table(
            "Newest versions", id: "releases", columns: [.init("Version"), .init("Tagged", .time)],
            rows: releases.map { [.text($0.name), .html(Format.timeElement($0.at, dateOnly: true))] }, hidesCaption: true)
        return Section("Versions", id: "versions", lead: "The newest, by the tags of its repository.", body: table.html).html
    }
}

/// The parts of the page that need nothing but the entry.
struct EntryParts {
    let sheet: CatalogueSheet
    let site: String

    private var entry: CatalogueEntry { sheet.entry }
    private var metadata: Metadata { sheet.metadata }

    var facts: HTML {
        var facts: [(name: String, value: HTML)] = []
        if let status = entry.status { facts.append(("Status", "\(status.title)<br><span class=\"remark\">\(status.meaning)</span>")) }
        facts.append(("Licence", entry.licence.map { HTML.isolated($0) } ?? "<span class=\"no-data\">not known</span>"))
        if !entry.languages.isEmpty { facts.append(("Languages", HTML.isolated(entry.languages.joined(separator: ", ")))) }
        if let department = sheet.department {
            facts.append(("Department", HTML.link(department.name, to: "/catalogue/departments/\(department.slug)")))
        }
        if let owner = entry.ownerRole { facts.append(("Owner", HTML.isolated(owner))) }
        if let version = entry.version {
            facts.append(
                (
                    "Newest version",
                    "\(HTML.isolated(version))\(entry.versionAt.map { "<br>\(Format.timeElement($0, dateOnly: true))" as HTML })"
                ))
        }
        if let released = entry.releasedAt { facts.append(("Open since", Format.timeElement(released, dateOnly: true))) }
        return Facts(facts).html
    }

    var description: HTML {
        let paragraphs = (metadata[.description] ?? "").split(separator: "\n").map { String($0).cleaned }.filter { !$0.isEmpty }
        let features = metadata[all: .features]
        guard !paragraphs.isEmpty || !features.isEmpty else { return "" }
        let list: HTML = features.isEmpty ? "" : "<ul>\(features.map { "<li>\(HTML.isolated($0))</li>" as HTML })</ul>"
        return Section(
            "What it does", id: "about",
            body: "<div class=\"prose\">\(paragraphs.map { "<p>\(HTML.isolated($0))</p>" as HTML })\(list)</div>"
        ).html
    }

    var reuse: HTML {
        let lists: [(String, [String])] = [
            ("Based on", metadata[all: .basedOn]), ("Depends on", metadata[all: .dependsOnOpen]),
            ("Depends on, not open", metadata[all: .dependsOnProprietary]), ("Standards", metadata[all: .standards]),
            ("Platforms", metadata[all: .platforms]), ("Categories", metadata[all: .categories] + metadata[all: .tags]),
        ]
        let facts = lists.filter { !$0.1.isEmpty }.map { (name: $0.0, value: HTML.isolated($0.1.prefix(30).joined(separator: ", "))) }
        guard !facts.isEmpty else { return "" }
        return Section("What it builds on", id: "reuse", lead: "As its own files say.", body: Facts(facts).html).html
    }

    var links: HTML {
        let fields: [(String, Metadata.Field)] = [
            ("Home page", .landing), ("Documentation", .documentation), ("Documentation of the API", .apiDocumentation),
            ("Roadmap", .roadmap),
            ("Feedback", .feedback),
        ]
        let links = fields.compactMap { title, field -> HTML? in
            guard let text = metadata[field], Address.isWeb(text), let address = SafeURL(untrusted: text) else { return nil }
            return "<li>\(HTML.link(title, to: address))</li>"
        }
        return links.isEmpty ? "" : Section("Read on", id: "links", body: "<ul>\(links)</ul>").html
    }

    /// What is wrong with the files is public too: whoever can mend it sees it.
    var problems: HTML {
        guard !sheet.problems.isEmpty else { return "" }
        let table = Table(
            "Problems of the files", id: "problem-table", columns: [.init("File"), .init("Field"), .init("What to mend"), .init("Kind")],
            rows: sheet.problems.prefix(50).map { problem in
                [
                    .text(problem.line.map { "\(problem.file), line \($0)" } ?? problem.file), .text(problem.field), .text(problem.message),
                    .text(problem.severity.rawValue),
                ]
            }, hidesCaption: true)
        let read: HTML? = sheet.readAt.map { "Read \(Format.timeElement($0)). What could not be read stays as it was before." }
        return Section("What to mend in its files", id: "problems", lead: read, body: table.html).html
    }

    var elsewhere: HTML {
        let badge = "\(site)/catalogue/\(entry.slug)/badge.svg"
        let snippet = "[![Status](\(badge))](\(site)/catalogue/\(entry.slug))"
        let files: [(String, SafeURL)] = [
            ("publiccode.yml", "/catalogue/\(entry.slug)/publiccode.yml"), ("code.json", "/api/v1/catalogue/\(entry.slug)/code.json"),
            ("catalog-info.yaml", "/catalogue/\(entry.slug)/catalog-info.yaml"),
        ]
        return Section(
            "For other catalogues", id: "elsewhere", lead: "This entry in the formats of others, and a badge for its README.",
            body: """
                <ul>\(files.map { "<li>\(HTML.link($0.0, to: $0.1))</li>" as HTML })</ul>
                <p><img src="/catalogue/\(SafeURL(segments: [entry.slug]).text.dropFirst())/badge.svg" \
                alt="\(Badge.status(entry).words)" height="20"></p>
                <pre class="record"><code>\(snippet)</code></pre>
                """
        ).html
    }
}
