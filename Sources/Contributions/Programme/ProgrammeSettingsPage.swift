import Access
import Ledger
import Measures
import Pages

/// The page of the programme's settings.
struct ProgrammeSettingsPage {
    let settings: ProgrammeDesk

    /// Longer lists are cut on the page; the API has all of it.
    private static let longest = 200

    var routes: [Route] { [page] }

    private var page: Route {
        .page(
            "/programme", "The programme's settings",
            parameters: [.integer("done", 0...Int.max, "The number of a change that was just made.")]
        ) { request in
            let moment = try await settings.desk.moment()
            let state = try await settings.state(moment)
            return .page(
                Page(
                    "Programme settings",
                    lead: "What the programme says of itself, since when, and why. Every change is logged and can be undone.",
                    actions: [
                        .button("All operations", to: "/operations"), .button("What matches nothing", to: "/programme/unmapped"),
                        .button("Import a list", to: "/programme/import"),
                    ],
                    body: """
                        \(done(request, state))
                        \(facts(state, moment.now))
                        \(targets(state, moment.now))
                        \(rules(state, moment.now))
                        \(coaches(state, moment.now, request, try await settings.optedOut(moment)))
                        \(customers(state, moment.now, request))
                        \(products(state))
                        \(changes(state, request))
                        """))
        }
    }

    /// Says what a form has just done. Only the number comes with the address; the words come from the log.
    private func done(_ request: Request, _ state: ProgrammeState) -> HTML {
        guard let number = request.integer("done") else { return "" }
        guard let operation = state.operations.first(where: { $0.id == number }) else {
            return number == 0 ? Notice(.information, "Nothing to do", body: "That is so already.").html : ""
        }
        let undo: HTML =
            request.may(.changeProgramme) && operation.undoes == nil && !state.undone.contains(operation.id)
            ? " <a href=\"/programme/undo?operation=\(operation.id)\">Undo this</a>" : ""
        return Notice(.information, "Done", body: "\(HTML.isolated(request.may(.seePeople) ? operation.summary : operation.kind))\(undo)")
            .html
    }

    private func facts(_ state: ProgrammeState, _ now: Instant) -> HTML {
        let rule = state.communityRule(at: now)
        let own = state.own.map(\.subject).joined(separator: ", ")
        return Facts([
            ("Community told apart by", "\(rule?.key ?? "affiliation, as nothing is set")"),
            ("The programme's own organisations", own.isEmpty ? "none is named" : HTML.isolated(own)),
            ("Coaches today", "\(Format.integer(coachesNow(state, now)))"),
            ("Customers", "\(Format.integer(state.customers.count))"),
            ("Projects of the product", state.products.isEmpty ? "all that are collected" : "\(Format.integer(state.products.count))"),
            ("Currency", "\(settings.options.currency)"),
        ]).html
    }

    private func coachesNow(_ state: ProgrammeState, _ now: Instant) -> Int {
        Set(state.coaches.filter { $0.held.assertion.isValid(at: now) }.map { "\($0.host) \($0.login.lowercased())" }).count
    }

    // MARK: Tables

    private static let validity: [Table.Column] = [.init("From", .time), .init("Until", .time), .init("State")]

    private func validity(_ held: RecordedAssertion, _ now: Instant) -> [Table.Cell] {
        let assertion = held.assertion
        return [
            assertion.validFrom.map { .date(settings.desk.calendar.day(of: $0)) } ?? .text("always"),
            assertion.validTo.map { .date(settings.desk.calendar.day(of: $0)) } ?? .text("open"),
            .html(.tag(settings.standing(held, now: now))),
        ]
    }

    private func targets(_ state: ProgrammeState, _ now: Instant) -> HTML {
        let entries = state.targets.sorted {
            ($0.subject, $0.assertion.validFrom ?? .distantPast, $0.held.id) < (
                $1.subject, $1.assertion.validFrom ?? .distantPast, $1.held.id
            )
        }
        let table = Table(
            "Targets of measures with their history", id: "targets-table",
            columns: [.init("Measure"), .init("Target", .number)] + Self.validity + [
                .init("Reason"), .init("Said by"), .init("Learned", .time),
            ],
            rows: entries.suffix(Self.longest).map { entry in
                [.link(entry.subject, "/measures/\(entry.subject)"), .text(Thousandths.text(entry.assertion.object ?? 0))]
                    + validity(entry.held, now)
                    + [
                        .text(entry.assertion.evidence), .text(entry.assertion.rule),
                        .date(settings.desk.calendar.day(of: entry.held.recordedAt)),
                    ]
            },
            empty: EmptyState(
                "No target is set",
                next: "Set one with its reason, or list them under <code>programme.targets</code> in <code>steward.yml</code>."),
            hidesCaption: true)
        return Section(
            "Targets", id: "targets", lead: "A target that was changed stays in the list, with the reason for which it was set.",
            actions: ["<a href=\"/programme/targets/set\">Set a target</a>"], body: table.html
        ).html
    }

    private func rules(_ state: ProgrammeState, _ now: Instant) -> HTML {
        let table = Table(
            "How the community is told apart", id: "rules-table",
            columns: [.init("Rule")] + Self.validity + [.init("Why"), .init("Said by"), .init("Learned", .time)],
            rows: state.communityRules.suffix(Self.longest).map { held in
                let key = held.assertion.object.flatMap { CommunityRule(rawValue: Int(truncatingIfNeeded: $0)) }?.key ?? "unknown"
                return [.text(key)] + validity(held, now)
                    + [.text(held.assertion.evidence), .text(held.assertion.rule), .date(settings.desk.calendar.day(of: held.recordedAt))]
            },
            empty: EmptyState(
                "No rule is set", next: "Until one is, whoever does not work for the programme's own organisations is the community."),
            hidesCaption: true)
        return Section(
            "Community rule", id: "rules",
            lead:
                "<em>label</em> counts what carries the label “community contribution” now; <em>affiliation</em> counts whoever did not work for the programme's own organisations.",
            actions: ["<a href=\"/programme/rule\">Set the rule</a>"], body: table.html
        ).html
    }

    private func coaches(_ state: ProgrammeState, _ now: Instant, _ request: Request, _ optedOut: Set<Int64>) -> HTML {
        let table = Table(
            "Coaches", id: "coaches-table",
            columns: [.init("User name"), .init("Forge"), .init("Speciality")] + Self.validity + [.init("Why"), .init("")],
            rows: state.coaches.prefix(Self.longest).map { coach in
                let canEnd =
                    request.may(.changeProgramme) && coach.held.assertion.rule == ProgrammeRule.stated
                    && coach.held.assertion.validTo == nil
                let end: Table.Cell =
                    canEnd
                    ? .html(
                        "<a href=\"/programme/coaches/end?username=\(SafeURL(segments: [coach.login]).text.dropFirst())&amp;host=\(SafeURL(segments: [coach.host]).text.dropFirst())\">End<span class=\"visually-hidden\"> \(coach.login)</span></a>"
                    )
                    : .none
                return [.text(settings.login(coach, for: request, optedOut: optedOut)), .text(coach.host), .text(coach.speciality ?? "")]
                    + validity(coach.held, now) + [.text(why(coach.held, request)), end]
            }, empty: EmptyState("Nobody coaches", next: "Add a coach, or import a roster."), hidesCaption: true)
        return Section(
            "Coaches", id: "coaches", lead: cut(state.coaches.count), actions: ["<a href=\"/programme/coaches/add\">Add a coach</a>"],
            body: table.html
        ).html
    }

    /// Evidence may quote a name.
    private func why(_ held: RecordedAssertion, _ request: Request) -> String {
        request.may(.seePeople) ? held.assertion.evidence : held.assertion.rule
    }

    private func customers(_ state: ProgrammeState, _ now: Instant, _ request: Request) -> HTML {
        let amounts = request.may(.seeAmounts)
        let table = Table(
            "Customers", id: "customers-table",
            columns: [.init("Organisation"), .init("Part of"), .init("Mapped contributors", .number)]
                + (amounts ? [.init("Annual recurring revenue")] : []),
            rows: state.customers.prefix(Self.longest).map { customer in
                let parents = customer.parents.map { $0.subject + words($0.assertion) }.joined(separator: "; ")
                let revenue = customer.revenue.map { settings.amount($0.assertion.object ?? 0) + words($0.assertion) }.joined(
                    separator: "; ")
                return [.text(customer.name), .text(parents), .integer(customer.contributors)] + (amounts ? [.text(revenue)] : [])
            }, empty: EmptyState("No customers are known", next: "Import a list of customers; MRARR has no data until then."),
            hidesCaption: true)
        let restricted: HTML = amounts ? "" : "Amounts are shown to those who may see what customers pay. "
        return Section("Customers", id: "customers", lead: restricted + (cut(state.customers.count) ?? ""), body: table.html).html
    }

    private func words(_ assertion: Assertion) -> String {
        let from = settings.day(assertion.validFrom), to = settings.day(assertion.validTo)
        return (from.isEmpty ? "" : " from \(from)") + (to.isEmpty ? "" : " until \(to)")
    }

    private func products(_ state: ProgrammeState) -> HTML {
        let table = Table(
            "Projects of the product", id: "products-table", columns: [.init("Project"), .init("Why"), .init("Learned", .time)],
            rows: state.products.prefix(Self.longest).map {
                [.text($0.subject), .text($0.assertion.evidence), .date(settings.desk.calendar.day(of: $0.held.recordedAt))]
            }, empty: EmptyState("No project is listed", next: "Every project that is collected counts as part of the product."),
            hidesCaption: true)
        return Section("Product", id: "products", lead: cut(state.products.count), body: table.html).html
    }

    private func changes(_ state: ProgrammeState, _ request: Request) -> HTML {
        let table = Table(
            "Changes of the settings", id: "changes-table",
            columns: [.init("Number", .number), .init("When", .time), .init("By"), .init("What"), .init("")],
            rows: state.operations.map { operation in
                let isUndone = state.undone.contains(operation.id)
                let canUndo = request.may(.changeProgramme) && operation.undoes == nil && !isUndone
                let undo: Table.Cell =
                    canUndo
                    ? .html(
                        "<a href=\"/programme/undo?operation=\(operation.id)\">Undo<span class=\"visually-hidden\"> change \(operation.id)</span></a>"
                    )
                    : isUndone ? .html(.tag("undone")) : .none
                return [
                    .link(String(operation.id), "/operations/\(operation.id)"), .instant(operation.recordedAt),
                    .text(request.may(.seePeople) ? operation.madeBy : ""),
                    .text(request.may(.seePeople) ? operation.summary : operation.kind), undo,
                ]
            }, empty: EmptyState("Nothing was changed yet", next: "The first change will stand here, with a way to undo it."),
            hidesCaption: true)
        return Section("Changes", id: "changes", body: table.html).html
    }

    private func cut(_ count: Int) -> HTML? {
        count > Self.longest
            ? "The first \(Self.longest) of \(Format.integer(count)) are shown; the <a href=\"/api\">API</a> has all." : nil
    }
}
