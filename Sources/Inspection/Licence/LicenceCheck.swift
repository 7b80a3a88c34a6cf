/// Finds the licences of files, and says where they are modified, unknown or cannot go together.
public struct LicenceCheck: Check {
    public let name = "licence"
    public var version: String { "SPDX \(LicenceList.shared.version), OSADL 2024-05-22, detector 1" }

    private let detector = LicenceDetector()

    public init() {}

    /// Lock files name the licences of others; what others wrote keeps its own terms and is only noted.
    public func wants(_ path: TreePath, _ fileClass: FileClass) -> Bool { fileClass != .binary && fileClass != .lockFile }

    // MARK: A file

    public func read(_ file: FileView) -> FileResult {
        guard file.fileClass != .binary, file.fileClass != .lockFile else { return FileResult() }
        let path = file.path.text
        var matches = detector.matches(in: Array(file.bytes), path: path)
        var observations: [Observation] = []
        do throws(InspectionError) {
            if let manifest = try DependencyFile(Array(file.bytes), path: path), let declared = manifest.declaredLicence {
                let read = DeclaredLicence(declared.text)
                matches.removeAll { $0.lines == declared.line...declared.line }
                matches.append(
                    LicenceMatch(
                        kind: .manifest, expression: read.expression, sameText: [], lines: declared.line...declared.line, coverage: 0,
                        completeness: 1, differences: .none, base: nil))
                if let problem = read.problem { observations.append(unclear(declared.text, problem, declared.line)) }
            }
        } catch {
            // The check of dependencies names a manifest that cannot be read.
        }
        let isOwn = file.fileClass != .vendored
        for match in matches {
            if let base = match.base, isOwn { observations.append(modified(match, base)) }
            if match.kind == .text, match.expression == "LicenseRef-unknown", isOwn { observations.append(unknown(match)) }
        }
        let facts = matches.map { Fact("\(name)/\($0.kind.rawValue)", $0.expression, line: $0.lines.lowerBound) }
        return FileResult(observations, facts: facts)
    }

    private func modified(_ match: LicenceMatch, _ base: String) -> Observation {
        let differences = match.differences
        var parts: [String] = []
        if !differences.added.isEmpty { parts.append("has “\(Self.few(differences.added))”") }
        if !differences.missing.isEmpty { parts.append("lacks “\(Self.few(differences.missing))”") }
        return Observation(
            rule: "\(name)/modified-text", kind: .licence, level: .warning, confidence: .medium, line: match.lines.lowerBound,
            message: "The text is \(base) changed in \(differences.distance) words: it \(parts.joined(separator: " and ")).",
            remedy: "Put the text back as published, or have the changed terms reviewed: they are another licence.",
            identity: "\(base) \(differences.distance)")
    }

    private static func few(_ pieces: [String]) -> String {
        let text = pieces.prefix(3).joined(separator: " … ")
        return text.count > 160 ? text.prefix(160) + "…" : text
    }

    private func unknown(_ match: LicenceMatch) -> Observation {
        Observation(
            rule: "\(name)/unknown-text", kind: .licence, level: .warning, confidence: .medium, line: match.lines.lowerBound,
            message: "The file is called like a licence, and its text is none of the SPDX list.",
            remedy: "Use a licence of the SPDX list, or have the terms reviewed.", identity: "text")
    }

    private func unclear(_ declared: String, _ problem: String, _ line: Int) -> Observation {
        Observation(
            rule: "\(name)/unclear-declaration", kind: .licence, level: .note, confidence: .high, line: line,
            message: "The manifest declares “\(declared.prefix(80))”, which is no SPDX expression: \(problem)",
            remedy: "Declare an SPDX expression, for example MIT or Apache-2.0.", identity: String(declared.prefix(80)))
    }

    // MARK: The tree

    public func conclude(_ inspected: InspectedTree) throws(InspectionError) -> Conclusion {
        var conclusion = Conclusion()
        let project = projectLicences(inspected)
        for one in project { conclusion.facts.append(Fact("\(name)/project", one.expression)) }
        judgeManifests(inspected, project, &conclusion)
        guard project.count == 1, let outer = project.first, let outerExpression = try? LicenceExpression(outer.expression) else {
            return conclusion
        }
        conclusion.facts.append(Fact("\(name)/compatibility", LicenceCompatibility.attribution))
        for (place, result) in inspected.results.sorted(by: { $0.key < $1.key }) {
            let entry = inspected.tree.entries[place]
            guard place != outer.place, entry.fileClass != .test, entry.fileClass != .documentation else { continue }
            for fact in result.facts where ["licence/text", "licence/notice", "licence/tag"].contains(fact.name) {
                guard let inner = try? LicenceExpression(fact.value),
                    LicenceCompatibility.shared.answer(taking: inner, into: outerExpression) == .no
                else { continue }
                conclusion.findings.append(
                    Finding(
                        Observation(
                            rule: "\(name)/incompatible", kind: .licence, level: .warning, confidence: .medium, line: fact.line,
                            message:
                                "The file is under \(fact.value), which cannot become part of a work under \(outer.expression) (OSADL).",
                            remedy: "Take the file out, find the same under other terms, or have the licence of the project reviewed.",
                            identity: fact.value), path: entry.path))
            }
        }
        return conclusion
    }

    /// The licences of the licence files at the top: in one file several texts are all meant.
    private func projectLicences(_ inspected: InspectedTree) -> [(expression: String, place: Int)] {
        var found: [(expression: String, place: Int)] = []
        for (place, result) in inspected.results.sorted(by: { $0.key < $1.key }) {
            let path = inspected.tree.entries[place].path
            guard LicencePlace.holdsLicence(path.text), path.folders.isEmpty || path.folders == ["LICENSES"] else { continue }
            for fact in result.facts where fact.name == "licence/text" && !found.contains(where: { $0.expression == fact.value }) {
                found.append((fact.value, place))
            }
        }
        // The Lesser GPL 3 is an addition to the GPL 3, which stands beside it.
        if found.contains(where: { $0.expression == "LGPL-3.0-only" }) { found.removeAll { $0.expression == "GPL-3.0-only" } }
        return found
    }

    private func judgeManifests(
        _ inspected: InspectedTree, _ project: [(expression: String, place: Int)], _ conclusion: inout Conclusion
    ) {
        guard !project.isEmpty else { return }
        let known = project.map { Self.family($0.expression) }
        let said = project.map(\.expression).joined(separator: ", ")
        for (place, result) in inspected.results.sorted(by: { $0.key < $1.key }) {
            let entry = inspected.tree.entries[place]
            guard entry.path.folders.isEmpty else { continue }
            for fact in result.facts where fact.name == "licence/manifest" {
                guard let declared = try? LicenceExpression(fact.value),
                    !declared.ids.contains(where: { known.contains(Self.family($0)) || $0.hasPrefix("LicenseRef-") })
                else { continue }
                conclusion.findings.append(
                    Finding(
                        Observation(
                            rule: "\(name)/contradiction", kind: .licence, level: .warning, confidence: .high, line: fact.line,
                            message: "The manifest declares \(fact.value); the licence file is \(said).",
                            remedy: "Make both say the same.", identity: fact.value), path: entry.path))
            }
        }
    }

    /// Without what a text alone does not say: only this version, or later ones too.
    private static func family(_ id: String) -> String {
        for end in ["-only", "-or-later"] where id.hasSuffix(end) { return String(id.dropLast(end.count)) }
        return id
    }

    /// The MIT licence, written out here, must be found in a comment; and not once it is turned around.
    public func control() -> ControlOutcome? {
        let text = LicenceList.shared["MIT"].map { LicenceTemplate.plain($0.text) } ?? ""
        let found = detector.matches(in: Array(("/*\n" + text + "\n*/").utf8), path: "control.c")
        let turned = detector.matches(
            in: Array(text.replacing("without restriction", with: "with every restriction but not").utf8), path: "control.c")
        let isFound = found.map(\.expression) == ["MIT"] && turned.allSatisfy { $0.expression != "MIT" }
        return ControlOutcome(check: name, wasFound: isFound, what: "the text of a licence, and the same text changed")
    }
}
