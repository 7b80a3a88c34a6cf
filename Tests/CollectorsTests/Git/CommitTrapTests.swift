import Ledger
import Testing

@testable import Collectors

/// Odd commits that real histories hold, built by hand.
@Suite("Reading odd commits")
struct CommitTrapTests {
    private func read(_ build: (TestRepository) throws -> [String]) async throws -> [CommitFact] {
        let repository = try TestRepository()
        let commits = try build(repository)
        for (index, commit) in commits.enumerated() { try repository.ref("refs/heads/b\(index)", commit) }
        let whole = try await repository.readAll()
        #expect(whole.report.isComplete)
        return try commits.map { try #require(whole[$0]) }
    }

    @Test("all parts of a plain commit")
    func plain() async throws {
        let fact = try await read {
            let root = try $0.commit()
            return [
                try $0.commit(
                    parents: [root], author: "\(TestRepository.ada) 1700000000 +0530",
                    committer: "\(TestRepository.ben) 1700000100 -0330", message: "Add a thing\n\nBecause.\n")
            ]
        }[0]
        #expect(fact.author == SpelledIdentity(name: "Ada Example", email: "ada@example.org"))
        #expect(fact.committer == SpelledIdentity(name: "Ben Sample", email: "ben@example.com"))
        #expect(fact.authoredAt == Instant(seconds: 1_700_000_000) && fact.authorOffset == 330)
        #expect(fact.committedAt == Instant(seconds: 1_700_000_100) && fact.committerOffset == -210)
        #expect(fact.subject == "Add a thing" && fact.parents.count == 1 && fact.trailers.isEmpty && fact.notes == [])
    }

    @Test("an encoding header is obeyed; junk in it, or bytes without it, are read as Latin-1 and marked")
    func encodings() async throws {
        let latin = Array("J".utf8) + [0xF6] + Array("rg <joerg@example.org> 1700000000 +0000".utf8)
        let facts = try await read { repository in
            let message = Array("Gr".utf8) + [0xFC] + Array("n\n".utf8)
            let hebrew = Array("A".utf8) + [0xE0] + Array(" <a@example.org> 1 +0000".utf8)
            func commit(_ author: [UInt8], _ header: String?) throws -> String {
                // Hebrew has no letter at the place of the ü.
                let message = author == hebrew ? Array("Alef\n".utf8) : message
                var bytes = Array("tree \(try repository.tree([:]))\nauthor ".utf8) + author
                bytes += Array("\ncommitter ".utf8) + author + [0x0A]
                if let header { bytes += Array("encoding \(header)\n".utf8) }
                return try repository.object("commit", bytes + [0x0A] + message)
            }
            return [
                try commit(latin, "ISO-8859-1"), try commit(latin, nil), try commit(latin, "'utf8'"),
                try commit(hebrew, "iso-8859-8"),
            ]
        }
        #expect(facts[0].author.name == "Jörg" && facts[0].subject == "Grün" && !facts[0].notes.contains(.lossyText))
        #expect(facts[1].author.name == "Jörg" && facts[1].subject == "Grün" && facts[1].notes.contains(.lossyText))
        #expect(facts[2].author.name == "Jörg" && facts[2].notes.contains(.lossyText))
        #expect(facts[3].author.name == "A\u{05D0}")
    }

    @Test("one field that is not text leaves the others alone")
    func mixedEncodings() async throws {
        let author = Array("Zoë <zoe@example.org> 1700000000 +0000".utf8)
        let fact = try await read {
            [try $0.commit(author: author, message: Array("Caf".utf8) + [0xE9, 0x0A])]
        }[0]
        #expect(fact.author.name == "Zoë" && fact.subject == "Café" && fact.notes == .lossyText)
    }

    @Test(
        "dates that make no sense are moved to the nearest that do, and marked",
        arguments: [
            ("0 +0000", 0, 0, false), ("1 +0000", 1, 0, false), ("4102444800 +0000", 4_102_444_800, 0, false),
            ("253402300799 +0000", 253_402_300_799, 0, false), ("253402300800 +0000", 253_402_300_799, nil, true),
            ("99999999999999999999999 +0000", 253_402_300_799, nil, true), ("-5 +0000", 0, nil, true),
            ("yesterday", 0, nil, true), ("", 0, nil, true),
        ] as [(String, Int64, Int?, Bool)])
    func dates(date: String, seconds: Int64, offset: Int?, marked: Bool) async throws {
        let fact = try await read {
            [try $0.commit(author: "\(TestRepository.ada) \(date)", committer: "\(TestRepository.ada) 1 +0000")]
        }[0]
        #expect(fact.authoredAt.seconds == seconds && fact.authorOffset == offset)
        #expect(fact.notes.contains(.dateOutOfRange) == marked)
        #expect(fact.committedAt.seconds == 1)
    }

    @Test(
        "an offset that no clock shows is unknown",
        arguments: [
            ("+0000", 0), ("-0000", 0), ("+1400", 840), ("-1200", -720), ("+0545", 345), ("+1401", nil),
            ("+051800", nil), ("-7", -7), ("+0090", nil), ("+9999", nil),
        ] as [(String, Int?)])
    func offsets(zone: String, minutes: Int?) async throws {
        let fact = try await read { [try $0.commit(author: "\(TestRepository.ada) 1700000000 \(zone)")] }[0]
        #expect(fact.authoredAt.seconds == 1_700_000_000)
        #expect(fact.authorOffset == minutes && fact.notes.contains(.oddTimeZone) == (minutes == nil))
    }

    @Test(
        "names and addresses are kept as they are, also when they are empty, swapped or no addresses",
        arguments: [
            (" <> 1 +0000", "", ""), ("Ada Example <> 1 +0000", "Ada Example", ""),
            (" <ada@example.org> 1 +0000", "", "ada@example.org"),
            ("ada@example.org <Ada Example> 1 +0000", "ada@example.org", "Ada Example"),
            ("(none) <(none)> 1 +0000", "(none)", "(none)"),
            ("Ada Example  <ada@example.org> 1 +0000", "Ada Example", "ada@example.org"),
            ("Ada \"Countess\" O'Example <ada@example.org> 1 +0000", "Ada \"Countess\" O'Example", "ada@example.org"),
            ("李雷 <lilei@example.org> 1 +0000", "李雷", "lilei@example.org"),
        ])
    func identities(author: String, name: String, email: String) async throws {
        let fact = try await read { [try $0.commit(author: author)] }[0]
        #expect(fact.author == SpelledIdentity(name: name, email: email))
    }

    @Test("a commit without an author is read, as nobody's")
    func noAuthor() async throws {
        let fact = try await read {
            let tree = try $0.tree([:])
            return [
                try $0.object("commit", Array("tree \(tree)\ncommitter \(TestRepository.ben) 5 +0000\n\nLost\n".utf8))
            ]
        }[0]
        #expect(fact.author == SpelledIdentity(name: "", email: "") && fact.subject == "Lost")
        #expect(fact.committer.name == "Ben Sample" && fact.notes.contains(.dateOutOfRange))
    }

    @Test("signatures and merged tags within the header are passed over")
    func foldedHeaders() async throws {
        let fact = try await read {
            [
                try $0.commit(
                    headers: [
                        "gpgsig -----BEGIN PGP SIGNATURE-----", " ", " author Eve <eve@example.com> 3 +0000",
                        " -----END PGP SIGNATURE-----", "mergetag object 0123", " type commit", " ", " A tag's message",
                    ], message: "Signed\n")
            ]
        }[0]
        #expect(fact.subject == "Signed" && fact.author.name == "Ada Example")
    }

    @Test("messages that are empty, of one line, or full of carriage returns and NULs")
    func messages() async throws {
        let facts = try await read { repository in
            try ["", "\n\n", "No end", "One\r\n\r\nSigned-off-by: Ada <ada@example.org>\r\n", "A\0B\n\nC: d\n"].map {
                try repository.commit(message: $0)
            }
        }
        #expect(facts.map(\.subject) == ["", "", "No end", "One", "A"])
        #expect(
            facts[3].trailers == [
                Trailer(name: "Signed-off-by", value: "Ada <ada@example.org>", strict: true, lenient: true)
            ])
    }

    @Test("a subject of any length is cut, and the end of a long message is still read")
    func longMessages() async throws {
        let facts = try await read {
            [
                try $0.commit(message: String(repeating: "é", count: 100_000) + "\n"),
                try $0.commit(
                    message: "Long\n\n" + String(repeating: "filler text\n", count: 300_000)
                        + "\nReviewed-by: Ben Sample <ben@example.com>\n"),
                try $0.commit(author: String(repeating: "n", count: 5000) + " <ada@example.org> 1 +0000"),
            ]
        }
        #expect(facts[0].subject == String(repeating: "é", count: 500))
        #expect(facts[1].subject == "Long" && facts[1].trailers.map(\.name) == ["Reviewed-by"])
        #expect(facts[2].author.name.count == 1000)
    }

    @Test("roots, merges and octopuses: parents before children, with all parents in order")
    func shapes() async throws {
        let repository = try TestRepository()
        let roots = try (0..<3).map { try repository.commit(message: "Root \($0)\n") }
        let children = try (0..<11).map { try repository.commit(parents: [roots[$0 % 3]], message: "Child \($0)\n") }
        let octopus = try repository.commit(parents: children)
        let merge = try repository.commit(parents: [octopus, roots[2]], author: "\(TestRepository.ben) 1 +0000")
        try repository.ref("refs/heads/main", merge)
        let whole = try await repository.readAll()
        #expect(whole.commits.count == 16)
        #expect(whole[octopus]?.parents == children && whole[merge]?.parents == [octopus, roots[2]])
        #expect(whole[roots[1]]?.parents == [])
        var seen: Set<String> = []
        for fact in whole.commits {
            #expect(seen.isSuperset(of: fact.parents))
            seen.insert(fact.sha)
        }
        #expect(whole.files.count == 14, "lines of merges are not counted")
    }

    @Test("dates out of order do not matter: a child older than its parent comes after it")
    func skew() async throws {
        let repository = try TestRepository()
        let root = try repository.commit(author: "\(TestRepository.ada) 2000000000 +0000")
        let child = try repository.commit(parents: [root], author: "\(TestRepository.ada) 1000000000 +0000")
        try repository.ref("refs/heads/main", child)
        #expect(try await repository.readAll().commits.map(\.sha) == [root, child])
    }

    @Test("only new commits come when tips are known, and a known tip that is gone does no harm")
    func incremental() async throws {
        let repository = try TestRepository()
        let commits = try repository.history([["a": "1"], ["a": "2"], ["a": "3"]])
        let reader = try await repository.reader()
        func names(known: [String]) async throws -> [String] {
            var names: [String] = []
            for try await batch in reader.commits(from: [commits[2]], excluding: known) { names += batch.map(\.sha) }
            var reached: [String] = []
            for try await batch in reader.reachable(from: [commits[2]], excluding: known) { reached += batch }
            #expect(Set(reached) == Set(names))
            return names
        }
        let gone = String(repeating: "d", count: 40)
        #expect(try await names(known: [commits[1]]) == [commits[2]])
        #expect(try await names(known: [commits[0], gone]) == [commits[1], commits[2]])
        #expect(try await names(known: [gone]) == commits)
        #expect(try await names(known: [commits[2]]) == [])
    }
}
