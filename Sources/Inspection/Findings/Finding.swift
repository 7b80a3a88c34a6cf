/// How much a finding weighs, in the words of SARIF.
public enum FindingLevel: String, Sendable, Hashable, Codable, CaseIterable {
    /// Must be mended before publication.
    case error
    /// Somebody should look at it.
    case warning
    /// Good to know; alone it fails nothing.
    case note
}

/// How sure a check is.
public enum Confidence: String, Sendable, Hashable, Codable, CaseIterable {
    case high, medium, low
}

/// What a finding is about.
public enum FindingKind: String, Sendable, Hashable, Codable, CaseIterable {
    case secret
    case licence
    case projectFile = "project file"
    case practice
    case personalData = "personal data"
    case size
    case signOff = "sign-off"
    case authorship
    case dependency
}

/// What a check saw in one file, without saying where that file lies: kept by blob id.
///
/// No text in it holds the value of a secret.
public struct Observation: Sendable, Hashable, Codable {
    /// Names the rule, begun with the name of its check: `secrets/github-pat`.
    public var rule: String
    public var kind: FindingKind
    public var level: FindingLevel
    public var confidence: Confidence
    /// The first line that it concerns, from 1.
    public var line: Int?
    /// What is the matter, one sentence.
    public var message: String
    /// What to do about it, one sentence.
    public var remedy: String
    /// A piece of the file that shows it, with secrets taken out.
    public var excerpt: String?
    /// What stays the same when lines move and changes when another thing takes the place of this one.
    public var identity: String

    public init(
        rule: String, kind: FindingKind, level: FindingLevel, confidence: Confidence, line: Int? = nil, message: String, remedy: String,
        excerpt: String? = nil, identity: String
    ) {
        self.rule = rule
        self.kind = kind
        self.level = level
        self.confidence = confidence
        self.line = line
        self.message = message
        self.remedy = remedy
        self.excerpt = excerpt
        self.identity = identity
    }
}

/// Where a finding is.
public struct FindingPlace: Sendable, Hashable, Codable {
    /// Nil when it concerns the repository as a whole.
    public var path: TreePath?
    /// From 1.
    public var line: Int?
    /// The first commit that brought it, in hexadecimal digits; nil when only the files as they are now were looked at.
    public var commit: String?

    public init(path: TreePath? = nil, line: Int? = nil, commit: String? = nil) {
        self.path = path
        self.line = line
        self.commit = commit
    }

    public var description: String {
        let file = path.map { line == nil ? $0.description : "\($0):\(line ?? 0)" }
        return [file ?? "repository", commit.map { "since \($0.prefix(12))" }].compactMap(\.self).joined(separator: " ")
    }
}

/// One thing that a check found.
public struct Finding: Sendable, Hashable, Codable {
    /// The same for the same thing from one inspection to the next: made of the rule, the path and what the observation calls its
    /// identity, never of line numbers or commits.
    public let fingerprint: String
    public let rule: String
    public let kind: FindingKind
    public let level: FindingLevel
    public let confidence: Confidence
    public let place: FindingPlace
    public let message: String
    public let remedy: String
    public let excerpt: String?

    /// - Parameter ordinal: counts things that are alike in every other way, from 0.
    public init(_ observation: Observation, path: TreePath?, commit: String? = nil, ordinal: Int = 0) {
        fingerprint = Fingerprint.make(
            [Array(observation.rule.utf8), path?.bytes ?? [], Array(observation.identity.utf8), Array(String(ordinal).utf8)])
        rule = observation.rule
        kind = observation.kind
        level = observation.level
        confidence = observation.confidence
        place = FindingPlace(path: path, line: observation.line, commit: commit)
        message = observation.message
        remedy = observation.remedy
        excerpt = observation.excerpt
    }
    private init(_ other: Finding, commit: String?) {
        fingerprint = other.fingerprint
        rule = other.rule
        kind = other.kind
        level = other.level
        confidence = other.confidence
        place = FindingPlace(path: other.place.path, line: other.place.line, commit: commit)
        message = other.message
        remedy = other.remedy
        excerpt = other.excerpt
    }

    /// The same, brought by this commit.
    func since(_ commit: String?) -> Finding { Finding(self, commit: commit) }
}
