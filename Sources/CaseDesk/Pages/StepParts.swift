import Casework
import Pages

/// What happens next with a case: what the reader is asked for, the steps that they may take, and what stands against the others.
struct StepParts {
    let sheet: CaseSheet
    let request: Request

    private var aCase: Case { sheet.aCase }
    private var process: CaseProcess { sheet.process }
    private var base: String { "\(aCase.id)" }

    var html: HTML {
        let steps = sheet.steps
        guard sheet.state?.end == nil || !steps.isEmpty else { return "" }
        let allowed = steps.filter { $0.refusal == nil }
        let mine = allowed.filter(leadsOn) + allowed.filter { !leadsOn($0) }
        // What only others may do is no answer to what this reader can do; without any other it says whom the case waits for.
        let near = steps.filter { $0.refusal?.kind == .notNow || $0.refusal != nil && $0.transition.isAutomatic }
        let waiting = mine.isEmpty && near.isEmpty ? steps : near
        let asked = deeds
        let items = mine.enumerated().map { index, step -> HTML in
            let isMain = index == 0 && asked.isEmpty && isForMost(step)
            let target = process.state(step.transition.to)?.title ?? step.transition.to
            let button = HTML.button(step.transition.title, to: "/cases/\(base)/steps/\(step.transition.id)", isMain: isMain)
            return item(button, "to “\(target)”")
        }
        let buttons: HTML = mine.isEmpty && asked.isEmpty ? "" : "<ul class=\"actions\">\(asked)\(items)</ul>"
        let obstacles = waiting.map { (name: $0.transition.title, value: obstacle(to: $0)) }
        let others: HTML = obstacles.isEmpty ? "" : Facts(obstacles, areText: true).html
        let nothing: HTML = mine.isEmpty && waiting.isEmpty ? "<p>No step leads on from here.</p>" : ""
        let isOwnDraft = aCase.state == process.firstState.id && aCase.requester.id == sheet.reader?.id && !mine.isEmpty
        let lead: HTML? = isOwnDraft ? "Nobody is asked to do anything before you take the next step." : checks
        return Section("What happens next", id: "next", lead: lead, body: buttons + others + nothing).html
    }

    /// Which checks of this state have not run yet, or failed: what leads on waits for them.
    private var checks: HTML? {
        let here = process.checks.filter { $0.runsIn.contains(aCase.state) }
        let failed = here.filter { check in aCase.checks[check.id].map { $0.status == .failed || $0.status == .unknown } ?? false }
        if here.contains(where: { aCase.checks[$0.id] == nil }) {
            return "The checks are running, most often for less than a minute: load this page again to see what they found."
        }
        guard !failed.isEmpty else { return nil }
        let titles = failed.map { "“\($0.title)”" }.joined(separator: ", ")
        return "Not passed: <strong>\(titles)</strong>. <a href=\"#checks\">What was found</a>"
    }

    private func item(_ button: HTML, _ remark: HTML = "") -> HTML {
        remark.isEmpty ? "<li>\(button)</li>" : "<li>\(button) <span class=\"remark\">\(remark)</span></li>"
    }

    /// What the reader is asked for besides steps; the first of it is what most of them came for.
    private var deeds: [HTML] {
        let interests = InterestParts(sheet: sheet)
        if interests.isMissing, let address = interests.address {
            let button = HTML.button("Declare your interests", to: address, isMain: true)
            return [item(button, "first, even if you have none; then you can decide")]
        }
        var wanted: [(title: String, address: SafeURL)] = VoteParts(sheet: sheet, request: request).waiting.map { vote in
            (title: "Vote: \(vote.settings.title)", address: "/cases/\(base)/ballot/\(vote.settings.id)")
        }
        for side in process.deliberation?.sides ?? [] where isAsked(for: side) {
            wanted.append((title: "Say the position of \(side.title)", address: "/cases/\(base)/position?side=\(side.id)"))
        }
        if process.approvals.contains(where: isAsked(for:)) {
            wanted.append((title: "Agree or refuse", address: "/cases/\(base)/approve"))
        }
        if aCase.outcome?.verdict == nil, sheet.may(.judge(.worked, reason: CaseSheet.anyReason)) {
            wanted.append((title: "Say whether it worked", address: "/cases/\(base)/verdict"))
        }
        let closing = VoteParts(sheet: sheet, request: request).closing.map { item($0, "as everybody has voted") }
        return wanted.enumerated().map { index, deed in item(HTML.button(deed.title, to: deed.address, isMain: index == 0)) } + closing
    }

    private func isAsked(for side: Deliberation.Side) -> Bool {
        guard sheet.may(.takePosition(side: side.id, .neutral, text: CaseSheet.anyReason)) else { return false }
        return aCase.sides[side.id]?.positions.contains { $0.by.id == sheet.reader?.id } != true
    }

    private func isAsked(for approval: CaseProcess.Approval) -> Bool {
        guard sheet.may(.approve(approval.id)) else { return false }
        return aCase.approvals[approval.id]?.contains { $0.by.id == sheet.reader?.id } != true
    }

    /// Whether a step brings the case nearer to what was asked: states stand in the file in the order in which a case goes through them.
    private func leadsOn(_ step: CaseSheet.Step) -> Bool {
        func place(_ id: String) -> Int { process.states.firstIndex { $0.id == id } ?? 0 }
        let end = process.state(step.transition.to)?.end
        return end != .rejected && end != .withdrawn && place(step.transition.to) > place(aCase.state)
    }

    /// Whether a step is what most come for: it leads on, or round again, and nothing needs to be explained.
    private func isForMost(_ step: CaseSheet.Step) -> Bool {
        guard let target = process.state(step.transition.to), !step.transition.reasonRequired else { return false }
        return target.id != process.firstState.id && target.end != .rejected && target.end != .withdrawn
    }

    /// Why a step cannot be taken yet.
    private func obstacle(to step: CaseSheet.Step) -> HTML {
        let transition = step.transition
        guard transition.isAutomatic else { return "\(step.refusal?.description ?? "")" }
        let unmet = sheet.unmetNeeds(of: transition)
        // Nothing that happens makes up for another answer.
        let answers = unmet.filter { if case .fieldIs = $0 { true } else { false } }.map { ProcessPages.words($0, process) }
        guard answers.isEmpty else { return "Not with these answers, only where \(answers.joined(separator: ", and "))." }
        let checks = unmet.compactMap { need -> String? in if case .check(let id) = need { process.check(id)?.title ?? id } else { nil } }
        var needs = unmet.filter { if case .check = $0 { false } else { true } }.map { ProcessPages.words($0, process) }
        switch checks.count {
        case 0: break
        case 1: needs.append("the check “\(checks[0])” passed")
        default: needs.append("these checks passed: \(checks.joined(separator: ", "))")
        }
        return "By itself, as soon as \(needs.isEmpty ? "Steward looks at the case again" : needs.joined(separator: ", and "))."
    }
}
