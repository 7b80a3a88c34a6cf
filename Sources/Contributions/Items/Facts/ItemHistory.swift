import Ledger

/// Something that happened to an item, with numbers in place of names; 0 stands for nobody and nothing.
struct EventRow {
    var kind: ItemEventKind
    var at: Int64
    var number: Int64
    var actor: Int32
    var subject: Int32
    var term: Int32
}

/// Works out of one item's events what measures need. Its lists are used again for the next item.
struct ItemHistory {
    let actors: Actors
    let labels: SpecialLabels
    /// By person index: was ever a coach.
    let coaches: MemberSet

    private(set) var open: [Span] = []
    private(set) var drafts: [Span] = []
    private(set) var quiet: [Span] = []
    private(set) var reviewers: [Int32] = []
    private(set) var coachResponses: [CoachResponse] = []
    private(set) var participants: [Int32] = []

    init(actors: Actors, labels: SpecialLabels, coaches: MemberSet) {
        self.actors = actors
        self.labels = labels
        self.coaches = coaches
    }

    /// - Parameters:
    ///   - item: holds what its state says; the rest is filled in.
    ///   - events: in any order; they are sorted, and none stays before the creation.
    ///   - updatedAt: when the source last changed it, for an end of which nothing else says when it was.
    mutating func derive(_ item: inout Item, _ events: inout [EventRow], updatedAt: Int64) {
        for index in events.indices where events[index].at < item.createdAt { events[index].at = item.createdAt }
        events.sort { a, b in
            if a.at != b.at { return a.at < b.at }
            return a.kind.rawValue == b.kind.rawValue ? a.number < b.number : a.kind.rawValue < b.kind.rawValue
        }
        end(&item, events, updatedAt)
        followOpenings(item, events)
        followDrafts(&item, events)
        followPeople(&item, events)
        followLabels(&item, events)
        if item.kind == .changeRequest { StageWalk(actors: actors).walk(&item, events) }
    }

    /// The state's word counts; events and the source's last change stand in where it is silent.
    private func end(_ item: inout Item, _ events: [EventRow], _ updatedAt: Int64) {
        switch item.status {
        case .open, .removed:
            item.mergedAt = Item.never
            item.endedAt = Item.never
        case .closed:
            item.mergedAt = Item.never
            if item.endedAt == Item.never { item.endedAt = events.last { $0.kind == .closed }?.at ?? updatedAt }
        case .merged:
            let merge = events.last { $0.kind == .merged }
            if item.mergedAt == Item.never {
                let closed = item.endedAt == Item.never ? events.last { $0.kind == .closed }?.at : item.endedAt
                item.mergedAt = merge?.at ?? closed ?? updatedAt
            }
            item.mergedAt = max(item.mergedAt, item.createdAt)
            item.endedAt = item.mergedAt
            if item.mergedBy == 0, let actor = merge?.actor { item.mergedBy = actor }
        }
        item.endedAt = max(item.endedAt, item.createdAt)
    }

    /// Open from creation to each close, from each reopening on, and never after the end that the state names. Events
    /// that contradict the state are incomplete: then the last interval reaches as far as the state says.
    private mutating func followOpenings(_ item: Item, _ events: [EventRow]) {
        open.removeAll(keepingCapacity: true)
        var start: Int64? = item.createdAt
        for event in events where event.at < item.endedAt {
            switch event.kind {
            case .closed, .merged:
                guard let since = start else { continue }
                open.append(Span(start: since, end: event.at))
                start = nil
            case .reopened:
                if start == nil { start = event.at }
            default: continue
            }
        }
        if let start {
            open.append(Span(start: start, end: item.endedAt))
        } else {
            open[open.count - 1].end = item.endedAt
        }
    }

    /// It began as a draft when the first thing said of it is that it became ready, or when it is one and nothing was
    /// ever said.
    private mutating func followDrafts(_ item: inout Item, _ events: [EventRow]) {
        drafts.removeAll(keepingCapacity: true)
        let first = events.first { $0.kind == .readyForReview || $0.kind == .convertedToDraft }
        let beganAsDraft = first.map { $0.kind == .readyForReview } ?? item.has(.draft)
        var start: Int64? = beganAsDraft ? item.createdAt : nil
        item.readyAt = beganAsDraft ? Item.never : item.createdAt
        guard first != nil || beganAsDraft else { return }
        for event in events {
            if event.kind == .convertedToDraft, start == nil { start = event.at }
            if event.kind == .readyForReview, let since = start {
                drafts.append(Span(start: since, end: event.at))
                item.readyAt = min(item.readyAt, event.at)
                start = nil
            }
        }
        if let start { drafts.append(Span(start: start, end: Item.never)) }
    }

    private mutating func followPeople(_ item: inout Item, _ events: [EventRow]) {
        quiet.removeAll(keepingCapacity: true)
        reviewers.removeAll(keepingCapacity: true)
        coachResponses.removeAll(keepingCapacity: true)
        participants.removeAll(keepingCapacity: true)
        var last = item.createdAt
        for event in events {
            if event.actor > 0, !participants.contains(event.actor) { participants.append(event.actor) }
            let isSomebodys = event.kind == .pushed || event.kind == .forcePushed || event.kind.isResponse
            if event.kind == .reviewRequested { item.reviewRequestedAt = min(item.reviewRequestedAt, event.at) }
            // A push without an account is somebody's whose address the forge does not know; a comment or review without
            // one is somebody's whose account was deleted, and nothing says that it was a bot's.
            guard event.kind != .other, event.actor > 0 ? !actors.isBot(event.actor, at: event.at) : isSomebodys else { continue }
            if event.at - last >= ItemTable.shortestQuiet { quiet.append(Span(start: last, end: event.at)) }
            last = event.at
            let person = event.actor > 0 ? actors.person(of: event.actor) : -1
            guard person >= 0, person != item.author else { continue }
            if event.kind == .assigned { item.assignedAt = min(item.assignedAt, event.at) }
            guard event.kind.isResponse else { continue }
            item.firstResponseAt = min(item.firstResponseAt, event.at)
            if coaches.contains(person) { coachResponses.append(CoachResponse(account: event.actor, at: event.at)) }
            guard event.kind.isReview else { continue }
            item.firstReviewAt = min(item.firstReviewAt, event.at)
            if !reviewers.contains(event.actor) { reviewers.append(event.actor) }
        }
        item.lastActivityAt = last
        if item.endedAt - last >= ItemTable.shortestQuiet { quiet.append(Span(start: last, end: item.endedAt)) }
    }

    /// The labels at the merge, from the last change of each before it; one that never changed was always as it is.
    private func followLabels(_ item: inout Item, _ events: [EventRow]) {
        for label in labels.all {
            var hasLabel = item.has(label.now)
            if item.mergedAt != Item.never,
                let changed = events.last(where: { $0.at <= item.mergedAt && label.isChange($0) })
            {
                hasLabel = changed.kind == .labelled
            } else if item.mergedAt != Item.never, let later = events.first(where: label.isChange) {
                hasLabel = later.kind == .unlabelled
            }
            if hasLabel { item.flags.insert(label.atMerge) }
        }
    }
}

/// Walks a change request through its stages: see ``Stage`` for the rules.
struct StageWalk {
    let actors: Actors

    /// - Parameter entered: told of each stage after the first, and when the item came into it.
    func walk(_ item: inout Item, _ events: [EventRow], entered: (Stage, Int64) -> Void = { _, _ in }) {
        item.stages = StageTimes()
        item.stage = .firstResponse
        item.stageSince = item.createdAt
        let approval = standingApproval(item, events)
        for event in events {
            guard event.at < approval, event.at <= item.endedAt else { break }
            if let next = stage(after: event, of: item) { enter(next, at: event.at, &item, entered) }
        }
        if approval != Item.never { enter(.approved, at: approval, &item, entered) }
        if item.endedAt != Item.never {
            item.stages[item.stage] += item.endedAt - item.stageSince
        }
    }

    private func enter(_ stage: Stage, at time: Int64, _ item: inout Item, _ entered: (Stage, Int64) -> Void) {
        guard stage != item.stage else { return }
        entered(stage, time)
        item.stages[item.stage] += time - item.stageSince
        item.stage = stage
        item.stageSince = time
    }

    /// Nil when the event leaves it where it is.
    private func stage(after event: EventRow, of item: Item) -> Stage? {
        if isByOther(event, than: item) {
            if event.kind == .approved { return .review }
            if event.kind.isResponse { return .author }
        }
        guard item.stage != .firstResponse else { return nil }
        switch event.kind {
        case .pushed, .forcePushed:
            return event.actor > 0 && actors.isBot(event.actor, at: event.at) ? nil : .review
        case .commented, .lineCommented, .reviewed, .readyForReview, .reviewRequested:
            return event.actor > 0 && actors.person(of: event.actor) == item.author ? .review : nil
        default: return nil
        }
    }

    /// When the last approval that still stands at the end was given.
    private func standingApproval(_ item: Item, _ events: [EventRow]) -> Int64 {
        var standing: [(account: Int32, at: Int64)] = []
        for event in events where event.at <= item.endedAt {
            switch event.kind {
            case .approved where isByOther(event, than: item):
                standing.append((event.actor, event.at))
            case .changesRequested where isByOther(event, than: item):
                standing.removeAll()
            case .reviewDismissed where !standing.isEmpty:
                let whose = standing.contains { $0.account == event.subject } ? event.subject : event.actor
                if standing.contains(where: { $0.account == whose }) {
                    standing.removeAll { $0.account == whose }
                } else {
                    standing.removeLast()
                }
            default: continue
            }
        }
        return standing.last?.at ?? Item.never
    }

    /// By a person who is neither the author nor a bot.
    private func isByOther(_ event: EventRow, than item: Item) -> Bool {
        event.actor > 0 && actors.person(of: event.actor) != item.author && !actors.isBot(event.actor, at: event.at)
    }
}

/// The labels that change a figure, compared in lower case.
struct SpecialLabels: Sendable {
    struct Label: Sendable {
        let text: String
        let now: ItemFlags
        let atMerge: ItemFlags
        /// The words of the ledger that spell it.
        var terms: Set<Int32> = []

        func isChange(_ event: EventRow) -> Bool {
            (event.kind == .labelled || event.kind == .unlabelled) && terms.contains(event.term)
        }
    }

    static let feature = "type::feature"
    static let botAuthored = "automation:bot-authored"

    private(set) var all = [
        Label(text: CommunityRule.communityLabel, now: .communityLabel, atMerge: .communityLabelAtMerge),
        Label(text: feature, now: .featureLabel, atMerge: .featureLabelAtMerge),
        Label(text: botAuthored, now: .botLabel, atMerge: .botLabelAtMerge),
    ]

    init(terms: [Int64: String]) {
        for (number, text) in terms {
            let folded = text.lowercased()
            for index in all.indices where all[index].text == folded {
                all[index].terms.insert(Int32(truncatingIfNeeded: number))
            }
        }
    }

    /// What a set of labels says.
    func flags(of labels: [Substring]) -> ItemFlags {
        var flags: ItemFlags = []
        for text in labels {
            let folded = text.lowercased()
            for label in all where label.text == folded { flags.insert(label.now) }
        }
        return flags
    }
}
