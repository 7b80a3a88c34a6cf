import Testing

@testable import Inspection

@Suite struct LicenceCheckTests {
    private func text(_ id: String) throws -> String { LicenceTemplate.plain(try #require(LicenceList.shared[id]).text) }

    private func report(_ files: [(String, String)]) throws -> Report {
        let sample = try SampleFolder()
        for (path, text) in files { try sample.write(path, text) }
        return try Inspection.run(on: Tree.open(sample.path), checks: [LicenceCheck(), DependencyCheck()])
    }

    @Test func `the licence of a project is that of its licence file`() throws {
        let report = try report([("LICENSE", text("Apache-2.0")), ("src/a.c", "// SPDX-License-Identifier: MIT\nint a;\n")])
        #expect(report.facts.filter { $0.name == "licence/project" }.map(\.value) == ["Apache-2.0"])
        #expect(report.findings.isEmpty)
    }

    @Test func `a file that cannot become part of the project's work is named`() throws {
        let report = try report([
            ("LICENSE", text("Apache-2.0")), ("src/a.c", "// SPDX-License-Identifier: GPL-3.0-only\nint a;\n"),
            ("src/b.c", "// SPDX-License-Identifier: LicenseRef-Mine\nint b;\n"),
        ])
        #expect(report.findings.map(\.rule) == ["licence/incompatible"])
        #expect(report.findings.first?.place.path == TreePath("src/a.c"))
        #expect(report.findings.first?.place.line == 1)
    }

    @Test func `a changed text is named with its difference, and an unknown one as unknown`() throws {
        let changed = try text("MIT").replacing("free of charge", with: "for ten pounds a year")
        let unknown = String(
            repeating: "You may read this on Mondays, and on other days if the weather is fine and nobody minds. ", count: 5)
        let report = try report([("LICENSE", changed), ("LICENSES/COPYING", unknown)])
        #expect(report.findings.map(\.rule).sorted() == ["licence/modified-text", "licence/unknown-text"])
        let message = try #require(report.findings.first { $0.rule == "licence/modified-text" }?.message)
        #expect(message.contains("MIT"))
        #expect(message.contains("for ten pounds a year"))
    }

    @Test func `a manifest that contradicts the licence file, or says nothing clear, is named`() throws {
        let report = try report([
            ("LICENSE", text("MIT")), ("package.json", "{\n \"license\": \"GPL-3.0-only\"\n}"),
            ("setup.cfg", "[metadata]\nlicense = Mine\n"),
        ])
        #expect(report.findings.map(\.rule).sorted() == ["licence/contradiction", "licence/unclear-declaration"])
        #expect(report.findings.first { $0.rule == "licence/contradiction" }?.place.line == 2)
    }

    @Test func `a lock file's licences are not the project's`() throws {
        let lock = #"{"packages":{"node_modules/a":{"version":"1.0.0","license":"AGPL-3.0-only"}}}"#
        let report = try report([("LICENSE", text("MIT")), ("package-lock.json", lock)])
        #expect(report.findings.isEmpty)
        #expect(report.facts.filter { $0.name == "licence/project" }.map(\.value) == ["MIT"])
    }

    @Test func `a manifest that cannot be read is a finding with its line`() throws {
        let report = try report([("Cargo.toml", "[package]\nname = \n")])
        #expect(report.findings.map(\.rule) == ["dependencies/unreadable"])
        #expect(report.findings.first?.place.line == 2)
    }

    @Test func `the control is found`() {
        #expect(LicenceCheck().control()?.wasFound == true)
    }

    @Test func `a finding is on the file that holds it, whatever other files no check reads`() throws {
        // Entries before it that no check reads: a lock file and a binary file.
        let changed = try text("MIT").replacing("free of charge", with: "for ten pounds a year")
        let report = try report([
            ("a/package-lock.json", "{}"), ("b/picture.png", "x"), ("c/picture.png", "x"), ("z/LICENSE", changed),
        ])
        #expect(report.findings.map(\.place.path) == [TreePath("z/LICENSE")])
    }
}
