import Ledger
import Pages
import Store

/// The catalogue: what is looked for, what was found, and by what it can be narrowed.
struct CataloguePage {
    let desk: CatalogueDesk
    let example: String

    var routes: [Route] { [page, department] }

    static let filters: [Parameter] = [
        .text(
            "q", maxLength: 200, "Words of the title, the description, tags and languages; the beginning of a word is enough.",
            label: "Search"),
        .choice("status", ProjectStatus.allCases.map { .init($0.rawValue, $0.title) }, "Only projects that are so far.", label: "Status"),
        .text("licence", maxLength: 120, "Only projects under this licence, by its SPDX id.", label: "Licence"),
        .text("language", maxLength: 80, "Only projects in this programming language.", label: "Language"),
        .text("department", maxLength: 80, "Only projects of this department, by its slug.", label: "Department"),
        Parameter("help", .flag, "Only projects with open issues that ask for help.", label: "Help wanted"),
        .choice(
            "sort", CatalogueQuery.Order.allCases.map { .init($0.rawValue, $0.title) }, "What comes first.", label: "Sort by",
            default: "relevance"),
        .integer("page", 1...500, "Which page of the list.", default: 1),
    ]

    private static let departmentFilters: [Parameter] =
        [Parameter.path("department", "The slug of an organisation.")] + filters.filter { ["q", "sort", "page"].contains($0.name) }

    static func query(_ request: Request) -> CatalogueQuery {
        var query = CatalogueQuery()
        query.text = request.text("q") ?? ""
        query.status = request.choice("status")
        query.licence = request.text("licence")
        query.language = request.text("language")
        query.department = request.text("department")
        query.wantsHelp = request.flag("help")
        query.order = request.choice("sort") ?? .relevance
        query.page = request.integer("page") ?? 1
        return query
    }

    private var page: Route {
        .page(
            "/catalogue", "The catalogue of released projects", access: .everybody, parameters: Self.filters,
            examples: ["/catalogue", "/catalogue?q=library&sort=newest"], revision: { [desk] _ in try await desk.revision() }
        ) { [desk] request in
            let query = Self.query(request)
            let result = try await desk.search.find(query)
            let form = FilterForm(request, fields: ["q", "sort"], button: "Search").html
            return .page(
                Page(
                    "Catalogue", lead: Self.lead(result, desk.settings),
                    actions: [HTML.link("Feed of releases", to: "/catalogue/releases.atom")],
                    body: "\(form)\(Self.corrected(request, query, result))\(Self.body(request, query, result))"))
        }
    }

    private static func lead(_ result: CatalogueResult, _ settings: CatalogueSettings) -> HTML {
        """
        \(HTML.isolated(settings.organisation)) released \(Format.count(result.all, "project", "projects")) to use, to learn from and to \
        work on.
        """
    }

    private static func corrected(_ request: Request, _ query: CatalogueQuery, _ result: CatalogueResult) -> HTML? {
        result.corrected.map { meant in
            Notice(
                .information, "Nothing has “\(query.text.prefix(200))”",
                body: "These are the projects for \(HTML.link(meant, to: request.link(changing: ["q": meant, "page": nil])))."
            ).html
        }
    }

    static func body(_ request: Request, _ query: CatalogueQuery, _ result: CatalogueResult) -> HTML {
        guard result.total > 0 else { return empty(request, query, result) }
        let narrowing = FacetView(request: request, query: query, result: result).html
        return "<div class=\"catalogue\">\(narrowing)<div>\(list(request, query, result))</div></div>"
    }

    private static func list(_ request: Request, _ query: CatalogueQuery, _ result: CatalogueResult) -> HTML {
        let items = result.entries.map { EntryCard(entry: $0.entry, department: $0.department?.name).html }
        let last = (result.total + CatalogueQuery.pageSize - 1) / CatalogueQuery.pageSize
        let pager = Pager(
            "projects", shown: result.entries.count, total: result.total,
            first: query.page > 1 ? request.link(changing: ["page": nil]) : nil,
            previous: query.page > 2 ? request.link(changing: ["page": String(query.page - 1)]) : nil,
            next: query.page < min(last, 500) ? request.link(changing: ["page": String(query.page + 1)]) : nil)
        let beyond: HTML? =
            items.isEmpty
            ? EmptyState("There is no such page", next: HTML.link("The first page", to: request.link(changing: ["page": nil]))).html : nil
        return "<h2 class=\"visually-hidden\">Projects</h2><ul class=\"results\">\(items)</ul>\(beyond)\(pager.html)"
    }

    /// Says which part of the question found nothing, and leads on.
    private static func empty(_ request: Request, _ query: CatalogueQuery, _ result: CatalogueResult) -> HTML {
        guard result.all > 0 else {
            return EmptyState(
                "Nothing has been released yet",
                next: """
                    A project comes here when it is decided that it is open, or when <code>catalogue.projects</code> in steward.yml \
                    lists it.
                    """
            ).html
        }
        if result.byWords > 0 {
            let away: KeyValuePairs<String, String?> = [
                "status": nil, "licence": nil, "language": nil, "department": nil, "help": nil, "page": nil,
            ]
            let show = HTML.link("show them", to: request.link(changing: away))
            let what: HTML = query.text.isEmpty ? "there are" : "“\(query.text.prefix(200))” finds"
            return EmptyState(
                "No project is all of this",
                next: "Without these choices \(what) \(Format.count(result.byWords, "project", "projects")): \(show)."
            ).html
        }
        return EmptyState(
            "Nothing matches “\(query.text.prefix(200))”",
            next: """
                Use fewer words, or the beginning of one: “dat” finds data and database. \
                \(HTML.link("Show all projects", to: "/catalogue")).
                """
        ).html
    }

    // MARK: Departments

    private var department: Route {
        .page(
            "/catalogue/departments/{department}", "The released projects of a department", access: .everybody,
            parameters: Self.departmentFilters,
            examples: ["/catalogue/departments/\(example)"], revision: { [desk] _ in try await desk.revision() }
        ) { [desk] request in
            let slug = request.text("department") ?? ""
            let shelf = try await desk.search.shelf()
            guard let department = try await desk.department(slug, on: shelf) else {
                throw Problem.notFound("There is no department “\(slug.prefix(80))”.", suggestions: [.init("The catalogue", "/catalogue")])
            }
            var query = CatalogueQuery()
            query.text = request.text("q") ?? ""
            query.department = slug
            query.order = request.choice("sort") ?? .relevance
            query.page = request.integer("page") ?? 1
            let result = try await desk.search.find(query)
            let cards = shelf.cards.filter { $0.department?.slug == slug }
            let facts = Facts([
                ("Projects", "\(Format.integer(cards.count))"),
                ("Open for help", "\(Format.integer(cards.count { $0.entry.openings > 0 }))"),
                ("Languages", "\(Set(cards.flatMap(\.entry.languages)).sorted().prefix(8).joined(separator: ", "))"),
                ("Newest version", cards.compactMap(\.entry.versionAt).max().map { Format.timeElement($0, dateOnly: true) } ?? "none"),
            ])
            let form = FilterForm(request, fields: ["q", "sort"], button: "Search").html
            let nothing = EmptyState("\(department.name) has released nothing yet", next: HTML.link("All projects", to: "/catalogue")).html
            let found: HTML =
                cards.isEmpty ? nothing : result.total == 0 ? Self.empty(request, query, result) : Self.list(request, query, result)
            return .page(
                Page(
                    department.name, lead: "What this department released.", breadcrumbs: [.init("Catalogue", "/catalogue")],
                    body: "\(facts.html)\(form)\(found)"))
        }
    }
}

/// One entry in a list.
struct EntryCard {
    let entry: CatalogueEntry
    let department: String?

    var html: HTML {
        """
        <li class="panel"><h3>\(HTML.link(entry.title, to: "/catalogue/\(entry.slug)"))</h3>
        \(summary)
        <p class="remark">\(remarks.joined(separator: " · "))</p></li>

        """
    }

    private var summary: HTML { entry.summary.isEmpty ? "" : "<p>\(HTML.isolated(entry.summary))</p>" }

    private var remarks: [HTML] {
        var remarks: [HTML] = []
        if let status = entry.status { remarks.append(.tag(status.title)) }
        if let licence = entry.licence { remarks.append(.isolated(licence)) }
        if !entry.languages.isEmpty { remarks.append(.isolated(entry.languages.prefix(3).joined(separator: ", "))) }
        if let department { remarks.append(.isolated(department)) }
        if let version = entry.version {
            remarks.append("\(HTML.isolated(version))\(entry.versionAt.map { ", \(Format.timeElement($0, dateOnly: true))" as HTML })")
        }
        if entry.openings > 0 { remarks.append(.tag("\(Format.count(entry.openings, "issue", "issues")) for helpers")) }
        return remarks
    }
}

/// What the result can be narrowed by: links, so that nothing but the address holds the state.
struct FacetView {
    let request: Request
    let query: CatalogueQuery
    let result: CatalogueResult

    private static let mostChoices = 12

    var html: HTML {
        let groups = CatalogueResult.Facet.allCases.compactMap(group)
        guard !groups.isEmpty else { return "" }
        return "<nav class=\"facets\" aria-label=\"Narrow the list\">\(groups)</nav>"
    }

    private func group(_ facet: CatalogueResult.Facet) -> HTML? {
        let chosen = chosen(facet)
        let choices = (result.facets[facet] ?? []).enumerated().filter { $0 < Self.mostChoices || $1.value == chosen }.map(\.element)
        guard !choices.isEmpty || chosen != nil else { return nil }
        let links = choices.map { link($0, facet, isChosen: $0.value == chosen) }
        let all = request.link(changing: [facet.rawValue: nil, "page": nil])
        let away: HTML? = chosen.map { "<li><a href=\"\(all)\">All<span class=\"visually-hidden\"> instead of \($0)</span></a></li>" }
        let isOpen = chosen != nil || facet == .status || facet == .help
        return """
            <details\(isOpen ? " open" : "" as HTML)><summary>\(title(facet))</summary><ul>\(away)\(links)</ul></details>

            """
    }

    private func link(_ choice: CatalogueResult.Choice, _ facet: CatalogueResult.Facet, isChosen: Bool) -> HTML {
        let address = request.link(changing: [facet.rawValue: choice.value, "page": nil])
        return """
            <li><a href="\(address)"\(isChosen ? " aria-current=\"true\"" : "" as HTML)><bdi>\(choice.title)</bdi></a> \
            <span class="remark">\(Format.integer(choice.count))</span></li>
            """
    }

    private func chosen(_ facet: CatalogueResult.Facet) -> String? {
        switch facet {
        case .status: query.status?.rawValue
        case .licence: query.licence
        case .language: query.language
        case .department: query.department
        case .help: query.wantsHelp ? "yes" : nil
        }
    }

    private func title(_ facet: CatalogueResult.Facet) -> String {
        switch facet {
        case .status: "Status"
        case .licence: "Licence"
        case .language: "Language"
        case .department: "Department"
        case .help: "Help wanted"
        }
    }
}
