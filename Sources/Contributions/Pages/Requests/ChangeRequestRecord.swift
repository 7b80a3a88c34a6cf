import Ledger
import Measures
import Pages

extension ItemFacts {
    /// Whether an item tells who opened it to a reader who may not see them: its title and its number lead to the forge, which
    /// names them.
    func isHidden(_ row: Int32, from reader: PersonLabel.Reader) -> Bool {
        let author = items[Int(row)].author
        return author >= 0 && !people[Int(author)].label.hasPage(for: reader)
    }
}

/// The address of a change request on this site. A reader who may not see who opened it is led nowhere.
struct ChangeRequestLink {
    let facts: ItemFacts
    let row: Int32
    let reader: PersonLabel.Reader

    /// `/change-requests/{project}/{number}`. A project with several repositories of a forge may have the number more
    /// than once: then the page asks which is meant, unless the address says it.
    var address: SafeURL {
        let item = facts.items[Int(row)]
        let repository = facts.repositories[Int(item.repository)]
        let isOnly = facts.repositories.count { $0.project == repository.project && $0.forge != nil } == 1
        return SafeURL(
            segments: ["change-requests", facts.projects[Int(item.project)].slug, String(item.number)],
            query: isOnly ? [] : [("repository", repository.path)])
    }

    /// The reference without the folders of its project.
    private var shortReference: String { facts.reference(row).split(separator: "/").last.map(String.init) ?? "" }

    private var isHidden: Bool { facts.isHidden(row, from: reader) }

    /// The reference alone.
    var short: HTML { isHidden ? "\(PersonLabel.optedOut)" : HTML.link(shortReference, to: address) }

    /// The title with the reference; a confidential one shows no title.
    func html(title: String?) -> HTML {
        guard !isHidden else { return short }
        let item = facts.items[Int(row)]
        let shown = item.has(.confidential) ? ItemTitle.confidential : title ?? ""
        let name = shown.unicodeScalars.allSatisfy(\.properties.isWhitespace) ? "(no title)" : String(shown.prefix(160))
        return "\(HTML.link(name, to: address)) <span class=\"remark\"><bdi>\(shortReference)</bdi></span>"
    }
}

/// A change request as files hold it.
struct ChangeRequestRecord: Sendable {
    private let members: [(name: String, value: JSON, cell: CSV.Cell)]

    /// - Parameters:
    ///   - title: nil for a confidential one.
    ///   - reader: who may not see the author is not told what leads there.
    init(_ row: Int32, _ facts: ItemFacts, title: String?, now: Instant, _ items: ItemDesk, _ reader: PersonLabel.Reader) {
        let item = facts.items[Int(row)]
        let project = facts.projects[Int(item.project)]
        let organisation = facts.organisation(of: item)
        func time(_ seconds: Int64) -> String? { seconds == Item.never ? nil : Instant(seconds: seconds).description }
        func text(_ name: String, _ value: String?) -> (String, JSON, CSV.Cell) { (name, JSON(value), CSV.Cell(value)) }
        func number(_ name: String, _ value: Int?) -> (String, JSON, CSV.Cell) { (name, JSON(value), CSV.Cell(value)) }
        let end = min(item.endedAt, now.seconds)
        let isHidden = facts.isHidden(row, from: reader)
        members = [
            text("reference", isHidden ? nil : facts.reference(row)), text("project", project.slug),
            number("number", isHidden ? nil : Int(item.number)),
            text("title", isHidden || item.has(.confidential) ? nil : title), text("status", item.statusWord),
            text("author", item.author < 0 ? nil : items.name(item.author, facts, reader)), text("organisation", organisation.slug),
            text("newcomer", item.has(.newcomer) ? "yes" : "no"), text("draft", item.has(.draft) ? "yes" : "no"),
            text("opened", time(item.createdAt)), text("ended", time(item.endedAt)), text("first_response", time(item.firstResponseAt)),
            text("first_review", time(item.firstReviewAt)), text("last_activity", time(item.lastActivityAt)),
            text("stage", item.isOpen ? item.stage.key : nil), text("stage_since", item.isOpen ? time(item.stageSince) : nil),
            number("age_seconds", Int(max(end - item.createdAt, 0))), number("added", item.added < 0 ? nil : Int(item.added)),
            number("removed", item.removed < 0 ? nil : Int(item.removed)), number("files", item.files < 0 ? nil : Int(item.files)),
        ]
    }

    static let columns = [
        "reference", "project", "number", "title", "status", "author", "organisation", "newcomer", "draft", "opened", "ended",
        "first_response", "first_review", "last_activity", "stage", "stage_since", "age_seconds", "added", "removed", "files",
    ]

    var json: JSON { .object(members.map { .init($0.name, $0.value) }) }
    var cells: [CSV.Cell] { members.map(\.cell) }

    static let schema: Pages.Schema = .object([
        "reference": .nullable(.string("What people call it; null, as number and title, when its author opted out.")),
        "project": .string("The project's slug."), "number": .nullable(.integer()),
        "title": .nullable(.string("Null when only members may see it.")), "status": .oneOf(["open", "merged", "closed"]),
        "author": .nullable(.string("As this office names people; null when the forge no longer knows.")),
        "organisation": .string("For whom the author contributed when it was opened; unknown when nobody knows."),
        "newcomer": .oneOf(["yes", "no"], "The author had no change request merged when it was opened."), "draft": .oneOf(["yes", "no"]),
        "opened": .string(format: "date-time"), "ended": .nullable(.string(format: "date-time")),
        "first_response": .nullable(.string(format: "date-time")), "first_review": .nullable(.string(format: "date-time")),
        "last_activity": .nullable(.string(format: "date-time")),
        "stage": .nullable(.string("Where it stands while it is open: first-response, review, author or approved.")),
        "stage_since": .nullable(.string(format: "date-time")), "age_seconds": .integer("From opening to its end, or to now."),
        "added": .nullable(.integer("Lines; null when the source does not say.")), "removed": .nullable(.integer()),
        "files": .nullable(.integer()),
    ])
}

extension Item {
    var statusWord: String {
        switch status {
        case .open: "open"
        case .merged: "merged"
        case .closed, .removed: "closed"
        }
    }
}
