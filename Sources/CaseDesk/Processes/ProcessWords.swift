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
        return lines
    }
}
