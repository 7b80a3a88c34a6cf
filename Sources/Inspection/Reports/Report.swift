/// What an inspection found, and what it could not look at.
public struct Report: Sendable, Codable {
    public struct CheckName: Sendable, Hashable, Codable {
        public let name: String
        /// Of its rules.
        public let version: String
    }

    public struct Counts: Sendable, Hashable, Codable {
        /// Files of the tree.
        public var files = 0
        /// Commits whose history was walked.
        public var commits = 0
        /// Contents that some commit brought and that a check wanted, those of the tree included.
        public var historyFiles = 0
        /// Contents that were read, and their bytes.
        public var read = 0
        public var bytes = 0
        /// Contents that were known from an earlier inspection.
        public var fromCache = 0

        mutating func add(_ outcome: FileReading.Outcome) {
            read += outcome.read
            bytes += outcome.bytes
            fromCache += outcome.fromCache
        }
    }

    /// A finding that a baseline takes over for a time.
    public struct Accepted: Sendable, Hashable, Codable {
        public let finding: Finding
        public let reason: String
        /// The last day, in UTC, as YYYY-MM-DD.
        public let until: String
    }

    public let subject: String
    /// The commit that was inspected, or that the working tree stands on.
    public let commit: String?
    public let checks: [CheckName]
    public var findings: [Finding]
    /// What a baseline took over.
    public var accepted: [Accepted] = []
    /// Remarks about the baseline: entries that ended or are not needed any more.
    public var remarks: [String] = []
    public let facts: [Fact]
    public let gaps: [Gap]
    public let controls: [ControlOutcome]
    public let counts: Counts

    /// Everything was looked at, and all controls were found.
    public var isWhole: Bool { gaps.isEmpty && controls.allSatisfy(\.wasFound) }

    /// Something that must be mended or looked at was found; notes alone are none.
    public var hasFindings: Bool { findings.contains { $0.level != .note } }

    /// 0 nothing found, 1 findings, 2 not everything could be looked at. What could not be looked at weighs more: the findings are
    /// not all.
    public var exitStatus: Int32 { !isWhole ? 2 : hasFindings ? 1 : 0 }

    /// SHA-256 over what was inspected, by which rules, and the fingerprints of what was found: evidence can be pinned to it.
    public var resultHash: String {
        let parts =
            [[Array((commit ?? "").utf8)]] + checks.map { [Array($0.name.utf8), Array($0.version.utf8)] }
            + [(findings + accepted.map(\.finding)).map(\.fingerprint).sorted().map { Array($0.utf8) }]
            + [gaps.map { Array(($0.subject + "\n" + $0.reason).utf8) }]
        return Fingerprint.hexadecimal(Fingerprint.digest(parts.map { Fingerprint.digest($0) }))
    }
}
