import Cryptography
import Foundation
import Inspection

/// The report of an inspection as it is stored: what was looked at, by which rules, and what was found; without pieces of files.
///
/// It has a canonical form, JSON with sorted keys, whose digest is the evidence. Nothing in it depends on how long the inspection took or
/// what was known before: the same commit under the same rules gives the same bytes.
struct InspectionDocument: Sendable, Hashable, Codable {
    struct Rules: Sendable, Hashable, Codable {
        let check: String
        let version: String
    }

    struct Control: Sendable, Hashable, Codable {
        let check: String
        let what: String
        let wasFound: Bool
    }

    struct Entry: Sendable, Hashable, Codable {
        let fingerprint: String
        let rule: String
        let level: FindingLevel
        let confidence: Confidence
        /// As people read it, without control characters; nil when it concerns the repository as a whole.
        let path: String?
        let line: Int?
        /// The first commit that brought it.
        let commit: String?
        let message: String
        let remedy: String
        /// Why the repository's own baseline takes it over, and until when; nil when it does not.
        var takenOver: TakenOver?

        struct TakenOver: Sendable, Hashable, Codable {
            let reason: String
            let until: String
        }

        /// The name of its check, which is the part of the rule before the first slash.
        var check: String { rule.split(separator: "/", maxSplits: 1).first.map(String.init) ?? rule }

        /// What was found and where, without the last full stop.
        var sentence: String {
            let words = message.hasSuffix(".") ? String(message.dropLast()) : message
            return path == nil && commit == nil ? words : "\(words) (\(place))"
        }

        var place: String {
            let file = path.map { line == nil ? $0 : "\($0):\(line ?? 0)" } ?? "the repository"
            return commit.map { "\(file), since commit \($0.prefix(12))" } ?? file
        }
    }

    struct Unseen: Sendable, Hashable, Codable {
        let subject: String
        let reason: String
    }

    var format = "steward-release-inspection/1"
    let location: String
    let commit: String
    let rules: [Rules]
    let controls: [Control]
    let findings: [Entry]
    /// How many findings each check has beyond those that are kept.
    let omitted: [String: Int]
    let unseen: [Unseen]
    let remarks: [String]
    /// The licences of the project as a whole, as SPDX expressions.
    let licences: [String]
    let files: Int
    let commits: Int

    /// So many findings of one check are kept; whoever has more begins with these.
    static let mostFindings = 1000
    private static let mostUnseen = 200

    /// - Parameter baseline: what the repository itself says is taken over, as of `today`.
    init(_ report: Report, location: String, commit: String) {
        func entry(_ finding: Finding, _ takenOver: Entry.TakenOver?) -> Entry {
            Entry(
                fingerprint: finding.fingerprint, rule: finding.rule, level: finding.level, confidence: finding.confidence,
                path: finding.place.path?.description, line: finding.place.line, commit: finding.place.commit, message: finding.message,
                remedy: finding.remedy, takenOver: takenOver)
        }
        let all =
            report.findings.map { entry($0, nil) }
            + report.accepted.map { entry($0.finding, .init(reason: String($0.reason.prefix(500)), until: $0.until)) }
        var kept: [String: Int] = [:]
        var omitted: [String: Int] = [:]
        findings = all.filter { finding in
            kept[finding.check, default: 0] += 1
            guard kept[finding.check, default: 0] > Self.mostFindings else { return true }
            omitted[finding.check, default: 0] += 1
            return false
        }
        self.omitted = omitted
        (self.location, self.commit) = (location, commit)
        rules = report.checks.map { Rules(check: $0.name, version: $0.version) }
        controls = report.controls.map { Control(check: $0.check, what: $0.what, wasFound: $0.wasFound) }
        var unseen = report.gaps.prefix(Self.mostUnseen).map { Unseen(subject: $0.subject, reason: $0.reason) }
        if report.gaps.count > unseen.count { unseen.append(Unseen(subject: "more", reason: "\(report.gaps.count - unseen.count) others")) }
        self.unseen = unseen
        remarks = Array(report.remarks.prefix(Self.mostUnseen))
        licences = Set(report.facts.filter { $0.name == "licence/project" }.map(\.value)).sorted()
        (files, commits) = (report.counts.files, report.counts.commits)
    }

    /// The bytes that are stored and digested.
    func canonical() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    /// Names the rules by which something was found: another version of any gives another name.
    static func rulesDigest(_ checks: [any Check]) -> String {
        digest(checks.map { "\($0.name)\u{0}\($0.version)" }.joined(separator: "\n"))
    }

    static func digest(_ text: String) -> String { digest(Array(text.utf8)) }

    /// Empty when the library has no memory, which equals no digest.
    static func digest(_ bytes: [UInt8]) -> String { Digest.sha256(bytes).map(Digest.hexadecimal) ?? "" }
}
