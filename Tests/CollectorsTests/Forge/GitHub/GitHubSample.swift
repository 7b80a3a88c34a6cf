import Ledger
import Testing

@testable import Collectors

/// Answers of GitHub with invented people, made from a few words.
enum GitHubSample {
    static let accounts = GitHubAccounts(host: "github.com")

    static func user(_ login: String, _ number: Int, type: String = "User") -> String {
        #"{"login":"\#(login)","id":\#(number),"type":"\#(type)","site_admin":false}"#
    }

    static let ada = user("ada", 1)
    static let ben = user("ben", 2)

    /// A pull request; `fields` take the place of its own, a field that is nil is left out.
    static func pull(_ fields: [String: String?] = [:]) -> String {
        object(
            [
                "number": "7", "state": #""open""#, "title": #""Add a bridge""#, "user": ada, "locked": "false",
                "created_at": #""2024-01-02T03:04:05Z""#, "updated_at": #""2024-01-09T00:00:00Z""#, "draft": "false",
                "html_url": #""https://github.com/works/bridge/pull/7""#,
                "labels": #"[{"id":1,"name":"bug"},{"id":2,"name":"help wanted"}]"#,
                "base": #"{"ref":"main","repo":{"id":55}}"#, "additions": "10", "deletions": "2", "changed_files": "3",
                "author_association": #""NONE""#, "merged": "false",
            ], fields)
    }

    static func issue(_ fields: [String: String?] = [:]) -> String {
        object(
            [
                "number": "8", "state": #""open""#, "title": #""The bridge sways""#, "user": ben,
                "created_at": #""2024-01-03T00:00:00Z""#, "updated_at": #""2024-01-04T00:00:00Z""#, "labels": "[]",
                "html_url": #""https://github.com/works/bridge/issues/8""#, "milestone": #"{"title":"1.0","number":1}"#,
            ], fields)
    }

    static func event(_ name: String, _ fields: [String: String?] = [:]) -> String {
        object(
            ["event": "\"\(name)\"", "id": "100", "actor": ben, "created_at": #""2024-01-05T00:00:00Z""#], fields)
    }

    static func comment(_ number: Int, by user: String = ben, at: String = "2024-01-06T00:00:00Z") -> String {
        #"{"id":\#(number),"user":\#(user),"created_at":"\#(at)","updated_at":"\#(at)","body":"hm"}"#
    }

    static func object(_ base: [String: String], _ changes: [String: String?]) -> String {
        let all = base.merging(changes.compactMapValues(\.self)) { $1 }.filter { changes[$0.key] != .some(.none) }
        return "{" + all.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    static func json(_ text: String) throws -> JSONValue {
        try JSONDocument(bytes: Array(text.utf8), source: "sample.json").root
    }

    static func item(pull text: String) throws -> GitHubItem { try GitHubItem(pull: json(text), accounts: accounts) }
    static func item(issue text: String) throws -> GitHubItem { try GitHubItem(issue: json(text), accounts: accounts) }

    /// The events of a timeline, and what could not be read.
    static func timeline(_ events: [String]) throws -> (events: [ItemEvent], problems: [String]) {
        var timeline = GitHubTimeline(accounts)
        timeline.add(timeline: try json("[\(events.joined(separator: ","))]").elements)
        return (timeline.events, timeline.problems.map(\.description))
    }
}

extension ForgeAccount {
    static let ada = ForgeAccount(host: "github.com", number: 1, login: "ada")
    static let ben = ForgeAccount(host: "github.com", number: 2, login: "ben")
}

extension Instant {
    /// Noon-free shorthand: a day of January 2024 in UTC.
    static func january(_ day: Int) -> Instant { Instant("2024-01-\(day < 10 ? "0" : "")\(day)")! }
}
