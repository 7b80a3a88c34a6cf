import Casework
import Foundation
import Testing

@Suite("Cases as texts")
struct CaseCodingTests {
    @Test("a case comes back as it was written, with everything in it")
    func whole() throws {
        var grant = try GrantCase()
        try grant.bringToVote()
        try grant.act("cat", .cast(vote: "main", .stance(.no), reason: "Too dear."))
        try grant.act("cor", .raiseConcern(side: nil, text: "Who keeps it?"))
        let text = try JSONEncoder().encode(grant.aCase)
        #expect(try JSONDecoder().decode(Case.self, from: text) == grant.aCase)
    }

    @Test("a case that an earlier program stored is read, and what that did not know is empty")
    func earlier() throws {
        let text = """
            {"id": 7, "process": "grant", "version": 1, "title": "Old", "state": "draft", "revision": 3, "requester": {"id": "user:1", "name": "A"},
             "createdAt": 1, "updatedAt": 2, "enteredAt": 1}
            """
        let read = try JSONDecoder().decode(Case.self, from: Data(text.utf8))
        #expect(read.revision == 3)
        #expect(read.fields.isEmpty && read.votes.isEmpty && read.participants.isEmpty)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Case.self, from: Data("{\"id\": 7}".utf8)) }
    }
}
