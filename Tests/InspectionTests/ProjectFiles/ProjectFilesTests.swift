import Testing

@testable import Inspection

@Suite("Project files")
struct ProjectFilesTests {
    private func report(_ files: [String: String]) throws -> Report {
        let sample = try SampleFolder()
        for (name, text) in files { try sample.write(name, text) }
        return try Inspection.run(on: Tree.open(sample.path), checks: [ProjectFilesCheck()])
    }

    private func rules(_ files: [String: String]) throws -> Set<String> { Set(try report(files).findings.map(\.rule)) }

    /// A project that has all that is asked for.
    static let whole = [
        "README.md": "# Anvil\n\nAnvil shapes iron for people who have a hammer and some patience. Install it with the package manager of "
            + "your system.\n\n## Usage\n\nRun `anvil shape FILE`. Report a bug as an issue. The documentation has more about all that it can do.\n",
        "LICENSE":
            "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files, to deal "
            + "in the Software without restriction.\n",
        ".github/SECURITY.md": "Write to security@office.example; we answer within a week.\n",
        "docs/contributing.rst":
            "Propose a pull request. Keep it small, test what you change, and say in the description why it is needed and what else you thought of doing.\n",
        "CODE_OF_CONDUCT.md": "Be kind. Write to conduct@office.example when somebody is not.\n",
    ]

    @Test("a project that has everything has no findings, and says what it cannot decide")
    func complete() throws {
        let report = try report(Self.whole)
        #expect(report.findings.map(\.rule) == [])
        func state(_ id: String) -> String? { report.facts.first { $0.name == "project/\(id)" }?.value }
        #expect(report.facts.count == 24)
        #expect(state("OSPS-LE-03.01") == "met")
        #expect(state("OSPS-AC-01.01") == "only the forge can tell")
        #expect(state("OSPS-BR-07.01") == "see the check secrets")
    }

    @Test("an empty project misses each of them")
    func empty() throws {
        #expect(
            try rules(["a.txt": "x"]) == [
                "project/readme", "project/OSPS-LE-03.01", "project/OSPS-VM-02.01", "project/OSPS-GV-03.01", "project/code-of-conduct",
                "project/OSPS-DO-01.01", "project/OSPS-DO-02.01",
            ])
    }

    @Test(
        "a file counts by what it holds, not by being there",
        arguments: [
            (
                "LICENSE",
                "All rights reserved, and a few more words so that it is not short: nobody may do anything with this, at any time, anywhere, ever, at all, amen.\n",
                "OSPS-LE-03.01"
            ),
            ("README.md", "# Anvil\n\nReport a bug as an issue.\n", "readme"),
            (
                ".github/SECURITY.md",
                "# Security\nUse this section to tell people about which versions are supported. https://a.example\n", "OSPS-VM-02.01"
            ),
            (".github/SECURITY.md", "# Security\nWe take it seriously.\n", "OSPS-VM-02.01"),
            ("CODE_OF_CONDUCT.md", "Report to [INSERT CONTACT METHOD].\n", "code-of-conduct"),
            ("docs/contributing.rst", "Thanks!\n", "OSPS-GV-03.01"),
        ])
    func contents(file: String, text: String, rule: String) throws {
        var files = Self.whole
        files[file] = text
        let report = try report(files)
        #expect(report.findings.map(\.rule) == ["project/\(rule)"])
        #expect(report.findings.first?.place.path == TreePath(file))
    }

    @Test("compiled programs and archives are found by their bytes, pictures are not")
    func binaries() throws {
        let sample = try SampleFolder()
        for (name, text) in Self.whole { try sample.write(name, text) }
        try sample.write("tool", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0])
        try sample.write("lib/a.jar", Array("PK\u{3}\u{4}".utf8) + [0, 0])
        try sample.write("data.zip", Array("PK\u{3}\u{4}".utf8) + [0, 0])
        try sample.write("logo", [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0])
        try sample.write("tests/weird.blob", [1, 0, 2])
        let report = try Inspection.run(on: Tree.open(sample.path), checks: [ProjectFilesCheck()])
        #expect(
            report.findings.map { "\($0.place.path?.text ?? "") \($0.rule) \($0.level)" } == [
                "data.zip project/OSPS-QA-05.02 warning", "lib/a.jar project/OSPS-QA-05.01 warning", "tool project/OSPS-QA-05.01 warning",
                "tests/weird.blob project/OSPS-QA-05.02 note",
            ])
    }

    @Test("workflows that run strangers' texts, or strangers' code with secrets, are found")
    func workflows() throws {
        var files = Self.whole
        files[".github/workflows/good.yml"] =
            "on: pull_request\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n      - env:\n          T: ${{ github.event.issue.title }}\n        run: echo \"$T\"\n"
        files[".github/workflows/bad.yml"] = """
            on: [pull_request_target]
            jobs:
              a:
                steps:
                  - uses: actions/checkout@v4
                    with:
                      ref: ${{ github.event.pull_request.head.sha }}
                  - run: echo "${{ github.event.pull_request.title }}"
            """
        files[".github/workflows/broken.yml"] = "jobs: [\n"
        let found = try report(files).findings.map { "\($0.place.path?.name ?? ""):\($0.place.line ?? 0) \($0.rule)" }
        #expect(found == ["bad.yml:7 project/OSPS-BR-01.03", "bad.yml:8 project/OSPS-BR-01.01", "broken.yml:0 project/workflow"])
    }

    @Test("many sources without a list of what they depend on are found")
    func manifests() throws {
        var files = Self.whole
        for number in 0..<12 { files["src/m\(number).py"] = "x = \(number)\n" }
        #expect(try rules(files) == ["project/OSPS-QA-02.01"])
        files["pyproject.toml"] = "[project]\nname = 'x'\n"
        #expect(try rules(files) == [])
    }
}

@Suite("Rule files of Repolinter")
struct RepolinterTests {
    private func report(_ rules: String, _ files: [String: String]) throws -> Report {
        let sample = try SampleFolder()
        for (name, text) in files { try sample.write(name, text) }
        return try Inspection.run(on: Tree.open(sample.path), checks: [RepolinterCheck(rules: Array(rules.utf8), name: "repolinter.json")])
    }

    @Test("rules about files, folders, contents, beginnings and hashes are applied")
    func rules() throws {
        let rules = """
            {"version": 2, "rules": {
              "a-there": {"level": "error", "rule": {"type": "file-existence", "options": {"globsAny": ["LICENSE*"], "nocase": true}}},
              "b-missing": {"level": "warning", "rule": {"type": "file-existence", "options": {"globsAny": ["{NOTICE,AUTHORS}*"], "fail-message": "Say who."}}},
              "c-folder": {"level": "error", "rule": {"type": "directory-existence", "options": {"globsAny": ["docs"]}}},
              "d-contents": {"level": "error", "rule": {"type": "file-contents", "options": {"globsAll": ["*.md"], "content": "licen[cs]e", "flags": "i"}}},
              "e-not": {"level": "error", "rule": {"type": "file-not-contents", "options": {"globsAll": ["src/**"], "content": "internal\\\\.example"}}},
              "f-starts": {"level": "error", "rule": {"type": "file-starts-with", "options": {"globsAll": ["src/*.c"], "lineCount": 2, "patterns": ["Copyright"]}}},
              "g-any": {"level": "error", "rule": {"type": "any-file-contents", "options": {"globsAny": ["*.md"], "content": "nowhere"}}},
              "h-hash": {"level": "error", "rule": {"type": "file-hash", "options": {"globsAny": ["License"], "hash": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}}},
              "i-off": {"level": "off", "rule": {"type": "file-existence", "options": {"globsAny": ["never"]}}},
              "j-type": {"level": "error", "rule": {"type": "file-type-exclusion", "options": {"type": ["**/*.exe"]}}}
            }}
            """
        let report = try report(
            rules,
            [
                "License": "x", "README.md": "See the LICENCE.", "src/a.c": "// one\n// Copyright\n",
                "src/b.c": "1\n2\n// Copyright internal.example\n", "bin/x.exe": "x",
            ])
        #expect(
            report.findings.map { "\($0.rule) \($0.place.path?.text ?? "-") \($0.level)" } == [
                "repolinter/c-folder - error", "repolinter/g-any - error", "repolinter/j-type bin/x.exe error",
                "repolinter/e-not src/b.c error",
                "repolinter/f-starts src/b.c error", "repolinter/b-missing - warning",
            ])
        #expect(report.findings.first { $0.rule == "repolinter/b-missing" }?.message == "Say who.")
        #expect(report.gaps.isEmpty)
    }

    @Test("the older form and YAML are read; what is not known is named and not applied")
    func unknown() throws {
        let old = try report(
            "{\"rules\": {\"all\": {\"readme:file-existence\": [\"error\", {\"files\": [\"README*\"]}]}, \"language=go\": {\"x:file-existence\": [\"error\", {\"files\": [\"go.mod\"]}]}}}",
            ["a": "x"])
        #expect(old.findings.map(\.rule) == ["repolinter/readme"])
        #expect(old.gaps.map(\.subject) == ["repolinter.json: x"])
        let yaml = try report(
            "version: 2\nextends: https://rules.example/base.yml\nrules:\n  links:\n    level: error\n    rule:\n      type: file-no-broken-links\n      options:\n        globsAll: ['*.md']\n  look:\n    level: error\n    rule:\n      type: file-contents\n      options:\n        globsAll: ['a']\n        content: '(?<=x)y'\n",
            ["a": "x"])
        #expect(yaml.findings.isEmpty)
        #expect(yaml.gaps.map(\.subject).sorted() == ["repolinter.json", "repolinter.json: links", "repolinter.json: look"])
        #expect(yaml.exitStatus == 2)
        #expect(throws: InspectionError.self) { try RepolinterCheck(rules: Array("[]".utf8), name: "r.json") }
    }
}
