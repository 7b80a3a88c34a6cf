import Access
import Casework
import Pages
import Store

/// Cases for programs: the same as the pages show and do.
struct CaseAPI: Sendable {
    let desk: CaseDesk
    let example: (process: String, number: String)

    var routes: [Route] { [processes, list, work, one, begin, act, migrationPlan, migration, upload] }

    private var processes: Route {
        .data(
            "/api/v1/processes", "The processes of this installation",
            answer: .array(
                of: .object([
                    "id": .string(), "version": .integer(), "title": .string(), "summary": .string(),
                    "states": .array(of: .object(["id": .string(), "title": .string(), "end": .nullable(.string())])),
                    "fields": .array(
                        of: .object(["id": .string(), "title": .string(), "kind": .string(), "required": .boolean(), "help": .string()])),
                    "open": .nullable(.integer("Open cases; null to whoever may not see them all.")),
                ]))
        ) { [desk] request in
            let viewer = Viewer(request.caller)
            let open = try await desk.store.read { [processes = desk.processes] in try $0.openCaseCounts(of: processes) }
            let all = desk.processes.map { process -> JSON in
                [
                    "id": .string(process.id), "version": .integer(process.version), "title": .string(process.title),
                    "summary": .string(process.summary),
                    "states": .array(
                        process.states.map { ["id": .string($0.id), "title": .string($0.title), "end": JSON($0.end?.rawValue)] }),
                    "fields": .array(
                        process.fields.map {
                            [
                                "id": .string($0.id), "title": .string($0.title), "kind": .string($0.kind.words),
                                "required": .bool($0.isRequired), "help": .string($0.help),
                            ]
                        }),
                    "open": viewer.scope(of: process) == .all ? .integer(open[process.id] ?? 0) : .null,
                ]
            }
            return .data { .array(all) }
        }
    }

    private var list: Route {
        let which = CaseFilter.Which.allCases.map { Parameter.Choice($0.rawValue) }
        return .data(
            "/api/v1/processes/{process}/cases", "The cases of a process", details: "Those that were changed last first, 100 at a time.",
            access: .maySomewhere(.seeFigures),
            parameters: [
                .path("process", "The short name of a process."), .choice("which", which, "Which cases.", default: "open"),
                .text("state", maxLength: 60, "A state, by its id."), Parameter("mine", .flag, "Only what the caller asked for."),
                .text("cursor", maxLength: 60, "What the page before told as next."),
            ], examples: [SafeURL(stringLiteral: "/api/v1/processes/\(example.process)/cases")],
            answer: .object(["cases": .array(of: CaseJSON.line), "next": .nullable(.string("The cursor of the next page."))])
        ) { [desk] request in
            let process = try desk.process(request)
            guard let scope = Viewer(request.caller).scope(of: process) else {
                throw Problem.forbidden("Only \(CaseParts.words(process.visibility)) may see the cases of “\(process.title)”.")
            }
            let (filter, now) = (try BoardPages.filter(request), desk.now())
            let found = try await desk.store.read { try $0.cases(of: process.id, filter, scope: scope, at: now, limit: 101) }
            let lines = Array(found.prefix(100))
            let next = found.count > 100 ? lines.last.map { filter.cursor(after: $0) } : nil
            return .data { ["cases": .array(lines.map(CaseJSON.json)), "next": JSON(next)] }
        }
    }

    private var work: Route {
        .data(
            "/api/v1/work", "What waits for the caller", details: "What is due first first.", access: .signedIn,
            answer: .array(
                of: .object([
                    "case": CaseJSON.line, "what": .string("fill, decide, approve, vote and so on."),
                    "subject": .string("Which approval, vote or step."),
                    "who": .string("The caller, or a group of theirs."), "due": .nullable(.string("ISO 8601, UTC.")),
                ]))
        ) { [desk] request in
            let keys = Viewer(request.caller).waitKeys
            let waits = try await desk.store.read { try $0.waits(for: keys, limit: 200) }
            return .data {
                .array(
                    waits.map { line, wait in
                        [
                            "case": CaseJSON.json(line), "what": .string(wait.kind.rawValue), "subject": .string(wait.subject),
                            "who": .string(wait.who),
                            "due": wait.due.map(CaseJSON.time) ?? .null,
                        ]
                    })
            }
        }
    }

    private var one: Route {
        .data(
            "/api/v1/cases/{case}", "A case", details: "With what the caller may do in it now, and its history.",
            access: .maySomewhere(.seeFigures), parameters: [CaseForms.caseNumber],
            examples: [SafeURL(stringLiteral: "/api/v1/cases/\(example.number)")], answer: CaseJSON.whole
        ) { [desk] request in
            let sheet = try await desk.sheet(request)
            return .data { CaseJSON.json(sheet) }
        }
    }

    // MARK: Acting

    private static let answers = Parameter.field(
        "answers", .lines(maxBytes: 400_000),
        "A JSON object: texts by the ids of fields, as somebody would type them. An empty text empties a field.")

    private var begin: Route {
        .submission(
            "/api/v1/cases", "Begin a case", access: .may(.openCases),
            fields: [
                .field("process", .text(maxLength: 60), "The short name of a process.", required: true),
                .field("title", .text(maxLength: 200), "What it is about, in a line.", required: true), Self.answers,
            ], answer: CaseJSON.whole
        ) { [desk] request in
            let viewer = Viewer(request.caller)
            guard viewer.mayAct, let actor = viewer.actor else { throw FormRefusal(nil, "Sign in to begin a case.") }
            guard let process = desk.processes.first(where: { $0.id == request.text("process") }) else {
                throw FormRefusal("process", "There is no process called “\(request.text("process") ?? "")”.")
            }
            let typed = try TypedAnswers(request.text("answers"))
            let choices = try await desk.choices(for: process, naming: Array(typed.texts.values))
            let fields = try typed.values(for: process, choices).compactMapValues(\.self)
            do {
                let change = try await desk.begin(process.id, title: request.text("title") ?? "", fields: fields, by: actor)
                return CaseJSON.json(try await desk.sheet(change.aCase.id, for: viewer))
            } catch let refusal as CaseRefusal {
                throw FormRefusal(refusal.sentences.map { FormProblem(nil, $0) })
            }
        }
    }

    private var act: Route {
        .submission(
            "/api/v1/cases/{case}/actions", "Do something in a case",
            details: "Which of the fields are needed depends on the action: \(CaseCommand.summary)", access: .may(.openCases),
            parameters: [CaseForms.caseNumber], fields: CaseCommand.fields + [Self.answers, CaseForms.revision], answer: CaseJSON.whole
        ) { [desk] request in
            let sheet = try await desk.sheet(request)
            var command = CaseCommand(
                name: request.text("action") ?? "", subject: request.text("subject") ?? "", item: request.text("item") ?? "",
                value: request.text("value") ?? "", receipt: request.text("receipt") ?? "",
                owner: try await desk.owner(request.text("owner")),
                text: request.text("text") ?? "", answers: request.text("answers"))
            let typed = try TypedAnswers(command.answers).texts.values
            command.choices = try await desk.choices(for: sheet.process, naming: Array(typed))
            let action = try command.action(in: sheet)
            let change = try await desk.act(action, on: sheet, revision: request.integer("revision").map { Int64($0) }, request)
            return CaseJSON.json(try await desk.sheet(request), receipt: change.receipt)
        }
    }
}
