import Ledger

/// A case as a decision record in the shape of MADR (https://adr.github.io/madr/): Markdown that people keep beside the code.
///
/// MADR's parts come first; what it lacks for money and people follows: figures, interests, voters, dissent, conditions, the outcome.
public struct DecisionRecord: Sendable {
    let aCase: Case
    let process: CaseProcess
    /// A person's name as the directory has it; an identity of whom nothing is known stays as it is.
    let name: @Sendable (String) -> String

    public init(_ aCase: Case, _ process: CaseProcess, name: @escaping @Sendable (String) -> String = { $0 }) {
        (self.aCase, self.process, self.name) = (aCase, process, name)
    }

    public var markdown: String {
        var parts = [frontMatter, "# \(Self.line(decidedTitle))"]
        parts += [context, drivers, considered, outcome, checks, approvals, changes, conditions].compactMap(\.self)
        parts += [confirmation, dissent, votes, interests].compactMap(\.self)
        return parts.joined(separator: "\n\n") + "\n"
    }

    // MARK: MADR's own parts

    /// What was decided on; as long as nothing is decided, what stands there now.
    private var decidedTitle: String { aCase.decision?.title ?? aCase.title }
    private var decidedAnswers: [String: FieldValue] { aCase.decision?.answers ?? aCase.fields }

    private var status: String {
        if let decision = aCase.decision { return decision.outcome.rawValue }
        switch process.state(aCase.state)?.end {
        case .withdrawn: return "withdrawn"
        case .rejected: return "rejected"
        default: return "proposed"
        }
    }

    private var frontMatter: String {
        let consulted = aCase.sides.values.flatMap(\.positions).map(\.by)
        let deciders = aCase.approvals.values.joined().filter(\.agrees).map(\.by) + (aCase.decision.map { [$0.by] } ?? [])
        var lines = ["---", "status: \(status)", "date: \(Instant(seconds: aCase.decision?.at ?? aCase.updatedAt).date)"]
        lines.append("decision-makers: \(Self.quoted(names(deciders.filter { $0 != .program })))")
        lines.append("consulted: \(Self.quoted(names(consulted)))")
        return (lines + ["---"]).joined(separator: "\n")
    }

    private func names(_ actors: [CaseActor]) -> String {
        Set(actors.map(\.id)).map(name).sorted().joined(separator: ", ")
    }

    private var context: String {
        let asked = "asked by \(Self.line(name(aCase.requester.id))) on \(Instant(seconds: aCase.createdAt).date)"
        var short: [String] = []
        var long: [String] = []
        for field in process.fields {
            guard let value = decidedAnswers[field.id] else { continue }
            let title = Self.line(field.title)
            switch field.kind {
            case .text(_, true): long.append("### \(title)\n\n\(Self.block(value.words))")
            case .choice(let options):
                short.append("* \(title): \(Self.line(options.first { value == .choice($0.id) }?.title ?? value.words))")
            case .person: short.append("* \(title): \(Self.line(name(value.words)))")
            default: short.append("* \(title): \(Self.line(value.words))")
            }
        }
        let first = "Case \(aCase.id), \(Self.line(process.title)) (version \(process.version)), \(asked)."
        let paragraphs = [first, short.joined(separator: "\n")]
        return section("Context and Problem Statement", [(paragraphs + long).filter { !$0.isEmpty }.joined(separator: "\n\n")])
    }

    private var drivers: String? {
        guard !aCase.concerns.isEmpty else { return nil }
        return section(
            "Decision Drivers",
            aCase.concerns.map { concern in
                let settlement = concern.settlement.map { ": \(Self.line($0))" } ?? ""
                return "* \(Self.line(concern.text)) — \(Self.line(name(concern.by.id))), \(concern.status.rawValue)\(settlement)"
            })
    }

    private var considered: String? {
        let options = aCase.votes.sorted { $0.key < $1.key }.flatMap(\.value.settings.options)
        return options.isEmpty ? nil : section("Considered Options", options.map { "* \(Self.line($0.title))" })
    }

    private var outcome: String {
        guard let decision = aCase.decision else {
            return section(
                "Decision Outcome", ["Not decided yet: the case is in “\(Self.line(process.state(aCase.state)?.title ?? aCase.state))”."])
        }
        let how = process.transition(decision.transition)?.title ?? decision.transition
        let because = decision.reason.isEmpty ? "" : ", because \(Self.line(decision.reason))"
        let word = decision.outcome == .accepted ? "Accepted" : "Rejected"
        let maker = decision.maker(in: process) { $0 == .program ? $0.name : name($0.id) }
        let who = "“\(Self.line(how))” by \(Self.line(maker)) on \(Instant(seconds: decision.at).date)"
        let winners = decision.winners(in: process, of: aCase).map(Self.line)
        let elected = winners.isEmpty ? "" : " Won: \(winners.joined(separator: ", "))."
        return section("Decision Outcome", ["\(word): \(who)\(because).\(elected)"])
    }

    /// What was changed after the decision, which nobody decided on.
    private var changes: String? {
        guard aCase.decision?.answers != nil else { return nil }
        func words(_ field: Field, _ value: FieldValue?) -> String {
            if field.kind == .person, case .reference(let who)? = value { return name(who) }
            return field.shortWords(value)
        }
        var lines = decidedTitle == aCase.title ? [] : ["* Title: \(Self.line(decidedTitle)) → \(Self.line(aCase.title))"]
        lines += process.fields.compactMap { field in
            let (before, now) = (decidedAnswers[field.id], aCase.fields[field.id])
            guard before != now else { return nil }
            return "* \(Self.line(field.title)): \(Self.line(words(field, before))) → \(Self.line(words(field, now)))"
        }
        return lines.isEmpty ? nil : section("Changed after the Decision", lines)
    }

    private var confirmation: String? {
        guard let outcome = aCase.outcome else { return nil }
        var lines = ["* Measure: \(Self.line(outcome.measure))", "* Before: \(Self.words(outcome.baseline))"]
        if let target = outcome.target { lines.append("* Target: \(Self.line(target.words))") }
        if let review = outcome.reviewAt { lines.append("* Looked at again on \(Instant(seconds: review).date)") }
        if let later = outcome.later { lines.append("* After: \(Self.words(later))") }
        if let verdict = outcome.verdict { lines.append("* Did it work? \(verdict.rawValue), \(Self.line(outcome.verdictReason ?? ""))") }
        return section("Confirmation", lines)
    }

    // MARK: What MADR lacks

    private var conditions: String? {
        guard !aCase.conditions.isEmpty else { return nil }
        return section(
            "Conditions",
            aCase.conditions.map { condition in
                let owner = condition.owner.map { "\(Self.line(name($0.id))), " } ?? ""
                let due = condition.due.map { "by \(Instant(seconds: $0).date), " } ?? ""
                let state =
                    condition.metAt.map { "met on \(Instant(seconds: $0).date): \(Self.line(condition.evidence ?? ""))" } ?? "not met yet"
                return "* \(Self.line(condition.text)) — \(owner)\(due)\(state)"
            })
    }

    private var dissent: String? {
        guard let deliberation = process.deliberation else { return nil }
        var lines: [String] = []
        for side in deliberation.sides {
            let record = aCase.sides[side.id] ?? SideRecord()
            lines.append("### \(Self.line(side.title)): \(record.standing.rawValue)")
            if let reason = record.emptyBecause { lines += ["", Self.block(reason)] }
            for position in record.positions {
                lines += ["", "\(Self.line(name(position.by.id))), \(position.view.rawValue):", "", Self.block(position.text)]
            }
            lines.append("")
        }
        return section("Positions", lines.dropLast())
    }

    private var votes: String? {
        guard !aCase.votes.isEmpty else { return nil }
        var lines: [String] = []
        for (_, vote) in aCase.votes.sorted(by: { $0.key < $1.key }) {
            lines.append("### \(Self.line(vote.settings.title))")
            lines.append("")
            let result = vote.result.map { "Result: \($0.verdict.rawValue)." } ?? "It is \(vote.status.rawValue)."
            lines.append("\(vote.eligible.count) might vote, \(vote.roll.count) did. \(result)")
            for sentence in vote.result?.explanation ?? [] { lines.append("* \(Self.line(sentence))") }
            for (voter, ballot) in vote.ballots.sorted(by: { $0.key < $1.key }) where vote.status == .closed && !ballot.reason.isEmpty {
                lines.append("* \(Self.line(name(voter))): \(Self.line(ballot.reason))")
            }
            lines.append("")
        }
        return section("Votes", lines.dropLast())
    }

    private var interests: String? {
        let declared = aCase.declarations.sorted { $0.key < $1.key }
        guard !declared.isEmpty else { return nil }
        return section(
            "Declared Interests",
            declared.map { id, declaration in
                "* \(Self.line(name(id))): \(Self.line(declaration.interest ?? "none"))\(declaration.isRecused ? " (recused)" : "")"
            })
    }

    // MARK: Text from outside

    func section(_ title: String, _ lines: some Collection<String>) -> String { "## \(title)\n\n" + lines.joined(separator: "\n") }

    private static func words(_ figure: Figure) -> String {
        "\(figure.value.map(Field.plain) ?? "no value") \(line(figure.unit)) on \(Instant(seconds: figure.at).date)"
    }

    /// One line that is text and nothing else: no markup, no new line.
    static func line(_ text: String) -> String {
        escaped(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    /// Paragraphs as a quotation, so that nothing in them can pose as a part of the record.
    private static func block(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let words = escaped(line.split(whereSeparator: \.isWhitespace).joined(separator: " "))
            return words.isEmpty ? ">" : "> \(words)"
        }.joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String {
        "\"\(text.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : $0.isNewline ? " " : "\($0)" }.joined())\""
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\\", "`", "*", "_", "[", "]", "#", "|", "~", "!": "\\\(character)"
            default: "\(character)"
            }
        }.joined()
    }
}
