import Foundation
import Ledger
import Testing

@testable import Collectors

/// The counts are those that the projects' own tests assert, or that their tables hold; docs/forge-fixtures.md explains
/// where ours differ.
@Suite("Fixtures of other projects for GitLab")
struct GitLabFixtureTests {
    private let mapping = GitLabMapping(host: "gitlab.com")

    /// Items whose mapping must leave nothing to complain about.
    private func facts(_ items: [GitLabItem]) throws -> [ItemFact] {
        try items.map { item in
            let result = mapping.map(item)
            #expect(result.report.failures.map(\.description) == [])
            return try #require(result.fact)
        }
    }

    private func count(_ facts: [ItemFact], _ kind: ItemEventKind) -> [Int] {
        facts.map { fact in fact.events.count { $0.kind == kind } }
    }

    @Test(
        "Perceval: 4 issues, 3 merge requests with 2, 1 and 1 versions, nothing in an empty answer",
        .enabled(if: FixtureFolder.has("perceval"), .init(rawValue: FixtureFolder.reason("perceval"))))
    func perceval() throws {
        let folder = FixtureFolder(project: "perceval")
        let pages = try folder.list("issue_page_1") + folder.list("issue_page_2")
        let issues = try facts(
            pages.enumerated().map { index, issue in
                try GitLabItem(.issue, issue).with { $0.notes = try folder.list("notes_\(index + 1)") }
            })
        #expect(issues.map(\.number) == [1, 2, 3, 4])
        #expect(issues.map(\.author?.login) == ["redfish64", "redfish64", "YoeriNijs", "YoeriNijs"])
        #expect(issues.map(\.state.status) == [.closed, .closed, .closed, .closed])
        #expect(count(issues, .commented) == [1, 1, 0, 0])
        #expect(count(issues, .closed) == [0, 0, 1, 1])
        let merges = try facts(
            (1...3).map { number in
                try GitLabItem(.changeRequest, folder.json("merge_\(number)")).with {
                    $0.notes = try folder.list("notes_\(number)")
                    $0.versions = try folder.list("merge_\(number)_versions")
                }
            })
        #expect(merges.map(\.state.status) == [.merged, .merged, .merged])
        #expect(count(merges, .pushed) == [2, 1, 1])
        #expect(try folder.list("empty_response").isEmpty)
    }

    @Test(
        "grimoirelab-elk: 5 issues and 3 merged merge requests with 2, 1 and 150 versions",
        .enabled(if: FixtureFolder.has("elk"), .init(rawValue: FixtureFolder.reason("elk"))))
    func elk() throws {
        let items = try FixtureFolder(project: "elk").list("gitlab.json").map { entry in
            let data = try entry.required("data")
            var item = GitLabItem(entry["category"]?.string == "issue" ? .issue : .changeRequest, data)
            item.notes = GitLabItem.list(data["notes_data"])
            item.versions = GitLabItem.list(data["versions_data"])
            return item
        }
        let all = try facts(items)
        #expect(all.map(\.kind) == Array(repeating: .issue, count: 5) + Array(repeating: .changeRequest, count: 3))
        #expect(
            all.map(\.author?.login) == ["redfish64", "redfish64", "YoeriNijs", "YoeriNijs", nil, "grote", "Rudloff", "marc.nause"])
        let merges = Array(all.suffix(3))
        #expect(merges.map(\.state.status) == [.merged, .merged, .merged])
        #expect(count(merges, .pushed) == [2, 1, 150])
        #expect(count(merges, .merged) == [1, 1, 1])
        #expect(count(merges, .commented) == [2, 0, 0])
        #expect(merges.map(\.state.milestone) == ["8.17", nil, nil])
        #expect(merges.map(\.state.labels) == [[], [], ["CI/CD", "Deliverable"]])
    }

    @Test(
        "DevLake: the state, times, people and labels of 18 merge requests and 16 issues are those of its tables",
        .enabled(if: FixtureFolder.has("devlake"), .init(rawValue: FixtureFolder.reason("devlake"))))
    func devlake() throws {
        let folder = FixtureFolder(project: "devlake")
        let merges = try facts(folder.documents("raw_tables/_raw_gitlab_api_merge_requests.csv").map { GitLabItem(.changeRequest, $0) })
        #expect(merges.count == 18)
        #expect(merges.count { $0.state.status == .merged } == 10)
        #expect(merges.count { $0.state.status == .closed } == 3)
        #expect(merges.map(\.state.labels.count).reduce(0, +) == 14)
        #expect(merges.filter(\.state.isDraft).map(\.number) == [20, 21])
        let byNumber = Dictionary(uniqueKeysWithValues: merges.map { ($0.number, $0) })
        let expected = try folder.table("snapshot_tables/_tool_gitlab_merge_requests.csv")
        #expect(expected.count == 18)
        for row in expected {
            let number = try #require(row["iid"].flatMap { Int64($0) })
            let fact = try #require(byNumber[number])
            func time(_ name: String) throws -> Instant? {
                guard let text = row[name], !text.isEmpty else { return nil }
                return try JSONDocument(bytes: Array("\"\(text)\"".utf8), source: name).root.instant
            }
            let times = [try time("gitlab_created_at"), try time("merged_at"), try time("closed_at")]
            #expect([fact.createdAt, fact.state.mergedAt, fact.state.closedAt] == times, "times of \(number)")
            #expect(fact.author?.login == row["author_username"], "author \(number)")
            #expect(fact.author?.number == row["author_user_id"].flatMap { Int64($0) }, "author's number \(number)")
            #expect((fact.state.mergedBy?.login ?? "") == row["merged_by_username"], "merged by \(number)")
            #expect(fact.state.title == row["title"], "title \(number)")
            #expect(fact.state.targetBranch == row["target_branch"], "target \(number)")
        }

        let issues = try facts(folder.documents("raw_tables/_raw_gitlab_api_issues.csv").map { GitLabItem(.issue, $0) })
        #expect(issues.count == 16)
        #expect(issues.count { $0.state.status == .closed } == 12)
        #expect(issues.map(\.state.labels.count).reduce(0, +) == 36)

        let notes = Dictionary(
            grouping: try folder.documents("raw_tables/_raw_gitlab_api_merge_request_notes.csv"), by: { $0["noteable_iid"]?.integer ?? 0 })
        let noted = try facts(
            folder.documents("raw_tables/_raw_gitlab_api_merge_requests_for_mr_notes_test.csv").map { merge in
                GitLabItem(.changeRequest, merge).with { $0.notes = notes[merge["iid"]?.integer ?? 0] ?? [] }
            })
        func sum(_ kind: ItemEventKind) -> Int { count(noted, kind).reduce(0, +) }
        // DevLake calls ten notes comments: four that people wrote, and the six that tell of approvals.
        #expect(sum(.commented) == 4)
        #expect(sum(.approved) + sum(.reviewDismissed) == 6)
        #expect(sum(.approved) == 5)

        var learning = mapping
        let users = try folder.documents("raw_tables/_raw_gitlab_api_users.csv").compactMap { learning.learn($0) }
        #expect(Set(users.compactMap(\.number)).count == 6)
    }

    @Test(
        "gitlab4j: label events, discussions, versions, approvals and members of its models",
        .enabled(if: FixtureFolder.has("gitlab4j"), .init(rawValue: FixtureFolder.reason("gitlab4j"))))
    func gitlab4j() throws {
        let folder = FixtureFolder(project: "gitlab4j")
        let merge = try folder.json("merge-request.json")
        let all = try facts([
            try GitLabItem(.changeRequest, merge).with {
                $0.discussions = try folder.list("merge-request-discussions.json")
                $0.labelEvents = try folder.list("label-events.json")
                $0.versions = try folder.list("merge-request-versions.json")
                $0.approvals = GitLabItem.approvals(try folder.json("approvals.json"))
            }
        ])
        // merge_user, not merged_by.
        #expect(all[0].state.mergedBy?.login == "DouweM")
        #expect(count(all, .labelled) == [5])
        #expect(count(all, .unlabelled) == [1])
        // Four notes, two of which have one number.
        #expect(count(all, .commented) == [3])
        #expect(count(all, .pushed) == [2])
        // Approvals without a time.
        #expect(count(all, .approved) == [0])
        let issue = try facts([
            try GitLabItem(.issue, folder.json("issue.json")).with { $0.discussions = try folder.list("issue-discussions.json") }
        ])
        #expect(issue[0].state.milestone == "v3.0")
        #expect(count(issue, .commented) == [3])
        var learning = mapping
        #expect(try folder.list("members.json").compactMap { learning.learn($0)?.login } == ["raymond_smith", "john_doe", "jane_doe"])
        #expect(try folder.list("user-list.json").compactMap { learning.learn($0) }.count == 20)
    }

    @Test(
        "GitLab: every tree of an export is read, and as many lines become items as are whole",
        .enabled(if: FixtureFolder.has("gitlabhq"), .init(rawValue: FixtureFolder.reason("gitlabhq"))))
    func gitlabhq() throws {
        for export in try FixtureFolder(project: "gitlabhq").exports() {
            var (facts, problems) = ([ItemFact](), ProblemList())
            let reader = ExportReader(
                place: ExportPlace(export), host: "export", limits: JSONLimits(), archiveLimits: ArchiveLimits())
            try reader.read { batch in
                facts += batch.facts
                problems.add(batch.problems)
            }
            let lines = ["merge_requests", "issues"].map { name -> Int in
                let text = (try? String(contentsOfFile: "\(export)/tree/project/\(name).ndjson", encoding: .utf8)) ?? ""
                return text.split(separator: "\n").count
            }
            let kinds = [ItemKind.changeRequest, .issue].map { kind in facts.count { $0.kind == kind } }
            print("\(export): lines \(lines), items \(kinds), events \(facts.map(\.events.count).reduce(0, +)), problems \(problems.texts)")
            #expect(facts.count + problems.count >= lines[0] + lines[1])
            #expect(facts.count <= lines[0] + lines[1])
        }
    }
}
