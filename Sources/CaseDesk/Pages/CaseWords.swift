import Casework
import Ledger
import Pages

/// How parts of cases read on every page.
enum CaseWords {
    static func time(_ seconds: Int64) -> HTML { Format.timeElement(Instant(seconds: seconds)) }

    static func day(_ seconds: Int64) -> HTML { Format.timeElement(Instant(seconds: seconds), dateOnly: true) }

    /// When something is due, and in words whether it is late: colour alone would say it to some readers only.
    static func due(_ due: Int64, now: Int64) -> HTML {
        let left = due - now
        let words = left < 0 ? "late by \(span(-left))" : "in \(span(left))"
        return "\(time(due)) <span class=\"tag\(left < 0 ? " late" : "" as HTML)\">\(words)</span>"
    }

    /// `3 days`, `5 hours`, `10 minutes`: the largest unit of which there are two, else one.
    static func span(_ seconds: Int64) -> String {
        let units: [(Int64, String, String)] = [(86_400, "day", "days"), (3_600, "hour", "hours"), (60, "minute", "minutes")]
        for (size, one, many) in units where seconds >= 2 * size || size == 60 || seconds >= size && size == 3_600 {
            return Format.count(Int(seconds / size), one, many).replacing("no minutes", with: "less than a minute")
        }
        return "less than a minute"
    }

    /// Text that somebody wrote, in paragraphs and lines, with nothing in it taken for markup.
    static func prose(_ text: String) -> HTML {
        let paragraphs = text.replacing("\r\n", with: "\n").split(separator: "\n\n", omittingEmptySubsequences: true)
        let blocks = paragraphs.map { paragraph -> HTML in
            let lines = paragraph.split(separator: "\n", omittingEmptySubsequences: false).map { line -> HTML in "\(String(line))" }
            return "<p>\(lines.joined(separator: "<br>"))</p>"
        }
        return "<div class=\"prose said\" dir=\"auto\">\(blocks)</div>"
    }

    static func person(_ actor: CaseActor) -> HTML { .isolated(actor.name) }

    /// A figure with its unit, and the day on which it was taken.
    static func figure(_ figure: Figure) -> HTML {
        let isShare = figure.unit == "share"
        let value = figure.value.map { isShare ? Format.percent($0) : Format.short($0) } ?? "no data"
        return "\(value)\(isShare ? "" : " \(figure.unit)"), \(day(figure.at))"
    }

    /// What came of a check.
    static func status(_ status: CheckResult.Status) -> HTML {
        switch status {
        case .passed: .tag("passed")
        case .failed: .tag("failed", isBad: true)
        case .unknown: .tag("could not be run", isBad: true)
        case .waived: .tag("set aside")
        }
    }

    /// What the answer to a field reads like.
    static func answer(_ value: FieldValue?, of field: Field, choices: FieldChoices, in aCase: Case) -> HTML {
        switch (value, field.kind) {
        case (nil, _): "<span class=\"no-data\">not answered</span>"
        case (.text(let text)?, _): prose(text)
        case (.choice(let id)?, .choice(let options)): .isolated(options.first { $0.id == id }?.title ?? id)
        case (.reference(let id)?, .project): .link(choices.label(id, for: field.kind), to: "/projects/\(id)")
        case (.reference(let id)?, .measure): .link(choices.label(id, for: field.kind), to: "/measures/\(id)")
        case (.reference(let id)?, _): .isolated(choices.label(id, for: field.kind))
        case (.date(let text)?, _): "<time datetime=\"\(text)\">\(text)</time>"
        case (.file(let file)?, _):
            "\(HTML.link(file.name, to: "/cases/\(aCase.id)/files/\(file.digest)")) (\(Format.count(file.bytes, "byte", "bytes")))"
        case (let value?, _): .isolated(value.words)
        }
    }

    static func sentence(_ event: CaseEvent, process: CaseProcess) -> HTML {
        let subject = event.subject
        func state(_ id: String?) -> String { id.flatMap { process.state($0)?.title ?? $0 } ?? "" }
        switch event.kind {
        case .created: return "asked for it"
        case .edited: return "changed “\(process.field(subject)?.title ?? subject)”"
        case .moved: return "chose “\(process.transition(subject)?.title ?? subject)”: from “\(state(event.from))” to “\(state(event.to))”"
        case .marked: return "marked \(event.text) “\(subject)”"
        case .checked: return "ran “\(process.check(subject)?.title ?? subject)”: \(event.to ?? "")"
        case .waived: return "set “\(process.check(subject)?.title ?? subject)” aside"
        case .approved: return "agreed to “\(process.approval(subject)?.title ?? subject)”\(event.from.map { " for \($0)" as HTML })"
        case .refused: return "refused “\(process.approval(subject)?.title ?? subject)”\(event.from.map { " for \($0)" as HTML })"
        case .retracted: return "took “\(process.approval(subject)?.title ?? subject)” back"
        case .approvalOutOfReach: return "found that too few are left for “\(process.approval(subject)?.title ?? subject)”"
        case .declared: return event.roles.contains("recused") ? "declared an interest and takes no part" : "declared their interests"
        case .voteOpened: return "opened the vote “\(process.vote(subject)?.title ?? subject)”"
        case .voteClosed: return "closed the vote “\(process.vote(subject)?.title ?? subject)”: \(event.to ?? "")"
        case .voteVoided: return "ended the vote “\(process.vote(subject)?.title ?? subject)” without a result"
        case .ballotCast: return "voted in “\(process.vote(subject)?.title ?? subject)”"
        case .ballotWithdrawn: return "took their ballot in “\(process.vote(subject)?.title ?? subject)” back"
        case .invited: return "invited “\(side(subject, process))”"
        case .position: return "took a position for “\(side(subject, process))”: \(event.to ?? "")"
        case .sideEmpty: return "wrote why “\(side(subject, process))” is not heard"
        case .concernRaised: return "raised concern \(subject)"
        case .concernSettled: return "settled concern \(subject): \(event.to ?? "")"
        case .posted: return "wrote in “\(subject)”"
        case .conditionAdded: return "attached condition \(subject)"
        case .conditionMet: return "said that condition \(subject) is met"
        case .clockDue: return "saw the time of “\(event.text)” run out"
        case .escalated: return "told \(event.roles.joined(separator: ", ")) about “\(event.text)”\(event.to.map { " (\($0))" as HTML })"
        case .baselineFrozen: return "froze the figure of \(subject) before the decision"
        case .reviewDue: return "reopened the record to look at its outcome"
        case .outcomeMeasured: return "measured \(subject) again"
        case .judged: return "judged the outcome: \(event.to ?? "")"
        case .migrated: return "moved the case to another version of the process"
        }
    }

    /// What an event says besides its sentence.
    ///
    /// - Parameter names: what people are called, by their identities.
    static func remark(_ event: CaseEvent, process: CaseProcess, names: [String: String]) -> String {
        switch event.kind {
        case .marked, .clockDue, .escalated: ""
        case .edited where process.field(event.subject)?.kind == .person:
            event.text.split(separator: " → ").map { names[String($0)] ?? String($0) }.joined(separator: " → ")
        default: event.text
        }
    }

    static func side(_ id: String, _ process: CaseProcess) -> String { process.deliberation?.sides.first { $0.id == id }?.title ?? id }

    static func kind(_ kind: CaseWait.Kind) -> String {
        switch kind {
        case .fill: "Fill in"
        case .decide: "Take the next step"
        case .approve: "Approve or refuse"
        case .vote: "Vote"
        case .position: "Say your side's position"
        case .concern: "Settle a concern"
        case .condition: "Meet a condition"
        case .verdict: "Say whether it worked"
        case .checklist: "Go through a checklist"
        case .declare: "Declare your interests"
        }
    }
}
