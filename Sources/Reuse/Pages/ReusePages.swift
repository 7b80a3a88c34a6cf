import Access
import Ledger
import Pages

/// The pages of what was written twice. They show code, so they are for whoever may see what inspections find.
struct ReusePages: Sendable {
    let desk: ReuseDesk

    var routes: [Route] { [list, files] }

    static let number = Parameter.integer("finding", 1...Int(Int32.max), "The number of a finding.")
    private static let page = 50

    /// Why it was set aside says nothing where nothing was.
    private static func refusalColumn(_ choice: FindingChoice) -> [Table.Column] { choice == .open ? [] : [.init("Set aside as")] }

    private var list: Route {
        .page(
            "/reuse", "What was written twice",
            details: "Code that stands in several projects, and projects that say the same of themselves.",
            access: .may(.seeFindings),
            parameters: [
                Self.number,
                .choice(
                    "which", [.init("open", "those that stand"), .init("refused", "those set aside"), .init("all", "all")],
                    "Which findings.", default: "open"),
                .integer("page", 1...10_000, "The page of the list.", default: 1),
            ]
        ) { request in
            if let id = request.integer("finding") { return .privatePage(try await one(Int64(id), request)) }
            let choice: FindingChoice = request.choice("which") ?? .open
            let number = request.integer("page") ?? 1
            let found = try await desk.findings(choice, offset: (number - 1) * Self.page, limit: Self.page + 1)
            let table = Table(
                "Findings", id: "findings-table",
                columns: [.init("What"), .init("Projects"), .init("Why"), .init("Lines", .number)] + Self.refusalColumn(choice),
                rows: found.prefix(Self.page).map { finding in
                    let cells: [Table.Cell] = [
                        .link(ReuseWords.title(finding), "/reuse?finding=\(finding.id)"), .html(ReuseWords.projects(finding)),
                        .text(ReuseWords.reasons(finding).joined(separator: "; ")), finding.lines > 0 ? .integer(finding.lines) : .none,
                        finding.refusal.map { .html(.tag($0.reason.rawValue)) } ?? .none,
                    ]
                    return choice == .open ? cells.dropLast() : cells
                },
                empty: EmptyState(
                    choice == .refused ? "Nothing was set aside" : "Nothing was found",
                    next: "<code>steward reuse find</code> looks through all repositories that were collected."), hidesCaption: true)
            let others = FindingChoice.allCases.filter { $0 != choice }.map { other -> HTML in
                let words =
                    switch other {
                    case .open: "Those that stand";
                    case .refused: "Those set aside";
                    case .all: "All"
                    }
                return .button(words, to: "/reuse?which=\(other.rawValue)")
            }
            let next: HTML =
                found.count > Self.page ? "<p>\(HTML.button("More", to: request.link(changing: ["page": String(number + 1)])))</p>" : ""
            return .privatePage(
                Page(
                    "What was written twice",
                    lead:
                        "The same code in several parts of the house, most lines first. A finding is a reason to talk, and proves nothing.",
                    actions: others, body: table.html + next))
        }
    }

    private func one(_ id: Int64, _ request: Request) async throws -> Page {
        guard let (finding, evidence) = try await desk.finding(id) else {
            throw Problem.notFound(
                "There is no finding \(id). When code changes, findings come and go.", suggestions: [.init("All findings", "/reuse")])
        }
        var facts: [(name: String, value: HTML)] = [
            ("Projects", ReuseWords.projects(finding)),
            ("Why", ReuseWords.reasons(finding).map { "\($0)" as HTML }.joined(separator: "<br>")),
            ("First found", Format.timeElement(Instant(seconds: finding.foundAt), dateOnly: true)),
        ]
        if !finding.terms.isEmpty { facts.append(("In common", .isolated(finding.terms))) }
        var notice: HTML = ""
        if let said = finding.refusal {
            let note: HTML = said.note.map { " “\(HTML.isolated($0))”" } ?? ""
            let day = Format.timeElement(Instant(seconds: said.madeAt), dateOnly: true)
            notice = Notice(.past, "Set aside", body: "\(said.reason.words).\(note) On \(day), by \(said.madeBy).").html
        }
        let files = Dictionary(grouping: evidence, by: \.number).sorted { $0.key < $1.key }
        let table = Table(
            "Files", id: "files-table",
            columns: [.init("Side by side"), .init("Where"), .init("Lines", .number), .init("In common", .number)],
            rows: files.map { number, places in
                [
                    .link("\(places.first?.path ?? "")", ReuseWords.file(id, number)),
                    .html(places.map { "<bdi>\($0.project)</bdi>: <code>\($0.path)</code>" as HTML }.joined(separator: "<br>")),
                    .integer(places.map(\.lines).max() ?? 0), .value(places.map(\.likeness).max(), .percent),
                ]
            }, empty: EmptyState("No files are shared", next: "READMEs and dependencies are alike."), hidesCaption: true)
        let cut: HTML =
            finding.files > files.count
            ? "<p class=\"remark\">\(Format.integer(files.count)) of \(Format.integer(finding.files)) files are listed.</p>" : ""
        var actions: [HTML] = []
        if request.may(.manageFindings) {
            actions = [
                finding.refusal == nil
                    ? HTML.button("Set aside", to: "/reuse/refuse?finding=\(id)")
                    : HTML.button("Take that back", to: "/reuse/restore?finding=\(id)")
            ]
        }
        return Page(
            ReuseWords.title(finding), breadcrumbs: ReuseWords.crumbs, actions: actions,
            body: """
                \(notice)
                \(Facts(facts).html)
                \(Section("Files", id: "files", body: table.html + cut).html)
                """)
    }

    // MARK: Side by side

    private var files: Route {
        .page(
            "/reuse/files", "A shared file side by side", access: .may(.seeFindings),
            parameters: [
                Self.number, .integer("number", 1...100_000, "The file within the finding.", default: 1),
                .integer("left", 1...1_000, "The place on the left.", default: 1),
                .integer("right", 1...1_000, "The place on the right.", default: 2),
            ]
        ) { request in
            guard let id = request.integer("finding") else {
                return .page(
                    Page(
                        "Side by side", breadcrumbs: ReuseWords.crumbs,
                        body: EmptyState("No finding was chosen", next: "Choose one in the <a href=\"/reuse\">list</a>.").html))
            }
            let number = request.integer("number") ?? 1
            let places = try await desk.evidence(of: Int64(id), number: number, limit: 1_000)
            guard let left = places.first(where: { $0.member == request.integer("left") }),
                let right = places.first(where: { $0.member == request.integer("right") })
            else { throw Problem.notFound("Finding \(id) has no such file.", suggestions: [.init("All findings", "/reuse")]) }
            let crumbs = ReuseWords.crumbs + [Page.Crumb("Finding \(id)", "/reuse?finding=\(id)")]
            guard let textOfLeft = try await desk.text(of: left), let textOfRight = try await desk.text(of: right) else {
                let gone = EmptyState(
                    "The files are not here any more", next: "Run <code>steward collect</code> and <code>steward reuse find</code>.")
                return .privatePage(Page(left.path, breadcrumbs: crumbs, body: gone.html))
            }
            let compared = Comparison(
                textOfLeft, endingA: Self.ending(left.path), textOfRight, endingB: Self.ending(right.path), desk.settings)
            let others: HTML =
                places.count <= 2
                ? ""
                : """
                <p class="remark">All places: \(places.map { place -> HTML in
                    place.member == left.member
                        ? "<bdi>\(place.project)</bdi>" : .link(place.project, to: request.link(changing: ["right": String(place.member)]))
                }.joined(separator: ", "))</p>
                """
            return .privatePage(
                Page(
                    left.path,
                    lead:
                        "Lines of which both have a run of \(desk.settings.gram) words are marked; comments and layout count for nothing.",
                    breadcrumbs: crumbs,
                    body: """
                        \(others)
                        \(HTML.columns([Self.column(left, compared.a, "left"), Self.column(right, compared.b, "right")]))
                        """))
        }
    }

    private static func ending(_ path: String) -> String { path.split(separator: ".").last.map { $0.lowercased() } ?? "" }

    private static let longestLine = 400

    private static func column(_ place: Evidence, _ side: Comparison.Side, _ id: String) -> HTML {
        let passages = side.passages()
        let drawn = passages.map { passage -> HTML in
            passage.lines.map { line -> HTML in
                let text = side.lines[line]
                let shown = text.utf8.count > longestLine ? text.prefix(longestLine) + "…" : text[...]
                let number = String(line + 1)
                let code: HTML = side.isShared[line] ? "<mark>\(shown)</mark>" : "\(shown)"
                return "\(String(repeating: " ", count: max(0, 5 - number.count)) + number)  \(code)\n"
            }.joined(separator: "")
        }.joined(separator: "      …\n")
        let remark = "\(Format.integer(side.sharedLines)) of \(Format.count(side.lines.count, "line", "lines")) stand in the other too."
        return """
            <section class="section"><div class="section-head"><h2 id="\(id)"><bdi>\(place.project)</bdi></h2></div>
            <p class="remark"><code>\(place.path)</code><br>\(remark)</p>
            <div class="scroll" role="group" tabindex="0" aria-labelledby="\(id)"><pre><code>\
            \(passages.isEmpty ? "(no run of words is shared)" as HTML : drawn)</code></pre></div>
            </section>
            """
    }
}
