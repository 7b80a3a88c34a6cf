import Access
import Casework
import Pages
import Store

/// The form with which a case begins, made from the process's fields.
struct NewCaseForm: Sendable {
    let desk: CaseDesk
    let example: String

    private static let title = Parameter.field(
        "title", .text(maxLength: 200), "What it is about, in a line.", label: "Title", required: true)

    var form: Form {
        let desk = desk
        let makeForm: @Sendable (CaseProcess, Request) async throws -> FieldForm = { process, request in
            FieldForm(process, choices: try await desk.choices(for: process, naming: Array(request.typed.values)))
        }
        return Form(
            "/cases/new/{process}", "Begin a case", access: .may(.openCases), seenBy: .may(.seeFigures), fields: [], button: "Begin",
            bodyLimit: 4 << 20, path: [.path("process", "The short name of a process.")],
            examples: [SafeURL(stringLiteral: "/cases/new/\(example)")],
            more: { request in
                let process = try desk.process(request)
                return [Self.title] + (try await makeForm(process, request)).parameters()
            },
            examine: { request in
                let process = try desk.process(request)
                let form = try await makeForm(process, request)
                return FieldForm.titleProblems(request) + form.problems(request)
            },
            saveDraft: { request in
                let process = try desk.process(request)
                guard let actor = Viewer(request.caller).actor else {
                    throw Problem.forbidden("Sign in to save drafts. Nothing was changed.")
                }
                let draft = CaseDraft(process: process.id, typed: request.typed, savedAt: desk.now())
                try await desk.store.write { try $0.save(draft, of: actor.id) }
                return "/cases#drafts"
            },
            show: { request, view in
                let process = try desk.process(request)
                let form = try await makeForm(process, request)
                var shown = view
                if let actor = Viewer(request.caller).actor, !view.isRefused {
                    let draft = try await desk.store.read { try $0.drafts(of: actor.id) }.first { $0.process == process.id }
                    if let draft { shown = view.filling(draft.typed) }
                }
                let files: HTML =
                    process.fields.contains { if case .file = $0.kind { true } else { false } } ? " Files are added afterwards." : ""
                return Page(
                    process.title, lead: "\(process.summary)\(files)",
                    breadcrumbs: [.init("Cases", "/cases"), .init("Processes", "/processes")],
                    actions: [.button("How it goes", to: "/processes/\(process.id)")],
                    body: shown.html(command: "steward case start \(process.id) --title TEXT", choices: form.suggestions, cancel: "/cases"))
            },
            submit: { request in
                let process = try desk.process(request)
                let viewer = Viewer(request.caller)
                guard viewer.mayAct, let actor = viewer.actor else { throw FormRefusal(nil, "Sign in to begin a case.") }
                let answers = try await makeForm(process, request).answers(request).compactMapValues(\.self)
                do {
                    let change = try await desk.begin(process.id, title: request.text("title") ?? "", fields: answers, by: actor)
                    try await desk.settle(change.aCase.id)
                    try await desk.store.write { try $0.forgetDraft(of: actor.id, process: process.id) }
                    return "/cases/\(change.aCase.id)"
                } catch let refusal as CaseRefusal {
                    throw FormRefusal(refusal.sentences.map { FormProblem(nil, $0) })
                }
            })
    }
}
