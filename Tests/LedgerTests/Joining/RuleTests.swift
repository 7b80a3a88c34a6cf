import Ledger
import Store
import TestSupport
import Testing

@Suite("Rules that join accounts")
struct RuleTests {
    @Test("an address joins whatever its case and invisible letters; shared and broken ones never do", arguments: TestEngine.allCases)
    func addresses(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let ada = try await ledger.git("Ada", "ada@example.org")
            let hidden = try await ledger.git("A. Example", "<Ada\u{200B}@Example.ORG> ")
            var strangers: [Int64] = []
            for name in ["ben", "cleo"] {
                for shared in [
                    "root@server.example.org", "noreply@example.org", "No-Reply@example.org", "info@works.example", "admin+x@works.example",
                    "you@example.com", "ada@localhost", "ada@laptop.local", "ada@ubuntu", "ada", "@example.org", "ada@", "(none)", "",
                    "ada@host.(none)", "jsmith@example.", "a b@example.org",
                ] { strangers.append(try await ledger.git(name, shared)) }
            }
            try await ledger.place()
            #expect(try await ledger.areOne(ada, hidden))
            let groups = try await ledger.groups()
            #expect(groups.count == strangers.count + 1)
        }
    }

    @Test("private addresses lead to the account of their number or user name", arguments: TestEngine.allCases)
    func privateAddresses(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let github = try await ledger.forge("github.com", 4711, "ada-new")
            let numbered = try await ledger.git("Ada", "4711+ada-old@users.noreply.github.com")
            let named = try await ledger.git("Ada X", "Ada-New@users.noreply.github.com")
            let gitlab = try await ledger.forge("gitlab.com", 12, "ben")
            let renamed = try await ledger.git("Ben", "12-ben.old@users.noreply.gitlab.com")
            let own = try await ledger.forge("gitlab.works.example", 12, "cleo")
            let ownAddress = try await ledger.git("Cleo", "12-cleo@users.noreply.gitlab.works.example")
            let doubtful = try await ledger.git("12-dora", "12-dora@users.noreply.gitlab.works.example")
            let digits = try await ledger.git("12-ada", "12-ada@users.noreply.github.com")
            try await ledger.place()
            #expect(
                try await ledger.groups() == [[github, numbered, named], [gitlab, renamed], [own, ownAddress], [doubtful], [digits]])
            let held = try await store.read { try $0.assertions(.accountPerson) }
            let reasons = Dictionary(uniqueKeysWithValues: held.map { ($0.assertion.subject, $0.assertion) })
            #expect(reasons[numbered]?.rule == "private address, number")
            #expect(reasons[named]?.rule == "private address, user name")
            #expect(
                reasons[numbered]?.evidence == "The private address names the account 4711 of github.com, which is ada-new at github.com.")
        }
    }

    @Test("a user name that went to somebody else joins nobody with the wrong one", arguments: TestEngine.allCases)
    func userNames(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let old = try await ledger.forge("github.com", 1, "ada", observed: "2026-01-01")
            let oldAddress = try await ledger.git("Ada", "1+ada@users.noreply.github.com")
            let listed = try await ledger.forge("github.com", nil, "Ada")
            try await ledger.place()
            #expect(try await ledger.groups() == [[old, oldAddress, listed]])
            let new = try await ledger.forge("github.com", 2, "ada", observed: "2026-05-01")
            let newAddress = try await ledger.git("Other", "2+ada@users.noreply.github.com")
            try await ledger.place()
            #expect(try await ledger.groups() == [[old, oldAddress], [new, newAddress, listed]])
            // The first has it again, as a later answer says.
            try await ledger.forge("github.com", 2, "other", observed: "2026-06-01")
            try await ledger.place()
            #expect(try await ledger.groups() == [[old, oldAddress, listed], [new, newAddress]])
        }
    }

    @Test("two numbers in private addresses with one user name are two accounts, and nobody can say whose the name is")
    func contested() async throws {
        try await withStore(on: .sqlite) { store in
            let ledger = try await JoiningLedger(store)
            let one = try await ledger.git("Ada", "1+ada@users.noreply.github.com")
            let two = try await ledger.git("Ada B", "2+ada@users.noreply.github.com")
            let bare = try await ledger.git("ada", "ada@users.noreply.github.com")
            try await ledger.place()
            #expect(try await ledger.groups() == [[one], [two], [bare]])
        }
    }

    @Test("each rule can be switched off, and on again", arguments: TestEngine.allCases)
    func switches(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let ada = try await ledger.git("Ada", "ada@example.org"), twin = try await ledger.git("Ada E", "ada@example.org")
            let spelled = try await ledger.git("Ada Example", "ada@home.example")
            let github = try await ledger.forge("github.com", 1, "ada"),
                hidden = try await ledger.git("A", "1+ada@users.noreply.github.com")
            let listed = try await ledger.forge("github.com", nil, "ada"), bare = try await ledger.git("a", "ada@users.noreply.github.com")
            let imported = try await ledger.git("Ada I", "ada@import.example"), linked = try await ledger.git("Ada L", "ada@link.example")
            let author = try await ledger.git("Ada F", "ada@forge.example")
            try await ledger.said(ada, spelled, "mailmap", .accountSpelling)
            try await ledger.said(ada, imported, "SortingHat")
            try await ledger.said(ada, linked, "configured")
            try await ledger.said(github, author, "forge names author")
            try await ledger.said(ada, github, "stated")
            try await ledger.place()
            let everybody: Set<Int64> = [ada, twin, spelled, github, hidden, listed, bare, imported, linked, author]
            #expect(try await ledger.groups() == [everybody])
            let lonely: [(String, Set<Int64>)] = [
                ("same e-mail", [twin]), ("mailmap", [spelled]), ("imported", [imported]), ("SortingHat", [imported]),
                ("configured", [linked]),
                ("forge names author", [author]), ("private address, number", []), ("same user name", []),
                ("private address, user name", [bare]),
            ]
            for (rule, alone) in lonely {
                _ = try await store.write { try $0.setJoining(JoiningSettings(off: [rule])) }
                try await ledger.place()
                let expected = Set(alone.map { [$0] as Set<Int64> }).union([everybody.subtracting(alone)])
                #expect(try await ledger.groups() == expected, "\(rule)")
            }
            let byNames: Set = ["same user name", "private address, user name", "private address, number"]
            _ = try await store.write { try $0.setJoining(JoiningSettings(off: byNames)) }
            try await ledger.place()
            #expect(try await ledger.groups() == [everybody.subtracting([listed, bare, hidden]), [listed], [bare], [hidden]])
            _ = try await store.write { try $0.setJoining(JoiningSettings()) }
            try await ledger.place()
            #expect(try await ledger.groups() == [everybody])
        }
    }

    @Test("a forge's word on the author of a commit joins its account with the commit's address")
    func forgeAuthors() async throws {
        try await withStore(on: .sqlite) { store in
            let ledger = try await JoiningLedger(store)
            let author = ForgeAuthor(
                identity: SpelledIdentity(name: "Ada", email: "ada@works.example"),
                account: ForgeAccount(host: "github.com", number: 7, login: "ada"), commit: String(repeating: "a", count: 40))
            for expected in [1, 0] {
                let recorded = try await store.write {
                    try $0.recordForgeAuthors(
                        [author, author], observed: Instant("2026-06-01")!, madeBy: "test", at: Instant("2026-07-01")!)
                }
                #expect(recorded == expected)
            }
            try await ledger.place()
            #expect(try await ledger.groups().count == 1)
            let evidence = try await store.read { try $0.assertions(.accountSame).map(\.assertion.evidence) }
            #expect(evidence == ["github.com names ada as the author of commit aaaaaaaaaaaa."])
        }
    }

    @Test("hostile names and addresses neither join nor stop anything", arguments: TestEngine.allCases)
    func hostile(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let texts = [
                String(repeating: "x", count: 10_240), String(repeating: "x", count: 10_241), "\0", "a\0b", "\u{202E}\u{200F}",
                "\u{200B}\u{200B}",
                "\u{FEFF}", String(repeating: "\u{0301}", count: 2000), "'; DROP TABLE accounts; --", "%", "_",
                "\u{1F469}\u{200D}\u{1F4BB}",
                String(repeating: "@", count: 500), String(repeating: "a.", count: 400) + "@example.org", "@.@.@.", "*@*.*",
                "+@users.noreply.github.com",
                "99999999999999999999+ada@users.noreply.github.com", "-1+ada@users.noreply.github.com", "0+@users.noreply.",
                "1-@users.noreply.gitlab.com",
            ]
            for (index, text) in texts.enumerated() {
                try await ledger.git(text, "")
                try await ledger.git("n\(index)", text)
                try await ledger.git(text, text)
                try await ledger.forge("forge.example", Int64(index + 1), text)
            }
            try await ledger.place()
            let groups = try await ledger.groups().filter { $0.count > 1 }
            let cards = try await store.read { reader in try groups.map { try reader.accountCards($0) } }
            #expect(cards.count == 5, "what reads as an address is one person's where it is the same")
            for group in cards { #expect(Set(group.map(\.email)).count == 1) }
            #expect(try await ledger.suggestions().allSatisfy { $0.score <= 1 && $0.score >= 0.3 })
            #expect(try await ledger.place() == 0)
        }
    }
}
