import Ledger

/// The events of one item, gathered from all its parts.
///
/// GitLab kept notes of everything until it began, between versions 11 and 13, to record changes of labels, milestones
/// and states apart. A note of such a change therefore counts only when it is older than the first record of its sort.
struct GitLabEvents {
    private let item: GitLabItem
    private let place: String
    private let author: ForgeAccount?
    private var accounts: GitLabAccounts
    private(set) var events: [ItemEvent] = []
    private(set) var completeKinds: Set<ItemEventKind> = []

    /// Two records of one thing may be this many seconds apart.
    private static let slack: Int64 = 60

    init(_ item: GitLabItem, _ place: String, author: ForgeAccount?, accounts: GitLabAccounts) {
        self.item = item
        self.place = place
        self.author = author
        self.accounts = accounts
    }

    /// What was read of one part.
    private struct Part {
        var events: [ItemEvent] = []
        /// Nothing in it was unreadable, so that what the ledger has besides was deleted.
        var isWhole = true

        func covers(_ event: ItemEvent) -> Bool {
            guard let first = events.map(\.at).min() else { return false }
            return event.at >= first.advanced(by: -slack)
        }
    }

    mutating func read(_ report: inout MappingReport) {
        let states = part(item.stateEvents, "resource_state_events", &report, Self.stateEvent)
        let labels = part(item.labelEvents, "resource_label_events", &report, Self.labelEvent)
        let milestones = part(item.milestoneEvents, "resource_milestone_events", &report, Self.milestoneEvent)
        var versions = part(item.versions, "versions", &report, Self.version)
        let notes = readNotes(&report)
        var pushes: [ItemEvent] = []
        for event in notes?.events ?? [] {
            switch event.kind {
            case .closed, .reopened, .merged: if states?.covers(event) == true { continue }
            case .milestoned, .demilestoned: if milestones?.covers(event) == true { continue }
            case .pushed:
                pushes.append(event)
                if versions?.events.isEmpty == false { continue }
            default: break
            }
            events.append(event)
        }
        let pushed = (versions?.events ?? []).map { named($0, after: pushes) }
        versions?.events = pushed
        for part in [states, labels, milestones, versions] { events += part?.events ?? [] }
        let reviewers = part(item.reviewers, "reviewers", &report, Self.request)
        let approvals = part(item.approvals, "approved_by", &report, Self.approval)
        addUnlessNoted(reviewers, .reviewRequested, \.subject)
        addUnlessNoted(approvals, .approved, \.actor)

        guard let notes, notes.isWhole else {
            if labels?.isWhole == true { completeKinds = [.labelled, .unlabelled] }
            return
        }
        completeKinds = [
            .commented, .lineCommented, .reviewed, .changesRequested, .reviewDismissed, .reviewRequestRemoved,
            .readyForReview, .convertedToDraft, .assigned, .unassigned, .renamed, .locked, .unlocked,
        ]
        let kinds: [(Part?, Set<ItemEventKind>)] = [
            (states, [.closed, .reopened, .merged, .other]), (labels, [.labelled, .unlabelled]),
            (milestones, [.milestoned, .demilestoned]), (versions, [.pushed]), (reviewers, [.reviewRequested]),
            (approvals, [.approved]),
        ]
        for (part, kinds) in kinds where part?.isWhole == true { completeKinds.formUnion(kinds) }
    }

    /// Fills in what the state leaves out and the events know, and the other way round.
    mutating func complete(_ state: inout ItemState) {
        func last(_ kind: ItemEventKind) -> ItemEvent? { events.filter { $0.kind == kind }.max { $0.at < $1.at } }
        switch state.status {
        case .merged:
            state.mergedAt = state.mergedAt ?? last(.merged)?.at
            state.mergedBy = state.mergedBy ?? last(.merged)?.actor
            add(.merged, state.mergedAt, by: state.mergedBy)
        case .closed:
            state.closedAt = state.closedAt ?? last(.closed)?.at
            add(.closed, state.closedAt, by: accounts.quietly(item.item["closed_by"]))
        case .open, .removed: break
        }
    }

    /// Adds the closing or merge when parts that should tell it do not: some versions of GitLab recorded it nowhere but
    /// in the item.
    private mutating func add(_ kind: ItemEventKind, _ at: Instant?, by actor: ForgeAccount?) {
        guard let at, item.notes != nil || item.discussions != nil || item.stateEvents != nil else { return }
        guard !events.contains(where: { $0.kind == kind && abs($0.at.seconds &- at.seconds) <= Self.slack }) else { return }
        events.append(ItemEvent(kind, number: ItemEvent.number(from: "item \(at)"), at: at, actor: actor))
    }

    // MARK: Parts

    private typealias Reading = (inout Self, JSONValue, String, inout MappingReport) throws(JSONFailure) -> ItemEvent?

    /// - Returns: nil when the part was not asked for.
    private mutating func part(
        _ elements: [JSONValue]?, _ name: String, _ report: inout MappingReport, _ reading: Reading
    ) -> Part? {
        guard let elements else { return nil }
        var part = Part()
        for (index, element) in elements.enumerated() {
            let place = "\(place).\(name)[\(index)]"
            let before = report.count
            do throws(JSONFailure) {
                if let event = try reading(&self, element, place, &report) { part.events.append(event) }
            } catch {
                report.add(error.inside(place))
            }
            part.isWhole = part.isWhole && report.count == before
        }
        return part
    }

    /// The records of GitLab's three kinds of event, and its notes, are numbered each for themselves, and exports leave
    /// the numbers out.
    private static func number(_ sort: String, _ value: JSONValue, _ at: Instant, _ words: String) -> Int64 {
        let name = value["id"]?.integer.map { "\($0)" } ?? "\(at) \(value["user_id"]?.integer ?? 0) \(words)"
        return ItemEvent.number(from: "\(sort) \(name)")
    }

    private static func stateEvent(
        _ events: inout Self, _ value: JSONValue, _ place: String, _ report: inout MappingReport
    ) throws(JSONFailure) -> ItemEvent? {
        let state = try value.requiredString("state")
        let at = try value.requiredInstant("created_at")
        var event = ItemEvent(.other, number: number("state", value, at, state), at: at)
        event.actor = events.accounts.actor(value, "user", "user_id", place, &report)
        switch state {
        case "closed": event.kind = .closed
        case "merged": event.kind = .merged
        case "opened", "reopened": event.kind = .reopened
        case "locked": event.term = "merging"
        default:
            report.unexpected("closed, merged, opened, reopened or locked", try value.required("state"), at: "\(place).state")
            event.term = "state"
        }
        return event
    }

    private static func labelEvent(
        _ events: inout Self, _ value: JSONValue, _ place: String, _ report: inout MappingReport
    ) throws(JSONFailure) -> ItemEvent? {
        guard let added = try isAdded(value, place, &report) else { return nil }
        let at = try value.requiredInstant("created_at")
        // Null when the label itself was deleted.
        let title = (value["label"]?["name"] ?? value["label"]?["title"])?.string
        return ItemEvent(
            added ? .labelled : .unlabelled, number: number("label", value, at, "\(added) \(title ?? "")"), at: at,
            actor: events.accounts.actor(value, "user", "user_id", place, &report), term: title)
    }

    private static func milestoneEvent(
        _ events: inout Self, _ value: JSONValue, _ place: String, _ report: inout MappingReport
    ) throws(JSONFailure) -> ItemEvent? {
        guard let added = try isAdded(value, place, &report) else { return nil }
        let at = try value.requiredInstant("created_at")
        let title = value["milestone"]?["title"]?.string
        return ItemEvent(
            added ? .milestoned : .demilestoned, number: number("milestone", value, at, "\(added) \(title ?? "")"), at: at,
            actor: events.accounts.actor(value, "user", "user_id", place, &report), term: title)
    }

    private static func isAdded(
        _ value: JSONValue, _ place: String, _ report: inout MappingReport
    ) throws(JSONFailure) -> Bool? {
        switch try value.requiredString("action") {
        case "add": return true
        case "remove": return false
        default:
            report.unexpected("add or remove", try value.required("action"), at: "\(place).action")
            return nil
        }
    }

    /// The first version came with the merge request; each push makes another.
    private static func version(
        _ events: inout Self, _ value: JSONValue, _ place: String, _ report: inout MappingReport
    ) throws(JSONFailure) -> ItemEvent? {
        let at = try value.requiredInstant("created_at")
        return ItemEvent(.pushed, number: ItemEvent.number(from: "version \(try value.requiredInteger("id"))"), at: at)
    }

    private static func request(
        _ events: inout Self, _ value: JSONValue, _ place: String, _ report: inout MappingReport
    ) throws(JSONFailure) -> ItemEvent? {
        let subject = events.accounts.actor(value, "user", "user_id", place, &report)
        guard let subject, let at = report.instant(value, "created_at", place) else { return nil }
        return ItemEvent(.reviewRequested, number: ItemEvent.number(from: "reviewer \(subject.spelling)"), at: at, subject: subject)
    }

    private static func approval(
        _ events: inout Self, _ value: JSONValue, _ place: String, _ report: inout MappingReport
    ) throws(JSONFailure) -> ItemEvent? {
        let actor = events.accounts.actor(value, "user", "user_id", place, &report)
        // Older versions do not say when; their notes do.
        let at = report.instant(value, "approved_at", place) ?? report.instant(value, "created_at", place)
        guard let actor, let at else { return nil }
        return ItemEvent(.approved, number: ItemEvent.number(from: "approval \(actor.spelling)"), at: at, actor: actor)
    }

    /// Versions do not say who pushed; the note of the push does, and the first comes from the author.
    private func named(_ version: ItemEvent, after pushes: [ItemEvent]) -> ItemEvent {
        func distance(_ at: Instant?) -> Int64 { at.map { abs($0.seconds &- version.at.seconds) } ?? .max }
        var version = version
        if let push = pushes.min(by: { distance($0.at) < distance($1.at) }), distance(push.at) <= Self.slack {
            version.actor = push.actor
        } else if distance(item.item["created_at"]?.instant) <= Self.slack {
            version.actor = author
        }
        return version
    }

    /// Adds what only the list of reviewers or approvals tells; notes tell the same with who did it and how often.
    private mutating func addUnlessNoted(
        _ part: Part?, _ kind: ItemEventKind, _ whom: KeyPath<ItemEvent, ForgeAccount?>
    ) {
        let noted = Set(events.filter { $0.kind == kind }.compactMap { $0[keyPath: whom]?.spelling })
        events += (part?.events ?? []).filter { event in
            guard let account = event[keyPath: whom] else { return false }
            return !noted.contains(account.spelling)
        }
    }

    // MARK: Notes

    private mutating func readNotes(_ report: inout MappingReport) -> Part? {
        var sources: [(JSONValue, String)] = []
        for (index, note) in (item.notes ?? []).enumerated() { sources.append((note, "\(place).notes[\(index)]")) }
        var isWhole = true
        for (index, discussion) in (item.discussions ?? []).enumerated() {
            let place = "\(place).discussions[\(index)]"
            guard let notes = report.elements(discussion, "notes", place) else {
                isWhole = false
                continue
            }
            for (index, note) in notes.enumerated() { sources.append((note, "\(place).notes[\(index)]")) }
        }
        guard item.notes != nil || item.discussions != nil else { return nil }
        var part = Part(isWhole: isWhole)
        var seen: Set<Int64> = []
        for (note, place) in sources {
            let before = report.count
            do throws(JSONFailure) {
                let id = try note.requiredInteger("id")
                if seen.insert(id).inserted { part.events += try noteEvents(note, id, place, &report) }
            } catch {
                report.add(error.inside(place))
            }
            part.isWhole = part.isWhole && report.count == before
        }
        return part
    }

    /// An internal note gives nothing: few may see it, and it is no answer to the author, who is not among them.
    private mutating func noteEvents(
        _ note: JSONValue, _ id: Int64, _ place: String, _ report: inout MappingReport
    ) throws(JSONFailure) -> [ItemEvent] {
        for name in ["internal", "confidential"] where note.member(named: name) != nil {
            guard report.bool(note, name, place) == false else { return [] }
        }
        let at = try note.requiredInstant("created_at")
        let actor = accounts.actor(note, "author", "author_id", place, &report)
        guard report.bool(note, "system", place) == true else {
            return [ItemEvent(kind(of: note, place, &report), number: id, at: at, actor: actor)]
        }
        let body = (note["body"] ?? note["note"])?.string ?? ""
        return SystemNote(body).changes.map { change in
            let subject = change.subject.flatMap(accounts.named)
            // A note that names several people is one event for each.
            let number = change.subject.map { ItemEvent.number(from: "note \(id) \($0.lowercased())") } ?? id
            let dismissed = change.kind == .reviewDismissed && change.subject == nil ? actor : subject
            return ItemEvent(change.kind, number: number, at: at, actor: actor, subject: dismissed, term: change.term)
        }
    }

    private func kind(of note: JSONValue, _ place: String, _ report: inout MappingReport) -> ItemEventKind {
        switch report.string(note, "type", place) {
        case "DiffNote", "LegacyDiffNote": return .lineCommented
        case nil, "Note", "DiscussionNote":
            // Exports of older versions leave the type out.
            return note["line_code"] != nil || note["position"] != nil ? .lineCommented : .commented
        case .some:
            if let type = note["type"] { report.unexpected("DiffNote, DiscussionNote or null", type, at: "\(place).type") }
            return .commented
        }
    }
}
