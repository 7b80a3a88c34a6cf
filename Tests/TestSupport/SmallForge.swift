public import Ledger
import Store
import Synchronization

/// Change requests and issues few enough to check with a pencil: a test tells the story of each in lines.
///
/// ```swift
/// try await forge.change(1, by: "ada", "2026-01-03", "2026-01-05 ben comments", "2026-01-07 ben merges")
/// ```
///
/// A line is a time, who, what they do, and to what. Times are dates at noon UTC, or instants. What they do: `comments`,
/// `remarks` (on a line), `reviews`, `approves`, `rejects` (asks for changes), `dismisses NAME`, `asks NAME` (for a
/// review), `assigns NAME`, `readies`, `drafts`, `labels TEXT`, `unlabels TEXT`, `pushes`, `closes`, `reopens`,
/// `merges`. Who may be `-` where nobody is known. People are named by their first names, which are their user names; a
/// name that ends with `[bot]` is a bot's.
public final class SmallForge: Sendable {
    public let ledger: SmallLedger
    public let kind: ForgeKind
    private let recorders = Mutex<[String: ItemRecorder]>([:])
    private let accounts = ForgeAccountBook()
    private let terms = TermBook()

    private var host: String { "\(kind.rawValue).example" }
    private var store: any SQLStore { ledger.store }

    public init(_ ledger: SmallLedger, _ kind: ForgeKind = .gitlab) {
        self.ledger = ledger
        self.kind = kind
    }

    /// Tells the story of a change request, or tells it anew.
    public func change(
        _ number: Int64, by author: String?, _ created: String, _ story: String..., labels: [String] = [],
        in project: String = "alpha", title: String? = nil, draft: Bool = false, confidential: Bool = false,
        recordedAt: Instant? = nil
    ) async throws {
        try await tell(
            .changeRequest, number, author, created, story, labels, project, title, draft, confidential, recordedAt)
    }

    /// Tells the story of an issue.
    public func issue(
        _ number: Int64, by author: String?, _ created: String, _ story: String..., labels: [String] = [],
        in project: String = "alpha", title: String? = nil, confidential: Bool = false
    ) async throws {
        try await tell(.issue, number, author, created, story, labels, project, title, false, confidential, nil)
    }

    /// The forge no longer has a change request.
    public func remove(_ number: Int64, in project: String = "alpha", recordedAt: Instant? = nil) async throws {
        let recorder = try await recorder(for: project)
        let now = recordedAt ?? ledger.recordedAt
        _ = try await store.write { try recorder.remove(.changeRequest, number: number, in: $0, at: now) }
    }

    private func tell(
        _ kind: ItemKind, _ number: Int64, _ author: String?, _ created: String, _ story: [String], _ labels: [String],
        _ project: String, _ title: String?, _ draft: Bool, _ confidential: Bool, _ recordedAt: Instant?
    ) async throws {
        var tale = Tale(labels: labels, draft: draft)
        for (index, line) in story.enumerated() { tale.add(line, Int64(index + 1), account(_:)) }
        let createdAt = Tale.instant(created)
        let state = ItemState(
            tale.status, title: title ?? "Change \(number)", updatedAt: tale.events.last?.at ?? createdAt,
            isDraft: tale.draft, isConfidential: confidential, closedAt: tale.closedAt, mergedAt: tale.mergedAt,
            mergedBy: tale.mergedBy, labels: tale.labels)
        let fact = ItemFact(
            kind, number: number, author: author.map(account(_:)), createdAt: createdAt, state: state, events: tale.events,
            completeKinds: Set(ItemEventKind.allCases))
        let recorder = try await recorder(for: project)
        let now = recordedAt ?? ledger.recordedAt
        _ = try await store.write { try recorder.record([fact], in: $0, at: now) }
    }

    private func account(_ name: String) -> ForgeAccount {
        ForgeAccount(
            host: host, number: ItemEvent.number(from: name) % 1_000_000 + 1, login: name,
            email: name.hasSuffix("[bot]") ? nil : "\(name)@example.org", isBot: name.hasSuffix("[bot]"))
    }

    /// The recorder of a project's one repository of the forge, both made when they are missing.
    public func recorder(for slug: String) async throws -> ItemRecorder {
        if let recorder = recorders.withLock({ $0[slug] }) { return recorder }
        let (now, kind, host, accounts, terms) = (ledger.recordedAt, kind, host, accounts, terms)
        let recorder = try await store.write { writer in
            let project = try writer.projects().first { $0.slug == slug } ?? writer.addProject(slug: slug, title: slug, at: now)
            let repository = try writer.repository(
                at: "https://\(host)/group/\(slug)", kind: kind.rawValue, project: project, at: now)
            try writer.setForgeProject(
                ForgeProject(repository: repository.id, forge: kind, host: host, path: "group/\(slug)"), at: now)
            return ItemRecorder(repository: repository.id, accounts: accounts, terms: terms)
        }
        recorders.withLock { $0[slug] = recorder }
        return recorder
    }
}

extension SmallForge {
    /// Records a belief about an account, found by its user name.
    public func believe(
        _ predicate: Assertion.Predicate, of login: String, object: Int64? = nil, from: String? = nil, to: String? = nil
    ) async throws {
        let account = account(login)
        let accounts = ForgeAccountBook()
        let now = ledger.recordedAt
        let id = try await store.write {
            try accounts.account(of: account, observed: Instant("2020-01-01")!, in: $0, at: now)
        }
        try await believe(predicate, subject: id, object: object, from: from, to: to)
    }

    /// Records a belief.
    public func believe(
        _ predicate: Assertion.Predicate, subject: Int64, object: Int64? = nil, from: String? = nil, to: String? = nil
    ) async throws {
        let now = ledger.recordedAt
        let assertion = Assertion(
            predicate, subject: subject, object: object, validFrom: from.map { Instant($0)! }, validTo: to.map { Instant($0)! },
            rule: "test", evidence: "A test says so.")
        try await store.write { writer in
            try OperationRecorder(writer, kind: "test", madeBy: "test", summary: "Believed.", at: now).record([assertion])
        }
    }

    /// The number of an organisation, which is made when it is missing.
    public func organisation(_ name: String) async throws -> Int64 {
        let now = ledger.recordedAt
        return try await store.write {
            try $0.organisation(
                OrganisationSetting(slug: Slug.made(from: name), name: name, kind: .company, domains: []), at: now)
        }
    }

    /// People contribute for an organisation from a day until a day.
    public func employ(_ logins: String..., at name: String, from: String? = nil, to: String? = nil) async throws {
        let organisation = try await organisation(name)
        for login in logins { try await believe(.accountOrganisation, of: login, object: organisation, from: from, to: to) }
    }

    /// An organisation runs the programme.
    public func own(_ name: String) async throws {
        try await believe(.organisationOwn, subject: organisation(name))
    }

    /// An organisation is a customer with a revenue in whole units.
    public func customer(_ name: String, _ revenue: Int64, from: String? = nil, to: String? = nil) async throws {
        try await believe(.organisationRevenue, subject: organisation(name), object: revenue * 100, from: from, to: to)
    }

    /// An organisation is part of another.
    public func part(_ name: String, of parent: String) async throws {
        try await believe(.organisationParent, subject: organisation(name), object: organisation(parent))
    }

    /// People hold the role of a coach.
    public func coach(_ logins: String..., from: String? = nil, to: String? = nil) async throws {
        for login in logins { try await believe(.accountCoach, of: login, from: from, to: to) }
    }

    /// A repository is part of the product.
    public func product(_ project: String, from: String? = nil, to: String? = nil) async throws {
        try await believe(.repositoryProduct, subject: recorder(for: project).repository, from: from, to: to)
    }

    /// The programme tells its community apart by a rule.
    public func rule(_ rule: CommunityRule) async throws {
        try await believe(.programmeCommunityRule, subject: 0, object: Int64(rule.rawValue))
    }
}

/// What the lines of a story add up to.
private struct Tale {
    var status = ItemStatus.open
    var labels: [String]
    var draft: Bool
    var closedAt: Instant?
    var mergedAt: Instant?
    var mergedBy: ForgeAccount?
    var events: [ItemEvent] = []

    init(labels: [String], draft: Bool) {
        self.labels = labels
        self.draft = draft
    }

    mutating func add(_ line: String, _ number: Int64, _ account: (String) -> ForgeAccount) {
        let words = line.split(separator: " ", maxSplits: 3).map(String.init)
        let at = Self.instant(words[0])
        let actor = words[1] == "-" ? nil : account(words[1])
        let object = words.count > 3 ? words[3] : ""
        var event = ItemEvent(.commented, number: number, at: at, actor: actor)
        switch words[2] {
        case "comments": break
        case "remarks": event.kind = .lineCommented
        case "reviews": event.kind = .reviewed
        case "approves": event.kind = .approved
        case "rejects": event.kind = .changesRequested
        case "dismisses": (event.kind, event.subject) = (.reviewDismissed, account(object))
        case "asks": (event.kind, event.subject) = (.reviewRequested, account(object))
        case "assigns": (event.kind, event.subject) = (.assigned, account(object))
        case "readies": (event.kind, draft) = (.readyForReview, false)
        case "drafts": (event.kind, draft) = (.convertedToDraft, true)
        case "labels":
            (event.kind, event.term) = (.labelled, object)
            labels.append(object)
        case "unlabels":
            (event.kind, event.term) = (.unlabelled, object)
            labels.removeAll { $0 == object }
        case "pushes": event.kind = .pushed
        case "closes": (event.kind, status, closedAt) = (.closed, .closed, at)
        case "reopens": (event.kind, status, closedAt) = (.reopened, .open, nil)
        case "merges": (event.kind, status, mergedAt, mergedBy) = (.merged, .merged, at, actor)
        default: preconditionFailure("Nobody \(words[2]) in a story.")
        }
        events.append(event)
    }

    static func instant(_ text: String) -> Instant {
        text.utf8.count == 10 ? Instant(text)!.advanced(by: 12 * 3600) : Instant(text)!
    }
}
