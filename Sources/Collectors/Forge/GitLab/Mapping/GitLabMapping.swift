public import Ledger

/// Turns what GitLab says about merge requests and issues into facts. Pure: the same answers give the same facts.
public struct GitLabMapping: Sendable {
    private var known: GitLabAccounts

    /// - Parameter host: the host name of the GitLab, which makes its accounts unique.
    public init(host: String) { known = GitLabAccounts(host: host) }

    /// Reads an account from a list of users or members, so that notes that name it only by its user name, and
    /// exports that name it only by its number, are understood.
    @discardableResult
    public mutating func learn(_ user: JSONValue) -> ForgeAccount? {
        var report = MappingReport()
        guard let account = known.account(user, "", &report) else { return nil }
        known.remember(account)
        return account
    }

    /// The same for an account that a source describes in its own way.
    public mutating func learn(_ account: ForgeAccount) { known.remember(account) }

    /// What an item became.
    public struct Result: Sendable {
        /// Nil when the item has no number or no time of creation, without which nobody can keep it.
        public var fact: ItemFact?
        /// The project that the item belongs to: for a merge request, its target.
        public var project: Int64?
        public var report: MappingReport
    }

    /// - Parameter report: what was found wrong before.
    public func map(_ item: GitLabItem, _ report: MappingReport = MappingReport()) -> Result {
        var report = report
        let value = item.item
        let place = item.place(value["iid"]?.integer)
        let number = report.read(place) { () throws(JSONFailure) in try value.requiredInteger("iid") }
        let createdAt = report.read(place) { () throws(JSONFailure) in try value.requiredInstant("created_at") }
        let project = value["target_project_id"]?.integer ?? value["project_id"]?.integer
        guard let number, let createdAt else { return Result(fact: nil, project: project, report: report) }

        var accounts = known
        Self.learn(item, &accounts)
        let author = accounts.actor(value, "author", "author_id", place, &report)
        var state = state(of: item, place, createdAt, accounts, &report)
        var events = GitLabEvents(item, place, author: author, accounts: accounts)
        events.read(&report)
        events.complete(&state)
        let fact = ItemFact(
            item.kind, number: number, author: author, createdAt: createdAt, state: state, events: events.events,
            completeKinds: events.completeKinds)
        return Result(fact: fact, project: project, report: report)
    }

    /// Reads every account of an item first, as a note may name somebody who writes only later.
    private static func learn(_ item: GitLabItem, _ accounts: inout GitLabAccounts) {
        var ignored = MappingReport()
        let value = item.item
        let lists = [item.notes, item.stateEvents, item.labelEvents, item.milestoneEvents, item.reviewers, item.approvals]
        let discussed = (item.discussions ?? []).flatMap { $0["notes"].map { Array($0.elements) } ?? [] }
        for name in ["author", "merge_user", "merged_by", "closed_by"] {
            _ = accounts.account(value.member(named: name), "", &ignored)
        }
        for name in ["assignees", "reviewers"] {
            for person in value.member(named: name)?.elements ?? JSONValue.Elements(of: nil) {
                _ = accounts.account(person, "", &ignored)
            }
        }
        for element in lists.compactMap(\.self).joined() {
            _ = accounts.actor(element, "author", "author_id", "", &ignored)
            _ = accounts.actor(element, "user", "user_id", "", &ignored)
        }
        for note in discussed { _ = accounts.actor(note, "author", "author_id", "", &ignored) }
    }

    // MARK: State

    private func state(
        of item: GitLabItem, _ place: String, _ createdAt: Instant, _ accounts: GitLabAccounts,
        _ report: inout MappingReport
    ) -> ItemState {
        let value = item.item
        let metrics = report.optional(value, "metrics", place, "an object") { $0.isObject ? $0 : nil }
        let title = report.read(place) { () throws(JSONFailure) in try value.requiredString("title") } ?? ""
        let mergedAt = report.instant(value, "merged_at", place) ?? metrics.flatMap { report.instant($0, "merged_at", place) }
        let closedAt =
            report.instant(value, "closed_at", place) ?? metrics.flatMap { report.instant($0, "latest_closed_at", place) }
        let status = status(value, place, mergedAt, closedAt, &report)
        var state = ItemState(status, title: title, updatedAt: report.instant(value, "updated_at", place) ?? createdAt)
        state.isConfidential = isConfidential(value, place, &report)
        state.labels = labels(value, place, &report)
        state.milestone = value["milestone"]?["title"]?.string
        // An item that was reopened keeps the time at which it was closed once.
        state.closedAt = status == .closed ? closedAt : nil
        guard item.kind == .changeRequest else { return state }
        state.isDraft =
            report.bool(value, "draft", place) ?? report.bool(value, "work_in_progress", place) ?? Self.isDraft(title)
        state.targetBranch = report.string(value, "target_branch", place)
        func count(_ name: String, _ report: inout MappingReport) -> Int? {
            guard let size = item.size else { return nil }
            return report.optional(size, name, "\(place).diffStatsSummary", "a number from 0") { value in
                value.integer.flatMap { $0 < 0 ? nil : Int(exactly: $0) }
            }
        }
        state.additions = count("additions", &report)
        state.deletions = count("deletions", &report)
        state.files =
            count("fileCount", &report)
            ?? (value["changes_count"] ?? value["merge_request_diff"]?["real_size"])?.string.flatMap { Int($0) }
        guard status == .merged else { return state }
        state.mergedAt = mergedAt
        var accounts = accounts
        // `merged_by` is the older name. Both also tell who asked for an automatic merge that has not come yet.
        state.mergedBy =
            accounts.actor(value, "merge_user", "merge_user_id", place, &report)
            ?? accounts.actor(value, "merged_by", "merged_by_id", place, &report)
            ?? metrics.flatMap { accounts.actor($0, "merged_by", "merged_by_id", place, &report) }
        return state
    }

    private func status(
        _ value: JSONValue, _ place: String, _ mergedAt: Instant?, _ closedAt: Instant?, _ report: inout MappingReport
    ) -> ItemStatus {
        let word = report.read(place) { () throws(JSONFailure) in try value.requiredString("state") }
        switch word {
        // A merge request is locked while GitLab merges it; before version 10 one could be “reopened”.
        case "opened", "reopened", "locked": return .open
        case "closed": return .closed
        case "merged": return .merged
        case .some:
            if let state = value["state"] { report.unexpected("opened, closed, merged or locked", state, at: "\(place).state") }
        case nil: break
        }
        return mergedAt != nil ? .merged : closedAt != nil ? .closed : .open
    }

    /// What is neither true nor false counts as confidential: a mistake must not show what few may see.
    private func isConfidential(_ value: JSONValue, _ place: String, _ report: inout MappingReport) -> Bool {
        guard value["confidential"] != nil else { return false }
        return report.bool(value, "confidential", place) ?? true
    }

    /// As GitLab spells them: the community rule depends on it.
    private func labels(_ value: JSONValue, _ place: String, _ report: inout MappingReport) -> [String] {
        var titles: [String] = []
        for (index, label) in (report.elements(value, "labels", place) ?? []).enumerated() {
            // With `with_labels_details` each is an object.
            if let title = label.string ?? label["name"]?.string {
                titles.append(title)
            } else {
                report.unexpected("a label", label, at: "\(place).labels[\(index)]")
            }
        }
        for link in report.elements(value, "label_links", place) ?? [] {
            // A label that was deleted leaves a link to nothing.
            if let title = link["label"]?["title"]?.string { titles.append(title) }
        }
        return titles
    }

    /// GitLab takes these beginnings for drafts; `WIP` until version 14.
    static func isDraft(_ title: String) -> Bool {
        let title = title.prefix(20).lowercased()
        return ["draft:", "[draft]", "(draft)", "draft - ", "wip:", "[wip]"].contains { title.hasPrefix($0) }
    }
}
