import ArgumentParser
import Ledger
import Pages
import Store

/// `steward people bots`: which accounts are used by programs.
struct PeopleBotsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bots", abstract: "Show which accounts are bots, and state what is one and what is none.",
        discussion: """
            EXAMPLES
              steward people bots
              steward people bots add "#12" --from 2026-01-01 --reason "releases since then"
              steward people bots remove github.com/ada-bot --reason "it is her nickname"
            """,
        subcommands: [PeopleBotsListCommand.self, PeopleBotsAddCommand.self, PeopleBotsRemoveCommand.self],
        defaultSubcommand: PeopleBotsListCommand.self)
}

/// `steward people bots list`: marked bots, and accounts with suspicious rates.
struct PeopleBotsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List bots with the evidence, then accounts that work as no person does.",
        discussion: """
            A suspicious rate marks nothing: state it with `steward people bots add` or `remove`.

            EXAMPLES
              steward people bots list
              steward people bots list --json
            """)

    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let (now, calendar) = (office.desk.clock(), office.desk.calendar)
            let (bots, rates, cards) = try await office.store.read { reader in
                let bots = try reader.assertions(.accountBot).map(\.assertion).sorted { $0.subject < $1.subject }
                let rates = try reader.suspiciousRates(at: now)
                let cards = try reader.accountCards(bots.map(\.subject) + rates.map(\.account))
                return (bots, rates, Dictionary(cards.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first }))
            }
            if json {
                return print(
                    JSON.object([
                        .init(
                            "bots",
                            .array(
                                bots.map { bot in
                                    [
                                        "account": .integer(Int(bot.subject)), "title": .string(cards[bot.subject] ?? ""),
                                        "rule": .string(bot.rule),
                                        "evidence": .string(bot.evidence), "from": JSON(bot.validFrom?.description),
                                        "to": JSON(bot.validTo?.description),
                                    ]
                                })),
                        .init(
                            "suspicious",
                            .array(
                                rates.map { rate in
                                    [
                                        "account": .integer(Int(rate.account)), "title": .string(cards[rate.account] ?? ""),
                                        "events": .integer(rate.events),
                                        "most_in_a_day": .integer(rate.mostInADay),
                                        "days_around_the_clock": .integer(rate.daysAroundTheClock),
                                        "median_seconds_between": .integer(Int(rate.medianGap)),
                                        "reasons": .array(rate.reasons.map(JSON.string)),
                                    ]
                                })),
                    ]).text)
            }
            var table = TextTable([.init("Account", flexible: true), .init("From"), .init("Until"), .init("Why", flexible: true)])
            for bot in bots {
                table.add([
                    "#\(bot.subject) \(cards[bot.subject] ?? "")", bot.validFrom.day(calendar), bot.validTo.day(calendar), bot.evidence,
                ])
            }
            if bots.isEmpty { print("No account is marked as a bot.") } else { Printer.show(table) }
            guard !rates.isEmpty else { return }
            var suspicious = TextTable([
                .init("Suspicious", flexible: true), .init("Events", alignment: .trailing), .init("Why", flexible: true),
            ])
            for rate in rates {
                suspicious.add(["#\(rate.account) \(cards[rate.account] ?? "")", rate.events.grouped, rate.reasons.joined(separator: " ")])
            }
            print()
            Printer.show(suspicious)
        }
    }
}

/// `steward people bots add`: states that a program uses an account.
struct PeopleBotsAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "State that a program uses an account.",
        discussion: """
            EXAMPLES
              steward people bots add "#12" --from 2026-01-01 --reason "releases since then"
            """)

    @Argument(help: "The account.") var account: String
    @Option(help: ArgumentHelp("Why; it is shown wherever the account is.", valueName: "text")) var reason = ""
    @OptionGroup var days: DayOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (account, reason, days) = (account, reason, try days.range())
        let calendar = try global.loadConfiguration().configuration.reporting.calendar
        try await PeopleStating(global: global).run { statement, reader in
            let id = try reader.oneAccount(named: account).id
            return [
                try statement.state(.bot, of: [id], from: days.from.map(calendar.start), to: days.to.map(calendar.start), reason: reason)
            ]
        }
    }
}

/// `steward people bots remove`: states that a person uses an account.
struct PeopleBotsRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "State that a person uses an account, whatever signs say.",
        discussion: """
            EXAMPLES
              steward people bots remove github.com/ada-bot --reason "it is her nickname"
            """)

    @Argument(help: "The account.") var account: String
    @Option(help: ArgumentHelp("Why; it is shown wherever the account is.", valueName: "text")) var reason = ""
    @OptionGroup var days: DayOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (account, reason, days) = (account, reason, try days.range())
        let calendar = try global.loadConfiguration().configuration.reporting.calendar
        try await PeopleStating(global: global).run { statement, reader in
            let id = try reader.oneAccount(named: account).id
            return [
                try statement.state(.human, of: [id], from: days.from.map(calendar.start), to: days.to.map(calendar.start), reason: reason)
            ]
        }
    }
}
