import Access
import Ledger
import Measures
import Pages
import Store

/// The forms with which one thing of the programme's settings is stated or taken back.
struct ProgrammeForms {
    let settings: ProgrammeDesk

    var routes: [Route] { [addCoach, endCoach, setTarget, setRule, importList, undo].flatMap(\.routes) }

    private static let crumbs = [Page.Crumb("Programme settings", "/programme")]

    private static let from = Parameter.field(
        "from", .date, "The first day that counts; from the beginning when left empty.", label: "From")
    private static let to = Parameter.field("to", .date, "The first day that no longer counts.", label: "Until")

    private var host: Parameter {
        .field(
            "host", .text(maxLength: 253), "The forge on which the user name stands.", label: "Forge", required: true,
            default: settings.options.host)
    }

    private static let username = Parameter.field(
        "username", .text(maxLength: 255), "The user name on the forge, without the @.", label: "User name", required: true)

    private static func page(_ title: String, lead: HTML, _ view: FormView, command: String, choices: [String: [Parameter.Choice]] = [:])
        -> Page
    {
        Page(title, lead: lead, breadcrumbs: crumbs, body: view.html(command: command, choices: choices))
    }

    private static func days(_ request: Request) -> DayRange { DayRange(from: request.date("from"), to: request.date("to")) }

    private var addCoach: Form {
        Form(
            "/programme/coaches/add", "Add a coach", access: .may(.changeProgramme), seenBy: Route.standardAccess,
            fields: [
                Self.username, host, .field("speciality", .text(maxLength: 200), "What the coach knows best."), Self.from, Self.to,
            ], button: "Add the coach",
            show: { _, view in
                Self.page(
                    "Add a coach", lead: "Somebody who coaches contributors, for the days on which they do.", view,
                    command: "steward programme coach add USERNAME --from DAY")
            },
            submit: { [settings] request in
                let (login, host, speciality, days) = (
                    request.text("username") ?? "", request.text("host") ?? settings.options.host, request.text("speciality"),
                    Self.days(request)
                )
                return try await settings.change { writer, now in
                    try ProgrammeStatement(
                        writer, calendar: settings.desk.calendar, madeBy: request.madeBy(on: ProgrammeDesk.madeBy), at: now
                    )
                    .addCoach(login, host: host, speciality: speciality, days: days)
                }
            })
    }

    private var endCoach: Form {
        Form(
            "/programme/coaches/end", "End a coach", access: .may(.changeProgramme), seenBy: Route.standardAccess,
            fields: [
                Self.username, host,
                .field("from", .date, "The first day on which they no longer coach.", label: "From", required: true),
            ], button: "End the coach",
            show: { _, view in
                Self.page(
                    "End a coach", lead: "Their time as a coach until then stays and is counted.", view,
                    command: "steward programme coach end USERNAME --from DAY")
            },
            submit: { [settings] request in
                guard let day = request.date("from") else { throw FormRefusal("from", "From is missing.") }
                let (login, host) = (request.text("username") ?? "", request.text("host") ?? settings.options.host)
                return try await settings.change { writer, now in
                    try ProgrammeStatement(
                        writer, calendar: settings.desk.calendar, madeBy: request.madeBy(on: ProgrammeDesk.madeBy), at: now
                    )
                    .endCoach(login, host: host, from: day)
                }
            })
    }

    private var setTarget: Form {
        Form(
            "/programme/targets/set", "Set a target", access: .may(.changeProgramme), seenBy: Route.standardAccess,
            fields: [
                .field("measure", .text(maxLength: 80), "The measure, by its id.", label: "Measure", required: true),
                .field(
                    "value", .text(maxLength: 20), "A number with three decimals at most, in the measure's unit.", label: "Target",
                    required: true),
                .field("from", .date, "The first day on which it is aimed at.", label: "From", required: true), Self.to,
                .field(
                    "reason", .text(maxLength: 500), "Why it is set or changed; it stays with the target.", label: "Reason", required: true),
            ], button: "Set the target",
            show: { [settings] _, view in
                let choices = settings.desk.catalogue.measures.map { Parameter.Choice($0.card.id, $0.card.title) }
                return Self.page(
                    "Set a target",
                    lead: "Until the next target of the measure begins, unless a day is given. The one before stays in the history.",
                    view, command: "steward programme target set MEASURE VALUE --from DAY --reason TEXT", choices: ["measure": choices])
            },
            submit: { [settings] request in
                let (measure, reason, days) = (request.text("measure") ?? "", request.text("reason") ?? "", Self.days(request))
                guard (try? settings.desk.catalogue.measure(measure)) != nil else {
                    throw FormRefusal("measure", "There is no measure “\(measure)”; the page of measures lists all.")
                }
                guard let value = Thousandths.value(request.text("value") ?? "") else {
                    throw FormRefusal("value", "The target is no number such as 120 or 0.25.")
                }
                return try await settings.change { writer, now in
                    try ProgrammeStatement(
                        writer, calendar: settings.desk.calendar, madeBy: request.madeBy(on: ProgrammeDesk.madeBy), at: now
                    )
                    .setTarget(measure, to: value, days: days, reason: reason)
                }
            })
    }

    private var setRule: Form {
        let rules = [
            Parameter.Choice(CommunityRule.label.key, "by the label “community contribution”"),
            Parameter.Choice(CommunityRule.affiliation.key, "by the affiliation of authors"),
        ]
        return Form(
            "/programme/rule", "Set the community rule", access: .may(.changeProgramme), seenBy: Route.standardAccess,
            fields: [
                .field("rule", .choice(rules), "How contributions of the community are told apart.", label: "Rule", required: true),
                Self.from, Self.to,
            ],
            button: "Set the rule",
            show: { _, view in
                Self.page(
                    "Set the community rule", lead: "All figures of the community follow it.", view,
                    command: "steward programme rule set RULE --from DAY")
            },
            submit: { [settings] request in
                guard let rule = request.text("rule").flatMap(CommunityRule.init(key:)) else {
                    throw FormRefusal("rule", "Rule is missing.")
                }
                let days = Self.days(request)
                return try await settings.change { writer, now in
                    try ProgrammeStatement(
                        writer, calendar: settings.desk.calendar, madeBy: request.madeBy(on: ProgrammeDesk.madeBy), at: now
                    )
                    .setCommunityRule(rule, days: days)
                }
            })
    }

    private var importList: Form {
        let lists = ProgrammeList.allCases.map { Parameter.Choice($0.rawValue, $0.title) }
        let limit = 1 << 20
        return Form(
            "/programme/import", "Import a list", access: .may(.changeProgramme), seenBy: Route.standardAccess,
            fields: [
                .field(
                    "list", .choice(lists), "Which list it is. It replaces what was imported for this list before.", label: "List",
                    required: true),
                .field(
                    "text", .lines(maxBytes: limit), "Comma-separated values; the first line names the columns.", label: "Lines",
                    required: true),
            ], button: "Import the list", bodyLimit: 3 * limit,
            show: { _, view in
                let columns: [HTML] = ProgrammeList.allCases.map { "<li>\($0.title): <code>\($0.headings)</code></li>" }
                return Page(
                    "Import a list", lead: "Nothing is taken over when a line is at fault, and what was known stays.",
                    breadcrumbs: Self.crumbs,
                    body: """
                        \(view.html(command: "steward programme apply"))
                        \(Section("Columns", id: "columns", body: "<div class=\"prose\"><ul>\(columns)</ul></div>").html)
                        """)
            },
            submit: { [settings] request in
                guard let list = request.text("list").flatMap(ProgrammeList.init(rawValue:)) else {
                    throw FormRefusal("list", "List is missing.")
                }
                if let file = settings.options.configured[list] {
                    throw FormRefusal("list", "The file \(file) decides this list and is read at each collection: change it there.")
                }
                let files = ProgrammeFileSet(list, text: request.text("text") ?? "", file: "pasted text")
                guard files.problems.isEmpty else {
                    throw FormRefusal(files.problems.prefix(20).map { FormProblem("text", $0.description) })
                }
                return try await settings.change { writer, now in
                    let importer = ProgrammeImport(
                        writer, calendar: settings.desk.calendar, host: settings.options.host,
                        madeBy: request.madeBy(on: ProgrammeDesk.madeBy), at: now)
                    let change = try files.apply(by: importer) { _ in "pasted text" }[0].change
                    // A project that is not collected yet would be forgotten: pasted text is not read again.
                    if list == .products, let row = change.unmatched.first {
                        throw ProgrammeRefusal(
                            "text",
                            "\(row.place): \(row.subject): \(row.reason). Collect it first, or name the file under programme.product_projects."
                        )
                    }
                    return change
                }
            })
    }

    private var undo: Form {
        Form(
            "/programme/undo", "Undo a change", access: .may(.changeProgramme), seenBy: Route.standardAccess,
            fields: [.field("operation", .integer(1...Int.max), "The number of the change.", label: "Change", required: true)],
            button: "Undo the change",
            show: { _, view in
                Self.page(
                    "Undo a change", lead: "What the change recorded ends, and what it ended holds again. Both stay in the log.", view,
                    command: "steward operation undo NUMBER")
            },
            submit: { [settings] request in
                let number = Int64(request.integer("operation") ?? 0)
                let now = settings.desk.clock()
                do {
                    let operation = try await settings.desk.store.write { writer in
                        guard try writer.programmeOperations(limit: .max).contains(where: { $0.id == number }) else {
                            throw LedgerError.unknownOperation(number)
                        }
                        return try writer.undo(number, madeBy: request.madeBy(on: ProgrammeDesk.madeBy), at: now)
                    }
                    return "/programme?done=\(operation ?? 0)"
                } catch let error as LedgerError {
                    throw FormRefusal("operation", error.description)
                }
            })
    }
}
