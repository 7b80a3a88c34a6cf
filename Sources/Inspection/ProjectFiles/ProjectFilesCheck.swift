/// Looks for what a project needs so that others can use it and take part, and for what the OSPS Baseline asks of it at level 1.
///
/// What only a forge or a person can say is noted as a fact, never as met.
public struct ProjectFilesCheck: Check {
    public let name = "project"
    public var version: String { "\(BaselineRequirement.version), rules 1" }

    private static let mostFileBytes = 1 << 20

    public init() {}

    // MARK: Binary files

    /// Only contents show that a file is binary; pictures and the like are known by their names.
    public func wants(_ path: TreePath, _ fileClass: FileClass) -> Bool { fileClass != .binary || !BinaryKind.isMedia(path) }

    public func read(_ file: FileView) -> FileResult {
        guard file.fileClass == .binary else { return FileResult() }
        let kind = BinaryKind(file.bytes, path: file.path)
        let remedy = "Build it from source where it is needed, or attach it to a release."
        switch kind {
        case .media: return FileResult()
        case .program:
            return FileResult([
                observation("OSPS-QA-05.01", .practice, .warning, .high, "The file is \(kind.rawValue).", remedy, identity: kind.rawValue)
            ])
        case .archive, .unknown:
            let isTest = FileClass(path: file.path) == .test || file.path.folders.contains { $0.lowercased().hasPrefix("test") }
            return FileResult([
                observation(
                    "OSPS-QA-05.02", .practice, isTest ? .note : .warning, .medium, "The file is \(kind.rawValue) that nobody can review.",
                    remedy,
                    identity: kind.rawValue)
            ])
        }
    }

    private func observation(
        _ rule: String, _ kind: FindingKind, _ level: FindingLevel, _ confidence: Confidence, _ message: String, _ remedy: String,
        line: Int? = nil, identity: String = ""
    ) -> Observation {
        Observation(
            rule: "\(name)/\(rule)", kind: kind, level: level, confidence: confidence, line: line, message: message, remedy: remedy,
            identity: identity)
    }

    // MARK: The whole

    public func conclude(_ inspected: InspectedTree) throws(InspectionError) -> Conclusion {
        var conclusion = Conclusion()
        var texts: [ProjectFile: String] = [:]
        for file in ProjectFile.allCases { texts[file] = judge(file, inspected.tree, &conclusion) }
        judgeDocumentation(texts, inspected.tree, &conclusion)
        judgeWorkflows(inspected.tree, &conclusion)
        judgeManifests(inspected.tree, &conclusion)
        let broken = Set(conclusion.findings.map(\.rule) + inspected.results.values.flatMap { $0.observations.map(\.rule) })
        for requirement in BaselineRequirement.levelOne {
            conclusion.facts.append(Fact("\(name)/\(requirement.id)", state(of: requirement, broken)))
        }
        return conclusion
    }

    private func state(of requirement: BaselineRequirement, _ broken: Set<String>) -> String {
        switch requirement.source {
        case .files: broken.contains("\(name)/\(requirement.id)") ? "not met" : "met"
        case .otherCheck(let check): "see the check \(check)"
        case .forge: "only the forge can tell"
        case .statement: "only people can say"
        }
    }

    /// Judges a file by its contents; gives them when there are any.
    private func judge(_ file: ProjectFile, _ tree: Tree, _ conclusion: inout Conclusion) -> String? {
        guard let rule = Self.rules[file] else { return nil }
        var fault: (path: TreePath, text: String, contents: String)?
        for place in file.places(in: tree).prefix(20) {
            let entry = tree.entries[place]
            let text: String
            do throws(InspectionError) {
                text = String(decoding: try tree.contents(of: entry, atMost: Self.mostFileBytes), as: UTF8.self)
            } catch {
                conclusion.gaps.append(Gap(entry.path.description, error.detail))
                continue
            }
            guard let found = file.fault(in: text) else { return text }
            if fault == nil { fault = (entry.path, found, text) }
        }
        let message = fault.map { "The file is there, but \($0.text)." } ?? "There is no \(file.rawValue)."
        conclusion.findings.append(
            Finding(
                observation(
                    rule.id, .projectFile, rule.level, .high, message, rule.remedy, identity: fault == nil ? "missing" : "contents"),
                path: fault?.path))
        return fault?.contents
    }

    private static let rules: [ProjectFile: (id: String, level: FindingLevel, remedy: String)] = [
        .readme: ("readme", .error, "Write a README: what the project is for, how to use it, where to ask."),
        .licence: ("OSPS-LE-03.01", .error, "Put the text of the licence into LICENSE."),
        .security: ("OSPS-VM-02.01", .warning, "Write SECURITY.md: whom to tell of a vulnerability, and what happens then."),
        .contributing: ("OSPS-GV-03.01", .warning, "Write CONTRIBUTING.md: how to propose a change, and what is expected of it."),
        .conduct: ("code-of-conduct", .note, "Take over a code of conduct, and name whom to report to."),
    ]

    private func judgeDocumentation(_ texts: [ProjectFile: String], _ tree: Tree, _ conclusion: inout Conclusion) {
        func add(_ rule: String, _ level: FindingLevel, _ message: String, _ remedy: String) {
            conclusion.findings.append(Finding(observation(rule, .practice, level, .medium, message, remedy), path: nil))
        }
        let readme = (texts[.readme] ?? "").lowercased()
        let files = tree.entries
        let manuals = files.places { ["docs", "doc", "documentation", "man", "manual"].contains($0.top.lowercased()) }
        let hasManual = manuals.contains { files.isFile(at: $0) && files.fileClass(at: $0) == .documentation }
        let usage = ["usage", "install", "getting started", "quick start", "quickstart", "how to use", "example", "documentation"]
        if !hasManual && !usage.contains(where: { readme.contains($0) }) {
            add(
                "OSPS-DO-01.01", .warning, "Nothing says how to use the software.",
                "Say in the README, or in docs/, how to install and use it.")
        }
        let hasTemplate = files.places { [".github", ".gitlab"].contains($0.top.lowercased()) }.contains { place in
            let path = files.path(at: place).text.lowercased()
            return path.hasPrefix(".github/issue_template") || path.hasPrefix(".gitlab/issue_templates/")
        }
        let guides = ([readme] + [texts[.contributing], texts[.support], texts[.security]].compactMap { $0?.lowercased() }).joined(
            separator: "\n")
        let report = ["issue", "bug", "defect"].contains { guides.contains($0) }
        if !hasTemplate && !report {
            add(
                "OSPS-DO-02.01", .warning, "Nothing says how to report a defect.",
                "Say in the README or CONTRIBUTING where defects are reported.")
        }
        let plain = plainAddress(in: texts[.readme] ?? "")
        if let plain {
            conclusion.findings.append(
                Finding(
                    observation(
                        "OSPS-BR-03.01", .practice, .note, .low, "The README leads to \(plain) over an unencrypted connection.",
                        "Write https:// where the site has it.",
                        identity: plain), path: ProjectFile.readme.places(in: tree).first.map { tree.entries[$0].path }))
        }
    }

    /// The first address with `http://` that is not this machine or an example.
    private func plainAddress(in text: String) -> String? {
        for part in text.split(separator: "http://").dropFirst() {
            let host = part.prefix { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" }.lowercased()
            let isLocal =
                host.isEmpty || host.hasPrefix("localhost") || host.hasPrefix("127.") || host.hasPrefix("0.0.0.0")
                || host.hasPrefix("192.168.")
            let isExample =
                ["example.com", "example.org", "example.net", "www.w3.org"].contains { host.hasSuffix($0) } || !host.contains(".")
            if !isLocal && !isExample { return "http://\(host)" }
        }
        return nil
    }

    private func judgeWorkflows(_ tree: Tree, _ conclusion: inout Conclusion) {
        let places = tree.entries.places { "\($0.text)/".hasPrefix(".github/workflows/") }
        for entry in places.lazy.map({ tree.entries[$0] }) where entry.isFile && ["yml", "yaml"].contains(entry.path.fileExtension) {
            do throws(InspectionError) {
                for risk in try WorkflowRisks.find(in: tree.contents(of: entry, atMost: Self.mostFileBytes), path: entry.path) {
                    conclusion.findings.append(
                        Finding(
                            observation(
                                risk.requirement, .practice, .error, .medium, risk.message, risk.remedy, line: risk.line,
                                identity: risk.identity),
                            path: entry.path))
                }
            } catch {
                conclusion.findings.append(
                    Finding(
                        observation(
                            "workflow", .practice, .warning, .high, "The workflow cannot be read: \(error.detail).", "Mend the file.",
                            identity: "unreadable"),
                        path: entry.path))
            }
        }
    }

    // MARK: Dependencies

    /// Endings of sources, and the files of which one lists what such sources depend on.
    private static let ecosystems: [(name: String, endings: Set<String>, manifests: Set<String>)] = [
        ("Python", ["py"], ["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "pipfile", "environment.yml"]),
        ("JavaScript", ["js", "mjs", "ts", "tsx", "jsx"], ["package.json", "deno.json", "deno.jsonc", "bower.json"]),
        ("Ruby", ["rb"], ["gemfile"]), ("Go", ["go"], ["go.mod"]), ("Rust", ["rs"], ["cargo.toml"]), ("PHP", ["php"], ["composer.json"]),
        ("Java", ["java"], ["pom.xml", "build.gradle", "build.gradle.kts", "build.xml", "build.sbt"]),
        ("Swift", ["swift"], ["package.swift", "podfile", "cartfile"]),
    ]
    /// A few scripts need no list.
    private static let leastSources = 10

    private func judgeManifests(_ tree: Tree, _ conclusion: inout Conclusion) {
        var counts: [String: Int] = [:]
        var names: Set<String> = []
        let manifests = Self.ecosystems.reduce(into: Set<String>()) { $0.formUnion($1.manifests) }
        let files = tree.entries
        for place in files.indices where files.isFile(at: place) {
            let name = files.name(at: place).lowercased()
            if manifests.contains(name) { names.insert(name) }
            if name.hasSuffix(".gemspec") { names.insert("gemfile") }
            if files.fileClass(at: place) == .source { counts[TreePath.fileExtension(of: name), default: 0] += 1 }
        }
        for ecosystem in Self.ecosystems where names.isDisjoint(with: ecosystem.manifests) {
            let sources = ecosystem.endings.reduce(0) { $0 + (counts[$1] ?? 0) }
            guard sources >= Self.leastSources else { continue }
            conclusion.findings.append(
                Finding(
                    observation(
                        "OSPS-QA-02.01", .practice, .warning, .medium,
                        "There are \(sources) files of \(ecosystem.name), and no list of what they depend on.",
                        "Add one of: \(ecosystem.manifests.sorted().joined(separator: ", ")).", identity: ecosystem.name), path: nil))
        }
    }
}
