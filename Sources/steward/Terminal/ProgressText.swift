/// How far a piece of work has come.
struct ProgressState: Sendable {
    /// What is being done: `curl: line counts`.
    var what: String
    /// What is counted: `commits`.
    var unit: String
    var done: Int
    /// Nil when nobody knows.
    var total: Int?
    /// Seconds since the work began.
    var elapsed: Double
}

extension ProgressState {
    /// One line: `curl: line counts 12,000 of 40,000 commits (30 %), 1,500/s, 19 s left`.
    var line: String {
        var text = "\(what.asVisible) \(done.grouped)"
        if let total { text += " of \(total.grouped)" }
        text += " \(unit)"
        if let total, total > 0 { text += " (\(min(100, Int(Double(done) * 100 / Double(total)))) %)" }
        guard elapsed >= 1, done > 0 else { return text }
        let rate = Double(done) / elapsed
        text += rate >= 1 ? ", \(Int(rate.rounded()).grouped)/s" : ", \(Int((rate * 60).rounded()).grouped)/min"
        if let total, total > done {
            text += ", \(Self.duration(seconds: Double(total - done) / rate)) left"
        }
        return text
    }

    /// `45 s`, `3 min`, `2 h 5 min`: as fine as an estimate deserves.
    static func duration(seconds: Double) -> String {
        // Longer than a century is not an estimate.
        guard seconds.isFinite, seconds < 3_155_760_000 else { return "a very long time" }
        let whole = Int(seconds.rounded())
        if whole < 90 { return "\(whole) s" }
        let minutes = (whole + 30) / 60
        return minutes < 90 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
    }
}

extension Int {
    /// The number with its thousands apart: `1,234,567`.
    var grouped: String {
        let digits = String(magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return self < 0 ? "-" + text : text
    }

    /// A number of things: `1 commit`, `3,000 commits`.
    func counted(_ one: String, _ many: String) -> String { "\(grouped) \(self == 1 ? one : many)" }
}
