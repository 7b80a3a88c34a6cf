import Collectors
import Ledger
import Testing

@Suite("Surprises in GitLab's answers")
struct GitLabSurpriseTests {
    private let mapping = GitLabMapping(host: GitLabSample.host)

    @Test(
        "a field that is missing, null, of another type or unknown is told with item and field, and the rest is read",
        arguments: [
            ("title", "null", "sample, merge request 7.title: it is missing."),
            ("title", "5", "sample, merge request 7.title: a string was expected, a number was found."),
            ("state", "null", "sample, merge request 7.state: it is missing."),
            ("state", #""frozen""#, "sample, merge request 7.state: opened, closed, merged or locked was expected, “frozen” was found."),
            ("updated_at", #""soon""#, "sample, merge request 7.updated_at: a time was expected, “soon” was found."),
            ("merged_at", "[]", "sample, merge request 7.merged_at: a time was expected, an array was found."),
            ("author", "[]", "sample, merge request 7.author: an account was expected, an array was found."),
            ("author", #"{"id": "x", "username": null}"#, "sample, merge request 7.author.id: a whole number was expected, “x” was found."),
            ("labels", #"{"a": 1}"#, "sample, merge request 7.labels: an array was expected, an object was found."),
            ("labels", #"["kept", 5]"#, "sample, merge request 7.labels[1]: a label was expected, a number was found."),
            ("draft", #""no""#, "sample, merge request 7.draft: true or false was expected, “no” was found."),
            ("target_branch", "1", "sample, merge request 7.target_branch: a string was expected, a number was found."),
        ])
    func fields(_ name: String, _ value: String, _ words: String) throws {
        let result = mapping.map(try .mergeRequest([name: value]))
        #expect(result.report.failures.first?.description == words)
        let fact = try #require(result.fact)
        #expect(fact.number == 7)
        #expect(fact.state.status == .open)
    }

    @Test("an item without number or time of creation cannot be kept and is told", arguments: ["iid", "created_at"])
    func unusable(_ name: String) throws {
        let result = mapping.map(try .mergeRequest([name: "null"]))
        #expect(result.fact == nil)
        #expect(result.report.count == 1)
        #expect(result.report.failures[0].place.hasSuffix(name))
        #expect(mapping.map(GitLabItem(.issue, try GitLabSample.json("[]"))).fact == nil)
    }

    @Test("a note or record that cannot be read is told, and the others are read")
    func damagedParts() throws {
        let result = mapping.map(
            try .mergeRequest().with {
                $0.notes = [
                    try GitLabSample.note(1, "x", ["created_at": "null"]), try GitLabSample.note(2, "x", ["type": #""HoloNote""#]),
                    try GitLabSample.json("7"), try GitLabSample.note(3, "x"),
                ]
                $0.labelEvents = try GitLabSample.list(
                    #"{"id": 1, "action": "paint", "created_at": "2026-03-03T10:00:00Z"}"#, #"{"id": 2}"#)
                $0.stateEvents = try GitLabSample.list(#"{"id": 1, "state": "frozen", "created_at": "2026-03-03T11:00:00Z"}"#)
            })
        #expect(result.fact?.events.map(\.kind) == [.commented, .commented, .other])
        #expect(
            result.report.failures.map(\.place) == [
                "merge request 7.resource_state_events[0].state", "merge request 7.resource_label_events[0].action",
                "merge request 7.resource_label_events[1].action", "merge request 7.notes[0].created_at",
                "merge request 7.notes[1].type", "merge request 7.notes[2]",
            ])
    }

    @Test("thousands of failures are counted and only the first are kept")
    func bounded() throws {
        let bad = try GitLabSample.json("{}")
        let result = mapping.map(try .mergeRequest().with { $0.notes = Array(repeating: bad, count: 5000) })
        #expect(result.report.count == 5000)
        #expect(result.report.failures.count <= 20)
    }

    @Test("control and direction characters in a title, label or name reach the fact as they are")
    func hostileText() throws {
        let hostile = "a\u{202E}b\u{0007}c<script>"
        let escaped = #""a\u202eb\u0007c<script>""#
        let fact = try GitLabItem.mergeRequest([
            "title": escaped, "labels": "[\(escaped)]", "author": #"{"id": 1, "username": \#(escaped), "name": \#(escaped)}"#,
        ]).mapped()
        #expect(fact.state.title == hostile)
        #expect(fact.state.labels == [hostile])
        #expect(fact.author?.login == hostile)
    }

    @Test("numbers beyond 64 bits and times beyond the calendar are no crash")
    func extremes() throws {
        for number in ["9223372036854775807", "-9223372036854775808", "0", "1.5", #""7""#] {
            _ = mapping.map(try .mergeRequest(["iid": number, "id": number, "author": #"{"id": \#(number)}"#]))
        }
        let times = ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-02-30T00:00:00Z"]
        for time in times {
            _ = mapping.map(
                try .mergeRequest(["created_at": "\"\(time)\"", "merged_at": "\"\(time)\"", "state": #""merged""#]).with {
                    $0.notes = [try GitLabSample.note(1, "merged", at: time, system: true)]
                    $0.versions = try GitLabSample.list(#"{"id": 9223372036854775807, "created_at": "\#(time)"}"#)
                })
        }
        #expect(mapping.map(try .mergeRequest(["iid": "9223372036854775807"])).fact?.number == .max)
    }
}
