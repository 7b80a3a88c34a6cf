import Ledger

/// A change request or issue of GitHub, put together from one or several answers of its REST API.
///
/// This is the one place that knows what GitHub's fields mean: live collection, backups and public archives all come
/// through here. What must be there for an item to make sense (number, state, title, when it was opened and last
/// changed) throws when it is missing; every field throws when it holds another type than GitHub documents.
struct GitHubItem {
    /// What happened; add timelines, reviews and comments to it.
    var timeline: GitHubTimeline
    private let item: ItemFact

    /// A pull request (`pulls/N`).
    init(pull: JSONValue, accounts: GitHubAccounts) throws(JSONFailure) {
        timeline = GitHubTimeline(accounts)
        var state = try Self.state(of: pull)
        let mergedAt = try pull.optionalInstant("merged_at")
        let isMerged = try pull.optionalBool("merged") ?? false
        if isMerged || mergedAt != nil {
            state.status = .merged
            state.mergedAt = mergedAt ?? state.closedAt
            state.mergedBy = try accounts.account("merged_by", of: pull)
        }
        state.targetBranch = try pull.optionalString("base", "ref")
        state.additions = try Self.count("additions", of: pull)
        state.deletions = try Self.count("deletions", of: pull)
        state.files = try Self.count("changed_files", of: pull)
        item = try Self.fact(.changeRequest, pull, state, accounts)
    }

    /// An issue (`issues/N`), or a pull request as the list of issues shows it: with less, but with whether it was merged.
    init(issue: JSONValue, accounts: GitHubAccounts) throws(JSONFailure) {
        timeline = GitHubTimeline(accounts)
        var state = try Self.state(of: issue)
        guard let pull = try issue.optionalObject("pull_request") else {
            item = try Self.fact(.issue, issue, state, accounts)
            return
        }
        if let mergedAt = try pull.optionalInstant("merged_at") {
            state.status = .merged
            state.mergedAt = mergedAt
        }
        item = try Self.fact(.changeRequest, issue, state, accounts)
    }

    var kind: ItemKind { item.kind }
    var number: Int64 { item.number }

    /// The item with its events.
    ///
    /// - Parameter completeKinds: the kinds of which everything was added to the timeline. When something of it could
    ///   not be read none counts as complete, for what is missing was not deleted.
    func fact(completeKinds: Set<ItemEventKind> = []) -> ItemFact {
        var fact = item
        fact.events = timeline.events
        fact.completeKinds = timeline.problems.isEmpty ? completeKinds : []
        return fact
    }

    private static func fact(
        _ kind: ItemKind, _ item: JSONValue, _ state: ItemState, _ accounts: GitHubAccounts
    ) throws(JSONFailure) -> ItemFact {
        let number = try item.requiredInteger("number")
        guard number > 0 else {
            throw JSONFailure(.unexpected(expected: "a number from 1", found: "\(number)"), in: item.source, at: "number")
        }
        return ItemFact(
            kind, number: number, author: try accounts.account("user", of: item),
            createdAt: try item.requiredInstant("created_at"), state: state)
    }

    private static func state(of item: JSONValue) throws(JSONFailure) -> ItemState {
        let status: ItemStatus
        switch try item.requiredString("state") {
        case "open", "OPEN": status = .open
        case "closed", "CLOSED": status = .closed
        default: throw try item.required("state").unexpected("open or closed", at: "state")
        }
        return ItemState(
            status, title: try item.requiredString("title"), updatedAt: try item.requiredInstant("updated_at"),
            isDraft: try item.optionalBool("draft") ?? false,
            closedAt: status == .closed ? try item.optionalInstant("closed_at") : nil, labels: try labels(of: item),
            milestone: try item.optionalString("milestone", "title"))
    }

    private static func labels(of item: JSONValue) throws(JSONFailure) -> [String] {
        var labels: [String] = []
        for (index, label) in try item.optionalElements("labels").enumerated() {
            // Very old answers give the name alone.
            guard let name = label.string ?? label["name"]?.string else {
                throw label.unexpected("a label", at: "labels[\(index)]")
            }
            labels.append(name)
        }
        return labels
    }

    private static func count(_ name: StaticString, of pull: JSONValue) throws(JSONFailure) -> Int? {
        guard let count = try pull.optionalInteger(name) else { return nil }
        return Int(exactly: count)
    }
}
