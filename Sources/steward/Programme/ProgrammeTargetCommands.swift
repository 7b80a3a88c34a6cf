import ArgumentParser
import Contributions
import Ledger
import Measures
import Pages
import Store

/// `steward programme target`: what measures should reach.
struct ProgrammeTargetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "target", abstract: "Set and list the targets of measures.",
        discussion: """
            EXAMPLES
              steward programme target list
              steward programme target set flow.open-age 100 --from 2026-02-01 --reason "As the year before"
            """, subcommands: [ProgrammeTargetSetCommand.self, ProgrammeTargetListCommand.self])
}

/// `steward programme target set`: states a target with its reason.
struct ProgrammeTargetSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "State the target of a measure, with the reason.",
        discussion: """
            It holds until the next target of the measure begins, unless --to is given, and goes before what steward.yml says.

            EXAMPLES
              steward programme target set contributors.unique-merged 170 --from 2026-02-01 --reason "Agreed for the year"
            """)

    @Argument(help: "The measure; `steward measure list` lists all.") var measure: String
    @Argument(help: "A number with three decimals at most, in the measure's unit.") var value: String
    @Option(help: ArgumentHelp("Why it is set or changed.", valueName: "text")) var reason: String
    @OptionGroup var days: DayOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        guard let amount = Thousandths.value(value) else {
            throw Failure(.usage, "“\(value)” is no target.", hints: ["Give a number such as 120 or 0.25."])
        }
        guard reason.count <= 500 else { throw Failure(.usage, "The reason is longer than 500 characters.") }
        let (measure, reason, days) = (measure, reason, try days.range())
        try await ProgrammeStating(global: global).run(
            check: { _ = try $0.desk.catalogue.measure(measure) },
            { try $0.setTarget(measure, to: amount, days: days, reason: reason) })
    }
}

/// `steward programme target list`: all targets with their history.
struct ProgrammeTargetListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all targets with their history and reasons.",
        discussion: """
            EXAMPLES
              steward programme target list
              steward programme target list --json
            """)

    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let calendar = office.desk.calendar
            let targets = try await office.store.read { try ProgrammeState($0) }.targets
            if json {
                print(
                    JSON.array(
                        targets.map { entry in
                            [
                                "measure": .string(entry.subject), "target": .number(Double(entry.assertion.object ?? 0) / 1000),
                                "from": JSON(entry.assertion.validFrom.map { calendar.day(of: $0).description }),
                                "to": JSON(entry.assertion.validTo.map { calendar.day(of: $0).description }),
                                "reason": .string(entry.assertion.evidence), "rule": .string(entry.assertion.rule),
                                "recorded": .string(calendar.day(of: entry.held.recordedAt).description),
                                "replaced": .bool(entry.held.endedAt != nil),
                            ]
                        }
                    ).text)
                return
            }
            guard !targets.isEmpty else {
                print("No targets yet. Set one: steward programme target set MEASURE VALUE --from DAY --reason TEXT")
                return
            }
            var table = TextTable([
                .init("Measure"), .init("Target", alignment: .trailing), .init("From"), .init("Until"), .init("Learned"), .init(""),
                .init("Reason", flexible: true),
            ])
            for entry in targets {
                table.add([
                    entry.subject, Thousandths.text(entry.assertion.object ?? 0), entry.assertion.validFrom.day(calendar),
                    entry.assertion.validTo.day(calendar), calendar.day(of: entry.held.recordedAt).description,
                    entry.held.endedAt == nil ? "" : "replaced", entry.assertion.evidence,
                ])
            }
            Printer.show(table)
        }
    }
}

/// `steward programme unmapped`: what matches nothing.
struct ProgrammeUnmappedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmapped", abstract: "List what the programme's lists and the ledger say of each other that does not meet.",
        discussion: """
            User names and projects of the lists that nobody has seen, organisations without customers, customers without
            contributors, and contributors of the community without an organisation.

            EXAMPLES
              steward programme unmapped
              steward programme unmapped --json
            """)

    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let programme = office.configuration.programme
            let files = ProgrammeReader(programme: programme).read()
            let now = office.desk.clock()
            let (unmapped, products) = try await office.store.read { reader in
                let rule = try ProgrammeState(reader).communityRule(at: now) ?? .affiliation
                return (try Unmapped(reader, rule: rule, now: now), try files.unmatchedProducts(reader, host: programme.defaultHost))
            }
            if json {
                print(unmapped.json(products: products, problems: files.problems, calendar: office.desk.calendar).text)
                return
            }
            for problem in files.problems.prefix(50) { print("Not taken over: \(problem)".asVisible) }
            var table = TextTable([
                .init("What"), .init("Name", flexible: true), .init("Where", flexible: true), .init("Why", flexible: true),
            ])
            for entry in unmapped.contributors {
                table.add(["contributor", entry.login, entry.host, "\(entry.merged) merged in twelve months, no organisation known"])
            }
            for entry in unmapped.logins { table.add(["user name", entry.login, entry.host, entry.evidence]) }
            for row in products { table.add(["project", row.subject, "\(row.place)", row.reason]) }
            for name in unmapped.organisationsWithoutRevenue {
                table.add(["organisation", name, "", "contributors are mapped to it, but it is no customer"])
            }
            for name in unmapped.customersWithoutContributors { table.add(["customer", name, "", "nobody is mapped to it"]) }
            if table.rows.isEmpty { print("Everything meets.") } else { Printer.show(table) }
        }
    }
}
