/// Finds passwords, keys and tokens in files, now and in the history.
///
/// No value is kept, logged or shown: an observation holds where it is and what stands before it. Sixteen bits of a digest of the value
/// are part of the fingerprint, so that another value in the same place is a new finding, while nobody can guess the value from them.
public struct SecretsCheck: Check {
    private let scanner: SecretScanner

    public let name = "secrets"
    public let readsHistory = true
    public var version: String { "gitleaks rules \(scanner.pack.digest), reader 1" }

    /// With the rules that come with Steward.
    ///
    /// - Throws: `InspectionError` when they cannot be read, which a test rules out.
    public init() throws(InspectionError) { scanner = SecretScanner(pack: try SecretRulePack.standard.get()) }

    /// With the rules of a file in gitleaks' format.
    public init(rules bytes: [UInt8], name: String) throws(InspectionError) {
        let pack: Result<SecretRulePack, InspectionError> = bytes.withUnsafeBytes { bytes in
            Result { () throws(InspectionError) in try SecretRulePack(bytes, name: name) }
        }
        scanner = SecretScanner(pack: try pack.get())
    }

    public func wants(_ path: TreePath, _ fileClass: FileClass) -> Bool {
        if scanner.allows(path: path) { return false }
        return fileClass != .binary || !scanner.rules(byPath: path).isEmpty
    }

    public func isAllowed(_ rule: String, in commit: String) -> Bool {
        let lists = scanner.pack.allowLists + (scanner.pack.rules.first { ruleName($0) == rule }?.allowLists ?? [])
        return lists.contains { $0.allows(commit: commit) }
    }

    public func read(_ file: FileView) -> FileResult {
        var observations = scanner.rules(byPath: file.path).map { byPath(scanner.pack.rules[$0], file) }
        if file.fileClass != .binary {
            if let text = Self.fromUTF16(file.bytes) {
                text.withUnsafeBytes { observations += observe(in: $0, file) }
            } else {
                observations += observe(in: file.bytes, file)
            }
        }
        return FileResult(observations)
    }

    private func ruleName(_ rule: SecretRule) -> String { "\(name)/\(rule.id)" }

    private func byPath(_ rule: SecretRule, _ file: FileView) -> Observation {
        Observation(
            rule: ruleName(rule), kind: .secret, level: level(in: file), confidence: .medium, message: rule.description,
            remedy: "Take the file out if it holds a private key, and replace the key where it is used.", identity: "path")
    }

    private func level(in file: FileView) -> FindingLevel { [.test, .documentation].contains(file.fileClass) ? .warning : .error }

    // MARK: What is said of a match

    private func observe(in bytes: UnsafeRawBufferPointer, _ file: FileView) -> [Observation] {
        let matches = scanner.matches(in: bytes, path: file.path)
        guard !matches.isEmpty else { return [] }
        let secrets = matches.map(\.secret)
        var line = 1
        var counted = 0
        return matches.map { match in
            line += bytes[counted..<match.match.lowerBound].count { $0 == UInt8(ascii: "\n") }
            counted = match.match.lowerBound
            return observation(match, line: line, bytes, secrets, file)
        }
    }

    /// So much before and behind a secret tells one place from another.
    private static let reach = 200

    private func observation(
        _ match: SecretMatch, line: Int, _ bytes: UnsafeRawBufferPointer, _ secrets: [Range<Int>], _ file: FileView
    ) -> Observation {
        let rule = scanner.pack.rules[match.rule]
        let before = masked(max(match.line.lowerBound, match.secret.lowerBound - Self.reach)..<match.secret.lowerBound, bytes, secrets)
        let after = masked(match.secret.upperBound..<min(match.line.upperBound, match.secret.upperBound + Self.reach), bytes, secrets)
        let value = Fingerprint.sha256(Array(bytes[part: match.secret])).prefix(2)
        let identity = Fingerprint.make([before, after, Array(value)])
        guard !match.isMarkedAllowed else {
            return Observation(
                rule: ruleName(rule), kind: .secret, level: .note, confidence: .low, line: line,
                message: "A line that looks like a secret is marked gitleaks:allow.", remedy: "Check that the mark is right.",
                identity: identity)
        }
        let isTest = level(in: file) == .warning
        return Observation(
            rule: ruleName(rule), kind: .secret, level: level(in: file),
            confidence: rule.isGeneric ? .low : rule.goesByName || isTest ? .medium : .high, line: line, message: rule.description,
            remedy: isTest
                ? "If it was made for tests alone, take it over in the baseline and say so; otherwise revoke it where it was issued."
                : "Revoke it where it was issued, then take it out: whoever has a copy of the history has the secret.",
            excerpt: excerpt(match, bytes, secrets), identity: identity)
    }

    /// What stands before the secret in its match, and how long the secret is.
    private func excerpt(_ match: SecretMatch, _ bytes: UnsafeRawBufferPointer, _ secrets: [Range<Int>]) -> String {
        let start = max(match.match.lowerBound, match.secret.lowerBound - 40)
        let before = String(decoding: masked(start..<max(start, match.secret.lowerBound), bytes, secrets), as: UTF8.self)
        return "\(before)‹\(match.secret.count) characters, not shown›"
    }

    /// The bytes of a range with all secrets in it replaced by one sign each.
    private func masked(_ range: Range<Int>, _ bytes: UnsafeRawBufferPointer, _ secrets: [Range<Int>]) -> [UInt8] {
        let near = secrets.filter { $0.overlaps(range) }
        var result: [UInt8] = []
        var at = range.lowerBound
        while at < range.upperBound {
            if let hit = near.first(where: { $0.contains(at) }) {
                result.append(UInt8(ascii: "*"))
                at = max(hit.upperBound, at + 1)
            } else {
                result.append(bytes[at])
                at += 1
            }
        }
        return result
    }

    /// A text in UTF-16 with its mark, as UTF-8; nil for everything else.
    private static func fromUTF16(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        guard bytes.count >= 2 else { return nil }
        let isLittle = bytes[0] == 0xFF && bytes[1] == 0xFE
        guard isLittle || (bytes[0] == 0xFE && bytes[1] == 0xFF) else { return nil }
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { at -> UInt16 in
            let unit = bytes.loadUnaligned(fromByteOffset: at, as: UInt16.self)
            return isLittle ? UInt16(littleEndian: unit) : UInt16(bigEndian: unit)
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    // MARK: The planted control

    /// A key and a token made up anew for each run, in a file that is only in memory.
    public func control() -> ControlOutcome? {
        var letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        letters.shuffle()
        let token = String(decoding: letters.prefix(36), as: UTF8.self)
        let lines = (0..<6).map { _ in String(decoding: letters.shuffled(), as: UTF8.self) }
        // Put together here, so that this source has neither.
        let kind = ["RSA", "PRIVATE", "KEY"].joined(separator: " ")
        let text =
            "token = \"" + ["gh", "p_", token].joined() + "\"\n-----BEGIN \(kind)-----\n" + lines.joined(separator: "\n")
            + "\n-----END \(kind)-----\n"
        let found = Array(text.utf8).withUnsafeBytes { bytes in
            read(FileView(path: TreePath("planted/control.txt"), fileClass: .source, bytes: bytes)).observations
        }
        // The rules of another file may know other secrets; one of the two is known to any.
        let rules = Set(found.map(\.rule))
        let expected = Set(["github-pat", "private-key"].map { "\(name)/\($0)" })
        let known = expected.intersection(scanner.pack.rules.map { ruleName($0) })
        let isShown = found.contains { ($0.excerpt ?? "").contains(token) || $0.identity.contains(token) }
        return ControlOutcome(
            check: name, wasFound: !known.isEmpty && known.isSubset(of: rules) && !isShown,
            what: "a made-up token and private key, planted in memory")
    }
}
