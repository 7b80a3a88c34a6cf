import Access
import Ledger
import Pages
import Store

/// What is open and what is closed, and why: for each repository about which something was decided.
struct VisibilityPages: Sendable {
    let desk: ReleaseDesk
    let measures: MeasureDesk

    var routes: [Route] { [page, data] }

    private static let which = Parameter.choice(
        "which",
        [.init("all", "Open and closed"), .init("open", "Open"), .init("closed", "Closed"), .init("overdue", "To be looked at again")],
        "Which repositories.", label: "Which", default: "all")

    private static let most = 500

    /// Whoever takes part in the organisation sees what is closed; the public sees what is open.
    private static func maySeeClosed(_ request: Request) -> Bool { request.caller.mayAnywhere(.openCases) }

    private func selected(_ request: Request) async throws -> (
        shown: [Publication], all: [Publication], departments: [Int64: String], now: Instant
    ) {
        let now = measures.clock()
        let (current, organisations) = try await desk.store.read { (try Publications.current($0), try $0.organisations()) }
        let all = current.filter { $0.visibility == .open || Self.maySeeClosed(request) }
        let shown = all.filter { publication in
            switch request.text("which") {
            case "open": publication.visibility == .open
            case "closed": publication.visibility == .closed
            case "overdue": publication.isOverdue(at: now)
            default: true
            }
        }
        return (shown, all, Dictionary(organisations.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 }), now)
    }

    private var page: Route {
        .page(
            "/releases", "What is open and what is closed",
            details: "Every repository about which it was decided, with the reason, the case and the day on which it is looked at again.",
            parameters: [Self.which]
        ) { [self] request in
            let (shown, all, departments, now) = try await selected(request)
            let maySeeCases = Self.maySeeClosed(request)
            let overdue = all.count { $0.isOverdue(at: now) }
            let closed = all.filter { $0.visibility == .closed }
            var cards = [
                Card(
                    "Open", value: Format.integer(all.count { $0.visibility == .open }), unit: "repositories",
                    address: "/releases?which=open")
            ]
            if maySeeCases {
                cards.append(Card("Closed", value: Format.integer(closed.count), unit: "repositories", address: "/releases?which=closed"))
                cards.append(
                    Card("To be looked at again", value: Format.integer(overdue), unit: "repositories", address: "/releases?which=overdue"))
            }
            let rows = shown.prefix(Self.most).map { row($0, departments, now: now, maySeeCases: maySeeCases) }
            let table = Table(
                "Repositories", id: "releases-table",
                columns: [
                    .init("Repository"), .init("Open or closed"), .init("Why"), .init("Licence"), .init("Department"),
                    .init("Since", .time),
                    .init("Looked at again", .time), .init("Case"),
                ], rows: Array(rows),
                empty: EmptyState(
                    "Nothing was decided yet",
                    next: "A repository comes here when its release is published, or an exception to stay closed is granted."),
                hidesCaption: true, stacks: true)
            let more: HTML =
                shown.count > Self.most
                ? "<p class=\"remark\">The first \(Self.most) of \(Format.integer(shown.count)) are shown; the API has all.</p>" : ""
            let begin: [HTML] =
                maySeeCases
                ? [
                    .button("Release a repository", to: "/cases/new/\(ReleaseProcess.release)"),
                    .button("Ask for an exception", to: "/cases/new/\(ReleaseProcess.exception)"),
                    .button("Board", to: "/cases/board/\(ReleaseProcess.release)"),
                ] : []
            return .page(
                Page(
                    "Open and closed", lead: "Why each repository is open, or why it is closed and until when.", actions: begin,
                    body: """
                        \(Card.grid(cards))
                        \(FilterForm(request, fields: ["which"]).html)
                        \(table.html)\(more)
                        """))
        }
    }

    private func row(_ publication: Publication, _ departments: [Int64: String], now: Instant, maySeeCases: Bool) -> [Pages.Table.Cell] {
        let address: HTML =
            SafeURL(untrusted: publication.location).map { "<br>\(HTML.link(publication.location, to: $0))" }
            ?? "<br>\(HTML.isolated(publication.location))"
        let again: HTML =
            publication.reviewAt.map { day -> HTML in
                // The end of a day is shown as that day.
                let shown = Format.timeElement(publication.visibility == .closed ? day.advanced(by: -1) : day, dateOnly: true)
                return publication.isOverdue(at: now) ? "\(shown) <span class=\"tag late\">late</span>" : shown
            } ?? "–"
        return [
            .html("\(HTML.isolated(publication.title))\(maySeeCases || publication.visibility == .open ? address : "" as HTML)"),
            .html(.tag(publication.visibility.rawValue)), .text(publication.reason), .text(publication.licence ?? ""),
            .text(publication.organisationID.flatMap { departments[$0] } ?? ""),
            .html(Format.timeElement(publication.releasedAt ?? publication.decidedAt, dateOnly: true)), .html(again),
            publication.caseNumber.map { maySeeCases ? .link("case \($0)", "/cases/\($0)") : .text("case \($0)") } ?? Table.Cell.none,
        ]
    }

    private var data: Route {
        .data(
            "/api/v1/releases", "What is open and what is closed", details: "The decisions that hold, by title.", parameters: [Self.which],
            answer: .array(
                of: .object([
                    "location": .string("The repository's address."), "title": .string(),
                    "visibility": .oneOf(Publication.Visibility.allCases.map(\.rawValue)),
                    "reason": .string("Why, in words."), "licence": .nullable(.string("An SPDX expression.")),
                    "department": .nullable(.string()),
                    "case": .nullable(.integer("The number of the case.")), "decided": .string("ISO 8601, UTC."),
                    "released": .nullable(.string("ISO 8601, UTC.")),
                    "review": .nullable(.string("When it is looked at again, or the exception is over; ISO 8601, UTC.")),
                    "overdue": .boolean(),
                ]))
        ) { [self] request in
            let (shown, _, departments, now) = try await selected(request)
            return .data {
                .array(
                    shown.map { publication in
                        [
                            "location": .string(publication.location), "title": .string(publication.title),
                            "visibility": .string(publication.visibility.rawValue),
                            "reason": .string(publication.reason), "licence": JSON(publication.licence),
                            "department": JSON(publication.organisationID.flatMap { departments[$0] }),
                            "case": publication.caseNumber.map { JSON.integer(Int($0)) } ?? .null,
                            "decided": .string(publication.decidedAt.description),
                            "released": JSON(publication.releasedAt?.description), "review": JSON(publication.reviewAt?.description),
                            "overdue": .bool(publication.isOverdue(at: now)),
                        ]
                    })
            }
        }
    }
}
