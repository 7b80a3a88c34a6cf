import Collectors
import Ledger
import Testing

/// Answers of an invented GitLab.
enum GitLabSample {
    static let host = "gitlab.example.org"

    static func json(_ text: String) throws -> JSONValue {
        try JSONDocument(bytes: Array(text.utf8), source: "sample").root
    }

    static func list(_ texts: String...) throws -> [JSONValue] { try texts.map(json) }

    /// Invented people by number.
    static let people = [1: "ada", 2: "bo", 3: "cy", 4: "dee"]

    static func user(_ number: Int) -> String {
        let login = people[number] ?? "user\(number)"
        return #"{"id": \#(number), "username": "\#(login)", "name": "\#(login) example", "state": "active"}"#
    }

    static func account(_ number: Int) -> ForgeAccount {
        let login = people[number] ?? "user\(number)"
        return ForgeAccount(host: host, number: Int64(number), login: login, name: "\(login) example")
    }

    /// A merge request 7 of ada, opened on 2026-03-02, with fields changed or added.
    static func mergeRequest(_ fields: [String: String] = [:]) throws -> JSONValue {
        try object(
            [
                "id": "7007", "iid": "7", "project_id": "5", "target_project_id": "5", "source_project_id": "6",
                "title": #""Count once""#, "state": #""opened""#, "created_at": #""2026-03-02T10:00:00.123Z""#,
                "updated_at": #""2026-03-05T10:00:00.000Z""#, "merged_at": "null", "closed_at": "null",
                "author": user(1), "labels": "[]", "draft": "false", "milestone": "null", "target_branch": #""main""#,
                "merge_user": "null", "merged_by": "null", "changes_count": #""3""#,
            ], fields)
    }

    /// An issue 8 of ada, opened on 2026-03-02.
    static func issue(_ fields: [String: String] = [:]) throws -> JSONValue {
        try object(
            [
                "id": "8008", "iid": "8", "project_id": "5", "title": #""It counts twice""#, "state": #""opened""#,
                "created_at": #""2026-03-02T10:00:00.000Z""#, "updated_at": #""2026-03-05T10:00:00.000Z""#,
                "closed_at": "null", "author": user(1), "labels": "[]", "confidential": "false", "milestone": "null",
            ], fields)
    }

    static func note(
        _ id: Int, _ body: String, by author: Int = 2, at time: String = "2026-03-03T10:00:00Z", system: Bool = false,
        _ fields: [String: String] = [:]
    ) throws -> JSONValue {
        try object(
            [
                "id": "\(id)", "body": "\"\(body)\"", "author": user(author), "created_at": "\"\(time)\"",
                "updated_at": "\"\(time)\"", "system": "\(system)", "type": "null", "internal": "false",
                "noteable_iid": "7",
            ], fields)
    }

    static func object(_ base: [String: String], _ fields: [String: String]) throws -> JSONValue {
        let merged = base.merging(fields) { $1 }
        return try json("{" + merged.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}")
    }

    static func instant(_ text: String) -> Instant { Instant(text)! }
}

extension GitLabItem {
    static func mergeRequest(_ fields: [String: String] = [:]) throws -> GitLabItem {
        GitLabItem(.changeRequest, try GitLabSample.mergeRequest(fields))
    }

    static func issue(_ fields: [String: String] = [:]) throws -> GitLabItem {
        GitLabItem(.issue, try GitLabSample.issue(fields))
    }

    func with(_ change: (inout GitLabItem) throws -> Void) rethrows -> GitLabItem {
        var copy = self
        try change(&copy)
        return copy
    }

    /// The fact, which must be without a failure.
    func mapped(_ mapping: GitLabMapping = GitLabMapping(host: GitLabSample.host)) throws -> ItemFact {
        let result = mapping.map(self)
        #expect(result.report.failures.map(\.description) == [])
        return try #require(result.fact)
    }
}

extension ItemEvent {
    /// `approved by 2`, `reviewRequested by 1 of 3`, `labelled by 2: bug`.
    var words: String {
        func name(_ account: ForgeAccount?) -> String { account.map { $0.number.map { "\($0)" } ?? "@\($0.login ?? "")" } ?? "nobody" }
        return "\(kind) by \(name(actor))" + (subject.map { " of \(name($0))" } ?? "") + (term.map { ": \($0)" } ?? "")
    }
}

extension ItemFact {
    /// The events in the order of time.
    var story: [String] { events.sorted { ($0.at, $0.words) < ($1.at, $1.words) }.map(\.words) }
}
