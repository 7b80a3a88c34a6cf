import Ledger

/// GitHub's REST API, of github.com and of GitHub Enterprise.
struct GitHubForge: LiveForge {
    let host: String

    /// By path first, which GitHub redirects when a project moves; by number when somebody else took the old path.
    func projectPaths(_ known: ForgeProject?, path: String) -> [String] {
        let parts = path.split(separator: "/").map { String($0).percentEncoded }
        return ["/repos/\(parts.joined(separator: "/"))"] + (known?.number.map { ["/repositories/\($0)"] } ?? [])
    }

    func project(_ answer: JSONValue) throws(JSONFailure) -> LiveProject {
        LiveProject(
            number: try answer.requiredInteger("id"), path: try answer.requiredString("full_name"), lists: [.everything])
    }

    func companions(_ project: LiveProject) -> [String] { [] }
    func learning(_ companions: [[UInt8]]) -> GitHubForge { self }

    private func base(_ project: LiveProject) -> String {
        "/repos/" + project.path.split(separator: "/").map { String($0).percentEncoded }.joined(separator: "/")
    }

    func listPath(_ list: LiveList, _ project: LiveProject, since: String?, together: Int) -> String {
        let after = since.map { "&since=\($0.percentEncoded)" } ?? ""
        return "\(base(project))/issues?state=all&sort=updated&direction=asc&per_page=\(together)\(after)"
    }

    func listed(_ element: JSONValue, _ list: LiveList) throws(JSONFailure) -> ListedItem {
        ListedItem(
            kind: element["pull_request"] == nil ? .issue : .changeRequest, number: try element.requiredInteger("number"),
            updatedAt: try element.requiredString("updated_at"), changedAt: try element.requiredInstant("updated_at"))
    }

    func itemPath(_ kind: ItemKind, _ number: Int64, _ project: LiveProject) -> String { "\(base(project))/issues/\(number)" }

    func nextPart(_ item: ListedItem, _ project: LiveProject, after parts: [ReadPart]) -> (name: String, path: String)? {
        let names = item.kind == .changeRequest ? ["pull", "timeline", "comments"] : ["timeline"]
        let last = parts.last.flatMap { names.firstIndex(of: $0.name) } ?? -1
        guard last + 1 < names.count else { return nil }
        switch names[last + 1] {
        case "pull": return ("pull", "\(base(project))/pulls/\(item.number)")
        case "timeline": return ("timeline", "\(base(project))/issues/\(item.number)/timeline?per_page=100")
        default:
            // The pull request says how many comments on lines there are: none need no question.
            let pull = parts.first { $0.name == "pull" }.flatMap { try? $0.document() }
            guard pull?["review_comments"]?.integer != 0 else { return nil }
            return ("comments", "\(base(project))/pulls/\(item.number)/comments?per_page=100")
        }
    }

    func commitsPath(_ project: LiveProject, since: Instant?, until: Instant?) -> String? {
        let from = since.map { "&since=\($0.description.percentEncoded)" } ?? ""
        let to = until.map { "&until=\($0.description.percentEncoded)" } ?? ""
        return "\(base(project))/commits?per_page=100\(from)\(to)"
    }

    func commit(_ element: JSONValue) throws(JSONFailure) -> ListedCommit {
        let sha = try element.requiredString("sha").asForgeName
        let commit = try element.optionalObject("commit"), author = try commit?.optionalObject("author")
        let committedAt = try commit?.optionalObject("committer")?.optionalInstant("date")
        let identity = SpelledIdentity(
            name: try author?.optionalString("name") ?? "", email: try author?.optionalString("email") ?? "")
        guard !identity.email.isEmpty, let account = try GitHubAccounts(host: host).account("author", of: element) else {
            return ListedCommit(committedAt: committedAt, author: nil)
        }
        return ListedCommit(committedAt: committedAt, author: ForgeAuthor(identity: identity, account: account, commit: sha))
    }

    func map(_ reading: ItemReading) -> MappedItem {
        let accounts = GitHubAccounts(host: host)
        do throws(JSONFailure) {
            let pull = try reading.pages("pull")?.first?.document()
            var item =
                if let pull { try GitHubItem(pull: pull, accounts: accounts) } else {
                    try GitHubItem(issue: try reading.itemValue("number"), accounts: accounts)
                }
            for page in reading.pages("timeline") ?? [] {
                item.timeline.add(timeline: try page.document().listElements(), named: "timeline")
            }
            for page in reading.pages("comments") ?? [] {
                item.timeline.add(lineComments: try page.document().listElements())
            }
            // A part that the forge did not give does not say that anything was deleted.
            var complete = Set(ItemEventKind.allCases)
            if reading.pages("timeline") == nil { complete = [] }
            if pull != nil, pull?["review_comments"]?.integer != 0, reading.pages("comments") == nil {
                complete.remove(.lineCommented)
            }
            let place = "\(reading.item.kind == .changeRequest ? "pull request" : "issue") \(item.number)"
            return MappedItem(
                fact: item.fact(completeKinds: complete), problems: item.timeline.problems.map { $0.inside(place).description })
        } catch {
            return MappedItem(problems: [error.description])
        }
    }
}
