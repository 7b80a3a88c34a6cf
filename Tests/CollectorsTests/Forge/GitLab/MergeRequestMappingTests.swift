import Collectors
import Ledger
import Testing

@Suite("GitLab merge requests and issues")
struct MergeRequestMappingTests {
    private let mapping = GitLabMapping(host: GitLabSample.host)
    private let at = GitLabSample.instant

    @Test("an open merge request of a list becomes a change request without events")
    func open() throws {
        let fact = try GitLabItem.mergeRequest([
            "labels": #"["Community contribution", "type::Bug"]"#, "milestone": #"{"id": 3, "iid": 1, "title": "17.2"}"#,
        ]).mapped()
        #expect(fact.kind == .changeRequest)
        #expect(fact.number == 7)
        #expect(fact.author == GitLabSample.account(1))
        #expect(fact.createdAt == at("2026-03-02T10:00:00Z"))
        #expect(
            fact.state
                == ItemState(
                    .open, title: "Count once", updatedAt: at("2026-03-05T10:00:00Z"),
                    labels: ["Community contribution", "type::Bug"], milestone: "17.2", targetBranch: "main", files: 3))
        #expect(fact.events == [])
        #expect(fact.completeKinds == [])
    }

    @Test("labels with details are read by their names")
    func labelDetails() throws {
        let fact = try GitLabItem.mergeRequest(["labels": ##"[{"id": 1, "name": "Community Contribution", "color": "#fff"}]"##]).mapped()
        #expect(fact.state.labels == ["Community Contribution"])
    }

    @Test("merge_user tells who merged; merged_by, its older name, only where that is missing")
    func merger() throws {
        var fields = [
            "state": #""merged""#, "merged_at": #""2026-03-04T12:00:00+02:00""#, "merged_by": GitLabSample.user(2),
            "merge_user": GitLabSample.user(3),
        ]
        let merged = try GitLabItem.mergeRequest(fields).mapped()
        #expect(merged.state.status == .merged)
        #expect(merged.state.mergedAt == at("2026-03-04T10:00:00Z"))
        #expect(merged.state.mergedBy == GitLabSample.account(3))
        fields["merge_user"] = "null"
        #expect(try GitLabItem.mergeRequest(fields).mapped().state.mergedBy == GitLabSample.account(2))
        // Who asked for an automatic merge has not merged yet.
        fields["state"] = #""opened""#
        fields["merge_user"] = GitLabSample.user(3)
        fields["merged_at"] = "null"
        #expect(try GitLabItem.mergeRequest(fields).mapped().state.mergedBy == nil)
    }

    @Test("an item that was reopened is open, whatever time of closing it keeps")
    func reopened() throws {
        let closed = ["closed_at": #""2026-03-04T10:00:00Z""#]
        #expect(try GitLabItem.mergeRequest(closed).mapped().state.closedAt == nil)
        let really = try GitLabItem.mergeRequest(closed.merging(["state": #""closed""#]) { $1 }).mapped()
        #expect(really.state.status == .closed)
        #expect(really.state.closedAt == at("2026-03-04T10:00:00Z"))
    }

    @Test(
        "a draft is what says so: draft, else work_in_progress, else the beginning of the title",
        arguments: [
            (["draft": "true"], true), (["draft": "false", "title": #""Draft: x""#], false),
            (["draft": "null", "work_in_progress": "true"], true), (["draft": "null", "title": #""Draft: x""#], true),
            (["draft": "null", "title": #""[WIP] x""#], true), (["draft": "null", "title": #""(draft) x""#], true),
            (["draft": "null", "title": #""Drafty x""#], false),
        ])
    func draft(_ fields: [String: String], _ expected: Bool) throws {
        #expect(try GitLabItem.mergeRequest(fields).mapped().state.isDraft == expected)
    }

    @Test("a confidential issue stays confidential, also when GitLab says it in an unknown way")
    func confidential() throws {
        #expect(try GitLabItem.issue().mapped().state.isConfidential == false)
        #expect(try GitLabItem.issue(["confidential": "true"]).mapped().state.isConfidential)
        let odd = mapping.map(try .issue(["confidential": #""maybe""#]))
        #expect(odd.fact?.state.isConfidential == true)
        #expect(odd.report.failures.map(\.description) == ["sample, issue 8.confidential: true or false was expected, “maybe” was found."])
    }

    @Test("a merge without a time, as old GitLabs have it, takes the time of its record")
    func mergeWithoutTime() throws {
        let merged = try GitLabItem.mergeRequest(["state": #""merged""#])
        #expect(try merged.mapped().state.mergedAt == nil)
        let fact = try merged.with { $0.notes = [try GitLabSample.note(90, "merged", by: 3, at: "2026-03-04T10:00:00Z", system: true)] }
            .mapped()
        #expect(fact.state.mergedAt == at("2026-03-04T10:00:00Z"))
        #expect(fact.state.mergedBy == GitLabSample.account(3))
        #expect(fact.story == ["merged by 3"])
    }

    @Test("the closing that no part tells is taken from the item, once its parts were asked for")
    func closingWithoutRecord() throws {
        let closed = ["state": #""closed""#, "closed_at": #""2026-03-04T10:00:00Z""#, "closed_by": GitLabSample.user(4)]
        #expect(try GitLabItem.issue(closed).mapped().events == [])
        let asked = try GitLabItem.issue(closed).with {
            $0.notes = []
            $0.stateEvents = []
        }.mapped()
        #expect(asked.story == ["closed by 4"])
        #expect(asked.completeKinds.contains(.closed))
    }

    @Test("a deleted author leaves an item without author, be it null or GitLab's ghost")
    func ghost() throws {
        #expect(try GitLabItem.issue(["author": "null"]).mapped().author == nil)
        let ghost = #"{"id": 99, "username": "ghost1", "name": "Ghost User"}"#
        #expect(try GitLabItem.issue(["author": ghost]).mapped().author == nil)
        let person = #"{"id": 98, "username": "ghost", "name": "Gus Host"}"#
        #expect(try GitLabItem.issue(["author": person]).mapped().author?.number == 98)
    }

    @Test("the project is the target's, so that a list of a group can be taken apart")
    func project() throws {
        #expect(mapping.map(try .mergeRequest(["project_id": "9", "target_project_id": "5"])).project == 5)
        #expect(mapping.map(try .issue(["project_id": "9"])).project == 9)
    }
}

@Suite("GitLab accounts")
struct GitLabAccountTests {
    private func isBot(_ user: String, host: String = "gitlab.example.org") throws -> Bool? {
        var mapping = GitLabMapping(host: host)
        return mapping.learn(try GitLabSample.json(user))?.isBot
    }

    @Test("an account is a bot when GitLab says so or gave it the name or address of one")
    func bots() throws {
        #expect(try isBot(#"{"id": 5, "username": "helper", "bot": true}"#) == true)
        #expect(try isBot(#"{"id": 5, "username": "project_12_bot"}"#) == true)
        #expect(try isBot(#"{"id": 5, "username": "group_12_bot_0a1b2c"}"#) == true)
        #expect(try isBot(#"{"id": 5, "username": "project_12_bot2"}"#) == true)
        #expect(try isBot(#"{"id": 5, "username": "x", "public_email": "project12_bot@noreply.gitlab.com"}"#) == true)
        #expect(try isBot(#"{"id": 5, "username": "x", "public_email": "x@noreply.gitlab.example.org"}"#) == true)
        #expect(try isBot(#"{"id": 1786152, "username": "gitlab-bot"}"#, host: "gitlab.com") == true)
    }

    @Test("a person is none")
    func people() throws {
        #expect(try isBot(#"{"id": 5, "username": "ada", "bot": false}"#) == false)
        #expect(try isBot(#"{"id": 5, "username": "abbot"}"#) == false)
        #expect(try isBot(#"{"id": 5, "username": "project_bot"}"#) == false)
        #expect(try isBot(#"{"id": 5, "username": "project_12_bottle"}"#) == false)
        #expect(try isBot(#"{"id": 1786152, "username": "eve"}"#) == false)
        // Where GitLab hides the addresses of people.
        #expect(try isBot(#"{"id": 5, "username": "x", "public_email": "5-x@users.noreply.gitlab.com"}"#) == false)
    }

    @Test("a note that names somebody by user name means the account whose number is known, in any case of letters")
    func named() throws {
        var mapping = GitLabMapping(host: GitLabSample.host)
        let item = try GitLabItem.mergeRequest().with {
            $0.notes = [try GitLabSample.note(1, "requested review from @BO and @zed", by: 1, system: true)]
        }
        #expect(try item.mapped(mapping).story == ["reviewRequested by 1 of @BO", "reviewRequested by 1 of @zed"])
        mapping.learn(try GitLabSample.json(GitLabSample.user(2)))
        #expect(try item.mapped(mapping).story == ["reviewRequested by 1 of 2", "reviewRequested by 1 of @zed"])
        // Somebody who writes only later is known as well, whichever comes first.
        let later = try item.with { $0.notes?.append(try GitLabSample.note(2, "Fine", by: 2)) }
        #expect(try later.mapped().story == ["commented by 2", "reviewRequested by 1 of 2", "reviewRequested by 1 of @zed"])
    }

    @Test("what was learned of one item never changes the next, so that the order of reading does not matter")
    func order() throws {
        let mapping = GitLabMapping(host: GitLabSample.host)
        let naming = try GitLabItem.mergeRequest().with { $0.notes = [try GitLabSample.note(1, "assigned to @bo", by: 1, system: true)] }
        _ = mapping.map(try .mergeRequest(["author": GitLabSample.user(2)]))
        #expect(try naming.mapped(mapping).story == ["assigned by 1 of @bo"])
    }
}
