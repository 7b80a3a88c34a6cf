import Collectors
import Ledger
import Testing

@Suite("GitLab notes and events")
struct GitLabEventTests {
    private let mapping = GitLabMapping(host: GitLabSample.host)

    private func event(_ id: Int, _ fields: String, by user: Int = 2, at time: String = "2026-03-04T10:00:00Z") throws -> JSONValue {
        try GitLabSample.json(#"{"id": \#(id), "user": \#(GitLabSample.user(user)), "created_at": "\#(time)", \#(fields)}"#)
    }

    @Test("comments, comments on lines and GitLab's own notes become events of their kinds")
    func notes() throws {
        let fact = try GitLabItem.mergeRequest().with {
            $0.notes = [
                try GitLabSample.note(11, "Nice", by: 2, at: "2026-03-03T10:00:00Z"),
                try GitLabSample.note(12, "Why?", by: 2, at: "2026-03-03T11:00:00Z", ["type": #""DiffNote""#]),
                try GitLabSample.note(13, "Because", by: 1, at: "2026-03-03T12:00:00Z", ["type": #""DiscussionNote""#]),
                try GitLabSample.note(14, "approved this merge request", by: 3, at: "2026-03-03T13:00:00Z", system: true),
                try GitLabSample.note(15, "unapproved this merge request", by: 3, at: "2026-03-03T14:00:00Z", system: true),
                try GitLabSample.note(16, "requested review from @ada and @bo", by: 3, at: "2026-03-03T15:00:00Z", system: true),
            ]
        }.mapped()
        #expect(
            fact.story == [
                "commented by 2", "lineCommented by 2", "commented by 1", "approved by 3", "reviewDismissed by 3 of 3",
                "reviewRequested by 3 of 1", "reviewRequested by 3 of 2",
            ])
        #expect(fact.events.first { $0.kind == .lineCommented }?.number == 12)
        #expect(Set(fact.events.map(\.number)).count == 7)
    }

    @Test("an internal or confidential note gives nothing: it is no answer to the author, and no page may show it")
    func internalNotes() throws {
        let item = try GitLabItem.mergeRequest().with {
            $0.notes = [
                try GitLabSample.note(11, "Internal", ["internal": "true"]),
                try GitLabSample.note(12, "Confidential", ["confidential": "true"]),
                try GitLabSample.note(13, "Both names", ["internal": "false", "confidential": "true"]),
                try GitLabSample.note(14, "Public"),
            ]
            $0.discussions = [
                try GitLabSample.json(
                    #"{"id": "d", "notes": [{"id": 15, "internal": true, "created_at": "2026-03-03T10:00:00Z", "system": false}]}"#)
            ]
        }
        #expect(try item.mapped().events.map(\.number) == [14])
    }

    @Test("a note whose word about being internal is not understood is left out and told")
    func oddInternal() throws {
        let result = mapping.map(try .mergeRequest().with { $0.notes = [try GitLabSample.note(11, "x", ["internal": #""yes""#])] })
        #expect(result.fact?.events == [])
        #expect(
            result.report.failures.map(\.description) == [
                "sample, merge request 7.notes[0].internal: true or false was expected, “yes” was found."
            ])
        #expect(result.fact?.completeKinds == [])
    }

    @Test("notes and discussions that tell the same note count it once")
    func discussions() throws {
        let inDiscussion = #"{"id": "d", "individual_note": false, "notes": [\#(noteText(11)), \#(noteText(12))]}"#
        let fact = try GitLabItem.mergeRequest().with {
            $0.notes = [try GitLabSample.json(noteText(11))]
            $0.discussions = [try GitLabSample.json(inDiscussion)]
        }.mapped()
        #expect(fact.events.map(\.number).sorted() == [11, 12])
    }

    private func noteText(_ id: Int) -> String {
        #"{"id": \#(id), "body": "x", "author": \#(GitLabSample.user(2)), "created_at": "2026-03-03T10:00:00Z", "system": false, "type": "DiffNote"}"#
    }

    @Test("changes of states, labels and milestones come from their own records")
    func records() throws {
        let fact = try GitLabItem.mergeRequest().with {
            $0.stateEvents = [
                try event(1, #""state": "closed""#, at: "2026-03-03T10:00:00Z"),
                try event(2, #""state": "reopened""#, at: "2026-03-03T11:00:00Z"),
            ]
            $0.labelEvents = [
                try event(1, #""action": "add", "label": {"id": 1, "name": "Community contribution"}"#, at: "2026-03-03T12:00:00Z"),
                try event(2, #""action": "remove", "label": null"#, at: "2026-03-03T13:00:00Z"),
            ]
            $0.milestoneEvents = [try event(1, #""action": "add", "milestone": {"id": 1, "title": "17.2"}"#, at: "2026-03-03T14:00:00Z")]
        }.mapped()
        #expect(
            fact.story == [
                "closed by 2", "reopened by 2", "labelled by 2: Community contribution", "unlabelled by 2", "milestoned by 2: 17.2",
            ])
    }

    @Test("a note never counts a second time what a record tells, and older notes stay")
    func noDoubleCounting() throws {
        let fact = try GitLabItem.issue().with {
            $0.notes = [
                try GitLabSample.note(1, "closed", by: 3, at: "2020-01-05T10:00:00Z", system: true),
                try GitLabSample.note(2, "reopened", by: 3, at: "2020-01-06T10:00:00Z", system: true),
                try GitLabSample.note(3, "closed", by: 2, at: "2026-03-04T10:00:03Z", system: true),
                try GitLabSample.note(4, "changed milestone to %4", by: 2, at: "2026-03-04T10:00:00Z", system: true),
            ]
            $0.stateEvents = [try event(9, #""state": "closed""#, at: "2026-03-04T10:00:00Z")]
            $0.milestoneEvents = [try event(9, #""action": "add", "milestone": {"title": "Four"}"#, at: "2026-03-04T10:00:00Z")]
        }.mapped()
        #expect(fact.story == ["closed by 3", "reopened by 3", "closed by 2", "milestoned by 2: Four"])
    }

    @Test("each version of the change is one push; the note of the push tells by whom and is not counted beside it")
    func versions() throws {
        let versions = try GitLabSample.list(
            #"{"id": 31, "created_at": "2026-03-04T10:00:05.000Z", "head_commit_sha": "b"}"#,
            #"{"id": 30, "created_at": "2026-03-02T10:00:01.000Z", "head_commit_sha": "a"}"#)
        let item = try GitLabItem.mergeRequest().with {
            $0.notes = [try GitLabSample.note(1, "added 2 commits", by: 4, at: "2026-03-04T10:00:00Z", system: true)]
        }
        #expect(try item.mapped().story == ["pushed by 4"])
        #expect(try item.with { $0.versions = versions }.mapped().story == ["pushed by 1", "pushed by 4"])
        // An empty list of versions tells nothing: the note stays.
        #expect(try item.with { $0.versions = [] }.mapped().story == ["pushed by 4"])
    }

    @Test("reviewers and approvals add only what no note told")
    func reviewers() throws {
        let item = try GitLabItem.mergeRequest().with {
            $0.notes = [
                try GitLabSample.note(1, "requested review from @bo", by: 1, at: "2026-03-03T10:00:00Z", system: true),
                try GitLabSample.note(2, "approved this merge request", by: 2, at: "2026-03-03T11:00:00Z", system: true),
            ]
            $0.reviewers = try GitLabSample.list(
                #"{"user": \#(GitLabSample.user(2)), "state": "approved", "created_at": "2026-03-03T10:00:00Z"}"#,
                #"{"user": \#(GitLabSample.user(3)), "state": "unreviewed", "created_at": "2026-03-03T12:00:00Z"}"#)
            $0.approvals = try GitLabItem.approvals(
                GitLabSample.json(
                    #"{"approved_by": [{"user": \#(GitLabSample.user(2)), "approved_at": "2026-03-03T11:00:00Z"}, {"user": \#(GitLabSample.user(4)), "approved_at": "2026-03-03T13:00:00Z"}]}"#
                ))
        }
        #expect(
            try item.mapped().story == ["reviewRequested by 1 of 2", "approved by 2", "reviewRequested by nobody of 3", "approved by 4"])
    }

    @Test("numbers of different sorts of record never meet")
    func numbers() throws {
        let fact = try GitLabItem.issue().with {
            $0.notes = [try GitLabSample.note(5, "closed", at: "2026-03-03T10:00:00Z", system: true)]
            $0.stateEvents = [try event(5, #""state": "closed""#, at: "2026-03-04T10:00:00Z")]
        }.mapped()
        #expect(fact.events.count == 2)
        #expect(Set(fact.events.map(\.number)).count == 2)
    }

    @Test("kinds are complete only when every part that can tell them was read whole")
    func completeness() throws {
        let notes = try GitLabItem.mergeRequest().with { $0.notes = [] }
        #expect(try notes.mapped().completeKinds.isSuperset(of: [.commented, .lineCommented, .renamed]))
        #expect(
            try notes.mapped().completeKinds.isDisjoint(with: [
                .closed, .merged, .labelled, .milestoned, .pushed, .approved, .reviewRequested,
            ]))
        let whole = notes.with {
            ($0.stateEvents, $0.labelEvents, $0.milestoneEvents, $0.versions, $0.reviewers, $0.approvals) = ([], [], [], [], [], [])
        }
        #expect(try whole.mapped().completeKinds == Set(ItemEventKind.allCases).subtracting([.forcePushed]))
        let damaged = mapping.map(try whole.with { $0.stateEvents = [try GitLabSample.json(#"{"id": 1, "state": "closed"}"#)] })
        #expect(
            damaged.report.failures.map(\.description) == ["sample, merge request 7.resource_state_events[0].created_at: it is missing."])
        #expect(damaged.fact?.completeKinds.contains(.closed) == false)
        #expect(damaged.fact?.completeKinds.contains(.labelled) == true)
    }
}
