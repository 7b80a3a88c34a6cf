import Access
import Ledger
import Pages
import Store

/// The catalogue for programs.
struct CatalogueAPI {
    let desk: CatalogueDesk
    let example: String

    var routes: [Route] { [search, entry, code, index, portal] }

    private var search: Route {
        .data(
            "/api/v1/catalogue", "Released projects that match",
            details: "With what the list can be narrowed by, and how many each choice leaves.",
            access: .everybody, parameters: CataloguePage.filters, examples: ["/api/v1/catalogue", "/api/v1/catalogue?q=library"],
            answer: .object([
                "total": .integer(), "corrected": .nullable(.string("What was searched for in place of misspelled words.")),
                "projects": .array(of: CatalogueJSON.schema),
                "facets": .map(of: .array(of: .object(["value": .string(), "title": .string(), "count": .integer()]))),
            ]), revision: { [desk] _ in try await desk.revision() }
        ) { [desk] request in
            let result = try await desk.search.find(CataloguePage.query(request))
            return .data(json: { CatalogueJSON.json(result) })
        }
    }

    private var entry: Route {
        .data(
            "/api/v1/catalogue/{entry}", "A released project", details: "With what its files say and what is wrong with them.",
            access: .everybody,
            parameters: [EntryPage.parameter()], examples: ["/api/v1/catalogue/\(example)"],
            answer: .object([
                "project": CatalogueJSON.schema, "fields": .map(of: .array(of: .string()), "What its files say, by the name of the field."),
                "problems": .array(
                    of: .object([
                        "file": .string(), "line": .nullable(.integer()), "field": .string(), "message": .string(),
                        "severity": .oneOf(["mistake", "advice"]),
                    ])), "reused_by": EntryUsers.schema,
                "read_at": .nullable(.string("When its files were last read.", format: "date-time")),
            ]), revision: { [desk] _ in try await desk.entryRevision() }
        ) { [desk] request in
            let sheet = try await desk.sheet(request.text("entry") ?? "")
            let users = try await desk.users(of: sheet, tellsFound: request.may(.seeFindings))
            return .data(json: { CatalogueJSON.json(sheet, users) })
        }
    }

    private var code: Route {
        .data(
            "/api/v1/catalogue/{entry}/code.json", "A released project as code.json 2.0.0",
            details: "As the SHARE IT Act asks of agencies.", access: .everybody,
            parameters: [EntryPage.parameter()], examples: ["/api/v1/catalogue/\(example)/code.json"], answer: .object(["name": .string()]),
            revision: { [desk] _ in try await desk.revision() }
        ) { [desk] request in
            let sheet = try await desk.sheet(request.text("entry") ?? "")
            let writer = CodeJSONWriter(settings: desk.settings)
            return .data(json: { writer.json(sheet) })
        }
    }

    private var index: Route {
        .data(
            "/api/v1/catalogue-files/code.json", "All released projects as an agency's index of code.json 2.0.0", access: .everybody,
            answer: .object([
                "agency": .string(), "version": .string(), "measurementType": .object(["method": .string()]),
                "releases": .array(of: .object(["name": .string()])),
            ]), revision: { [desk] _ in try await desk.revision() }
        ) { [desk] _ in
            let sheets = try await desk.store.read { try $0.catalogueSheets() }
            let writer = CodeJSONWriter(settings: desk.settings)
            return .data(json: { writer.index(sheets) })
        }
    }

    private var portal: Route {
        .data(
            "/api/v1/catalogue-files/repos.json", "All released projects as repos.json of SAP's project portal", access: .everybody,
            answer: .array(of: .object(["id": .integer(), "name": .string(), "html_url": .string()])),
            revision: { [desk] _ in try await desk.revision() }
        ) { [desk] _ in
            let sheets = try await desk.store.read { try $0.catalogueSheets() }
            return .data(json: { PortalWriter.json(sheets) })
        }
    }
}

/// Entries in the API's own form.
enum CatalogueJSON {
    static var schema: Pages.Schema {
        .object([
            "slug": .string(), "title": .string(), "summary": .string(), "url": .nullable(.string()),
            "licence": .nullable(.string("An SPDX expression.")),
            "status": .nullable(.oneOf(ProjectStatus.allCases.map(\.rawValue))), "languages": .array(of: .string()),
            "department": .nullable(.string("The slug of an organisation.")), "owner": .nullable(.string("The role that answers for it.")),
            "version": .nullable(.string()), "version_at": .nullable(.string("", format: "date-time")),
            "released_at": .nullable(.string("", format: "date-time")), "help_wanted": .integer(), "good_first_issues": .integer(),
        ])
    }

    static func json(_ entry: CatalogueEntry, department: CatalogueEntry.Department?) -> JSON {
        [
            "slug": .string(entry.slug), "title": .string(entry.title), "summary": .string(entry.summary), "url": JSON(entry.url),
            "licence": JSON(entry.licence), "status": JSON(entry.status?.rawValue), "languages": .array(entry.languages.map(JSON.string)),
            "department": JSON(department?.slug), "owner": JSON(entry.ownerRole), "version": JSON(entry.version),
            "version_at": JSON(entry.versionAt?.description), "released_at": JSON(entry.releasedAt?.description),
            "help_wanted": .integer(entry.helpWanted), "good_first_issues": .integer(entry.firstIssues),
        ]
    }

    static func json(_ result: CatalogueResult) -> JSON {
        let facets = CatalogueResult.Facet.allCases.map { facet in
            JSON.Member(
                facet.rawValue,
                .array(
                    (result.facets[facet] ?? []).map {
                        ["value": .string($0.value), "title": .string($0.title), "count": .integer($0.count)]
                    }))
        }
        return [
            "total": .integer(result.total), "corrected": JSON(result.corrected),
            "projects": .array(result.entries.map { json($0.entry, department: $0.department) }), "facets": .object(facets),
        ]
    }

    static func json(_ sheet: CatalogueSheet, _ users: EntryUsers) -> JSON {
        let fields = Metadata.Field.allCases.compactMap { field -> JSON.Member? in
            let values = sheet.metadata[all: field]
            return values.isEmpty ? nil : JSON.Member(field.rawValue, .array(values.map(JSON.string)))
        }
        return [
            "project": json(sheet.entry, department: sheet.department), "fields": .object(fields),
            "problems": .array(sheet.problems.map(json)),
            "reused_by": users.json, "read_at": JSON(sheet.readAt?.description),
        ]
    }

    static func json(_ problem: FieldProblem) -> JSON {
        [
            "file": .string(problem.file), "line": JSON(problem.line), "field": .string(problem.field), "message": .string(problem.message),
            "severity": .string(problem.severity.rawValue),
        ]
    }
}
