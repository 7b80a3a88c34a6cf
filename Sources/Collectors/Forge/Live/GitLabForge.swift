import Ledger

/// GitLab's REST API, version 4.
struct GitLabForge: LiveForge {
    let host: String
    private var mapping: GitLabMapping

    init(host: String) {
        self.host = host
        mapping = GitLabMapping(host: host)
    }

    func projectPaths(_ known: ForgeProject?, path: String) -> [String] {
        ["/projects/\(known?.number.map(String.init) ?? path.percentEncoded)"]
    }

    func project(_ answer: JSONValue) throws(JSONFailure) -> LiveProject {
        var lists: [LiveList] = []
        if answer["merge_requests_access_level"]?.string != "disabled" { lists.append(.mergeRequests) }
        if answer["issues_access_level"]?.string != "disabled" { lists.append(.issues) }
        return LiveProject(
            number: try answer.requiredInteger("id"), path: try answer.requiredString("path_with_namespace"), lists: lists)
    }

    func companions(_ project: LiveProject) -> [String] { ["/projects/\(project.number)/members/all?per_page=100"] }

    /// Notes name people by their user names alone: the members tell whose they are.
    func learning(_ companions: [[UInt8]]) -> GitLabForge {
        var other = self
        for page in companions {
            guard let members = try? JSONDocument(bytes: page, source: "members").root else { continue }
            for member in members.elements { other.mapping.learn(member) }
        }
        return other
    }

    func listPath(_ list: LiveList, _ project: LiveProject, since: String?, together: Int) -> String {
        let after = since.map { "&updated_after=\($0.percentEncoded)" } ?? ""
        return "/projects/\(project.number)/\(list.rawValue)?scope=all&state=all&order_by=updated_at&sort=asc&per_page=\(together)\(after)"
    }

    func listed(_ element: JSONValue, _ list: LiveList) throws(JSONFailure) -> ListedItem {
        ListedItem(
            kind: list == .mergeRequests ? .changeRequest : .issue, number: try element.requiredInteger("iid"),
            updatedAt: try element.requiredString("updated_at"), changedAt: try element.requiredInstant("updated_at"))
    }

    func itemPath(_ kind: ItemKind, _ number: Int64, _ project: LiveProject) -> String {
        "/projects/\(project.number)/\(kind == .changeRequest ? "merge_requests" : "issues")/\(number)"
    }

    private static let issueParts = ["notes", "resource_state_events", "resource_label_events", "resource_milestone_events"]
    private static let requestParts = issueParts + ["versions", "approvals", "reviewers"]

    func nextPart(_ item: ListedItem, _ project: LiveProject, after parts: [ReadPart]) -> (name: String, path: String)? {
        let names = item.kind == .changeRequest ? Self.requestParts : Self.issueParts
        let last = parts.last.flatMap { names.firstIndex(of: $0.name) } ?? -1
        guard last + 1 < names.count else { return nil }
        let name = names[last + 1]
        // Those two are not lists in pages.
        let paging = ["approvals", "reviewers"].contains(name) ? "" : "?per_page=100"
        return (name, itemPath(item.kind, item.number, project) + "/\(name)\(paging)")
    }

    func sizeQuestion(_ numbers: [Int64], _ project: LiveProject) -> [UInt8]? {
        GitLabSizes.question(numbers, ofProject: project.path)
    }

    func checkSizes(_ answer: JSONValue) throws(JSONFailure) { _ = try GitLabSizes(answer) }

    func map(_ reading: ItemReading) -> MappedItem {
        do throws(JSONFailure) {
            var item = GitLabItem(reading.item.kind, try reading.itemValue("iid"))
            item.notes = try reading.elements("notes")
            item.stateEvents = try reading.elements("resource_state_events")
            item.labelEvents = try reading.elements("resource_label_events")
            item.milestoneEvents = try reading.elements("resource_milestone_events")
            item.versions = try reading.elements("versions")
            item.reviewers = try reading.elements("reviewers")
            if let sizes = try reading.pages(ItemReading.sizesPart)?.first?.document() {
                item.size = try GitLabSizes(sizes).size(of: reading.item.number)
            }
            item.approvals = GitLabItem.approvals(try reading.pages("approvals")?.first?.document())
            let result = mapping.map(item)
            return MappedItem(fact: result.fact, problems: result.report.failures.map(\.description))
        } catch {
            return MappedItem(problems: [error.description])
        }
    }
}
