import Foundation

/// Findings that somebody has taken over, each with a reason and the day on which that ends.
public struct Baseline: Sendable, Hashable, Codable {
    public struct Entry: Sendable, Hashable, Codable {
        public var fingerprint: String
        /// For people who read the file; the fingerprint decides.
        public var rule: String
        public var path: String
        public var reason: String
        /// The last day on which it is taken over, in UTC, as YYYY-MM-DD.
        public var until: String

        public init(fingerprint: String, rule: String, path: String, reason: String, until: String) {
            self.fingerprint = fingerprint
            self.rule = rule
            self.path = path
            self.reason = reason
            self.until = until
        }
    }

    static let format = "steward-inspection-baseline/1"
    private static let mostBytes = 32 << 20
    private static let mostEntries = 100_000

    public var format: String
    public var entries: [Entry]

    public init(_ entries: [Entry] = []) {
        format = Self.format
        self.entries = entries
    }

    /// A baseline that takes over all findings of a report, keeping what `earlier` has for those that it knows.
    public init(of report: Report, reason: String, until: String, keeping earlier: Baseline? = nil) {
        let known = Dictionary((earlier?.entries ?? []).map { ($0.fingerprint, $0) }) { first, _ in first }
        let all = report.findings + report.accepted.map(\.finding)
        self.init(
            all.map { finding in
                known[finding.fingerprint]
                    ?? Entry(
                        fingerprint: finding.fingerprint, rule: finding.rule, path: finding.place.path?.description ?? "", reason: reason,
                        until: until)
            }.sorted { ($0.path, $0.rule, $0.fingerprint) < ($1.path, $1.rule, $1.fingerprint) })
    }

    /// - Throws: `InspectionError` that names the file and what is wrong in it.
    public init(file: String) throws(InspectionError) {
        try self.init(bytes: WholeFile.read(file, atMost: Self.mostBytes), name: file)
    }

    /// Reads a baseline that lies in a repository.
    ///
    /// - Throws: `InspectionError` that names the file and what is wrong in it.
    public init(bytes: [UInt8], name file: String) throws(InspectionError) {
        do {
            self = try JSONDecoder().decode(Baseline.self, from: Data(bytes))
        } catch {
            throw InspectionError(file, "it is no baseline: \(Self.words(for: error))")
        }
        guard format == Self.format else { throw InspectionError(file, "format: \(Self.format) is expected, not \(format)") }
        guard entries.count <= Self.mostEntries else { throw InspectionError(file, "it has more than \(Self.mostEntries) entries") }
        for (place, entry) in entries.enumerated() {
            func refuse(_ field: String, _ what: String) -> InspectionError { InspectionError(file, "entries[\(place)].\(field): \(what)") }
            guard !entry.fingerprint.isEmpty else { throw refuse("fingerprint", "it is empty") }
            guard !entry.reason.allSatisfy(\.isWhitespace) else { throw refuse("reason", "a finding is taken over for a reason") }
            guard CalendarDay.isDay(entry.until) else { throw refuse("until", "\(entry.until) is no day as YYYY-MM-DD") }
        }
    }

    private static func words(for error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(path(context)) has no \(key.stringValue)"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): return "\(path(context)) is of another type"
        case .dataCorrupted: return "it is not JSON"
        default: return "it is not JSON"
        }
    }

    public func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }

    /// Takes what is accepted out of the findings of a report.
    ///
    /// - Parameter today: in UTC, as YYYY-MM-DD. An entry holds on its last day still.
    public func apply(to report: Report, today: String) -> Report {
        var report = report
        let known = Dictionary(entries.map { ($0.fingerprint, $0) }) { first, _ in first }
        var met: Set<String> = []
        var left: [Finding] = []
        for finding in report.findings {
            guard let entry = known[finding.fingerprint] else {
                left.append(finding)
                continue
            }
            met.insert(entry.fingerprint)
            if today <= entry.until {
                report.accepted.append(.init(finding: finding, reason: entry.reason, until: entry.until))
            } else {
                left.append(finding)
                report.remarks.append(
                    "\(finding.rule) in \(finding.place.description): it was taken over until \(entry.until), which is past")
            }
        }
        report.findings = left
        // Of what was not looked at nobody knows whether it is still there.
        guard report.gaps.isEmpty else { return report }
        let checks = Set(report.checks.map(\.name))
        for entry in entries where !met.contains(entry.fingerprint) {
            guard let check = entry.rule.split(separator: "/").first, checks.contains(String(check)) else { continue }
            report.remarks.append(
                "\(entry.rule) in \(entry.path.isEmpty ? "repository" : entry.path): the baseline has it, but it is not found any more")
        }
        return report
    }
}

/// Days of the calendar as text.
public enum CalendarDay {
    /// Whether the text is a day that there is, as YYYY-MM-DD.
    public static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month), day >= 1
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= days[month - 1]
    }
}
