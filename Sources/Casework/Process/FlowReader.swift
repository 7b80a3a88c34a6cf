import Yams

/// States, transitions and what they need.
extension ProcessReader {
    struct ReadState {
        let state: CaseProcess.State
        let hasEditors: Bool
        var id: String { state.id }
    }

    func states(_ file: YAMLSection) -> [ReadState] {
        sections(file, "states", "state", knowing: ["id", "title", "end", "edit"]).map { section, id in
            let (editors, fields) = editors(section)
            let state = CaseProcess.State(
                id: id, title: title(section, id), end: section.word("end", CaseProcess.Ending.self), editors: editors,
                editedFields: fields,
                line: section.line)
            return ReadState(state: state, hasEditors: section.has("edit"))
        }
    }

    /// `[requester]` for all answers, `{requester: [report]}` for some.
    private func editors(_ section: YAMLSection) -> (roles: [String], fields: [String: Set<String>]) {
        guard section.isMapping("edit") else { return (section.words("edit"), [:]) }
        var fields: [String: Set<String>] = [:]
        let entries = section.pairs("edit").compactMap { role, node, line -> String? in
            let names = section.texts(in: node, "edit", at: line).map(\.text)
            if names.isEmpty { problems.add(line, "“edit” names no field for “\(role.prefix(60).shown)”.") }
            fields[role] = Set(names)
            return role
        }
        return (entries, fields)
    }

    func transitions(_ file: YAMLSection) -> [CaseProcess.Transition] {
        let keys = ["id", "title", "from", "to", "by", "needs", "reason", "opens", "decides", "clears"]
        return sections(file, "transitions", "transition", knowing: keys).map { section, id in
            if let reason = section.text("reason"), reason != "required" {
                section.complain("reason", "“reason” of a transition may be “required”, or be left out.")
            }
            for key in ["from", "by"] where !section.has(key) { problems.add(section.line, "The transition “\(id)” has no “\(key)”.") }
            return CaseProcess.Transition(
                id: id, title: title(section, id), from: section.words("from"), to: section.requiredText("to"), by: section.words("by"),
                needs: section.has("needs") ? needs(section, of: id) : [], reasonRequired: section.has("reason"),
                opens: section.text("opens"),
                decides: section.word("decides", Decision.Outcome.self), clears: section.words("clears"), line: section.line)
        }
    }

    private static let plainNeeds: [String: Need] = [
        "fields": .fields, "sides": .sidesHeard, "concerns": .concernsSettled, "conditions": .conditionsMet, "baseline": .baseline,
        "verdict": .verdict, "failed_check": .failedCheck,
    ]
    private static let needKeys = [
        "field", "choice", "is", "amount", "at_most", "more_than", "date", "within", "beyond", "check", "checklist", "approval", "vote",
        "won_by", "in_state_for", "after", "of", "declared", "other_than", "second_person",
    ]
    private static let needForms = [
        "field", "choice with is", "amount with at_most or more_than", "check", "checklist", "approval", "vote", "vote with is or won_by",
        "in_state_for", "date with within, beyond or after", "declared", "other_than", "second_person",
    ]

    private static let known =
        "there are the words \(plainNeeds.keys.sorted().joined(separator: ", ")), and in braces \(needForms.joined(separator: ", "))."

    private func needs(_ section: YAMLSection, of transition: String) -> [Need] {
        section.list("needs").compactMap { node in
            let line = node.mark?.line ?? section.line(of: "needs")
            if case .scalar(let scalar) = node {
                if let need = Self.plainNeeds[scalar.string] { return need }
                problems.add(line, "“\(scalar.string.prefix(60).shown)” is nothing that a transition can need; \(Self.known)")
                return nil
            }
            guard let need = YAMLSection(node, "A need of “\(transition)”", knowing: Self.needKeys, problems) else { return nil }
            let before = problems.problems.count
            if let read = self.need(need) { return read }
            // What is wrong with one of its values was told already.
            guard problems.problems.count == before else { return nil }
            let forms = NeedForms.forms(with: Self.needKeys.filter(need.has)) ?? Self.known
            problems.add(line, "This need of “\(transition)” is not understood; \(forms)")
            return nil
        }
    }

    private func need(_ need: YAMLSection) -> Need? {
        let keys = Set(Self.needKeys.filter(need.has))
        switch keys {
        case ["field"]: return need.text("field").map(Need.field)
        case ["choice", "is"]:
            return need.text("choice").map { .fieldIs($0, among: need.words("is")) }
        case ["amount", "at_most"]:
            guard let field = need.text("amount"), let limit = need.number("at_most") else { return nil }
            return .fieldAtMost(field, limit)
        case ["amount", "more_than"]:
            guard let field = need.text("amount"), let limit = need.number("more_than") else { return nil }
            return .fieldMoreThan(field, limit)
        case ["date", "within"]:
            guard let field = need.text("date"), let span = need.span("within") else { return nil }
            return .dateWithin(field, span)
        case ["date", "beyond"]:
            guard let field = need.text("date"), let span = need.span("beyond") else { return nil }
            return .dateBeyond(field, span)
        case ["date", "after"]:
            guard let field = need.text("date"), let span = need.span("after") else { return nil }
            return .after(span, field: field)
        case ["check"]: return need.text("check").map(Need.check)
        case ["checklist"]: return need.text("checklist").map(Need.checklist)
        case ["approval"]: return need.text("approval").map(Need.approval)
        case ["approval", "is"]:
            switch need.text("is") {
            case "granted": return need.text("approval").map(Need.approval)
            case "refused": return need.text("approval").map(Need.approvalRefused)
            default: return nil
            }
        case ["vote"]: return need.text("vote").map(Need.voteCarried)
        case ["vote", "is"]:
            switch need.text("is") {
            case "carried": return need.text("vote").map(Need.voteCarried)
            case "lost": return need.text("vote").map(Need.voteLost)
            default: return nil
            }
        case ["vote", "won_by"]:
            guard let vote = need.text("vote"), let option = need.text("won_by") else { return nil }
            return .voteWonBy(vote, option: option)
        case ["in_state_for"]: return need.span("in_state_for").map(Need.inStateFor)
        case ["after", "of"]:
            guard let span = need.span("after"), let field = need.text("of") else { return nil }
            need.complain("after", "A day that is past is written {date: \(field.prefix(60).shown), after: \(span)} now, without “of”.")
            return nil
        case ["declared"]: return need.text("declared").map { .declared(role: $0) }
        case ["other_than"]: return need.text("other_than").map { .otherThan(role: $0) }
        case ["second_person"]: return need.text("second_person").map { .secondPerson(transition: $0) }
        default: return nil
        }
    }

    // MARK: What transitions wait for

    func checks(_ file: YAMLSection) -> [CaseProcess.Check] {
        sections(file, "checks", "check", knowing: ["id", "title", "run", "in", "waive"]).map { section, id in
            CaseProcess.Check(
                id: id, title: title(section, id), function: section.requiredText("run", limit: 100), runsIn: section.words("in"),
                waivers: section.words("waive"), line: section.line)
        }
    }

    func checklists(_ file: YAMLSection) -> [CaseProcess.Checklist] {
        sections(file, "checklists", "checklist", knowing: ["id", "title", "by", "items"]).map { section, id in
            let items = options(section, "items").map { CaseProcess.Checklist.Item(id: $0.id, title: $0.title) }
            if items.isEmpty { problems.add(section.line, "The checklist “\(id)” has no “items”.") }
            if !section.has("by") { problems.add(section.line, "The checklist “\(id)” has no “by”: say which role ticks.") }
            return CaseProcess.Checklist(id: id, title: title(section, id), items: items, by: section.words("by"), line: section.line)
        }
    }

    func approvals(_ file: YAMLSection) -> [CaseProcess.Approval] {
        let keys = ["id", "title", "group", "need", "in", "two_person", "declare", "other_than", "when"]
        return sections(file, "approvals", "approval", knowing: keys).map { section, id in
            let need: CaseProcess.Approval.Count =
                section.text("need") == "all" ? .all : .number(section.integer("need", in: 1...1000) ?? 1)
            return CaseProcess.Approval(
                id: id, title: title(section, id), group: section.requiredText("group", limit: 100), need: need,
                states: section.words("in"),
                isTwoPerson: section.flag("two_person") ?? false, needsDeclaration: section.flag("declare") ?? false,
                otherThan: section.words("other_than"), occasions: occasions(section, of: id), line: section.line)
        }
    }

    private func occasions(_ section: YAMLSection, of approval: String) -> [CaseProcess.Approval.Occasion] {
        section.list("when").compactMap { node in
            let name = "“when” of the approval “\(approval)”"
            guard let answer = YAMLSection(node, name, knowing: ["choice", "is"], problems) else { return nil }
            return CaseProcess.Approval.Occasion(field: answer.requiredText("choice"), options: answer.words("is"))
        }
    }

    func clocks(_ file: YAMLSection) -> [Clock] {
        let keys = ["id", "title", "runs_in", "pauses_in", "never_pauses", "starts", "due", "calendar", "escalate"]
        return sections(file, "clocks", "clock", knowing: keys).compactMap { section, id in
            let due = section.span("due")
            if !section.has("due") { problems.add(section.line, "The clock “\(id)” has no “due”.") }
            let escalations = section.list("escalate").compactMap { escalation($0, of: id) }
            guard let due else { return nil }
            return Clock(
                id: id, title: title(section, id), runsIn: section.words("runs_in"), pausesIn: section.words("pauses_in"),
                neverPauses: section.text("never_pauses"), startField: startField(section, of: id), due: due,
                calendar: section.text("calendar"),
                escalations: escalations, line: section.line)
        }
    }

    /// `starts: {field: held_on}`
    private func startField(_ section: YAMLSection, of clock: String) -> String? {
        guard let node = section.node("starts"),
            let start = YAMLSection(node, "“starts” of the clock “\(clock)”", knowing: ["field"], problems)
        else { return nil }
        return start.requiredText("field", limit: 60)
    }

    private func escalation(_ node: Node, of clock: String) -> Clock.Escalation? {
        let name = "An escalation of the clock “\(clock)”"
        guard let section = YAMLSection(node, name, knowing: ["before", "at", "after", "to"], problems) else { return nil }
        if !section.has("to") { problems.add(section.line, "\(name) has no “to”: say which role is told.") }
        switch (section.span("before"), section.text("at"), section.span("after")) {
        case (let span?, nil, nil): return Clock.Escalation(.before(span), to: section.words("to"))
        case (nil, "due", nil): return Clock.Escalation(.due, to: section.words("to"))
        case (nil, nil, let span?): return Clock.Escalation(.after(span), to: section.words("to"))
        default:
            problems.add(section.line, "\(name) needs one of “before: 1 day”, “at: due” or “after: 1 day”.")
            return nil
        }
    }
}
