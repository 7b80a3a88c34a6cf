import Casework
import Pages

/// The processes of the installation: what can be asked for, and how each goes.
struct ProcessPages: Sendable {
    let desk: CaseDesk
    let example: String

    var routes: [Route] { [list, page] }

    private var list: Route {
        .page("/processes", "What can be asked for") { [desk] request in
            let mayAct = Viewer(request.caller).mayAct
            let blocks = desk.processes.map { process -> HTML in
                let begin: HTML = mayAct ? "<p>\(HTML.button("Begin", to: "/cases/new/\(process.id)"))</p>" : ""
                return .panel("<h2>\(HTML.link(process.title, to: "/processes/\(process.id)"))</h2><p>\(process.summary)</p>\(begin)")
            }
            return .page(
                Page(
                    "What can be asked for", lead: "Each goes its own way from being asked to being decided.",
                    breadcrumbs: [.init("Cases", "/cases")], body: .columns(blocks)))
        }
    }

    private var page: Route {
        .page(
            "/processes/{process}", "How a process goes", parameters: [.path("process", "The short name of a process.")],
            examples: [SafeURL(stringLiteral: "/processes/\(example)")]
        ) { [desk] request in
            let process = try desk.process(request)
            return .page(
                Page(
                    "How it goes: \(process.title)", lead: "\(process.summary)",
                    breadcrumbs: [.init("Cases", "/cases"), .init("Processes", "/processes")],
                    actions: [.button("Begin", to: "/cases/new/\(process.id)"), .button("Board", to: "/cases/board/\(process.id)")],
                    body: """
                        \(facts(process))
                        \(steps(process))
                        \(asked(process))
                        \(times(process))
                        \(file(process))
                        """))
        }
    }

    private func file(_ process: CaseProcess) -> HTML {
        let text: HTML = "<pre role=\"group\" aria-labelledby=\"file\" tabindex=\"0\"><code>\(process.text)</code></pre>"
        return Section(
            "The file", id: "file", lead: "This is all that Steward knows of the process.",
            body: "<details><summary>Show the file</summary>\(text)</details>"
        ).html
    }

    private func facts(_ process: CaseProcess) -> HTML {
        Facts([
            ("Version", "\(process.version)"), ("Who may see its cases", "\(CaseParts.words(process.visibility))"),
            ("Kept", "\(process.retention.map { "\($0.description) after the end" } ?? "as long as the installation runs")"),
        ]).html
    }

    private func steps(_ process: CaseProcess) -> HTML {
        func title(_ id: String) -> String { process.state(id)?.title ?? id }
        let rows = process.transitions.map { transition -> [Table.Cell] in
            [
                .text(transition.title), .text(transition.from.map(title).joined(separator: ", ")), .text(title(transition.to)),
                .text(transition.by.map { Self.words($0, process) }.joined(separator: " or ")),
                .html(transition.needs.map { "\(Self.words($0, process))" as HTML }.joined(separator: "<br>")),
            ]
        }
        let table = Table(
            "Steps", id: "steps-table", columns: [.init("Step"), .init("From"), .init("To"), .init("Who"), .init("Needs")], rows: rows,
            hidesCaption: true, stacks: true)
        return Section("Steps", id: "steps", body: table.html).html
    }

    private func asked(_ process: CaseProcess) -> HTML {
        let facts = process.fields.map { field in
            (
                name: field.title,
                value: "\(field.kind.words)\(field.isRequired ? ", required" : "")\(field.help.isEmpty ? "" : ". \(field.help)")" as HTML
            )
        }
        return facts.isEmpty ? "" : Section("What is asked", id: "asked", body: Facts(facts, areText: true).html).html
    }

    private func times(_ process: CaseProcess) -> HTML {
        let rows = process.clocks.map { clock -> [Table.Cell] in
            func titles(_ ids: [String]) -> String { ids.map { process.state($0)?.title ?? $0 }.joined(separator: ", ") }
            return [
                .text(clock.title), .text(Self.due(clock, process)), .text(titles(clock.runsIn)),
                .text(clock.neverPauses.map { "never: \($0)" } ?? (clock.pausesIn.isEmpty ? "never" : titles(clock.pausesIn))),
            ]
        }
        guard !rows.isEmpty else { return "" }
        let table = Table(
            "Times", id: "times-table", columns: [.init("Clock"), .init("Within"), .init("Runs in"), .init("Pauses in")], rows: rows,
            hidesCaption: true, stacks: true)
        return Section("Times", id: "times", body: table.html).html
    }

    /// `30 days`, or `30 days from “Date of the hackathon”`.
    static func due(_ clock: Clock, _ process: CaseProcess) -> String {
        clock.due.description + (clock.startField.map { " from “\(process.field($0)?.title ?? $0)”" } ?? "")
    }

    static func words(_ role: String, _ process: CaseProcess) -> String {
        switch process.role(role)?.holder {
        case .requester: "who asked"
        case .anyone: "anyone who may see it"
        case .program: "Steward itself"
        case .group(let group): CaseProcess.words(ofGroup: group)
        case .field(let field): "the person in “\(process.field(field)?.title ?? field)”"
        case nil: role
        }
    }

    static func words(_ need: Need, _ process: CaseProcess) -> String {
        func field(_ id: String) -> String { "“\(process.field(id)?.title ?? id)”" }
        func vote(_ id: String) -> String { "the vote “\(process.vote(id)?.title ?? id)”" }
        switch need {
        case .fields: return "all required answers"
        case .field(let id): return "an answer to \(field(id))"
        case .fieldIs(let id, let values): return "\(field(id)) is \(process.words(ofOptions: values, in: id))"
        case .fieldAtMost(let id, let most): return "\(field(id)) is at most \(FieldForm.plain(most))"
        case .fieldMoreThan(let id, let least): return "\(field(id)) is more than \(FieldForm.plain(least))"
        case .dateWithin(let id, let span): return "\(field(id)) is no more than \(span) away"
        case .dateBeyond(let id, let span): return "\(field(id)) is more than \(span) away"
        case .failedCheck: return "a check failed"
        case .check(let id): return "the check “\(process.check(id)?.title ?? id)” passed"
        case .checklist(let id): return "all of “\(process.checklist(id)?.title ?? id)” is ticked"
        case .approval(let id): return "the approval “\(process.approval(id)?.title ?? id)” is given"
        case .approvalRefused(let id): return "the approval “\(process.approval(id)?.title ?? id)” is refused"
        case .voteCarried(let id): return "\(vote(id)) was carried"
        case .voteLost(let id): return "\(vote(id)) was not carried"
        case .voteWonBy(let id, let option): return "“\(option)” won \(vote(id))"
        case .inStateFor(let span): return "\(span) have passed in the state"
        case .after(let span, let id): return "\(span) after \(field(id))"
        case .sidesHeard: return "every side was heard, or why not is written"
        case .concernsSettled: return "no concern is open"
        case .conditionsMet: return "all conditions are met"
        case .baseline: return "the measure's figure is recorded"
        case .verdict: return "somebody said whether it worked"
        case .declared(let role): return "\(words(role, process)) declared their interests"
        case .otherThan(let role): return "somebody else than \(words(role, process))"
        case .secondPerson(let transition): return "somebody else than who took “\(process.transition(transition)?.title ?? transition)”"
        }
    }
}
