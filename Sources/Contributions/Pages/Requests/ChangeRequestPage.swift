import Ledger
import Measures
import Pages
import Store

/// One change request: where it stands, how long it was in each stage, and what happened to it.
struct ChangeRequestPage {
    let items: ItemDesk
    let examples: ScopeExamples

    private var desk: MeasureDesk { items.desk }

    private static let parameters: [Parameter] = [
        .path("project", "The project's short name."),
        .path("number", "The number by which people call it.", kind: .integer(1...Int.max)),
        .text("repository", maxLength: 300, "The repository's path at its forge, where several of the project have the number."),
    ]

    var routes: [Route] { [page, data] }

    /// What a request leads to.
    private enum Found {
        case story(ChangeRequestStory, ItemFacts)
        /// Several repositories of the project have the number.
        case several([ItemFacts.Repository], ItemFacts)
    }

    private func find(_ request: Request) async throws -> (found: Found, moment: Moment) {
        let slug = request.text("project") ?? ""
        let number = Int64(request.integer("number") ?? 0)
        let moment = try await desk.moment()
        let facts = try await items.facts(at: moment)
        let missing = Problem.notFound(
            "There is no change request \(number) in the project “\(slug.prefix(80))”.",
            suggestions: [.init("Open change requests", "/change-requests")])
        guard let project = facts.projects.firstIndex(where: { $0.slug == slug }) else { throw missing }
        let path = request.text("repository")
        let repositories = facts.repositories.filter { $0.project == Int32(project) && (path == nil || $0.path == path) }
        let found = try await desk.store.read { reader -> Found? in
            let candidates = try ChangeRequestStory.candidates(number: number, repositories: repositories.map(\.id), from: reader)
            if candidates.count > 1 {
                let ids = Set(candidates.map(\.repository))
                return .several(repositories.filter { ids.contains($0.id) }, facts)
            }
            return try candidates.first.flatMap { try ChangeRequestStory.load($0, facts, now: moment.now, from: reader) }.map {
                .story($0, facts)
            }
        }
        guard let found else { throw missing }
        return (found, moment)
    }

    private var page: Route {
        .page(
            "/change-requests/{project}/{number}", "A change request: its stages and what happened to it",
            parameters: Self.parameters, examples: ["/change-requests/\(examples.changeRequest.project)/\(examples.changeRequest.number)"],
            revision: { _ in try await items.hourly() }
        ) { request in
            let (found, moment) = try await find(request)
            switch found {
            case .several(let repositories, _):
                let links = repositories.map { repository -> HTML in
                    "<li>\(HTML.link(repository.path, to: request.link(changing: ["repository": repository.path])))</li>"
                }
                return .page(
                    Page(
                        "Which change request \(request.integer("number") ?? 0)?",
                        lead: "Several repositories of this project have one with this number.",
                        breadcrumbs: [.init("Open change requests", "/change-requests")],
                        body: "<div class=\"prose\"><ul>\(links)</ul></div>"))
            case .story(let story, let facts): return .page(page(story, facts, request, now: moment.now))
            }
        }
    }

    private func page(_ story: ChangeRequestStory, _ facts: ItemFacts, _ request: Request, now: Instant) -> Page {
        let item = story.item
        let isSecret = item.has(.confidential)
        let reader = desk.reader(request)
        let isHidden = facts.isHidden(story.row, from: reader)
        let title = isHidden ? PersonLabel.optedOut : isSecret ? ItemTitle.confidential : story.title
        let isBlank = title.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        let atForge =
            isHidden ? nil : facts.address(story.row).flatMap(SafeURL.init(untrusted:)).map { HTML.button("Open at its forge", to: $0) }
        let files = ["csv", "json"].map { format in
            HTML.button(
                format.uppercased(),
                to: request.link(to: SafeURL(untrusted: "/api/v1" + request.path.text) ?? "/api", changing: ["format": format]))
        }
        return Page(
            isBlank ? "(no title)" : String(title.prefix(300)),
            lead:
                "\(isHidden ? "A change request" : "<bdi>\(facts.reference(story.row))</bdi>" as HTML): \(standing(item, facts, now: now))",
            breadcrumbs: [.init("Open change requests", "/change-requests")], actions: (atForge.map { [$0] } ?? []) + files,
            missing: story.isCut
                ? [
                    "Only the first \(Format.integer(ChangeRequestStory.mostEvents)) events are read for this page; later stretches are missing."
                ] : [],
            freshness: facts.freshness,
            body: """
                \(Pages.Facts(entries(story, facts, now: now, reader)).html)
                \(Section("Where the time went", id: "stages", body: ChartFigure(course(story, facts, now: now, isHidden: isHidden)).html).html)
                \(Section("What happened", id: "events", body: table(story, facts, reader).html).html)
                """)
    }

    /// Where it stands, in a sentence.
    private func standing(_ item: Item, _ facts: ItemFacts, now: Instant) -> HTML {
        let age = Format.days(seconds: Double(min(item.endedAt, now.seconds) - item.createdAt))
        switch item.status {
        case .open:
            let waiting = Format.days(seconds: Double(max(now.seconds - item.stageSince, 0)))
            return "open for \(age), waiting for \(item.stage.waitsFor) since \(waiting)."
        case .merged: return "merged after \(age)."
        case .closed, .removed: return "closed without a merge after \(age)."
        }
    }

    private func entries(
        _ story: ChangeRequestStory, _ facts: ItemFacts, now: Instant, _ reader: PersonLabel.Reader
    ) -> [(name: String, value: HTML)] {
        let item = story.item
        let project = facts.projects[Int(item.project)]
        let organisation = facts.organisation(of: item)
        func since(_ time: Int64) -> HTML {
            time == Item.never ? "<span class=\"no-data\">not yet</span>" : "\(Format.days(seconds: Double(time - item.createdAt)))"
        }
        var entries: [(name: String, value: HTML)] = [
            ("Project", HTML.link(project.title, to: "/projects/\(project.slug)")),
            ("Author", "\(items.link(item.author, facts, reader))\(item.has(.newcomer) ? " \(HTML.tag("newcomer"))" : "" as HTML)"),
            ("Organisation", organisation == .unknown ? "<span class=\"no-data\">unknown</span>" : HTML.isolated(organisation.name)),
            ("Opened", Format.timeElement(Instant(seconds: item.createdAt), dateOnly: true)),
            ("First response after", since(item.firstResponseAt)), ("First review after", since(item.firstReviewAt)),
        ]
        if item.added >= 0, item.removed >= 0 {
            entries.append(("Lines", "\(Format.change(Double(item.added))) \(Format.change(-Double(item.removed)))"))
        }
        if item.files >= 0 { entries.append(("Files", "\(Format.integer(Int(item.files)))")) }
        let labels = facts.labelSets[Int(item.labelSet)].labels.prefix(20)
        if !labels.isEmpty, !item.has(.confidential), !facts.isHidden(story.row, from: reader) {
            entries.append(("Labels", labels.map(HTML.tag).joined(separator: " ")))
        }
        return entries
    }

    private func course(_ story: ChangeRequestStory, _ facts: ItemFacts, now: Instant, isHidden: Bool) -> StageBar {
        let item = story.item
        let stages = Stage.allCases
        return StageBar(
            "The stages of \(isHidden ? "the change request" : facts.reference(story.row))", id: "course", stages: stages.map(\.title),
            stretches: story.stretches.map { stretch in
                .init(stage: stages.firstIndex(of: stretch.stage) ?? 0, seconds: Double(stretch.span.end - stretch.span.start))
            }, start: Format.date(Instant(seconds: item.createdAt)), end: item.isOpen ? "now" : Format.date(Instant(seconds: item.endedAt)),
            isRunning: item.isOpen)
    }

    /// The newest events are what a reader comes for; what a forge only mentions is left to the data.
    private static let mostShown = 100

    /// The same thing done again by the same person before anybody did anything else.
    private struct Run {
        let event: ChangeRequestStory.Event
        var count: Int
    }

    private static func runs(_ events: [ChangeRequestStory.Event]) -> [Run] {
        var runs: [Run] = []
        for event in events.reversed() where event.kind != .other {
            if let last = runs.last?.event, last.kind == event.kind, last.actor == event.actor, last.subject == event.subject,
                last.term == event.term
            {
                runs[runs.count - 1].count += 1
            } else {
                runs.append(Run(event: event, count: 1))
            }
        }
        return runs
    }

    private func table(_ story: ChangeRequestStory, _ facts: ItemFacts, _ reader: PersonLabel.Reader) -> Table {
        let runs = Self.runs(story.events)
        return Table(
            runs.count > Self.mostShown
                ? "The newest \(Self.mostShown) of \(Format.integer(runs.count)); the data holds all" : "All events, newest first",
            id: "event-table", columns: [.init("When", .time), .init("Who"), .init("What")],
            rows: runs.prefix(Self.mostShown).map { run in
                let event = run.event
                return [
                    .instant(event.at),
                    .html(
                        "\(items.link(event.actor, facts, reader))\(event.isByBot ? " \(HTML.tag("bot"))" : event.actor == story.item.author && event.actor >= 0 ? " \(HTML.tag("author"))" : "" as HTML)"
                    ),
                    .text(words(event, story, facts, reader) + (run.count > 1 ? " (\(Format.integer(run.count)) times)" : "")),
                ]
            },
            empty: EmptyState("Nothing has happened to it yet", next: "It waits for its first response."),
            hidesCaption: runs.count <= Self.mostShown)
    }

    private func words(_ event: ChangeRequestStory.Event, _ story: ChangeRequestStory, _ facts: ItemFacts, _ reader: PersonLabel.Reader)
        -> String
    {
        var words = event.kind.words
        if event.subject >= 0 { words += " \(items.name(event.subject, facts, reader))" }
        if let term = event.term, !story.item.has(.confidential), !facts.isHidden(story.row, from: reader) {
            words += " “\(term.prefix(120))”"
        }
        return words
    }

    // MARK: Data

    private var data: Route {
        .data(
            "/api/v1/change-requests/{project}/{number}", "A change request with its stages and events",
            details: "CSV holds the events alone.", parameters: Self.parameters,
            examples: ["/api/v1/change-requests/\(examples.changeRequest.project)/\(examples.changeRequest.number)"],
            formats: [.json, .csv],
            answer: .object([
                "change_request": ChangeRequestRecord.schema,
                "stages": .array(
                    of: .object([
                        "stage": .oneOf(Stage.allCases.map(\.key)), "from": .string(format: "date-time"),
                        "to": .string(format: "date-time"),
                        "seconds": .integer(),
                    ]), "In the order in which it went through them; the last one of an open change request ends now."),
                "events": .array(
                    of: .object([
                        "at": .string(format: "date-time"), "kind": .string(), "actor": .nullable(.string()),
                        "subject": .nullable(.string()),
                        "term": .nullable(.string("A label or milestone; null when only members may see the change request.")),
                        "bot": .boolean(),
                    ])),
            ]), revision: { _ in try await items.hourly() }
        ) { request in
            let (found, moment) = try await find(request)
            guard case .story(let story, let facts) = found else {
                throw Problem.parameters([
                    ParameterError(
                        parameter: "repository", received: nil, allowed: "the path of one of the repositories that have this number")
                ])
            }
            let reader = desk.reader(request)
            let record = ChangeRequestRecord(story.row, facts, title: story.title, now: moment.now, items, reader)
            let events = story.events.map { event in
                EventRecord(
                    event, actor: event.actor < 0 ? nil : items.name(event.actor, facts, reader),
                    subject: event.subject < 0 ? nil : items.name(event.subject, facts, reader),
                    hidesTerm: story.item.has(.confidential) || facts.isHidden(story.row, from: reader))
            }
            return .data(filename: "change-request-\(story.item.number)") {
                [
                    "change_request": record.json,
                    "stages": .array(
                        story.stretches.map { stretch in
                            [
                                "stage": .string(stretch.stage.key), "from": .string(Instant(seconds: stretch.span.start).description),
                                "to": .string(Instant(seconds: stretch.span.end).description),
                                "seconds": .integer(Int(stretch.span.end - stretch.span.start)),
                            ]
                        }), "events": .array(events.map(\.json)),
                ]
            } csv: {
                CSV(columns: ["at", "kind", "actor", "subject", "term", "bot"], rows: events.map(\.cells))
            }
        }
    }
}

/// An event as files hold it.
private struct EventRecord: Sendable {
    let event: ChangeRequestStory.Event
    let actor: String?
    let subject: String?
    let term: String?

    init(_ event: ChangeRequestStory.Event, actor: String?, subject: String?, hidesTerm: Bool) {
        self.event = event
        self.actor = actor
        self.subject = subject
        term = hidesTerm ? nil : event.term
    }

    var json: JSON {
        [
            "at": .string(event.at.description), "kind": .string("\(event.kind)"), "actor": JSON(actor), "subject": JSON(subject),
            "term": JSON(term), "bot": .bool(event.isByBot),
        ]
    }

    var cells: [CSV.Cell] {
        [
            .text(event.at.description), .text("\(event.kind)"), CSV.Cell(actor), CSV.Cell(subject), CSV.Cell(term),
            .text(event.isByBot ? "yes" : "no"),
        ]
    }
}

extension ItemEventKind {
    /// What happened, as a person would say; whom or what it is about follows.
    var words: String {
        switch self {
        case .closed: "closed it"
        case .reopened: "reopened it"
        case .merged: "merged it"
        case .commented: "commented"
        case .lineCommented: "commented on a line"
        case .reviewed: "reviewed"
        case .approved: "approved"
        case .changesRequested: "asked for changes"
        case .reviewDismissed: "took back a review"
        case .reviewRequested: "asked for a review"
        case .reviewRequestRemoved: "no longer asked for a review"
        case .readyForReview: "marked it ready"
        case .convertedToDraft: "made it a draft"
        case .labelled: "added the label"
        case .unlabelled: "took off the label"
        case .milestoned: "set the milestone"
        case .demilestoned: "took off the milestone"
        case .assigned: "assigned"
        case .unassigned: "unassigned"
        case .pushed: "pushed"
        case .forcePushed: "pushed anew"
        case .renamed: "renamed it"
        case .locked: "locked it"
        case .unlocked: "unlocked it"
        case .other: "did something else"
        }
    }
}
