import Ledger

/// What a decision rested on: the checks with their evidence, and who agreed.
extension DecisionRecord {
    /// As they stood when it was decided; as long as nothing is, as they stand now.
    var checks: String? {
        let results = aCase.decision.map { $0.checks ?? [:] } ?? aCase.checks
        var lines: [String] = []
        for check in process.checks {
            guard let result = results[check.id] else { continue }
            let status =
                result.waivedBy.map { "set aside by \(Self.line(name($0.id))), because \(Self.sentence(result.reason))" }
                ?? result.status.rawValue
            lines.append("* \(Self.line(check.title)): \(status). Found: \(Self.line(result.summary))")
        }
        guard !lines.isEmpty else { return nil }
        // Checks of one inspection rest on the same evidence.
        let evidence = Set(results.values.map(\.evidence)).filter { !$0.isEmpty }.sorted()
        return section("Checks", lines + evidence.map { "* Evidence: \(Self.line($0))" })
    }

    /// A reason as part of a sentence that goes on.
    private static func sentence(_ reason: String?) -> String {
        let text = line(reason ?? "")
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    var approvals: String? {
        let given = aCase.decision.map { $0.approvals ?? [:] } ?? aCase.approvals
        let lines = process.approvals.flatMap { approval in
            (given[approval.id] ?? []).map { voice -> String in
                let who = Self.line(name(voice.by.id)) + (voice.onBehalfOf.map { " for \(Self.line(name($0)))" } ?? "")
                let verb = voice.agrees ? "agreed" : "refused"
                let reason = voice.reason.isEmpty ? "" : ": \(Self.line(voice.reason))"
                return "* \(Self.line(approval.title)): \(who) \(verb) on \(Instant(seconds: voice.at).date)\(reason)"
            }
        }
        return lines.isEmpty ? nil : section("Approvals", lines)
    }
}
