public import Casework

/// How a process goes, in lines for a terminal: what the page about it shows.
public struct ProcessWords: Sendable {
    private let process: CaseProcess

    public init(_ process: CaseProcess) { self.process = process }

    public var lines: [String] {
        func title(_ id: String) -> String { process.state(id)?.title ?? id }
        var lines = ["\(process.title) (\(process.id), version \(process.version))"]
        if !process.summary.isEmpty { lines.append(process.summary) }
        lines += ["", "Its cases are seen by \(CaseParts.words(process.visibility))."]
        for state in process.states {
            lines += ["", state.end.map { "\(state.title): an end (\($0.rawValue))" } ?? state.title]
            for transition in process.transitions where transition.from.contains(state.id) {
                let who = transition.by.map { ProcessPages.words($0, process) }.joined(separator: " or ")
                lines.append("  \(transition.title) → \(title(transition.to)), by \(who)")
                for need in transition.needs { lines.append("    needs \(ProcessPages.words(need, process))") }
                if let vote = transition.opens.flatMap(process.vote) { lines.append("    opens the vote “\(vote.title)”") }
                if transition.reasonRequired { lines.append("    needs a reason") }
            }
            for clock in process.clocks where clock.runsIn.contains(state.id) {
                lines.append("  Within \(ProcessPages.due(clock, process)): \(clock.title)")
                for step in clock.escalations {
                    let who = step.to.map { ProcessPages.words($0, process) }.joined(separator: " and ")
                    lines.append("    tells \(who) \(step.moment == .due ? "when it is due" : step.moment.words)")
                }
            }
            if process.review?.startsIn == state.id, let review = process.review {
                lines.append("  Steward itself → \(title(review.reopensTo)) after \(review.after), to look at the outcome")
            }
        }
        for approval in process.approvals { lines += ["", approval.title] + details(of: approval).map { "  \($0)" } }
        for vote in process.votes { lines += ["", vote.title] + details(of: vote).map { "  \($0)" } }
        return lines
    }

    private func titles(_ states: [String]) -> String { states.map { "“\(process.state($0)?.title ?? $0)”" }.joined(separator: " or ") }

    private func words(_ roles: [String]) -> String { roles.map { ProcessPages.words($0, process) }.joined(separator: " and ") }

    private func details(of approval: CaseProcess.Approval) -> [String] {
        let group = CaseProcess.words(ofGroup: approval.group)
        let count =
            switch approval.need {
            case .number(let number): "\(number) of \(group)"
            case .all: "all of \(group)"
            }
        var lines = ["An approval: \(count) must agree\(approval.states.isEmpty ? "" : ", in \(titles(approval.states))")"]
        if !approval.excluded.isEmpty { lines.append("not by \(words(approval.excluded))") }
        if approval.needsDeclaration { lines.append("after they declared their interests") }
        if !approval.occasions.isEmpty {
            let answers = approval.occasions.map { occasion in
                "“\(process.field(occasion.field)?.title ?? occasion.field)” is \(occasion.options.joined(separator: " or "))"
            }
            lines.append("asked for only when \(answers.joined(separator: ", or "))")
        }
        return lines
    }

    private func details(of vote: VoteSettings) -> [String] {
        let groups = vote.classes.map { CaseProcess.words(ofGroup: $0.group) }.joined(separator: " and ")
        var lines = ["A vote of \(groups), open for \(vote.openFor), \(vote.isSecret ? "secret" : "not secret")", VoteParts.words(vote)]
        if let field = vote.optionsField { lines.append("between what “\(process.field(field)?.title ?? field)” says, a line for each") }
        if !vote.options.isEmpty { lines.append("between \(vote.options.map(\.title).joined(separator: ", "))") }
        for chamber in vote.classes {
            let place = vote.classes.count > 1 ? " of \(chamber.title)" : ""
            if chamber.leastYes > 0 { lines.append("\(chamber.leastYes) yes\(place) at least") }
            if let quorum = chamber.quorum { lines.append("quorum\(place): \(quorum)") }
        }
        if let quorum = vote.quorum { lines.append("quorum: \(quorum)") }
        if !vote.excluded.isEmpty { lines.append("not by \(words(vote.excluded))") }
        if vote.needsDeclaration { lines.append("after they declared their interests") }
        if !vote.isChangeable { lines.append("a ballot cannot be changed") }
        return lines
    }
}
