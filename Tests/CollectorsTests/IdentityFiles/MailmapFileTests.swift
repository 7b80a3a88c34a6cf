import Ledger
import Testing

@testable import Collectors

@Suite("A .mailmap as a file of people")
struct MailmapFileTests {
    static func read(_ text: String) -> IdentityReading {
        IdentityInput(.mailmap, calendar: .utc).read(texts: [(".mailmap", Array(text.utf8))])
    }

    @Test("the four forms give people; a shared address with names joins nobody")
    func forms() {
        let reading = Self.read(
            """
            # Comment
            Ada Example <ada@works.example>
            <ada@works.example> <ada@home.example>
            Ben Example <ben@works.example> <ben@home.example>
            Ben Example <ben@works.example> Root <root@localhost>
            Cleo Example <cleo@works.example> cleo <root@localhost>

            """)
        #expect(reading.findings.problems == [])
        #expect(
            reading.file.people.map { $0.identities.map(\.identity.description).sorted() } == [
                ["<ada@home.example> (git)", "<ada@works.example> (git)", "Ada Example <ada@works.example> (git)"],
                ["<ben@home.example> (git)", "Ben Example <ben@works.example> (git)", "Root <root@localhost> (git)"],
                ["Cleo Example <cleo@works.example> (git)", "cleo <root@localhost> (git)"],
            ])
        #expect(reading.file.people.map { $0.canonical?.name } == ["Ada Example", "Ben Example", "Cleo Example"])
    }

    @Test("of several lines for one identity the last counts, whatever the case of letters")
    func last() {
        let reading = Self.read("Ada <ada@works.example> <A@home.example>\nBen <ben@works.example> <a@HOME.example>\n")
        #expect(reading.file.people.map { $0.canonical?.name } == ["Ben"])
        #expect(reading.findings.notices.map(\.count) == [1])
    }

    @Test("lines that map nothing are told", arguments: ["no address", "Ada <>", "Ada <ada@works.example", "<ada@works.example>"])
    func broken(_ line: String) {
        let reading = Self.read("\(line)\nBen <ben@works.example>\n")
        #expect(reading.findings.problems.map(\.place.line) == [1] && reading.file.people.count == 1)
    }

    @Test("what is written maps every spelling to the one that is wanted, as the git collector reads it")
    func written() {
        let identities = [
            ("Ada Example", "ada@works.example"), ("ada", "ada@home.example"), ("Ada Example", "ADA@works.example"), ("", "a@old.example"),
            ("x <y", "b@old.example"),
        ]
        let place = IdentityPlace(file: "")
        var file = IdentityFile()
        file.people = [
            IdentityFile.Person(
                place, identities: identities.map { .init(.init(source: "git", name: $0.0.isEmpty ? nil : $0.0, email: $0.1), place) },
                canonical: .init(source: "git", name: "Ada Example", email: "ada@works.example"))
        ]
        let writing = IdentityWriting(file, as: .mailmap, calendar: .utc, now: Instant(seconds: 0))
        let map = Mailmap(writing.parts[0].bytes)
        #expect(map.skippedLines == 0)
        for (name, email) in identities.dropLast() {
            #expect(
                map.resolve(SpelledIdentity(name: name, email: email)) == SpelledIdentity(name: "Ada Example", email: "ada@works.example"))
        }
        #expect(writing.findings.notices.map(\.message).contains { $0.hasPrefix("Spellings that a mailmap cannot hold") })
    }
}
