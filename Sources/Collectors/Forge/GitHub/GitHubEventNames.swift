import Ledger

/// What GitHub calls the events of a timeline.
enum GitHubEventNames {
    /// Events that take nothing but who, when, and what it was about. Those that need more are read by `GitHubTimeline`.
    static let kinds: [String: ItemEventKind] = [
        "closed": .closed, "reopened": .reopened, "merged": .merged,
        "review_dismissed": .reviewDismissed, "review_requested": .reviewRequested,
        "review_request_removed": .reviewRequestRemoved, "ready_for_review": .readyForReview,
        "convert_to_draft": .convertedToDraft, "converted_to_draft": .convertedToDraft,
        "labeled": .labelled, "unlabeled": .unlabelled, "milestoned": .milestoned, "demilestoned": .demilestoned,
        "assigned": .assigned, "unassigned": .unassigned, "head_ref_force_pushed": .forcePushed, "renamed": .renamed,
        "locked": .locked, "unlocked": .unlocked,
    ]

    /// What a review came to. GitHub writes states in lower case in a timeline and in upper case elsewhere. A state
    /// that is not known counts as a review without a verdict.
    ///
    /// - Returns: nil for a review that its author did not send off yet.
    static func review(_ state: String) -> ItemEventKind? {
        switch state.lowercased() {
        case "approved": .approved
        case "changes_requested": .changesRequested
        case "dismissed": .reviewDismissed
        case "pending": nil
        default: .reviewed
        }
    }
}
