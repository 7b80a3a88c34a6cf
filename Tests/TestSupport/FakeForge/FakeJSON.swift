import Foundation

/// Writes the invented forge's answers, with sorted names so that the same model gives the same bytes.
enum FakeJSON {
    static func bytes(_ value: Any) -> [UInt8] {
        let data = try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .fragmentsAllowed])
        return Array(data ?? Data("null".utf8))
    }

    static func time(_ seconds: Int, fraction: String = "") -> String {
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        let second = seconds - days * 86_400
        let date = Date(timeIntervalSince1970: Double(days) * 86_400)
        let parts = date.formatted(.iso8601.year().month().day())
        return parts + "T" + [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
            + fraction + "Z"
    }

    static func seconds(_ text: String) -> Int? {
        guard let date = try? Date(text.replacing(/\.\d+/, with: ""), strategy: .iso8601) else { return nil }
        return Int(date.timeIntervalSince1970)
    }

    static func orNull(_ value: Any?) -> Any { value ?? NSNull() }
}

extension FakeModel {
    private func gitLabUser(_ id: Int) -> Any {
        guard let user = users.first(where: { $0.id == id }) else { return NSNull() }
        if user.isDeleted { return ["id": 1, "username": "ghost1", "name": "Ghost User", "state": "active"] }
        return ["id": user.id, "username": user.login, "name": user.login.capitalized, "bot": user.isBot] as [String: Any]
    }

    private func gitHubUser(_ id: Int) -> Any {
        guard let user = users.first(where: { $0.id == id }), !user.isDeleted else {
            return ["id": 10137, "login": "ghost", "type": "User"] as [String: Any]
        }
        return ["id": user.id, "login": user.login, "type": user.isBot ? "Bot" : "User"] as [String: Any]
    }

    // MARK: GitLab

    func gitLabProject() -> [String: Any] {
        ["id": projectID, "path_with_namespace": path, "merge_requests_access_level": "enabled", "issues_access_level": "enabled"]
    }

    func gitLabMembers() -> [Any] { users.filter { !$0.isDeleted }.map { gitLabUser($0.id) } }

    /// As the members of a group are listed: with the time at which each became one.
    func gitLabGroupMembers() -> [Any] {
        gitLabMembers().compactMap {
            ($0 as? [String: Any])?.merging(["created_at": "2024-05-06T07:08:09.123Z", "access_level": 30]) { $1 }
        }
    }

    func gitHubMembers() -> [Any] { users.filter { !$0.isDeleted }.map { gitHubUser($0.id) } }

    /// GitLab writes milliseconds.
    private func fine(_ seconds: Int) -> String { FakeJSON.time(seconds, fraction: ".123") }

    func gitLabItem(_ item: Item) -> [String: Any] {
        var json: [String: Any] = [
            "id": 900_000 + item.number, "iid": item.number, "project_id": projectID, "title": item.title,
            "description": item.description, "state": item.state == "open" ? "opened" : item.state,
            "created_at": fine(item.createdAt), "updated_at": fine(item.updatedAt), "author": gitLabUser(item.author),
            "labels": item.labels, "closed_at": FakeJSON.orNull(item.state == "closed" ? item.closedAt.map(fine) : nil),
            "confidential": false,
        ]
        if item.isChange {
            json["target_project_id"] = projectID
            json["target_branch"] = "main"
            json["draft"] = false
            json["merged_at"] = FakeJSON.orNull(item.mergedAt.map(fine))
            json["merge_user"] = FakeJSON.orNull(item.mergedBy.map(gitLabUser))
            json["reviewers"] = item.activities.filter { $0.kind == .requestReview }.map { gitLabUser($0.subject) }
            json["confidential"] = nil
        }
        return json
    }

    /// The answer to the one GraphQL query that is understood, about a hundred merge requests at most.
    func gitLabSizes(_ body: [UInt8]) -> [String: Any] {
        let question = (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any]
        let variables = question?["variables"] as? [String: Any]
        guard let query = question?["query"] as? String, let path = variables?["path"] as? String,
            let numbers = variables?["iids"] as? [String],
            query.contains("diffStatsSummary { additions deletions fileCount }")
        else { return ["errors": [["message": "This query is not understood."]]] }
        guard path.lowercased() == self.path else { return ["data": ["project": NSNull()]] }
        let nodes = items.filter { $0.isChange && numbers.contains("\($0.number)") }.prefix(100).map { item in
            let summary = ["additions": item.additions, "deletions": item.deletions, "fileCount": item.files]
            return ["iid": "\(item.number)", "diffStatsSummary": summary] as [String: Any]
        }
        return ["data": ["project": ["mergeRequests": ["nodes": nodes]]]]
    }

    func gitLabPart(_ name: String, of item: Item) -> Any? {
        func event(_ activity: Activity, _ more: [String: Any]) -> [String: Any] {
            ["id": activity.id, "user": gitLabUser(activity.actor), "created_at": fine(activity.at)]
                .merging(more) { $1 }
        }
        func note(_ activity: Activity) -> [String: Any]? {
            var note: [String: Any] = [
                "id": activity.id, "author": gitLabUser(activity.actor), "created_at": fine(activity.at),
                "updated_at": fine(activity.at), "system": true, "type": NSNull(), "noteable_iid": item.number,
            ]
            switch activity.kind {
            case .comment:
                note["system"] = false
                note["body"] = activity.text
            case .lineComment:
                note["system"] = false
                note["type"] = "DiffNote"
                note["body"] = activity.text
            case .approve: note["body"] = "approved this merge request"
            case .requestReview:
                let login = users.first { $0.id == activity.subject }?.login ?? "nobody"
                note["body"] = "requested review from @\(login)"
            case .push: note["body"] = "added 1 commit"
            case .label, .unlabel, .close, .reopen, .merge: return nil
            }
            return note
        }
        let all = item.activities
        switch name {
        case "notes": return all.compactMap(note)
        case "resource_state_events":
            let words: [Activity.Kind: String] = [.close: "closed", .reopen: "reopened", .merge: "merged"]
            return all.compactMap { activity in words[activity.kind].map { event(activity, ["state": $0]) } }
        case "resource_label_events":
            return all.filter { $0.kind == .label || $0.kind == .unlabel }.map {
                event($0, ["action": $0.kind == .label ? "add" : "remove", "label": ["id": 1, "name": $0.text]])
            }
        case "resource_milestone_events": return [Any]()
        case "approvals" where item.isChange:
            let approvals = all.filter { $0.kind == .approve }
            return ["approved_by": approvals.map { ["user": gitLabUser($0.actor), "approved_at": fine($0.at)] as [String: Any] }]
        case "versions" where item.isChange:
            return [["id": 500_000 + item.number, "created_at": fine(item.createdAt), "head_commit_sha": "0"] as [String: Any]]
                + all.filter { $0.kind == .push }.map { ["id": $0.id, "created_at": fine($0.at), "head_commit_sha": "\($0.id)"] }
        case "reviewers" where item.isChange:
            return all.filter { $0.kind == .requestReview }.map {
                ["user": gitLabUser($0.subject), "state": "unreviewed", "created_at": fine($0.at)] as [String: Any]
            }
        default: return nil
        }
    }

    // MARK: GitHub

    func gitHubRepository() -> [String: Any] { ["id": projectID, "full_name": path, "has_issues": true] }

    func gitHubIssue(_ item: Item) -> [String: Any] {
        var json: [String: Any] = [
            "id": 900_000 + item.number, "number": item.number, "title": item.title, "body": item.description,
            "state": item.state == "open" ? "open" : "closed", "created_at": FakeJSON.time(item.createdAt),
            "updated_at": FakeJSON.time(item.updatedAt), "user": gitHubUser(item.author),
            "labels": item.labels.map { ["name": $0] }, "closed_at": FakeJSON.orNull(item.closedAt.map { FakeJSON.time($0) }),
            "comments": item.activities.count { $0.kind == .comment },
        ]
        if item.isChange {
            json["pull_request"] = ["merged_at": FakeJSON.orNull(item.mergedAt.map { FakeJSON.time($0) })]
            json["draft"] = false
        }
        return json
    }

    func gitHubPull(_ item: Item) -> [String: Any] {
        var json = gitHubIssue(item)
        json["pull_request"] = nil
        json["merged"] = item.mergedAt != nil
        json["merged_at"] = FakeJSON.orNull(item.mergedAt.map { FakeJSON.time($0) })
        json["merged_by"] = FakeJSON.orNull(item.mergedBy.map(gitHubUser))
        json["base"] = ["ref": "main"]
        json["additions"] = 10
        json["deletions"] = 2
        json["changed_files"] = 1
        json["review_comments"] = item.activities.count { $0.kind == .lineComment }
        return json
    }

    func gitHubTimeline(_ item: Item) -> [Any] {
        item.activities.compactMap { activity -> Any? in
            var event: [String: Any] = ["id": activity.id, "actor": gitHubUser(activity.actor), "created_at": FakeJSON.time(activity.at)]
            switch activity.kind {
            case .comment:
                event["event"] = "commented"
                event["user"] = event["actor"]
                event["body"] = activity.text
                event["updated_at"] = event["created_at"]
            case .approve:
                event["event"] = "reviewed"
                event["state"] = "approved"
                event["user"] = event["actor"]
                event["actor"] = nil
                event["submitted_at"] = event.removeValue(forKey: "created_at")
            case .label, .unlabel:
                event["event"] = activity.kind == .label ? "labeled" : "unlabeled"
                event["label"] = ["name": activity.text]
            case .requestReview:
                event["event"] = "review_requested"
                event["requested_reviewer"] = gitHubUser(activity.subject)
                event["review_requester"] = event["actor"]
            case .push:
                event["event"] = "head_ref_force_pushed"
            case .close: event["event"] = "closed"
            case .reopen: event["event"] = "reopened"
            case .merge: event["event"] = "merged"
            case .lineComment: return nil
            }
            return event
        }
    }

    func gitHubCommit(_ commit: Commit) -> [String: Any] {
        let person = ["name": commit.name, "email": commit.email, "date": FakeJSON.time(commit.at)]
        return [
            "sha": commit.sha, "commit": ["author": person, "committer": person, "message": "Invented."] as [String: Any],
            "author": FakeJSON.orNull(commit.author.map(gitHubUser)), "committer": NSNull(),
        ]
    }

    func gitHubComments(_ item: Item) -> [Any] {
        item.activities.filter { $0.kind == .lineComment }.map {
            [
                "id": $0.id, "user": gitHubUser($0.actor), "body": $0.text, "created_at": FakeJSON.time($0.at),
                "updated_at": FakeJSON.time($0.at), "pull_request_review_id": $0.id + 500_000,
            ] as [String: Any]
        }
    }
}
