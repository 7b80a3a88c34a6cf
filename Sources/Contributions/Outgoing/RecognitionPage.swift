import Access
import Ledger
import Measures
import Pages

/// What staff gave to projects of others, to thank them for it.
struct RecognitionPage {
    let desk: MeasureDesk

    var routes: [Route] { [page, data] }

    private static let parameters: [Parameter] = [
        .text("period", maxLength: 7, "A quarter (2026-Q3), month (2026-09) or year (2026); the present quarter when left out."),
        .integer("least", 1...1000, "So many accepted change requests make somebody eligible.", label: "At least", default: 1),
    ]

    private func recognition(_ request: Request) async throws -> Recognition {
        let period: Period
        if let text = request.text("period") {
            guard let found = Recognition.period(text) else {
                throw Problem(
                    QuestionError.invalid(parameter: "period", value: text, allowed: "a quarter (2026-Q3), month (2026-09) or year (2026)"))
            }
            period = found
        } else {
            period = desk.calendar.period(.quarter, containing: desk.clock())
        }
        return try await desk.answering {
            try await Recognition(desk, period, least: request.integer("least") ?? 1, readsPeople: request.may(.seePeople))
        }
    }

    private var page: Route {
        .page(
            "/recognition", "Recognition of work for others",
            details: "By team and by project. People are listed in the order of the alphabet, and to staff alone.",
            parameters: Self.parameters, revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let found = try await recognition(request)
            guard let merged = found.merged else {
                let next: HTML =
                    found.remarks.isEmpty
                    ? "Collect the projects of others to which your staff contribute." : "\(found.remarks.joined(separator: " "))"
                return .page(Page("Recognition", body: EmptyState("Nothing can be told of \(found.period)", next: next).html))
            }
            let (previous, next) = (found.period.advanced(by: -1), found.period.advanced(by: 1))
            let facts = Facts([
                ("Change requests accepted", "\(Format.short(merged))"),
                ("Change requests reviewed", "\(found.reviewed.map { Format.short($0) } ?? "no data")"),
                ("Commits", "\(found.commits.map { Format.short($0) } ?? "no data")"),
                ("Projects of others", "\(Format.integer(found.projects.count))"),
                ("People", "\(found.people.map { Format.short($0) } ?? "no data")"),
            ])
            let byProject = table("Project", "projects-table", found.projects, merged, reviewed: found.reviewed)
            return .page(
                Page(
                    "Recognition",
                    lead: "What our staff gave to projects of others in \(found.period.description). Thank them; nobody is ranked here.",
                    actions: [
                        HTML.button(previous.description, to: request.link(changing: ["period": previous.key])),
                        HTML.button(next.description, to: request.link(changing: ["period": next.key])),
                        HTML.button("As a measure", to: "/measures/outgoing.merged?period=\(found.period.grain.rawValue)"),
                    ],
                    body: """
                        \(facts.html)
                        \(Section("By team", id: "teams", body: table("Team", "teams-table", found.teams, merged)).html)
                        \(Section("By project", id: "projects", body: byProject).html)
                        \(Section("Who may vote on a fund", id: "eligible", lead: lead(found), body: people(found, request)).html)
                        """))
        }
    }

    /// - Parameter reviewed: nil where reviews are not told apart.
    private func table(_ heading: String, _ id: String, _ parts: [Recognition.Part], _ total: Double, reviewed: Double? = nil) -> HTML {
        func cells(_ title: String, _ merged: Double, _ reviews: Double?) -> [Table.Cell] {
            let cells: [Table.Cell] = [.text(title), .value(merged, .upToTwoDecimals), .value(reviews, .upToTwoDecimals)]
            return reviewed == nil ? Array(cells.prefix(2)) : cells
        }
        let columns: [Table.Column] = [.init(heading), .init("Accepted", .number), .init("Reviewed", .number)]
        return Table(
            "Change requests elsewhere, \(heading.lowercased()) by \(heading.lowercased())", id: id,
            columns: reviewed == nil ? Array(columns.prefix(2)) : columns, rows: parts.map { cells($0.title, $0.merged, $0.reviewed) },
            total: cells("All", total, reviewed), empty: EmptyState("Nothing was accepted in this period", next: "Choose another period."),
            hidesCaption: true
        ).html
    }

    private func lead(_ found: Recognition) -> HTML {
        """
        Staff of whom others accepted at least \(Format.count(found.least, "change request", "change requests")) in \
        \(found.period.description) may nominate and vote: \(Format.short(found.people ?? 0)).
        """
    }

    private func people(_ found: Recognition, _ request: Request) -> HTML {
        guard request.may(.seePeople) else { return "<p class=\"remark\">Their names are for those who may see people.</p>" }
        let reader = desk.reader(request)
        let names = found.names(for: reader)
        let hidden: HTML =
            found.optedOut > 0
            ? """
            <p class="remark">\(Format.count(found.optedOut, "more is", "more are")) eligible and not shown, because they opted out. \
            Ask them in person.</p>
            """
            : ""
        guard !names.isEmpty else { return hidden.isEmpty ? "<p class=\"remark\">Nobody yet.</p>" : hidden }
        return "<ul>\(names.map { "<li>\(HTML.person($0.label, reader))</li>" as HTML })</ul>\(hidden)"
    }

    private var data: Route {
        let team = Schema.array(of: .object(["key": .string(), "title": .string(), "merged": .number()]))
        let project = Schema.array(of: .object(["key": .string(), "title": .string(), "merged": .number(), "reviewed": .number()]))
        return .data(
            "/api/v1/recognition", "Work of staff for others",
            details: "Names are given in the order of the alphabet, and to those who may see people alone.", parameters: Self.parameters,
            answer: .object([
                "period": .string(), "least": .integer(), "merged": .nullable(.number("Change requests that others accepted.")),
                "reviewed": .nullable(.number("Change requests that staff reviewed for others, and that were merged.")),
                "commits": .nullable(.number()),
                "people": .nullable(.number("Eligible people.")), "teams": team, "projects": project,
                "eligible": .nullable(.array(of: .string(), "Null to those who may not see people.")),
                "opted_out": .nullable(.integer("Eligible people who do not want to be shown.")), "remarks": .array(of: .string()),
            ]), revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let found = try await recognition(request)
            let reader = request.may(.seePeople) ? desk.reader(request) : nil
            return .data { found.json(reader) }
        }
    }
}
