import Ledger
import Testing

@testable import Collectors

@Suite("GitHub's timelines become events")
struct GitHubTimelineTests {
    private typealias Sample = GitHubSample

    @Test(
        "each kind that Steward knows keeps who, when and what it was about",
        arguments: [
            ("closed", [:], .closed, nil, nil), ("reopened", [:], .reopened, nil, nil),
            ("merged", ["commit_id": #""abc""#], .merged, nil, nil),
            ("labeled", ["label": #"{"name":"bug"}"#], .labelled, "bug", nil),
            ("unlabeled", ["label": #"{"name":"bug"}"#], .unlabelled, "bug", nil),
            ("milestoned", ["milestone": #"{"title":"1.0"}"#], .milestoned, "1.0", nil),
            ("demilestoned", ["milestone": #"{"title":"1.0"}"#], .demilestoned, "1.0", nil),
            ("assigned", ["assignee": GitHubSample.ada], .assigned, nil, .ada),
            ("unassigned", ["assignee": GitHubSample.ada], .unassigned, nil, .ada),
            (
                "review_requested", ["requested_reviewer": GitHubSample.ada, "review_requester": GitHubSample.ben], .reviewRequested, nil,
                .ada
            ),
            ("review_requested", ["requested_team": #"{"name":"Builders"}"#], .reviewRequested, "Builders", nil),
            ("review_request_removed", ["requested_reviewer": GitHubSample.ada], .reviewRequestRemoved, nil, .ada),
            ("ready_for_review", [:], .readyForReview, nil, nil), ("convert_to_draft", [:], .convertedToDraft, nil, nil),
            ("head_ref_force_pushed", ["commit_id": "null"], .forcePushed, nil, nil),
            ("renamed", ["rename": #"{"from":"a","to":"b"}"#], .renamed, nil, nil),
            ("locked", ["lock_reason": #""spam""#], .locked, "spam", nil), ("unlocked", [:], .unlocked, nil, nil),
            ("review_dismissed", ["dismissed_review": #"{"review_id":5,"state":"approved"}"#], .reviewDismissed, nil, nil),
            ("subscribed", [:], .other, "subscribed", nil), ("invented_next_year", [:], .other, "invented_next_year", nil),
        ] as [(String, [String: String?], ItemEventKind, String?, ForgeAccount?)])
    func kinds(_ name: String, _ fields: [String: String?], _ kind: ItemEventKind, _ term: String?, _ subject: ForgeAccount?) throws {
        let (events, problems) = try Sample.timeline([Sample.event(name, fields)])
        #expect(problems == [])
        #expect(events == [ItemEvent(kind, number: 100, at: .january(5), actor: .ben, subject: subject, term: term)])
    }

    @Test("comments keep their own numbers and authors; nobody wrote a ghost's")
    func comments() throws {
        let fields = ["event": #""commented""#, "actor": Sample.ada]
        let (events, _) = try Sample.timeline([
            Sample.object(["id": "11", "user": Sample.ben, "created_at": #""2024-01-06T00:00:00Z""#], fields),
            Sample.object(["id": "12", "user": "null", "created_at": #""2024-01-06T00:00:00Z""#], ["event": #""commented""#]),
        ])
        #expect(
            events == [ItemEvent(.commented, number: 11, at: .january(6), actor: .ben), ItemEvent(.commented, number: 12, at: .january(6))])
    }

    @Test(
        "a review is what it came to, in either case; one that was not sent off is none",
        arguments: [
            ("approved", .approved), ("APPROVED", .approved), ("changes_requested", .changesRequested), ("COMMENTED", .reviewed),
            ("something_new", .reviewed), ("pending", nil),
        ] as [(String, ItemEventKind?)])
    func reviews(_ state: String, _ kind: ItemEventKind?) throws {
        let review =
            #"{"event":"reviewed","id":5,"user":\#(Sample.ben),"actor":null,"created_at":null,"state":"\#(state)","submitted_at":"2024-01-07T00:00:00Z"}"#
        #expect(try Sample.timeline([review]).events == (kind.map { [ItemEvent($0, number: 5, at: .january(7), actor: .ben)] } ?? []))
        var timeline = GitHubTimeline(Sample.accounts)
        timeline.add(reviews: try Sample.json("[\(review)]").elements)
        #expect(timeline.events.map(\.kind) == [kind].compactMap(\.self))
    }

    @Test("a review that was dismissed keeps the verdict that it had, and the dismissal is an event of its own")
    func dismissed() throws {
        let review = #"{"event":"reviewed","id":5,"user":\#(Sample.ben),"state":"dismissed","submitted_at":"2024-01-07T00:00:00Z"}"#
        let dismissal = Sample.event(
            "review_dismissed",
            [
                "actor": Sample.ada, "created_at": #""2024-01-08T00:00:00Z""#,
                "dismissed_review": #"{"review_id":5,"state":"changes_requested"}"#,
            ])
        let told = try Sample.timeline([review, dismissal]).events
        #expect(
            Set(told) == [
                ItemEvent(.changesRequested, number: 5, at: .january(7), actor: .ben),
                ItemEvent(.reviewDismissed, number: 100, at: .january(8), actor: .ada),
            ])
        #expect(try Sample.timeline([review]).events.map(\.kind) == [.reviewed])
    }

    @Test("a commit is a push without an account, at the time when it was committed")
    func commits() throws {
        let commit =
            #"{"event":"committed","sha":"abc","id":null,"created_at":null,"author":{"date":"2024-01-01T00:00:00Z"},"committer":{"date":"2024-01-05T00:00:00Z"}}"#
        #expect(try Sample.timeline([commit]).events == [ItemEvent(.pushed, number: ItemEvent.number(from: "abc"), at: .january(5))])
    }

    @Test("comments on lines are read from the threads of a timeline and from their own list")
    func lines() throws {
        let bare = #"{"event":"line-commented","node_id":"x","created_at":null}"#
        let full = #"{"event":"line-commented","node_id":"x","comments":[\#(Sample.comment(21)),\#(Sample.comment(22, by: "null"))]}"#
        #expect(try Sample.timeline([bare]).events == [])
        #expect(try Sample.timeline([bare]).problems == [])
        let expected = [
            ItemEvent(.lineCommented, number: 21, at: .january(6), actor: .ben), ItemEvent(.lineCommented, number: 22, at: .january(6)),
        ]
        #expect(try Sample.timeline([full]).events == expected)
        var timeline = GitHubTimeline(Sample.accounts)
        timeline.add(lineComments: try Sample.json("[\(Sample.comment(21)),\(Sample.comment(22, by: "null"))]").elements)
        #expect(timeline.events == expected)
        timeline.add(comments: try Sample.json("[\(Sample.comment(31))]").elements)
        #expect(timeline.events.last == ItemEvent(.commented, number: 31, at: .january(6), actor: .ben))
    }

    @Test("an event without a number gets the same one on every run, and two get two")
    func numbers() throws {
        func reference(_ issue: Int, _ second: Int) -> String {
            #"{"event":"cross-referenced","id":null,"node_id":null,"actor":\#(Sample.ben),"created_at":"2024-01-05T00:00:0\#(second)Z","source":{"issue":{"id":\#(issue)}}}"#
        }
        let events = try Sample.timeline([reference(1, 0), reference(2, 0), reference(1, 1), reference(1, 0)]).events
        #expect(Set(events.map(\.number)).count == 3)
        #expect(events[0] == events[3])
        #expect(events.allSatisfy { $0.kind == .other && $0.term == "cross-referenced" && $0.number > 0 })
        let node = Sample.event("mentioned", ["id": "null", "node_id": #""MDU6""#])
        #expect(try Sample.timeline([node]).events.map(\.number) == [ItemEvent.number(from: "MDU6")])
    }

    @Test("an event that cannot be read is named, and the others are read")
    func problems() throws {
        let good = Sample.event("closed")
        let (events, problems) = try Sample.timeline([
            good, "null", "7", #"{"id":1}"#, Sample.event("closed", ["created_at": nil]), Sample.event("closed", ["actor": "[]"]),
            Sample.event("labeled", ["label": #"{"name":7}"#]), Sample.event("closed", ["id": "1.5"]),
            #"{"event":"committed","sha":5}"#, #"{"event":"reviewed","id":5,"state":"approved"}"#, good,
        ])
        #expect(events.count == 2)
        #expect(
            problems == [
                "sample.json, events[1]: an object was expected, null was found.",
                "sample.json, events[2]: an object was expected, a number was found.",
                "sample.json, events[3].event: it is missing.",
                "sample.json, events[4].created_at: it is missing.",
                "sample.json, events[5].actor: an object was expected, an array was found.",
                "sample.json, events[6].label.name: a string was expected, a number was found.",
                "sample.json, events[7].id: a whole number was expected, a number was found.",
                "sample.json, events[8].sha: a string was expected, a number was found.",
                "sample.json, events[9].created_at: it is missing.",
            ])
        var item = try Sample.item(pull: Sample.pull())
        item.timeline.add(timeline: try Sample.json("[\(good),7]").elements)
        #expect(item.fact(completeKinds: [.closed]).completeKinds == [], "what could not be read was not deleted")
        #expect(try Sample.item(pull: Sample.pull()).fact(completeKinds: [.closed]).completeKinds == [.closed])
    }
}
