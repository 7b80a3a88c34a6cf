import Ledger

/// Reads what happened to an item, as GitHub's REST API tells it: timelines, reviews and comments, in pages or whole.
///
/// One event that cannot be read is a problem that names its field, and the others are read.
struct GitHubTimeline {
    let accounts: GitHubAccounts
    private(set) var problems: [JSONFailure] = []
    private var collected: [ItemEvent] = []
    /// Reviews that were dismissed later. The timeline tells what they had come to.
    private var dismissed: [ItemEvent] = []
    private var verdicts: [Int64: ItemEventKind] = [:]

    init(_ accounts: GitHubAccounts) { self.accounts = accounts }

    /// Everything that was read, each review with the verdict that it had when it was given.
    var events: [ItemEvent] {
        collected
            + dismissed.map { review in
                var review = review
                review.kind = verdicts[review.number] ?? .reviewed
                return review
            }
    }

    /// Adds a timeline (`issues/N/timeline`), or a page of it.
    mutating func add(timeline: some Sequence<JSONValue>, named list: String = "events") {
        add(timeline, list) { (self: inout Self, event) throws(JSONFailure) in try self.addEvent(event) }
    }

    /// Adds the reviews of a pull request (`pulls/N/reviews`).
    mutating func add(reviews: some Sequence<JSONValue>, named list: String = "reviews") {
        add(reviews, list) { (self: inout Self, review) throws(JSONFailure) in try self.addReview(review) }
    }

    /// Adds comments on lines of a pull request (`pulls/N/comments`).
    mutating func add(lineComments: some Sequence<JSONValue>, named list: String = "comments") {
        add(lineComments, list) { (self: inout Self, comment) throws(JSONFailure) in try self.addComment(comment, .lineCommented) }
    }

    /// Adds comments on the item itself (`issues/N/comments`).
    mutating func add(comments: some Sequence<JSONValue>, named list: String = "comments") {
        add(comments, list) { (self: inout Self, comment) throws(JSONFailure) in try self.addComment(comment, .commented) }
    }

    mutating func add(_ event: ItemEvent) { collected.append(event) }

    /// Notes what could not be read.
    mutating func report(_ problem: JSONFailure) {
        // The reader shows some and counts the rest; a forged list must not fill the memory.
        if problems.count < 1000 { problems.append(problem) }
    }

    private mutating func add(
        _ list: some Sequence<JSONValue>, _ name: String,
        _ read: (inout Self, JSONValue) throws(JSONFailure) -> Void
    ) {
        for (index, element) in list.enumerated() {
            do throws(JSONFailure) {
                guard element.isObject else { throw element.unexpected("an object") }
                try read(&self, element)
            } catch {
                report(error.inside("\(name)[\(index)]"))
            }
        }
    }

    // MARK: Events

    private mutating func addEvent(_ event: JSONValue) throws(JSONFailure) {
        let name = try event.requiredString("event").asForgeName
        switch name {
        case "commented": try addComment(event, .commented)
        case "reviewed": try addReview(event)
        case "committed": try addCommit(event)
        case "line-commented": try addComments(of: event, .lineCommented, term: nil)
        case "commit-commented": try addComments(of: event, .other, term: name)
        default: try addPlain(event, name)
        }
    }

    private mutating func addComment(
        _ comment: JSONValue, _ kind: ItemEventKind, term: String? = nil
    ) throws(JSONFailure) {
        collected.append(
            ItemEvent(
                kind, number: try number(of: comment), at: try comment.requiredInstant("created_at"),
                actor: try accounts.account(comment["user"] == nil ? "actor" : "user", of: comment), term: term))
    }

    /// A thread of comments. A source that leaves out the comments lists them elsewhere, so there is nothing to add.
    private mutating func addComments(
        of thread: JSONValue, _ kind: ItemEventKind, term: String?
    ) throws(JSONFailure) {
        for comment in try thread.optionalElements("comments") { try addComment(comment, kind, term: term) }
    }

    private mutating func addReview(_ review: JSONValue) throws(JSONFailure) {
        guard let kind = GitHubEventNames.review(try review.requiredString("state")) else { return }
        let at: Instant
        if let submitted = try review.optionalInstant("submitted_at") {
            at = submitted
        } else {
            at = try review.requiredInstant("created_at")
        }
        let event = ItemEvent(
            kind, number: try number(of: review), at: at,
            actor: try accounts.account(review["user"] == nil ? "actor" : "user", of: review))
        if kind == .reviewDismissed { dismissed.append(event) } else { collected.append(event) }
    }

    /// A commit has no account, only names as git spells them, which the git collector reads.
    private mutating func addCommit(_ commit: JSONValue) throws(JSONFailure) {
        let sha = try commit.requiredString("sha")
        let at: Instant
        if let committed = try commit["committer"]?.optionalInstant("date") {
            at = committed
        } else {
            at = try commit.requiredInstant("author.date")
        }
        collected.append(ItemEvent(.pushed, number: ItemEvent.number(from: sha), at: at))
    }

    private mutating func addPlain(_ event: JSONValue, _ name: String) throws(JSONFailure) {
        let kind = GitHubEventNames.kinds[name] ?? .other
        var actor = try accounts.account("actor", of: event)
        var subject: ForgeAccount?
        var term: String?
        switch kind {
        case .labelled, .unlabelled: term = try event.optionalString("label", "name")
        case .milestoned, .demilestoned: term = try event.optionalString("milestone", "title")
        case .assigned, .unassigned: subject = try accounts.account("assignee", of: event)
        case .reviewRequested, .reviewRequestRemoved:
            actor = try accounts.account("review_requester", of: event) ?? actor
            subject = try accounts.account("requested_reviewer", of: event)
            if subject == nil { term = try event.optionalString("requested_team", "name") }
        case .locked: term = try event.optionalString("lock_reason")
        case .reviewDismissed: try noteVerdict(event)
        case .other: term = name
        default: break
        }
        let at = try event.requiredInstant("created_at")
        let number = try number(of: event, named: "\(name) \(at) \(actor?.spelling ?? "")")
        collected.append(ItemEvent(kind, number: number, at: at, actor: actor, subject: subject, term: term))
    }

    private mutating func noteVerdict(_ event: JSONValue) throws(JSONFailure) {
        guard let review = try event.optionalObject("dismissed_review"), let id = try review.optionalInteger("review_id"),
            let state = try review.optionalString("state"), let kind = GitHubEventNames.review(state), kind != .reviewDismissed
        else { return }
        verdicts[id] = kind
    }

    /// GitHub's number of an event, or one made from what else identifies it.
    private func number(of event: JSONValue, named name: String? = nil) throws(JSONFailure) -> Int64 {
        if let id = try event.optionalInteger("id") { return id }
        if let node = try event.optionalString("node_id") { return ItemEvent.number(from: node) }
        guard let name else { throw JSONFailure(.missing, in: event.source, at: "id") }
        // A cross-reference has no number; where it comes from tells it from another of the same second.
        let origin = try event["source"]?["issue"]?.optionalInteger("id")
        return ItemEvent.number(from: "\(name) \(origin.map(String.init) ?? "")")
    }
}
