import Ledger
import Testing

@testable import Collectors

@Suite("Trailers, as git reads them and as people write them")
struct TrailerTests {
    /// Both readings of a message: `name=value` with `!` for strict only and `~` for lenient only.
    private func read(_ message: String) async throws -> [String] {
        let repository = try TestRepository()
        try repository.ref("refs/heads/main", try repository.commit(message: message))
        return try await repository.readAll().commits[0].trailers.map {
            let mark = $0.strict ? ($0.lenient ? "" : "!") : "~"
            return "\(mark)\($0.name)=\($0.value)"
        }
    }

    @Test("a last paragraph of trailers is read the same by both")
    func plain() async throws {
        let found = try await read(
            "Title\n\nBody: not one.\n\nSigned-off-by: Ada <ada@example.org>\nReviewed-by: Ben <ben@example.com>\n")
        #expect(found == ["Signed-off-by=Ada <ada@example.org>", "Reviewed-by=Ben <ben@example.com>"])
    }

    @Test("a key that nobody knows is git's alone")
    func unknownKey() async throws {
        #expect(try await read("Title\n\nWeather: fine\n") == ["!Weather=fine"])
    }

    @Test("a line that is no trailer makes git pass over the paragraph, and people not")
    func mixedParagraph() async throws {
        let found = try await read(
            "Title\n\nFixes #12\nReported-by: Ada <ada@example.org>\nCloses #34\nText in between\nand some more\n")
        #expect(found == ["~Fixes=#12", "~Reported-by=Ada <ada@example.org>", "~Closes=#34"])
    }

    @Test("the paragraph before the last one counts for people, the one before it for nobody")
    func twoParagraphs() async throws {
        let found = try await read(
            "Title\n\nAcked-by: Eve <eve@example.com>\n\nTested-by: Ben <ben@example.com>\n\nSigned-off-by: Ada <ada@example.org>\n"
        )
        #expect(found == ["~Tested-by=Ben <ben@example.com>", "Signed-off-by=Ada <ada@example.org>"])
    }

    @Test("ruled lines are passed over")
    func rules() async throws {
        let found = try await read("Title\n\nText.\n\n---------\n\nCo-authored-by: Ada <ada@example.org>\n")
        #expect(found == ["Co-authored-by=Ada <ada@example.org>"])
        let within = try await read(
            "Title\n\nText.\n\nCo-authored-by: Ada <ada@example.org>\n------\nCo-authored-by: Ben <ben@example.com>\n")
        #expect(within == ["~Co-authored-by=Ada <ada@example.org>", "~Co-authored-by=Ben <ben@example.com>"])
    }

    @Test("keys are recognised in any case, with blanks for hyphens, indented, and with a blank before the colon")
    func spellings() async throws {
        let found = try await read(
            "Title\n\nSome text here\nmore text\nCo-Authored-By: A <a@example.org>\n  Tested-by : B <b@example.org>\nreviewed by: C <c@example.org>\nSIGNED_OFF_BY: D <d@example.org>\n"
        )
        #expect(
            found == [
                "~Co-Authored-By=A <a@example.org>", "~Tested-by=B <b@example.org>", "~Reviewed-by=C <c@example.org>",
                "~Signed-off-by=D <d@example.org>",
            ])
    }

    @Test("a line that begins with a blank continues the one above it")
    func continuation() async throws {
        let found = try await read("Title\n\nLink: https://example.org/a\n  and more\nCc: Ada <ada@example.org>\n")
        #expect(found == ["Link=https://example.org/a and more", "Cc=Ada <ada@example.org>"])
    }

    @Test("the first line of a message is never a trailer; the second may be for people")
    func firstLine() async throws {
        #expect(try await read("Fixes: #12\n") == [])
        #expect(
            try await read("Title\nSigned-off-by: Ada <ada@example.org>\n") == ["~Signed-off-by=Ada <ada@example.org>"])
    }

    @Test("prose that begins like a trailer is none")
    func prose() async throws {
        #expect(
            try await read("Title\n\nFixes a thing: it broke.\nBug reports are welcome\nNote: see below\nCc:\n") == [])
    }

    @Test("the same trailer twice is two")
    func repeated() async throws {
        let line = "Reviewed-by: Ada <ada@example.org>\n"
        #expect(try await read("Title\n\n\(line)\(line)").count == 2)
    }

    @Test("a line that stands in both paragraphs is git's in the last one only")
    func twoPlaces() async throws {
        let found = try await read(
            "Title\n\nCo-Authored-By: Ada <ada@example.org>\n\nCo-authored-by: Ada <ada@example.org>\n")
        #expect(found == ["~Co-Authored-By=Ada <ada@example.org>", "Co-authored-by=Ada <ada@example.org>"])
    }
}
