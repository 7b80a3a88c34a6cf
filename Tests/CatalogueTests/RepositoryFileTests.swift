import Foundation
import Ledger
import Store
import TestSupport
import Testing

@testable import Catalogue

@Suite("Files of repositories")
struct RepositoryFileTests {
    /// A repository with a working tree, in a folder that somebody else removes.
    private struct Scene {
        let folder: String

        init(_ folder: String) throws {
            self.folder = folder
            try git("init", "--quiet", "--initial-branch=main", ".")
        }

        private func git(_ arguments: String...) throws {
            let environment = [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_CONFIG_GLOBAL": "/dev/null",
            ]
            let ending = try ChildProgram(
                "git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"] + arguments, environment: environment, in: folder
            ).ending()
            #expect(ending.status == 0, "\(arguments)")
        }

        func commit(_ files: [String: String?]) throws {
            for (name, text) in files {
                if let text {
                    try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
                } else {
                    try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
                }
            }
            try git("add", "--all", ".")
            try git("commit", "--quiet", "--message", "Files")
        }
    }

    @Test("files are read from HEAD; what a broken one said before stays, and what a later one drops goes", arguments: TestEngine.allCases)
    func lastGood(engine: TestEngine) async throws {
        try await withTemporaryFolder { folder in
            try await withStore(on: engine) { store in
                let scene = try Scene(folder)
                try scene.commit([
                    "publiccode.yml": PubliccodeTests.whole + "logo: \"missing.png\"\n",
                    "code.json": "{\"name\": \"Other\", \"tags\": [\"streets\"]}",
                ])
                var fixture = try await CatalogueFixture(store)
                try await store.write { writer in
                    let project = try writer.addProject(slug: "bins", title: "bins", at: CatalogueFixture.now)
                    _ = try writer.repository(at: folder, kind: "git", project: project, at: CatalogueFixture.now)
                }
                fixture.settings.projects = [CatalogueSettings.Listed(project: "bins")]
                func sheet() async throws -> CatalogueSheet { try #require(try await store.read { try $0.catalogueSheet("bins") }) }

                #expect(try await fixture.refresh().files == 2)
                let first = try await sheet()
                #expect(first.entry.title == "Bin Day" && first.entry.status == .stable && first.entry.licence == "MIT OR Apache-2.0")
                #expect(first.metadata[all: .tags] == ["streets"] && first.entry.url == "https://forge.example/council/bin-day")
                #expect(first.problems.contains { $0.file == "publiccode.yml" && $0.field == "logo" && $0.message.contains("missing.png") })

                // Nothing moved, so nothing is read again.
                #expect(try await fixture.refresh().files == 0)
                #expect(try await sheet().problems == first.problems)

                try scene.commit([
                    "publiccode.yml": PubliccodeTests.whole.replacing("stable", with: "finished").replacing("Bin Day", with: "Bins Today"),
                    "code.json": nil,
                ])
                #expect(try await fixture.refresh().files == 1)
                let second = try await sheet()
                #expect(second.entry.title == "Bins Today" && second.entry.status == .stable && second.metadata[all: .tags] == [])
                #expect(second.problems.filter { $0.severity == .mistake }.map(\.field) == ["developmentStatus"])

                try scene.commit(["publiccode.yml": "name: [\n"])
                try await fixture.refresh()
                let third = try await sheet()
                #expect(third.entry.title == "Bins Today" && third.problems.count == 1 && third.problems[0].field.isEmpty)

                // A folder that is away for a moment empties nothing.
                try FileManager.default.moveItem(atPath: "\(folder)/.git", toPath: "\(folder)/away")
                let summary = try await fixture.refresh()
                #expect(summary.remarks.count == 1)
                #expect(try await sheet().entry.title == "Bins Today")
            }
        }
    }

    @Test("a decision and the files that differ in the licence are a problem of the entry, once")
    func licences() async throws {
        try await withTemporaryFolder { folder in
            try await withStore(on: .sqlite) { store in
                try Scene(folder).commit(["publiccode.yml": PubliccodeTests.whole])
                let fixture = try await CatalogueFixture(store)
                try await store.write { writer in
                    let project = try writer.addProject(slug: "bins", title: "bins", at: CatalogueFixture.now)
                    _ = try writer.repository(at: folder, kind: "git", project: project, at: CatalogueFixture.now)
                }
                try await fixture.decide("bins", licence: "EUPL-1.2")
                try await fixture.refresh()
                try await fixture.refresh()
                let sheet = try #require(try await store.read { try $0.catalogueSheet("bins") })
                #expect(sheet.entry.licence == "EUPL-1.2")
                #expect(sheet.problems.filter { $0.field == "licence" }.count == 1)
            }
        }
    }
}
