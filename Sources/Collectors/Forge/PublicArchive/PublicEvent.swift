import Ledger

/// An event of GitHub's public feed, as GH Archive keeps it: one thing that happened, with the item as it was then.
struct PublicEvent {
    /// GitHub's number of the project.
    let projectNumber: Int64?
    /// `owner/name` at the time.
    let projectPath: String
    private let event: JSONValue

    /// Nil for an event that is not about a change request or an issue.
    init?(_ event: JSONValue) throws(JSONFailure) {
        guard event.isObject else { throw event.unexpected("an object") }
        guard Self.kinds.contains(try event.requiredString("type")) else { return nil }
        self.event = event
        projectPath = try event.requiredString("repo.name")
        do throws(JSONFailure) {
            projectNumber = try event.optionalObject("repo")?.optionalInteger("id")
        } catch {
            throw error.inside("repo")
        }
    }

    private static let kinds: Set<String> = [
        "PullRequestEvent", "PullRequestReviewEvent", "PullRequestReviewCommentEvent", "IssueCommentEvent", "IssuesEvent",
    ]

    /// The item with this one event.
    ///
    /// - Returns: nil when the event does not tell enough of its item: since October 2025 GitHub leaves titles and
    ///   states out of most events.
    func fact(_ accounts: GitHubAccounts) throws(JSONFailure) -> ItemFact? {
        let payload = try event.required("payload")
        do throws(JSONFailure) {
            let type = try event.requiredString("type")
            let name = type.hasPrefix("Issue") ? "issue" : "pull_request"
            let value = try payload.required(name)
            guard value["title"] != nil || value["state"] != nil else { return nil }
            var item = try read(value, name, accounts)
            let action = try payload.optionalString("action") ?? ""
            switch type {
            case "IssueCommentEvent" where action == "created": item.timeline.add(comments: [try payload.required("comment")])
            case "PullRequestReviewCommentEvent" where action == "created":
                item.timeline.add(lineComments: [try payload.required("comment")])
            case "PullRequestReviewEvent": item.timeline.add(reviews: [try payload.required("review")])
            case "PullRequestEvent", "IssuesEvent": try addDecision(action, to: &item, accounts)
            default: break
            }
            if let problem = item.timeline.problems.first { throw problem }
            return item.fact()
        } catch {
            throw error.inside("payload")
        }
    }

    private func read(
        _ value: JSONValue, _ name: String, _ accounts: GitHubAccounts
    ) throws(JSONFailure) -> GitHubItem {
        do throws(JSONFailure) {
            return name == "issue" ? try GitHubItem(issue: value, accounts: accounts) : try GitHubItem(pull: value, accounts: accounts)
        } catch {
            throw error.inside(name)
        }
    }

    /// The feed does not give the number that the item's timeline has for a decision, so the time serves instead.
    private func addDecision(
        _ action: String, to item: inout GitHubItem, _ accounts: GitHubAccounts
    ) throws(JSONFailure) {
        let state = item.fact().state
        let happened = try event.requiredInstant("created_at")
        let actor = try accounts.account("actor", of: event)
        func add(_ kind: ItemEventKind, _ at: Instant) {
            item.timeline.add(ItemEvent(kind, number: ItemEvent.number(from: "\(kind) \(at)"), at: at, actor: actor))
        }
        switch action {
        case "closed", "merged":
            add(.closed, state.closedAt ?? happened)
            if state.status == .merged { add(.merged, state.mergedAt ?? happened) }
        case "reopened": add(.reopened, happened)
        default: break
        }
    }
}
