import ArgumentParser
import Contributions
import Ledger
import Measures
import Pages
import Store

/// `steward programme`: what the programme says of itself.
struct ProgrammeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "programme", abstract: "Show and change the programme's settings: coaches, targets, customers, the community.",
        discussion: """
            Lists come from the files that steward.yml names under `programme`; single statements are made here. Every change is
            logged and can be undone: see `steward operation`.

            EXAMPLES
              steward programme show
              steward programme apply
              steward programme coach add ada --from 2026-01-01
              steward programme target set contributors.unique-merged 170 --from 2026-02-01 --reason "Agreed for the year"
              steward programme unmapped
            """,
        subcommands: [
            ProgrammeShowCommand.self, ProgrammeApplyCommand.self, ProgrammeCoachCommand.self, ProgrammeTargetCommand.self,
            ProgrammeRuleCommand.self, ProgrammeUnmappedCommand.self,
        ])
}

/// `steward programme show`: the settings in force.
struct ProgrammeShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the settings in force.",
        discussion: """
            EXAMPLES
              steward programme show
              steward programme show --json
            """)

    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let (now, calendar, programme) = (office.desk.clock(), office.desk.calendar, office.configuration.programme)
            let state = try await office.store.read { try ProgrammeState($0) }
            let rule = state.communityRule(at: now)
            let coaches = state.coaches.filter { $0.held.assertion.isValid(at: now) }
            func amount(_ held: RecordedAssertion) -> String { Decimals.text(held.assertion.object ?? 0, places: 2) }
            if json {
                print(
                    JSON.object([
                        .init("community_rule", JSON(rule?.key)), .init("own_organisations", .array(state.own.map { .string($0.subject) })),
                        .init("host", .string(programme.defaultHost)), .init("currency", .string(programme.currency)),
                        .init("product_projects", .array(state.products.map { .string($0.subject) })),
                        .init(
                            "coaches",
                            .array(
                                coaches.map {
                                    [
                                        "username": .string($0.login), "host": .string($0.host), "speciality": JSON($0.speciality),
                                        "rule": .string($0.held.assertion.rule),
                                    ]
                                })),
                        .init(
                            "customers",
                            .array(
                                state.customers.map { customer in
                                    [
                                        "organisation": .string(customer.name),
                                        "parents": .array(customer.parents.map { .string($0.subject) }),
                                        "contributors": .integer(customer.contributors),
                                        "revenue": JSON(customer.revenue.inForce(at: now).map { Double($0.assertion.object ?? 0) / 100 }),
                                    ]
                                })),
                    ]).text)
                return
            }
            print("Community: by \(rule?.key ?? "affiliation, as nothing is set")")
            print("Own organisations: \(state.own.isEmpty ? "none" : state.own.map(\.subject).joined(separator: ", ").asVisible)")
            let products = state.products.count
            print("Product: \(products == 0 ? "all projects that are collected" : products.counted("project", "projects"))")
            print("Coaches today: \(Set(coaches.map { "\($0.host) \($0.login.lowercased())" }).count.grouped)")
            var roster = TextTable([
                .init("Coach"), .init("Forge"), .init("Speciality", flexible: true), .init("From"), .init("Until"),
                .init("Why", flexible: true),
            ])
            for coach in state.coaches {
                let assertion = coach.held.assertion
                roster.add([
                    coach.login, coach.host, coach.speciality ?? "", assertion.validFrom.day(calendar), assertion.validTo.day(calendar),
                    assertion.evidence,
                ])
            }
            if !state.coaches.isEmpty { print(); Printer.show(roster) }
            var customers = TextTable([
                .init("Customer", flexible: true), .init("Part of", flexible: true), .init("Contributors", alignment: .trailing),
                .init("Revenue in \(programme.currency)", alignment: .trailing),
            ])
            for customer in state.customers {
                customers.add([
                    customer.name, customer.parents.map(\.subject).joined(separator: ", "), customer.contributors.grouped,
                    customer.revenue.inForce(at: now).map(amount) ?? "",
                ])
            }
            if !state.customers.isEmpty { print(); Printer.show(customers) }
        }
    }
}

extension Instant? {
    /// The day in the reporting time zone; nothing for no bound.
    func day(_ calendar: ReportingCalendar) -> String { map { calendar.day(of: $0).description } ?? "" }
}

/// `steward programme apply`: takes the files over.
struct ProgrammeApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Take over what steward.yml and its files say of the programme.",
        discussion: """
            Each `steward collect` does the same at its end. A file with a mistake is not taken over, and what it said before
            stays; the command then ends with status 65.

            EXAMPLES
              steward programme apply
              steward programme apply --json
            """)

    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let report = try await office.applyProgramme()
            if json {
                print(
                    JSON.object([
                        .init(
                            "parts",
                            .array(
                                report.parts.map {
                                    [
                                        "title": .string($0.title), "changes": .integer($0.change.changes),
                                        "operation": JSON($0.change.operation.map(Int.init)),
                                    ]
                                })),
                        .init(
                            "unmatched",
                            .array(
                                report.unmatched.map {
                                    ["place": .string("\($0.place)"), "subject": .string($0.subject), "reason": .string($0.reason)]
                                })),
                        .init("problems", .array(report.problems.map { .string($0.description) })),
                    ]).text)
            } else if !global.quiet {
                report.show()
            }
            try report.throwProblems()
        }
    }
}

extension ProgrammeReport {
    func show() {
        guard !parts.isEmpty || !problems.isEmpty else {
            print("steward.yml says nothing of the programme. See `programme` in `steward config keys`.")
            return
        }
        var table = TextTable([
            .init("What"), .init("Changes", alignment: .trailing), .init("Matched nothing", alignment: .trailing), .init("Undo with"),
        ])
        for part in parts {
            table.add([
                part.title, part.change.changes.grouped, part.change.unmatched.count.grouped,
                part.change.operation.map { "steward operation undo \($0)" } ?? "",
            ])
        }
        Printer.show(table)
        for row in unmatched.prefix(20) { print("Matched nothing: \(row.place): \(row.subject): \(row.reason)".asVisible) }
        if unmatched.count > 20 { print("\((unmatched.count - 20).grouped) more; see `steward programme unmapped`.") }
    }

    /// - Throws: a ``Failure`` with the status for incomplete work, when something was not taken over.
    func throwProblems() throws {
        guard !problems.isEmpty else { return }
        throw Failure(
            .incomplete, "some of the programme's settings were not taken over; what was known of them stays",
            hints: problems.prefix(50).map(\.description))
    }
}

/// `steward programme rule`: how the community is told apart.
struct ProgrammeRuleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rule", abstract: "Set how the community is told apart.",
        discussion: """
            EXAMPLES
              steward programme rule set label
            """, subcommands: [ProgrammeRuleSetCommand.self])
}

/// `steward programme rule set`: states the community rule.
struct ProgrammeRuleSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "State the rule: label or affiliation.",
        discussion: """
            It goes before what steward.yml says. What was stated for later stays.

            EXAMPLES
              steward programme rule set label
              steward programme rule set affiliation --from 2027-01-01
            """)

    @Argument(help: "label: what carries the label “community contribution”. affiliation: who is not of the programme's own organisations.")
    var rule: String
    @OptionGroup var days: DayOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        guard let rule = CommunityRule(key: rule) else {
            throw Failure(.usage, "There is no rule “\(rule)”.", hints: ["Give label or affiliation."])
        }
        let days = try days.range()
        try await ProgrammeStating(global: global).run { try $0.setCommunityRule(rule, days: days) }
    }
}

/// The days for which something is stated.
struct DayOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The first day that counts; from the beginning when left out.", valueName: "day")) var from: String?
    @Option(help: ArgumentHelp("The first day that no longer counts.", valueName: "day")) var to: String?

    func range() throws -> DayRange { DayRange(from: try Self.day(from, "--from"), to: try Self.day(to, "--to")) }

    static func day(_ text: String?, _ option: String) throws -> CivilDate? {
        guard let text else { return nil }
        guard let day = CivilDate(text) else {
            throw Failure(.usage, "“\(text)” is no day.", hints: ["Give \(option) a day such as 2026-11-21."])
        }
        return day
    }
}

/// Runs one statement of a person and says how it is taken back.
struct ProgrammeStating {
    let global: GlobalOptions

    func run(check: (Office) throws -> Void = { _ in }, _ body: @escaping @Sendable (ProgrammeStatement) throws -> ProgrammeChange)
        async throws
    {
        try await Office.with(global.loadConfiguration().configuration) { office in
            try check(office)
            let (calendar, now) = (office.desk.calendar, office.desk.clock())
            let change: ProgrammeChange
            do {
                change = try await office.store.write { writer in
                    let change = try body(ProgrammeStatement(writer, calendar: calendar, madeBy: Office.operatorName, at: now))
                    if change.changes > 0 { try writer.placeAccounts(madeBy: Office.operatorName, at: now) }
                    return change
                }
            } catch let refusal as ProgrammeRefusal {
                throw Failure(.failed, refusal.description)
            }
            guard !global.quiet else { return }
            print(change.operation.map { "Done. Undo it with: steward operation undo \($0)" } ?? "Nothing to do: that is so already.")
        }
    }
}
