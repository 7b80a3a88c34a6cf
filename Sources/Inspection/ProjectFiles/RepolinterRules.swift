/// Rules of a file of Repolinter, a tool that is archived since February 2026 and whose files many organisations still have.
///
/// Read as JSON or YAML, in version 2 of the format and the older one. Rules of a type that is not known here, or for certain kinds of
/// repositories only, are named and not applied.
struct RepolinterRules: Sendable {
    enum Kind: Sendable {
        case fileExistence
        case directoryExistence
        case fileContents(Pattern, wants: Bool, anyFile: Bool)
        case fileStartsWith([Pattern], lines: Int)
        case fileHash(String)
        case fileTypeExclusion
        case largeFile(bytes: Int)
    }

    struct Rule: Sendable {
        let name: String
        let level: FindingLevel
        let kind: Kind
        let globs: [String]
        let ignoresCase: Bool
        /// It fails when no file fits.
        let needsFile: Bool
        let message: String?
        let advice: String?
    }

    let rules: [Rule]
    /// What is not applied, and why.
    let gaps: [Gap]
    let digest: String

    private static let mostRules = 1000
    private static let mostGlobs = 200

    /// - Throws: `InspectionError` that names the file.
    init(_ bytes: [UInt8], name: String) throws(InspectionError) {
        let file = try StructuredValue(bytes, name: name)
        guard let list = file["rules"]?.object else { throw InspectionError(name, "it has no rules") }
        var rules: [Rule] = []
        var gaps: [Gap] = []
        if file["extends"] != nil { gaps.append(Gap(name, "extends: other rule files are not read")) }
        let isOld = file["version"] == nil
        let entries = isOld ? Self.oldEntries(list) : Self.entries(list)
        guard entries.count <= Self.mostRules else { throw InspectionError(name, "it has more than \(Self.mostRules) rules") }
        for entry in entries.sorted(by: { $0.name < $1.name }) where entry.level != "off" {
            let place = "\(name): \(entry.name)"
            guard entry.condition.isEmpty else {
                gaps.append(Gap(place, "it is for \(entry.condition.joined(separator: ", ")) only, which is not decided here"))
                continue
            }
            do throws(InspectionError) {
                if let rule = try Self.rule(entry, place) {
                    rules.append(rule)
                } else {
                    gaps.append(Gap(place, "the type “\(entry.type)” is not known"))
                }
            } catch {
                gaps.append(Gap(error.subject, error.detail))
            }
        }
        self.rules = rules
        self.gaps = gaps
        digest = Fingerprint.hexadecimal(Fingerprint.sha256(bytes).prefix(8))
    }

    private struct Entry {
        var name: String
        var level: String
        var type: String
        var options: StructuredValue
        var condition: [String]
        var advice: String?
    }

    private static func entries(_ list: [String: StructuredValue]) -> [Entry] {
        list.map { name, value in
            Entry(
                name: name, level: value["level"]?.string ?? "error", type: value["rule"]?["type"]?.string ?? "",
                options: value["rule"]?["options"] ?? .object([:]), condition: value["where"]?.strings ?? [],
                advice: value["policyInfo"]?.string ?? value["policyUrl"]?.string)
        }
    }

    /// Before version 2 rules stood below the kind of repository, with the type behind a colon.
    private static func oldEntries(_ list: [String: StructuredValue]) -> [Entry] {
        list.flatMap { condition, rules in
            (rules.object ?? [:]).map { name, value in
                let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
                return Entry(
                    name: parts[0], level: value.array?.first?.string ?? value.string ?? "error", type: parts.last ?? name,
                    options: value.array?.dropFirst().first ?? .object([:]), condition: condition == "all" ? [] : [condition], advice: nil)
            }
        }
    }

    private static func rule(_ entry: Entry, _ place: String) throws(InspectionError) -> Rule? {
        let options = entry.options
        let kind: Kind
        var needsFile = false
        switch entry.type {
        case "file-existence":
            kind = .fileExistence
            needsFile = true
        case "directory-existence":
            kind = .directoryExistence
            needsFile = true
        case "file-contents", "any-file-contents", "file-not-contents":
            kind = .fileContents(
                try pattern(options["content"]?.string ?? "", options["flags"]?.string ?? "", place),
                wants: entry.type != "file-not-contents",
                anyFile: entry.type == "any-file-contents")
            needsFile = options["fail-on-non-existent"]?.bool ?? (entry.type == "any-file-contents")
        case "file-starts-with":
            var patterns: [Pattern] = []
            for text in options["patterns"]?.strings ?? [] { patterns.append(try pattern(text, options["flags"]?.string ?? "", place)) }
            kind = .fileStartsWith(patterns, lines: Int(exactly: options["lineCount"]?.number ?? 1) ?? 1)
            needsFile = options["fail-on-non-existent"]?.bool ?? false
        case "file-hash":
            let algorithm = options["algorithm"]?.string?.lowercased() ?? "sha256"
            guard algorithm == "sha256" else { throw InspectionError(place, "the algorithm \(algorithm) is not known") }
            kind = .fileHash((options["hash"]?.string ?? "").lowercased())
            needsFile = options["fail-on-non-existent"]?.bool ?? true
        case "file-type-exclusion":
            kind = .fileTypeExclusion
        case "large-file":
            kind = .largeFile(bytes: Int(exactly: options["size"]?.number ?? 10_000_000) ?? 10_000_000)
        default: return nil
        }
        let globs = ["globsAny", "globsAll", "files", "file", "type", "directories"].flatMap { options[$0]?.strings ?? [] }
        guard globs.count <= mostGlobs else { throw InspectionError(place, "it has more than \(mostGlobs) globs") }
        let isLarge = if case .largeFile = kind { true } else { false }
        guard !globs.isEmpty || isLarge else { throw InspectionError(place, "it names no files") }
        return Rule(
            name: entry.name, level: entry.level == "error" ? .error : entry.level == "warning" ? .warning : .note, kind: kind,
            globs: globs.isEmpty ? ["**"] : globs, ignoresCase: options["nocase"]?.bool ?? false, needsFile: needsFile,
            message: options["fail-message"]?.string, advice: entry.advice)
    }

    /// Repolinter takes the patterns of JavaScript; those that RE2 has as well can be used.
    private static func pattern(_ text: String, _ flags: String, _ place: String) throws(InspectionError) -> Pattern {
        let known = flags.filter { "ims".contains($0) }
        return try Pattern(known.isEmpty ? text : "(?\(known))\(text)", name: place, isUTF8: true)
    }
}

extension RepolinterRules.Rule {
    /// Whether a path is one of those that the rule is about. `{a,b}` stands for either.
    func fits(_ path: TreePath) -> Bool {
        let text = ignoresCase ? path.text.lowercased() : path.text
        return globs.contains { glob in
            Self.alternatives(of: ignoresCase ? glob.lowercased() : glob).contains { PathPattern.matches($0, TreePath(text)) }
        }
    }

    private static let mostAlternatives = 64

    /// A glob with its braces written out.
    static func alternatives(of glob: String) -> [String] {
        var open = [glob]
        var done: [String] = []
        while let next = open.popLast(), done.count + open.count < mostAlternatives {
            guard let start = next.firstIndex(where: { $0 == "{" || $0 == "(" }),
                let end = next[start...].firstIndex(where: { $0 == "}" || $0 == ")" })
            else {
                done.append(next.hasPrefix("./") ? String(next.dropFirst(2)) : next)
                continue
            }
            let separator: Character = next[start] == "{" ? "," : "|"
            // `@(a|b)` and the like of extended globs.
            let head = next[..<start].hasSuffix("@") ? next[..<start].dropLast() : next[..<start]
            for part in next[next.index(after: start)..<end].split(separator: separator, omittingEmptySubsequences: false) {
                open.append(head + String(part) + next[next.index(after: end)...])
            }
        }
        return done.sorted()
    }
}

/// Applies the rules of a Repolinter file.
public struct RepolinterCheck: Check {
    public let name = "repolinter"
    private let rules: RepolinterRules

    public var version: String { "file \(rules.digest), reader 1" }

    private static let mostFileBytes = 4 << 20

    /// - Throws: `InspectionError` that names the file.
    public init(rules bytes: [UInt8], name: String) throws(InspectionError) { rules = try RepolinterRules(bytes, name: name) }

    public func wants(_ path: TreePath, _ fileClass: FileClass) -> Bool { false }

    public func conclude(_ inspected: InspectedTree) throws(InspectionError) -> Conclusion {
        var conclusion = Conclusion()
        conclusion.gaps = rules.gaps
        for rule in rules.rules {
            guard inspected.allowance.hasTime else {
                conclusion.gaps.append(Gap(rule.name, "there was no time left for the rule"))
                continue
            }
            apply(rule, inspected.tree, &conclusion)
        }
        return conclusion
    }

    private func apply(_ rule: RepolinterRules.Rule, _ tree: Tree, _ conclusion: inout Conclusion) {
        func report(_ message: String, _ path: TreePath?) {
            let remedy = rule.advice ?? "See the rule “\(rule.name)” in the rule file."
            conclusion.findings.append(
                Finding(
                    Observation(
                        rule: "\(name)/\(rule.name)", kind: .projectFile, level: rule.level, confidence: .high,
                        message: rule.message ?? message,
                        remedy: remedy, identity: path == nil ? "missing" : "contents"), path: path))
        }
        let wanted = rule.globs.joined(separator: ", ")
        if case .directoryExistence = rule.kind {
            if !tree.entries.folderPaths.contains(where: { rule.fits($0) }) { report("There is no folder \(wanted).", nil) }
            return
        }
        let places = tree.entries.indices.filter { tree.entries.isFile(at: $0) && rule.fits(tree.entries.path(at: $0)) }
        let fitting = places.lazy.map { tree.entries[$0] }
        if fitting.isEmpty {
            if rule.needsFile { report("There is no file \(wanted).", nil) }
            return
        }
        if case .fileTypeExclusion = rule.kind {
            for entry in fitting { report("Files of this kind are not wanted.", entry.path) }
            return
        }
        if case .fileExistence = rule.kind { return }
        var hasAny = false
        for entry in fitting {
            let bytes: [UInt8]
            do throws(InspectionError) {
                bytes = try tree.contents(of: entry, atMost: Self.mostFileBytes)
            } catch {
                conclusion.gaps.append(Gap(error.subject, error.detail))
                continue
            }
            if case .fileContents(let pattern, true, true) = rule.kind {
                hasAny = hasAny || bytes.withUnsafeBytes { pattern.matches($0) }
            } else if let message = fault(rule.kind, bytes) {
                report(message, entry.path)
            }
        }
        if case .fileContents(_, true, true) = rule.kind, !hasAny { report("None of \(wanted) holds what is wanted.", nil) }
    }

    /// What is wrong with one file; nil when nothing is.
    private func fault(_ kind: RepolinterRules.Kind, _ bytes: [UInt8]) -> String? {
        switch kind {
        case .fileContents(let pattern, let wants, _):
            let isThere = bytes.withUnsafeBytes { pattern.matches($0) }
            return isThere == wants ? nil : wants ? "The file does not hold what is wanted." : "The file holds what is not wanted."
        case .fileStartsWith(let patterns, let lines):
            let head = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: max(0, lines), omittingEmptySubsequences: false).prefix(
                max(1, lines))
            let text = Array(head.joined(separator: [UInt8(ascii: "\n")]))
            let isThere = text.withUnsafeBytes { text in patterns.allSatisfy { $0.matches(text) } }
            return isThere ? nil : "The file does not begin with what is wanted."
        case .fileHash(let wanted):
            return Fingerprint.hexadecimal(Fingerprint.sha256(bytes)) == wanted ? nil : "The file is not the one that is wanted."
        case .largeFile(let most):
            return bytes.count > most ? "The file has \(bytes.count) bytes, more than \(most)." : nil
        case .fileExistence, .directoryExistence, .fileTypeExclusion: return nil
        }
    }
}
