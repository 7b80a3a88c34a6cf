import Access
import Casework
import Ledger
import Pages

/// The pages of single cases that are only read.
struct CaseRoutes: Sendable {
    let desk: CaseDesk
    let example: String

    var routes: [Route] { [page, record, history, file] }

    private func address(_ tail: String = "") -> [SafeURL] { [SafeURL(stringLiteral: "/cases/\(example)\(tail)")] }

    private var page: Route {
        .page(
            "/cases/{case}", "A case", details: "The case, what can be done in it now, and everything that was said of it.",
            access: .maySomewhere(.seeFigures), parameters: [CaseForms.caseNumber], examples: address()
        ) { [desk] request in
            let sheet = try await desk.sheet(request)
            let choices = try await desk.choices(for: sheet.process, naming: sheet.references)
            let newest = desk.processes.first { $0.id == sheet.process.id }?.version ?? sheet.process.version
            return .privatePage(CasePage(sheet: sheet, choices: choices, newest: newest, request: request).page)
        }
    }

    private var record: Route {
        .page(
            "/cases/{case}/record", "The decision record of a case", details: "In the shape of MADR, to be kept beside the code.",
            access: .maySomewhere(.seeFigures), parameters: [CaseForms.caseNumber], examples: address("/record")
        ) { [desk] request in
            let sheet = try await desk.sheet(request)
            let names = try await desk.names(for: sheet)
            let text = DecisionRecord(sheet.aCase, sheet.process) { names[$0] ?? $0 }.markdown
            return .privatePage(
                Page(
                    "Decision record", lead: "In the shape of MADR. Copy it to where decisions are kept.",
                    breadcrumbs: CaseForms.crumbs(sheet),
                    body: """
                        <div class="scroll" role="group" tabindex="0" aria-label="Decision record">\
                        <pre class="record"><code>\(text)</code></pre></div>
                        """))
        }
    }

    private var history: Route {
        .page(
            "/cases/{case}/history", "The history of a case", access: .maySomewhere(.seeFigures), parameters: [CaseForms.caseNumber],
            examples: address("/history")
        ) { [desk] request in
            let sheet = try await desk.sheet(request)
            let names = try await desk.names(for: sheet)
            let rows = sheet.events.reversed().prefix(1_000).map { event -> [Table.Cell] in
                [
                    .instant(Instant(seconds: event.at)), .text(event.actor.name), .html(CaseWords.sentence(event, process: sheet.process)),
                    .text(CaseWords.remark(event, process: sheet.process, names: names)),
                ]
            }
            let table = Table(
                "History", id: "history-table", columns: [.init("When", .time), .init("Who"), .init("What"), .init("Said")], rows: rows,
                hidesCaption: true, stacks: true)
            let audit: HTML =
                request.may(.readAudit)
                ? "<p class=\"remark\">Sealed entries: \(HTML.link("audit log", to: "/audit?subject=case:\(sheet.aCase.id)"))</p>" : ""
            return .privatePage(Page("History", lead: "Newest first.", breadcrumbs: CaseForms.crumbs(sheet), body: table.html + audit))
        }
    }

    private var file: Route {
        .file(
            "/cases/{case}/files/{digest}", "A file of a case", access: .maySomewhere(.seeFigures),
            parameters: [CaseForms.caseNumber, .path("digest", "The SHA-256 of the file.")]
        ) { [desk] request in
            let sheet = try await desk.sheet(request)
            let digest = request.text("digest") ?? ""
            guard let file = try await desk.file(digest, of: sheet) else { throw Problem.notFound("The case has no such file.") }
            return .download(name: file.name, bytes: file.bytes)
        }
    }
}
