import Access
import Casework
import Ledger
import Pages
import Store

/// When somebody is away, and who acts for them.
struct AbsenceForms: Sendable {
    let desk: CaseDesk

    var routes: [Route] { [list] + add.routes + end.routes }

    private static let crumbs = [Page.Crumb("Cases", "/cases")]

    private var list: Route {
        .page("/cases/absences", "Who is away", details: "Who acts for whom, and until when.", access: .signedIn) { [desk] request in
            let names = try await desk.names()
            let absences = try await desk.store.read { try desk.cases.absences(in: $0) }
            let own = Viewer(request.caller).actor?.id
            let rows = absences.map { absence -> [Table.Cell] in
                let end: HTML =
                    absence.who == own
                    ? PostButton("I am back", to: "/cases/absences/end", fields: [("from", "\(absence.from)")]).html(for: request) : ""
                return [
                    .text(names[absence.who] ?? absence.who), .html(CaseWords.day(absence.from)), .html(CaseWords.day(absence.until)),
                    .text(absence.delegate.map { names[$0] ?? $0 } ?? "nobody"), .html(end),
                ]
            }
            let table = Table(
                "Who is away", id: "absences-table",
                columns: [.init("Who"), .init("From", .time), .init("Until", .time), .init("Acts for them"), .init("")], rows: rows,
                empty: EmptyState("Nobody is away", next: "Whoever goes away names somebody who approves for them."), hidesCaption: true)
            return .privatePage(
                Page(
                    "Who is away",
                    lead: "Whoever acts for somebody approves for them and hears of what waits for them. They never vote for them.",
                    breadcrumbs: Self.crumbs, actions: [.button("I will be away", to: "/cases/absences/add")], body: table.html))
        }
    }

    private var add: Form {
        Form(
            "/cases/absences/add", "Say when you are away", access: .may(.openCases),
            fields: [
                .field("from", .date, "The first day (UTC).", label: "From", required: true),
                .field("until", .date, "The day on which you are back.", label: "Back on", required: true),
                .field("delegate", .text(maxLength: 120), "Who acts for you; leave it empty when nobody does.", label: "Acts for me"),
            ], button: "Save",
            show: { [desk] _, view in
                let people = try await desk.people()
                return Page(
                    "Say when you are away", breadcrumbs: Self.crumbs + [.init("Who is away", "/cases/absences")],
                    body: view.html(command: nil, choices: ["delegate": people]))
            },
            submit: { [desk] request in
                guard let actor = Viewer(request.caller).actor else { throw FormRefusal(nil, "Sign in to say when you are away.") }
                guard let from = request.date("from"), let until = request.date("until") else {
                    throw FormRefusal("from", "Give both days.")
                }
                var choices = FieldChoices()
                choices.people = try await desk.people()
                var delegate: String?
                if let typed = request.text("delegate") {
                    guard let found = choices.resolve(typed, for: .person) else {
                        throw FormRefusal("delegate", "Acts for me: \(choices.unknown(.person))")
                    }
                    delegate = found
                }
                let absence = Absence(who: actor.id, from: Instant(from).seconds, until: Instant(until).seconds, delegate: delegate)
                do {
                    try await desk.store.write { try desk.cases.set(absence, in: $0) }
                } catch let refusal as CaseRefusal {
                    throw FormRefusal(refusal.sentences.map { FormProblem("until", $0) })
                }
                return "/cases/absences"
            })
    }

    private var end: Form {
        Form(
            "/cases/absences/end", "Say that you are back", access: .may(.openCases),
            fields: [.field("from", .integer(0...Int.max), "When the absence began, in seconds since 1970, UTC.", required: true)],
            button: "I am back",
            show: { _, view in
                Page(
                    "Say that you are back", breadcrumbs: Self.crumbs + [.init("Who is away", "/cases/absences")],
                    body: view.html(command: nil))
            },
            submit: { [desk] request in
                guard let actor = Viewer(request.caller).actor else { throw FormRefusal(nil, "Sign in first.") }
                let from = Int64(request.integer("from") ?? 0)
                try await desk.store.write { try desk.cases.removeAbsence(of: actor.id, from: from, in: $0) }
                return "/cases/absences"
            })
    }
}
