import Access
import Ledger
import Measures
import Pages
import Store

/// Shows what a correction would do before it is stored: what would be believed, and how figures would move.
struct CorrectionPreview {
    let people: PeopleDesk

    var routes: [Route] { form.routes }

    /// What a correction would record and end.
    struct Rehearsal: Sendable {
        let recorded: [RecordedAssertion]
        let ended: [RecordedAssertion]
        let effect: OperationEffect
        let names: LedgerNames
        /// Those for which the person contributes now, and those for which they would: not all of a long list.
        let organisations: [Organisation]

        static let mostOrganisations = 4

        var isEmpty: Bool { effect.recorded + effect.ended == 0 }
    }

    private var fields: [Parameter] {
        Self.fields + [
            .field(
                "measure", .choice(people.desk.catalogue.measures.map { .init($0.card.id, $0.card.title) }), "Another measure to show.",
                label: "Another figure")
        ]
    }

    private static let fields: [Parameter] = {
        var fields: [Parameter] = [
            .field("action", .choice(Correction.Action.allCases.map { .init($0.rawValue) }), "What is to be done.", required: true)
        ]
        for field in Correction.Action.allCases.flatMap(CorrectionForms.fields) where !fields.contains(where: { $0.name == field.name }) {
            fields.append(.field(field.name, field.kind, field.summary, label: field.label, required: field.name == "person"))
        }
        return fields
    }()

    private var form: Form {
        Form(
            "/people/preview", "Preview of a correction", access: .may(.correctPeople), seenBy: Route.standardAccess, fields: fields,
            button: "Confirm",
            show: { request, view in try await page(request, view) },
            submit: { request in
                let (operation, person) = try await people.correct(request.typed, madeBy: request.madeBy(on: PeopleDesk.madeBy))
                return "/people/\(person.description)?done=\(operation ?? 0)"
            })
    }

    private func page(_ request: Request, _ view: FormView) async throws -> Page {
        let title = "Preview of a correction"
        guard request.may(.correctPeople), people.isStaff(request) else {
            return Page(title, breadcrumbs: [.init("People", "/people")], body: "\(view.html(command: nil))")
        }
        guard let id = view.typed("person"), view.typed("action") != nil else {
            return Page(
                title, breadcrumbs: [.init("People", "/people")],
                body: EmptyState("There is nothing to preview", next: "Begin on the page of a <a href=\"/people\">person</a>.").html)
        }
        let about = try await people.name(id, request)
        let crumbs = [Page.Crumb("People", "/people")] + (about.map { [Page.Crumb($0.text, $0.address)] } ?? [])
        let cancel: SafeURL = about?.address ?? "/people"
        do {
            let correction = try await Correction(view.typed, people)
            let rehearsal = try await people.rehearse(correction)
            guard !rehearsal.isEmpty else {
                let notice = Notice(.information, "Nothing to do", body: "That is so already. <a href=\"\(cancel)\">Back to the person</a>")
                return Page(title, breadcrumbs: crumbs, body: notice.html)
            }
            let hidden = Set(fields.map(\.name))
            return Page(
                title, lead: "Nothing is stored yet.", breadcrumbs: crumbs,
                body: """
                    \(changes(rehearsal))
                    \(try await figures(correction, rehearsal, view, request))
                    \(Section("Store it?", id: "confirm", body: view.html(command: nil, hidden: hidden, cancel: cancel)).html)
                    """)
        } catch let refusal as FormRefusal {
            let words = refusal.problems.map { "<p>\($0.message)</p>" as HTML }
            return Page(
                title, breadcrumbs: crumbs,
                body:
                    "\(words.map { Notice(.warning, "This cannot be done", body: $0).html })<p><a href=\"\(cancel)\">Back to the person</a></p>"
            )
        }
    }

    private func changes(_ rehearsal: Rehearsal) -> HTML {
        func rows(_ word: String, _ assertions: [RecordedAssertion]) -> [[Table.Cell]] {
            assertions.map { [.text(word), .text($0.assertion.words(rehearsal.names, day: people.day)), .text($0.assertion.rule)] }
        }
        let all = rows("begins", rehearsal.recorded) + rows("ends", rehearsal.ended)
        let count = rehearsal.effect.recorded + rehearsal.effect.ended
        let table = Table(
            count > all.count ? "The first of \(Format.integer(count)) changes" : "What would be believed", id: "changes",
            columns: [.init("Change"), .init("What"), .init("Rule")], rows: all, hidesCaption: count <= all.count, stacks: true)
        return Section("What would be believed", id: "beliefs", body: table.html).html
    }

    /// How figures would move: those that somebody chose, those of the organisations that it is about, and the usual ones.
    private func figures(_ correction: Correction, _ rehearsal: Rehearsal, _ view: FormView, _ request: Request) async throws -> HTML {
        let chosen = view.typed("measure").map { WhatIf.Line(measure: $0, grain: .trailing) }
        let own = rehearsal.organisations.map { WhatIf.Line(measure: "code.commits", grain: .trailing, organisation: $0) }
        let whatIf = try await people.whatIf(correction, (chosen.map { [$0] } ?? []) + own + WhatIf.usual)
        let form = request.isForm ? "" : FilterForm(request, fields: ["measure"], button: "Show it too").html
        return Section("How figures would move", id: "figures", body: "\(whatIf.html)\(form)").html
    }
}

extension SQLReader {
    /// The organisations between which a correction moves the work of accounts; none when it is not about affiliations.
    fileprivate func organisations(ofChanges changes: [RecordedAssertion], in accounts: [Int64]) throws -> [Organisation] {
        var wanted = Set(changes.compactMap { $0.assertion.predicate == .accountOrganisation ? $0.assertion.object : nil })
        guard !wanted.isEmpty else { return [] }
        try forEachRow(
            "SELECT object FROM assertions WHERE predicate = ? AND ended_at IS NULL AND object IS NOT NULL AND subject IN",
            of: accounts.map(SQLValue.integer),
            [.text(Assertion.Predicate.accountOrganisation.rawValue)]
        ) { wanted.insert($0.integer(0)) }
        return Array(try organisations().filter { wanted.contains($0.id) }.prefix(CorrectionPreview.Rehearsal.mostOrganisations))
    }
}

/// Carries what a rehearsal found out of the transaction that it undoes.
private struct Rehearsed: Error {
    let rehearsal: CorrectionPreview.Rehearsal
}

/// Carries facts out of the transaction that it undoes.
private struct Reread: Error {
    let facts: RehearsedFacts
}

extension PeopleDesk {
    /// What a correction would record and end. Nothing is stored.
    ///
    /// - Throws: ``FormRefusal`` for what the ledger refuses.
    func rehearse(_ correction: Correction) async throws -> CorrectionPreview.Rehearsal {
        let (calendar, now) = (desk.calendar, desk.clock())
        do {
            return try await desk.store.write { writer -> CorrectionPreview.Rehearsal in
                let operation = try correction.apply(writer, calendar: calendar, at: now)
                let changes = try operation.map { try writer.changes(ofOperation: $0, limit: 50) } ?? (recorded: [], ended: [])
                throw Rehearsed(
                    rehearsal: CorrectionPreview.Rehearsal(
                        recorded: changes.recorded, ended: changes.ended,
                        effect: try operation.flatMap { try writer.effects(ofOperations: [$0])[$0] } ?? OperationEffect(),
                        names: try LedgerNames(writer, for: (changes.recorded + changes.ended).map(\.assertion)),
                        organisations: try writer.organisations(
                            ofChanges: changes.recorded + changes.ended, in: correction.accounts + correction.others)))
            }
        } catch let rehearsed as Rehearsed {
            return rehearsed.rehearsal
        }
    }

    /// How figures would move if a correction were stored. Nothing is stored.
    func whatIf(_ correction: Correction, _ lines: [WhatIf.Line]) async throws -> WhatIf {
        let moment = try await desk.moment()
        let (calendar, now) = (desk.calendar, moment.now)
        let items = try await context.items(at: moment)
        let commits = try await context.keeper.facts(at: moment, CommitFactsKey(asKnown: nil, dates: .author))
        let deed = Self.lastDeed(of: Set(correction.accounts + correction.others), commits, items)
        // The first day that no longer counts shows nothing of a correction that ends with it.
        let end = [deed, start(of: correction.days.to)?.advanced(by: -1)].compactMap(\.self).min()
        do {
            let facts = try await desk.store.write { writer -> RehearsedFacts in
                _ = try correction.apply(writer, calendar: calendar, at: now)
                throw Reread(facts: try RehearsedFacts(writer, items: items, commits: commits))
            }
            return try await WhatIf(lines, facts: facts, catalogue: desk.catalogue, desk: desk, own: context.own, at: moment, until: end)
        } catch let reread as Reread {
            return try await WhatIf(
                lines, facts: reread.facts, catalogue: desk.catalogue, desk: desk, own: context.own, at: moment, until: end)
        }
    }

    /// When accounts did something for the last time; nil when they never did.
    private static func lastDeed(of accounts: Set<Int64>, _ commits: ContributionFacts, _ items: ItemFacts) -> Instant? {
        let contribution = commits.contributions.account.lastIndex { accounts.contains(Int64($0)) }.map { commits.contributions.time[$0] }
        let item = items.items.last { accounts.contains(Int64($0.account)) }?.createdAt
        return [contribution, item].compactMap(\.self).max().map(Instant.init(seconds:))
    }
}
