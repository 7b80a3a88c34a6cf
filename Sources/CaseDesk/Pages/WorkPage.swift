import Casework
import Pages
import Store

/// What waits for somebody, and what they asked for.
struct WorkPage: Sendable {
    let desk: CaseDesk

    private static let most = 100

    var route: Route {
        .page("/cases", "My work", details: "What waits for whoever is signed in, what is due first first.") { [desk] request in
            let viewer = Viewer(request.caller)
            let keys = viewer.waitKeys
            let (waits, asked, drafts, open) = try await desk.store.read { reader in
                (
                    try reader.waits(for: keys, limit: 4 * Self.most),
                    try viewer.actor.map { try reader.cases(askedBy: $0.id, limit: 20) } ?? [],
                    try viewer.actor.map { try reader.drafts(of: $0.id) } ?? [], try reader.openCaseCounts(of: desk.processes)
                )
            }
            let tasks = WorkItem.made(of: waits, processes: desk.processes, limit: Self.most)
            return .privatePage(page(viewer, tasks, asked, drafts, open))
        }
    }

    private func page(_ viewer: Viewer, _ tasks: [WorkItem], _ asked: [CaseLine], _ drafts: [CaseDraft], _ open: [String: Int]) -> Page {
        let now = desk.now()
        return Page(
            "My work",
            lead: viewer.actor == nil ? nil : "What waits for you, what is due first at the top.",
            actions: viewer.actor == nil
                ? [.button("What can be asked for", to: "/processes")]
                : [
                    .button("Ask for something", to: "/processes", isMain: true), .button("When I am away", to: "/cases/absences"),
                    .button("What I am told", to: "/notifications"),
                ],
            body: viewer.actor == nil
                ? stranger(viewer, open)
                : """
                \(waiting(tasks, now: now))
                \(draftList(drafts))
                \(own(asked, now: now))
                \(boards(viewer, open))
                """)
    }

    /// What somebody sees who has not signed in: nothing can wait for them.
    private func stranger(_ viewer: Viewer, _ open: [String: Int]) -> HTML {
        let way: HTML = "<a href=\"/sign-in?return=/cases\">Sign in</a> to see what waits for you and what you asked for."
        let empty = EmptyState("Nobody is signed in", next: way)
        return "\(empty.html)\(boards(viewer, open))"
    }

    private func process(_ id: String) -> CaseProcess? { desk.processes.first { $0.id == id } }

    private func waiting(_ tasks: [WorkItem], now: Int64) -> HTML {
        let rows = tasks.map { task -> [Table.Cell] in
            let line = task.line
            return [
                .link(line.title, "/cases/\(line.id)"), .text(task.deeds.map(CaseWords.kind).joined(separator: ", ")),
                .text(process(line.process)?.title ?? line.process), .text(process(line.process)?.state(line.state)?.title ?? line.state),
                task.due.map { .html(CaseWords.due($0, now: now)) } ?? Table.Cell.none,
                .text(task.who.hasPrefix("group:") ? CaseProcess.words(ofGroup: String(task.who.dropFirst("group:".count))) : "you"),
            ]
        }
        let table = Table(
            "What waits for you", id: "waits-table",
            columns: [.init("Case"), .init("What to do"), .init("Process"), .init("State"), .init("Due", .time), .init("Asked of")],
            rows: rows,
            empty: EmptyState("Nothing waits for you", next: "Cases come here as soon as you, or a group of yours, have to do something."),
            hidesCaption: true, stacks: true)
        let more: HTML = tasks.count == Self.most ? "<p class=\"remark\">The first \(Self.most) are shown.</p>" : ""
        return Section("What waits for you", id: "waits", body: table.html + more).html
    }

    private func draftList(_ drafts: [CaseDraft]) -> HTML {
        guard !drafts.isEmpty else { return "" }
        let items = drafts.map { draft -> HTML in
            let link = HTML.link(draft.typed["title"] ?? "No title yet", to: "/cases/new/\(draft.process)")
            return "<li>\(link), \(process(draft.process)?.title ?? draft.process), saved \(CaseWords.time(draft.savedAt))</li>"
        }
        return Section("Your drafts", id: "drafts", lead: "Only you see them.", body: "<div class=\"prose\"><ul>\(items)</ul></div>").html
    }

    private func own(_ lines: [CaseLine], now: Int64) -> HTML {
        guard !lines.isEmpty else { return "" }
        return Section(
            "What you asked for", id: "own",
            body: CaseTable.table(lines, id: "own-table", caption: "What you asked for", desk: desk, now: now).html
        ).html
    }

    private func boards(_ viewer: Viewer, _ open: [String: Int]) -> HTML {
        let items = desk.processes.filter { viewer.scope(of: $0) != nil }.map { process -> HTML in
            let count: HTML = viewer.scope(of: process) == .all ? ", \(Format.count(open[process.id] ?? 0, "open case", "open cases"))" : ""
            return "<li>\(HTML.link(process.title, to: "/cases/board/\(process.id)"))\(count)</li>"
        }
        guard !items.isEmpty else { return "" }
        return Section("Boards", id: "boards", body: "<div class=\"prose\"><ul>\(items)</ul></div>").html
    }
}

/// Cases as rows of a table.
enum CaseTable {
    static func table(_ lines: [CaseLine], id: String, caption: String, desk: CaseDesk, now: Int64) -> Table {
        let rows = lines.map { line -> [Table.Cell] in
            let process = desk.processes.first { $0.id == line.process }
            return [
                .link(line.title, "/cases/\(line.id)"), .integer(Int(line.id)), .text(process?.state(line.state)?.title ?? line.state),
                .html(
                    line.closedAt == nil
                        ? "for \(CaseWords.span(max(0, now - line.enteredAt)))" : "closed \(CaseWords.day(line.closedAt ?? 0))"),
                line.dueAt.map { .html(CaseWords.due($0, now: now)) } ?? Table.Cell.none, .html(CaseWords.day(line.updatedAt)),
            ]
        }
        return Table(
            caption, id: id,
            columns: [
                .init("Case"), .init("No.", .number), .init("State"), .init("In it", .time), .init("Due", .time), .init("Changed", .time),
            ], rows: rows,
            empty: EmptyState("There is no such case", next: "Choose another selection."), hidesCaption: true, stacks: true)
    }
}
