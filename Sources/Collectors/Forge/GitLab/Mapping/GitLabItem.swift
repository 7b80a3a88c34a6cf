public import Ledger

/// What one GitLab says about one merge request or issue, as it answers or exports it.
///
/// A part that nobody asked for is nil; an empty part says that there is nothing of it. Several pages of a part are one
/// list of elements.
public struct GitLabItem {
    public var kind: ItemKind
    /// The merge request or issue itself, from a list or alone.
    public var item: JSONValue
    public var notes: [JSONValue]?
    /// Takes the place of `notes`, or adds to it.
    public var discussions: [JSONValue]?
    public var stateEvents: [JSONValue]?
    public var labelEvents: [JSONValue]?
    public var milestoneEvents: [JSONValue]?
    /// The answer of `/approvals`, or the elements of an export.
    public var approvals: [JSONValue]?
    /// The answer of `/reviewers`, which says when each was asked.
    public var reviewers: [JSONValue]?
    /// The versions of a merge request's diff, newest or oldest first.
    public var versions: [JSONValue]?
    /// A merge request's `diffStatsSummary`, which only the GraphQL API tells.
    public var size: JSONValue?

    public init(_ kind: ItemKind, _ item: JSONValue) {
        self.kind = kind
        self.item = item
    }

    /// A line of `merge_requests.ndjson` or `issues.ndjson` in a project export, which holds everything there is.
    ///
    /// A newer GitLab exports more than an older one, so an absent part counts as empty.
    init(_ kind: ItemKind, exported item: JSONValue, _ report: inout MappingReport) {
        self.init(kind, item)
        func part(_ name: String, _ report: inout MappingReport) -> [JSONValue] {
            report.elements(item, name, "") ?? []
        }
        notes = part("notes", &report)
        stateEvents = part("resource_state_events", &report)
        labelEvents = part("resource_label_events", &report)
        milestoneEvents = part("resource_milestone_events", &report)
        guard kind == .changeRequest else { return }
        approvals = part("approvals", &report)
        reviewers = part("merge_request_reviewers", &report)
    }

    /// The elements of an answer that is a list: nil, which counts as not asked, when it is none.
    public static func list(_ answer: JSONValue?) -> [JSONValue]? {
        answer.flatMap { $0.isArray ? Array($0.elements) : nil }
    }

    /// The elements of the answer of `/approvals`.
    public static func approvals(_ answer: JSONValue?) -> [JSONValue]? { list(answer?["approved_by"]) }

    /// How a failure names it.
    func place(_ number: Int64?) -> String {
        let name = kind == .changeRequest ? "merge request" : "issue"
        return number.map { "\(name) \($0)" } ?? name
    }
}
