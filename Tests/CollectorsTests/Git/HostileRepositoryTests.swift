import Foundation
import Ledger
import Testing

@testable import Collectors

@Suite("Nothing in a collected repository is executed")
struct HostileRepositoryTests {
    /// Reads everything of a repository whose owner left programs behind, and tells whether one ran.
    private func ran(_ prepare: (TestRepository, _ program: String) throws -> Void) async throws -> Bool {
        let repository = try TestRepository(bare: false)
        let text = (1...20).map { "line \($0)\n" }.joined()
        let commits = try repository.history([
            [".gitattributes": "* diff=evil filter=evil\n", "a": text], ["b": text + "x\n"],
        ])
        let (program, marker) = try repository.booby()
        try prepare(repository, program)
        let reader = try await repository.reader()
        let whole = try await WholeReading(reader)
        #expect(whole.commits.map(\.sha) == commits && whole.report.isComplete)
        for try await _ in reader.renames(of: [commits[1]]) {}
        #expect(try await reader.paths(at: commits[1]) == ["b"])
        #expect(try await reader.mailmap(at: commits[1]) == nil)
        return FileManager.default.fileExists(atPath: marker)
    }

    @Test("git without our settings does start such a program, so the marker of these tests works")
    func control() throws {
        let repository = try TestRepository(bare: false)
        let (program, marker) = try repository.booby()
        try repository.git("config", "core.fsmonitor", program)
        let plain = Command(
            "git", ["-C", repository.path, "status"], environment: ["PATH": "/usr/bin:/bin", "HOME": repository.folder])
        _ = try GitProgram().answer(plain, at: repository.path, interruption: Interruption())
        #expect(FileManager.default.fileExists(atPath: marker))
    }

    @Test(
        "no program of the configuration is started",
        arguments: [
            "[core]\n\tfsmonitor = PROGRAM\n", "[core]\n\thooksPath = FOLDER\n",
            "[core]\n\tpager = PROGRAM\n[pager]\n\tlog = PROGRAM\n",
            "[core]\n\tsshCommand = PROGRAM\n", "[core]\n\teditor = PROGRAM\n\taskPass = PROGRAM\n",
            "[diff]\n\texternal = PROGRAM\n",
            "[diff \"evil\"]\n\tcommand = PROGRAM\n\ttextconv = PROGRAM\n\tbinary = true\n",
            "[filter \"evil\"]\n\tsmudge = PROGRAM\n\tclean = PROGRAM\n\tprocess = PROGRAM\n\trequired = true\n",
            "[alias]\n\tlog = !PROGRAM\n\trev-parse = !PROGRAM\n\tfor-each-ref = !PROGRAM\n",
            "[gpg]\n\tprogram = PROGRAM\n[log]\n\tshowSignature = true\n",
            "[credential]\n\thelper = !PROGRAM\n", "[core]\n\talternateRefsCommand = PROGRAM\n",
            "[include]\n\tpath = FOLDER/more\n",
            "[trailer \"x\"]\n\tcommand = PROGRAM\n\tcmd = PROGRAM\n", "[uploadpack]\n\tpackObjectsHook = PROGRAM\n",
        ])
    func configuration(text: String) async throws {
        let wasRun = try await ran { repository, program in
            let config = text.replacing("PROGRAM", with: program).replacing("FOLDER", with: repository.folder)
            try (Self.executable(program)).write(toFile: repository.folder + "/more", atomically: true, encoding: .utf8)
            let path = repository.gitFolder + "/config"
            let old = try String(contentsOfFile: path, encoding: .utf8)
            try (old + config).write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(!wasRun)
    }

    private static func executable(_ program: String) -> String {
        "[core]\n\tfsmonitor = \(program)\n\tpager = \(program)\n[diff]\n\texternal = \(program)\n"
    }

    @Test("no hook is started")
    func hooks() async throws {
        let wasRun = try await ran { repository, program in
            let hooks = repository.gitFolder + "/hooks"
            try? FileManager.default.removeItem(atPath: hooks)
            try FileManager.default.createDirectory(atPath: hooks, withIntermediateDirectories: true)
            for hook in [
                "post-checkout", "reference-transaction", "pre-auto-gc", "post-index-change", "fsmonitor-watchman",
                "update",
            ] {
                try FileManager.default.copyItem(atPath: program, toPath: hooks + "/" + hook)
            }
        }
        #expect(!wasRun)
    }

    @Test("no attribute of the repository has a say in the numbers")
    func attributes() async throws {
        let repository = try TestRepository()
        let commits = try repository.history([["a": "1\n"]])
        try repository.write("* -diff\n", to: "info/attributes")
        #expect(try await repository.readAll().files[commits[0]]??.first?.added == 1)
    }

    @Test("an object that is missing is not fetched from where the owner says")
    func promisor() async throws {
        let repository = try TestRepository()
        let commits = try repository.history([["a": "1\n"], ["a": "2\n"]])
        let (program, marker) = try repository.booby()
        try repository.git("config", "core.repositoryFormatVersion", "1")
        for (key, value) in [
            ("extensions.partialClone", "origin"), ("remote.origin.promisor", "true"),
            ("remote.origin.url", "ext::\(program)"), ("remote.origin.uploadpack", program),
            ("protocol.allow", "always"),
            ("protocol.ext.allow", "always"),
        ] { try repository.git("config", key, value) }
        try repository.remove(try repository.git("rev-parse", "\(commits[0]):a"))
        try repository.ref("refs/tags/gone", commits[0])
        try repository.write(String(repeating: "e", count: 40) + "\n", to: "refs/heads/gone")
        let whole = try await repository.readAll()
        #expect(!whole.report.isComplete)
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    @Test("no replacement of git's own settings is inherited")
    func inherited() {
        setenv("GIT_TEST_INHERITED", "1", 1)
        defer { unsetenv("GIT_TEST_INHERITED") }
        let variables = GitProgram().command(["version"], in: "/nowhere").environment
        #expect(variables["GIT_TEST_INHERITED"] == nil && variables["PATH"] != nil)
        #expect(variables["GIT_CONFIG_GLOBAL"] == "/dev/null" && variables["LC_ALL"] == "C")
    }
}
