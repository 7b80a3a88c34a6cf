import Access
import Casework
import Ledger
import Pages
import Store

/// The cases of one process: a board of its states, and a table with filters.
struct BoardPages: Sendable {
    let desk: CaseDesk
    let example: String

    /// So many cards stand in one column; the table has the others.
    private static let cards = 8
    private static let rows = 50
    /// Late cases are counted so far; what is more is said to be more.
    private static let countedLate = 1000

    var routes: [Route] { [board, table] }

    private static let processName = Parameter.path("process", "The short name of a process.")

    private func scope(_ process: CaseProcess, _ request: Request) throws -> CaseScope {
        guard let scope = Viewer(request.caller).scope(of: process) else {
            throw Problem.forbidden("Only \(CaseParts.words(process.visibility)) may see the cases of “\(process.title)”. Sign in first.")
        }
        return scope
    }

    // MARK: Board

    private var board: Route {
        .page(
            "/cases/board/{process}", "The board of a process",
            details: "Its states side by side, with the cases that were changed last in each.",
            access: .maySomewhere(.seeFigures), parameters: [Self.processName],
            examples: [SafeURL(stringLiteral: "/cases/board/\(example)")]
        ) { [desk] request in
            let process = try desk.process(request)
            let scope = try self.scope(process, request)
            let now = desk.now()
            let (counts, late, columns) = try await desk.store.read { reader in
                let counts = try reader.caseCounts(of: process.id, scope: scope)
                let columns = try process.states.filter { $0.end == nil }.map { state -> (CaseProcess.State, [CaseLine]) in
                    try (state, counts[state.id] == nil ? [] : reader.cases(of: process.id, in: state.id, scope: scope, limit: Self.cards))
                }
                return (counts, try reader.lateCases(of: process.id, scope: scope, at: now, limit: Self.countedLate + 1), columns)
            }
            // The states in which a case is stand side by side; with the others among them a case would often lie outside of the window.
            let blocks = columns.filter { !$0.1.isEmpty }.map { state, lines in
                column(process, state, counts[state.id] ?? 0, lines, now: now)
            }
            let empty = columns.filter { $0.1.isEmpty }.map { "“\($0.0.title)”" }.joined(separator: ", ")
            let none: HTML = empty.isEmpty ? "" : "<p class=\"remark\">No case is in \(empty).</p>"
            let ends = process.states.filter { $0.end != nil }.map { state -> HTML in
                let link = HTML.link(state.title, to: "/cases/list/\(process.id)?which=all&state=\(state.id)")
                return "<li>\(link): \(Format.integer(counts[state.id] ?? 0))</li>"
            }
            let lateCount: HTML = "\(late > Self.countedLate ? "more than " : "")\(Format.integer(min(late, Self.countedLate))) late"
            let lateLink: HTML =
                late > 0 ? " <a href=\"\(SafeURL("/cases/list/\(process.id)?which=late"))\">\(lateCount)</a>." : " None is late."
            return .page(
                Page(
                    process.title, lead: "\(process.summary)\(lateLink)", breadcrumbs: [.init("Cases", "/cases")],
                    actions: [
                        .button("New case", to: "/cases/new/\(process.id)"), .button("As a table", to: "/cases/list/\(process.id)"),
                        .button("How it works", to: "/processes/\(process.id)"),
                    ],
                    body: """
                        <div class="board">\(blocks)</div>\(none)
                        \(Section("Closed", id: "closed", body: "<div class=\"prose\"><ul>\(ends)</ul></div>").html)
                        """))
        }
    }

    private func column(_ process: CaseProcess, _ state: CaseProcess.State, _ count: Int, _ lines: [CaseLine], now: Int64) -> HTML {
        let cards = lines.map { line -> HTML in
            let due: HTML = line.dueAt.map { "<p class=\"remark\">\(CaseWords.due($0, now: now))</p>" } ?? ""
            let since: HTML = "No. \(line.id), here for \(CaseWords.span(max(0, now - line.enteredAt)))"
            let link = HTML.link(line.title, to: "/cases/\(line.id)")
            return "<li class=\"panel\"><p>\(link)</p><p class=\"remark\">\(since)</p>\(due)</li>"
        }
        let more: HTML =
            count > lines.count
            ? "<p><a href=\"\(SafeURL("/cases/list/\(process.id)?which=all&state=\(state.id)"))\">All \(Format.integer(count))</a></p>" : ""
        let list: HTML = "<ul>\(cards)</ul>"
        let heading: HTML = "<h2>\(state.title) <span class=\"tag\">\(Format.integer(count))</span></h2>"
        return "<section class=\"board-column\">\(heading)\(list)\(more)</section>"
    }

    // MARK: Table

    private var table: Route {
        let which = CaseFilter.Which.allCases.map { Parameter.Choice($0.rawValue) }
        return .page(
            "/cases/list/{process}", "The cases of a process as a table", access: .maySomewhere(.seeFigures),
            parameters: [
                Self.processName, .choice("which", which, "Which cases.", label: "Which", default: "open"),
                .text("state", maxLength: 60, "A state, by its id.", label: "State"),
                Parameter("mine", .flag, "Only what you asked for.", label: "Only mine"),
                .text("cursor", maxLength: 60, "Where the page begins."),
            ], examples: [SafeURL(stringLiteral: "/cases/list/\(example)")]
        ) { [desk] request in
            let process = try desk.process(request)
            let scope = try self.scope(process, request)
            let now = desk.now()
            let filter = try Self.filter(request)
            let found = try await desk.store.read { try $0.cases(of: process.id, filter, scope: scope, at: now, limit: Self.rows + 1) }
            let lines = Array(found.prefix(Self.rows))
            let next = found.count > Self.rows ? lines.last.map { request.link(changing: ["cursor": filter.cursor(after: $0)]) } : nil
            let states = process.states.map { Parameter.Choice($0.id, $0.title) }
            let first = filter.after == nil ? nil : request.link(changing: ["cursor": nil])
            return .page(
                Page(
                    "\(process.title): cases", breadcrumbs: [.init("Cases", "/cases"), .init(process.title, "/cases/board/\(process.id)")],
                    actions: [.button("New case", to: "/cases/new/\(process.id)")],
                    body: """
                        \(FilterForm(request, fields: ["which", "state", "mine"], choices: ["state": states]).html)
                        \(CaseTable.table(lines, id: "cases-table", caption: "Cases", desk: desk, now: now).html)
                        \(Pager("cases", shown: lines.count, first: first, next: next).html)
                        """))
        }
    }

    static func filter(_ request: Request) throws -> CaseFilter {
        var filter = CaseFilter(request.choice("which") ?? .open, state: request.text("state"))
        if request.flag("mine") { filter.requester = Viewer(request.caller).actor?.id ?? "" }
        if let cursor = request.text("cursor") {
            let parts = cursor.split(separator: ".").map { Int64($0) }
            guard parts.count == 2, let time = parts[0], let id = parts[1] else {
                throw Problem.parameters([
                    ParameterError(parameter: "cursor", received: cursor, allowed: "a cursor from a page of this list")
                ])
            }
            filter.after = (time, id)
        }
        return filter
    }
}
