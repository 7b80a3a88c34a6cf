import Ledger
import Testing

@testable import Collectors

@Suite("Mailmaps")
struct MailmapTests {
    private func resolve(_ map: String, _ name: String, _ email: String) -> String {
        Mailmap(Array(map.utf8)).resolve(SpelledIdentity(name: name, email: email)).spelling
    }

    @Test("name for an address")
    func name() {
        #expect(resolve("Ada Example <ada@example.org>\n", "ada", "ada@example.org") == "Ada Example <ada@example.org>")
    }

    @Test("address for an address")
    func email() {
        #expect(
            resolve("<ada@example.org> <ada@old.example.org>\n", "ada", "ada@old.example.org")
                == "ada <ada@example.org>")
    }

    @Test("name and address for an address")
    func both() {
        #expect(resolve("Ada Example <ada@example.org> <a@x>", "whoever", "a@x") == "Ada Example <ada@example.org>")
    }

    @Test("name and address for an address with a certain name, others with it stay")
    func named() {
        let map = "Ada Example <ada@example.org> root <root@localhost>\n"
        #expect(resolve(map, "root", "root@localhost") == "Ada Example <ada@example.org>")
        #expect(resolve(map, "ben", "root@localhost") == "ben <root@localhost>")
    }

    @Test("what has no line stays as it is")
    func unmapped() {
        #expect(resolve("Ada Example <ada@example.org>", "Ben", "ben@example.com") == "Ben <ben@example.com>")
    }

    @Test("lines that map nothing are counted; comments and empty ones are not")
    func skipped() {
        let map = Mailmap(Array("# comment <a@x>\n\n  \r\nno address\nAda <\nBen <>\nEve <eve@example.com>\n".utf8))
        #expect(map.skippedLines == 3)
        #expect(map.resolve(SpelledIdentity(name: "x", email: "eve@example.com")).name == "Eve")
    }

    @Test("a mailmap of any size is read up to its bound")
    func bounded() {
        let long = String(repeating: "x", count: 10_000) + " <long@example.org>\n"
        let map = Mailmap(
            Array(long.utf8) + [UInt8](repeating: 0x0A, count: Mailmap.longestFile)
                + Array("Late <late@example.org>\n".utf8))
        #expect(map.skippedLines == 1)
        #expect(map.resolve(SpelledIdentity(name: "x", email: "late@example.org")).name == "x")
    }

    @Test("every identity is spelled as git itself spells it")
    func sameAsGit() async throws {
        let map = """
            # People
            Ada Example <ada@example.org>
            Ada Example <ada@example.org> <ADA@old.example.org>
            <ben@example.com> <ben@home>
            Ben Sample <ben@example.com> Benny <shared@example.org>
            Eve Mixed <eve@example.com> EVE <shared@example.org>
            First <twice@example.org>
            Second <twice@example.org>
            Third <third@example.org> <twice@example.org>
            Name Only <half@example.org>
            <whole@example.org> <half@example.org>
              Blanks   around  <  odd@example.org >  old name  <old@example.org>  trailing
            Ünï Cödé <uni@example.org> <uni@old>
            Nobody <nobody@example.org> Old Nobody <>
            <only@example.org>
            Cr <cr@example.org>\r
            Same <same@example.org> <same@example.org>

            """
        let repository = try TestRepository()
        try repository.ref("refs/heads/main", try repository.commit(tree: repository.tree([".mailmap": map])))
        let reader = try await repository.reader()
        let state = try await reader.state()
        let head = try #require(state.headCommit)
        let file = try #require(try await reader.mailmap(at: head))
        let ours = Mailmap(file.bytes)
        let emails = [
            "ada@example.org", "Ada@Old.example.org", "ben@home", "BEN@HOME", "shared@example.org", "twice@example.org",
            "half@example.org", "odd@example.org", "old@example.org", "  odd@example.org ", "uni@old", "",
            "only@example.org",
            "cr@example.org", "same@example.org", "unknown@example.org", "third@example.org",
        ]
        let names = ["ada", "Benny", "benny", "eve", "Eve", "old name", "Old Nobody", "Somebody Else"]
        let identities = emails.flatMap { email in names.map { SpelledIdentity(name: $0, email: email) } }
        let answer = try repository.git(
            "-c", "mailmap.blob=main:.mailmap", "check-mailmap", "--stdin",
            input: Array(identities.map { "\($0.spelling)\n" }.joined().utf8))
        let theirs = answer.split(separator: "\n").map(String.init)
        #expect(identities.map { ours.resolve($0).spelling } == theirs)
    }

    @Test("a history without a mailmap has none")
    func none() async throws {
        let repository = try TestRepository()
        let commits = try repository.history([["a": "1"]])
        #expect(try await repository.reader().mailmap(at: commits[0]) == nil)
    }
}
