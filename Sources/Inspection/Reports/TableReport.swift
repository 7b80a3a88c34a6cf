extension Report {
    /// For people: findings with what to do, what was not looked at, and a line that sums it all up. Safe for a terminal.
    ///
    /// - Parameter limit: at most so many findings are shown; more are counted.
    public func text(limit: Int = 200) -> String {
        var lines: [String] = []
        for finding in findings.prefix(limit) {
            lines.append(
                "\(finding.level.rawValue)  \(finding.place.description)  [\(finding.rule), confidence \(finding.confidence.rawValue)]")
            lines.append("    \(finding.message.withVisibleControls)")
            if let excerpt = finding.excerpt { lines.append("    | \(excerpt.withVisibleControls)") }
            lines.append("    → \(finding.remedy.withVisibleControls)")
            lines.append("    fingerprint \(finding.fingerprint)")
        }
        if findings.count > limit { lines.append("… and \(findings.count - limit) more; `--format json` has all.") }
        if !lines.isEmpty { lines.append("") }
        lines += remarks.map { "note: \($0.withVisibleControls)" }
        lines += gaps.map { "not looked at: \($0.subject.withVisibleControls): \($0.reason.withVisibleControls)" }
        for control in controls {
            lines.append(
                "control: \(control.what.withVisibleControls): \(control.wasFound ? "found" : "NOT FOUND, the check does not work")")
        }
        lines.append(summary)
        return lines.joined(separator: "\n") + "\n"
    }

    /// One line.
    public var summary: String {
        let grave = findings.count { $0.level != .note }
        let notes = findings.count - grave
        var parts = [grave.counted("finding", "findings")]
        if notes > 0 { parts.append(notes.counted("note", "notes")) }
        if !accepted.isEmpty { parts.append("\(accepted.count) taken over by the baseline") }
        var seen = counts.files.counted("file", "files")
        if counts.commits > 0 { seen += " and \(counts.commits.counted("commit", "commits"))" }
        if counts.fromCache > 0 { seen += " (\(counts.fromCache) contents known from before)" }
        let version = commit.map { " at \($0.prefix(12))" } ?? ""
        return "\(subject.withVisibleControls)\(version): \(parts.joined(separator: ", ")) in \(seen); "
            + (isWhole ? "everything was looked at" : "not everything could be looked at")
    }
}
