import Access
import Casework
import Pages

/// The page of one case: what can be done now, what was asked, what stands against it, what was said, and what happened.
struct CasePage {
    let sheet: CaseSheet
    let choices: FieldChoices
    /// The newest version of the process.
    let newest: Int
    let request: Request

    private var aCase: Case { sheet.aCase }
    private var process: CaseProcess { sheet.process }

    var page: Page {
        let parts = CaseParts(sheet: sheet, choices: choices, newest: newest, request: request)
        return Page(
            aCase.title, lead: lead,
            breadcrumbs: [.init("Cases", "/cases"), .init(process.title, "/cases/board/\(process.id)")],
            actions: [.button("Decision record", to: "/cases/\(aCase.id)/record"), .button("History", to: "/cases/\(aCase.id)/history")],
            body: """
                \(parts.facts)
                \(StepParts(sheet: sheet, request: request).html)
                \(parts.answers)
                \(parts.checks)
                \(parts.checklists)
                \(parts.approvals)
                \(DeliberationParts(sheet: sheet, request: request).html)
                \(VoteParts(sheet: sheet, request: request).html)
                \(InterestParts(sheet: sheet).html)
                \(parts.conditions)
                \(parts.outcome)
                \(DiscussionParts(sheet: sheet, request: request).html)
                """)
    }

    private var lead: HTML {
        let state: HTML = .tag(sheet.state?.title ?? aCase.state)
        let asked: HTML = "asked by \(CaseWords.person(aCase.requester)) on \(CaseWords.day(aCase.createdAt))"
        return "\(state) \(process.title), case \(aCase.id), \(asked)"
    }
}

/// The parts of a case's page that every process may have.
struct CaseParts {
    let sheet: CaseSheet
    let choices: FieldChoices
    let newest: Int
    let request: Request

    private var aCase: Case { sheet.aCase }
    private var process: CaseProcess { sheet.process }
    private var base: String { "\(aCase.id)" }

    var facts: HTML {
        var facts: [(name: String, value: HTML)] = [
            ("State", "\(sheet.state?.title ?? aCase.state), since \(CaseWords.day(aCase.enteredAt))")
        ]
        for clock in process.clocks {
            guard let run = aCase.clocks[clock.id] else { continue }
            facts.append(("Time for “\(clock.title)”", CaseParts.clock(run, now: sheet.now)))
        }
        if let decision = aCase.decision {
            let maker = decision.maker(in: process) { $0.name }
            let winners = decision.winners(in: process, of: aCase)
            if !winners.isEmpty { facts.append(("Won", "\(winners.joined(separator: ", "))")) }
            facts.append(("Decision", "\(decision.outcome.rawValue) by \(HTML.isolated(maker)) on \(CaseWords.day(decision.at))"))
        }
        facts.append(("Who may see it", "\(CaseParts.words(process.visibility))"))
        let move: HTML =
            newest > process.version && request.may(.manageCases)
            ? ". \(HTML.link("Move it to version \(newest)", to: "/cases/\(base)/migrate"))" : ""
        facts.append(("Process", "\(HTML.link(process.title, to: "/processes/\(process.id)")), version \(process.version)\(move)"))
        return Facts(facts).html
    }

    static func words(_ visibility: CaseProcess.Visibility) -> String {
        switch visibility {
        case .everyone: "everyone who may see Steward"
        case .programme: "whoever works in the programme"
        case .participants: "the requester and those who take part"
        }
    }

    static func clock(_ run: ClockRun, now: Int64) -> HTML {
        switch run.status {
        case .running: run.dueAt.map { CaseWords.due($0, now: now) } ?? "running"
        case .paused: "paused, \(CaseWords.span(max(0, run.allowed - run.used))) left"
        case .met: "kept"
        case .breached: "not kept"
        }
    }

    // MARK: Answers

    var answers: HTML {
        let editable = sheet.editableFields
        let form = FieldForm(process, fields: editable, choices: choices)
        let files = editable.filter { if case .file = $0.kind { true } else { false } }
        var actions: [HTML] = form.fields.isEmpty ? [] : [.button("Change the answers", to: "/cases/\(base)/edit")]
        actions += files.map { HTML.button("Upload: \($0.title)", to: "/cases/\(base)/upload/\($0.id)") }
        let facts = process.fields.map { field in
            (name: field.title, value: CaseWords.answer(aCase.fields[field.id], of: field, choices: choices, in: aCase))
        }
        guard !facts.isEmpty else { return "" }
        return Section("What is asked", id: "answers", actions: actions, body: Facts(facts, areText: true).html).html
    }

    // MARK: Checks, checklists, approvals

    var checks: HTML {
        guard !process.checks.isEmpty else { return "" }
        let rows = process.checks.map { check -> [Table.Cell] in
            let result = aCase.checks[check.id]
            let status = result.map { CaseWords.status($0.status) } ?? .tag("not run yet")
            let waived: HTML? = result?.waivedBy.map { "<p>Set aside by \(CaseWords.person($0)): \(result?.reason ?? "")</p>" }
            let waive: HTML =
                sheet.may(.waiveCheck(check.id, reason: CaseSheet.anyReason))
                ? .link("Set aside", to: "/cases/\(base)/waive?check=\(check.id)") : ""
            return [
                .text(check.title), .html(status), .html("\(result?.summary ?? "")\(waived)"),
                result.map { .html(CaseWords.time($0.at)) } ?? Table.Cell.none, .html(waive),
            ]
        }
        let table = Table(
            "Checks", id: "checks-table", columns: [.init("Check"), .init("Result"), .init("Found"), .init("When", .time), .init("")],
            rows: rows, hidesCaption: true, stacks: true)
        let mayRun = sheet.mayAct && process.checks.contains { $0.runsIn.contains(aCase.state) }
        let run = mayRun ? [PostButton("Run the checks", to: "/cases/\(base)/checks").html(for: request)] : []
        // What an inspection found is more than a case holds; it has a page of its own.
        let isInspected = process.checks.contains { $0.function.hasPrefix("inspection.") }
        let report: [HTML] = isInspected ? [.button("All that was found", to: "/releases/\(base)")] : []
        return Section("Checks", id: "checks", actions: run + report, body: table.html).html
    }

    /// Those that count now, to be ticked, and those in which something was ticked before, to be read. The others would only distract.
    var checklists: HTML {
        process.checklists.map { list -> HTML in
            let counts = aCase.closedAt == nil && process.states(ofChecklist: list.id).contains { $0.id == aCase.state }
            guard counts || aCase.marks[list.id]?.isEmpty == false else { return "" }
            let rows = list.items.map { item -> [Table.Cell] in
                let mark = aCase.marks[list.id]?[item.id]
                let action = CaseAction.mark(checklist: list.id, item: item.id, isDone: mark == nil)
                let button: HTML =
                    sheet.may(action)
                    ? PostButton(
                        mark == nil ? "Tick" : "Take back", to: "/cases/\(base)/tick",
                        fields: [
                            ("checklist", list.id), ("item", item.id), ("done", mark == nil ? "yes" : "no"),
                            ("revision", "\(aCase.revision)"),
                        ],
                        label: "\(mark == nil ? "Tick" : "Take back"): \(item.title)"
                    ).html(for: request) : ""
                let done: HTML =
                    mark.map { "done by \(CaseWords.person($0.by)), \(CaseWords.day($0.at))" } ?? (counts ? "open" : "not ticked")
                return [.text(item.title), .html(done), .html(button)]
            }
            let table = Table(
                list.title, id: "list-\(list.id)", columns: [.init("Item"), .init("State"), .init("")], rows: rows, hidesCaption: true,
                stacks: true)
            return Section(list.title, id: "checklist-\(list.id)", body: table.html).html
        }.joined(separator: "")
    }

    var approvals: HTML {
        guard !process.approvals.isEmpty else { return "" }
        let blocks = process.approvals.filter(aCase.asks).map { approval -> HTML in
            let given = aCase.approvals[approval.id] ?? []
            let need =
                switch approval.need {
                case .number(let number): "\(number) of \(CaseProcess.words(ofGroup: approval.group))"
                case .all: "all of \(CaseProcess.words(ofGroup: approval.group))"
                }
            let items = given.map { voice -> HTML in
                let absent: HTML? = voice.onBehalfOf.map { " for \($0)" }
                let reason: HTML = voice.reason.isEmpty ? "" : ": \(voice.reason)"
                let verb = voice.agrees ? "agreed" : "refused"
                return "<li>\(CaseWords.person(voice.by))\(absent) \(verb) on \(CaseWords.day(voice.at))\(reason)</li>"
            }
            let action: HTML =
                sheet.may(.approve(approval.id)) || sheet.may(.approve(approval.id, agrees: false, reason: CaseSheet.anyReason))
                ? "<p>\(HTML.button("Agree or refuse", to: "/cases/\(base)/approve"))</p>" : ""
            let others = approval.excluded.map { ProcessPages.words($0, process) }.joined(separator: " and ")
            let second: HTML = others.isEmpty ? "" : ", and somebody else than \(others)"
            let list: HTML = items.isEmpty ? "" : "<ul>\(items)</ul>"
            return
                "<h3>\(approval.title)</h3><p>Needs \(need)\(second).\(occasion(of: approval))\(standing(of: approval))</p>\(list)\(action)"
        }
        let silent = process.approvals.filter { !aCase.asks(for: $0) }.map { "“\($0.title)”" }.joined(separator: ", ")
        let others: HTML = silent.isEmpty ? "" : "<p class=\"remark\">Not asked for, as no answer calls for it: \(silent).</p>"
        return Section("Approvals", id: "approvals", body: "<div class=\"prose\">\(blocks)\(others)</div>").html
    }

    /// The answers that made an approval asked for.
    private func occasion(of approval: CaseProcess.Approval) -> HTML {
        let answers = approval.occasions.compactMap { occasion -> String? in
            guard case .choice(let chosen)? = aCase.fields[occasion.field], occasion.options.contains(chosen) else { return nil }
            return
                "“\(process.field(occasion.field)?.title ?? occasion.field)” is \(process.words(ofOptions: [chosen], in: occasion.field))"
        }
        return answers.isEmpty ? "" : " Asked for, as \(answers.joined(separator: ", and "))."
    }

    /// What nobody can see from the voices alone: that it is refused, or cannot be given any more.
    private func standing(of approval: CaseProcess.Approval) -> HTML {
        let engine = CaseEngine(process: process, roster: sheet.roster, now: sheet.now)
        switch engine.standing(of: approval, in: aCase)?.verdict {
        case .refused: return " It is refused."
        case .outOfReach where aCase.closedAt == nil: return " <strong>\(engine.obstacle(to: approval, in: aCase) ?? "")</strong>"
        default: return ""
        }
    }

    // MARK: Conditions and outcome

    var conditions: HTML {
        let mayAdd = sheet.may(.addCondition(text: CaseSheet.anyReason, owner: nil, due: nil))
        guard !aCase.conditions.isEmpty || mayAdd else { return "" }
        let rows = aCase.conditions.map { condition -> [Table.Cell] in
            let met: HTML =
                condition.metAt.map { "met on \(CaseWords.day($0)): \(condition.evidence ?? "")" }
                ?? (sheet.may(.meetCondition(condition.number, evidence: CaseSheet.anyReason))
                    ? .link("Say that it is met", to: "/cases/\(base)/conditions/meet?condition=\(condition.number)")
                    : openCondition(condition))
            return [
                .integer(condition.number), .text(condition.text), .text(condition.owner?.name ?? "nobody in particular"),
                condition.due.map { .html(CaseWords.day($0)) } ?? Table.Cell.none, .html(met),
            ]
        }
        let table = Table(
            "Conditions", id: "conditions-table",
            columns: [.init("No.", .number), .init("Condition"), .init("Owner"), .init("Due", .time), .init("State")], rows: rows,
            empty: EmptyState("No condition is attached", next: "A condition is something that must be met after the decision."),
            hidesCaption: true, stacks: true)
        let add: [HTML] = mayAdd ? [.button("Attach a condition", to: "/cases/\(base)/conditions/add")] : []
        return Section("Conditions", id: "conditions", actions: add, body: table.html).html
    }

    /// Who meets a condition shows it; others say that it is met.
    private func openCondition(_ condition: Condition) -> HTML {
        guard condition.owner?.id == sheet.reader?.id, sheet.reader != nil else { return "open" }
        let keepers = process.conditionKeepers.map { ProcessPages.words($0, process) }.joined(separator: ", ")
        return "open. \(HTML.link("Write what shows that it is met", to: "/cases/\(base)/say")): one of these confirms it: \(keepers)"
    }

    var outcome: HTML {
        guard let outcome = aCase.outcome else { return "" }
        var facts: [(name: String, value: HTML)] = [
            ("Measure", .link(choices.label(outcome.measure, for: .measure), to: "/measures/\(outcome.measure)")),
            ("Before the decision", CaseWords.figure(outcome.baseline)),
        ]
        if let target = outcome.target { facts.append(("Aimed at", .isolated(target.words))) }
        if let at = outcome.reviewAt { facts.append(("Looked at again", CaseWords.day(at))) }
        if let later = outcome.later { facts.append(("After it", CaseWords.figure(later))) }
        if let verdict = outcome.verdict { facts.append(("Did it work?", "\(verdict.rawValue): \(outcome.verdictReason ?? "")")) }
        let judge: [HTML] =
            sheet.may(.judge(.worked, reason: CaseSheet.anyReason)) ? [.button("Say whether it worked", to: "/cases/\(base)/verdict")] : []
        return Section("Outcome", id: "outcome", actions: judge, body: Facts(facts).html).html
    }
}
