import ArgumentParser
import Ledger
import Pages
import Store

/// `steward people affiliate`: states for whom somebody contributes.
struct PeopleAffiliateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "affiliate", abstract: "State for whom somebody contributes, in which team, or to whom they report.",
        discussion: """
            It holds for all accounts of the person, goes before what files, forges and addresses say, and no import ends it.
            Several organisations at once divide the contributions by their shares.

            EXAMPLES
              steward people affiliate github.com/ada works --from 2025-01-01 --reason "Told us"
              steward people affiliate "#12" lab --share 40 --from 2025-01-01 --to 2026-01-01 --reason "Contract"
              steward people affiliate ada@example.org works --instead --from 2026-01-01 --reason "Changed employers"
              steward people affiliate "#12" works --end --from 2026-07-01
              steward people affiliate "#12" --team works-platform --manager "#40" --reason "New team"
            """)

    @Argument(help: "An account of the person.") var account: String
    @Argument(help: "The organisation's short name or name.") var organisation: String?
    @Option(
        help: ArgumentHelp("The part of the contributions, in hundredths; an even part of the rest when left out.", valueName: "percent"))
    var share: String?
    @Option(help: ArgumentHelp("The short name of the team.", valueName: "team")) var team: String?
    @Option(help: ArgumentHelp("An account of the one to whom the person reports.", valueName: "account")) var manager: String?
    @Option(help: ArgumentHelp("Why; it is shown wherever the person is.", valueName: "text")) var reason = ""
    @Flag(help: "End what was stated of other organisations for those days.") var instead = false
    @Flag(help: "End what was stated for those days: of the organisation, or with --team or --manager of those.") var end = false
    @Flag(help: "Mean the one account alone, not the others of its person.") var accountOnly = false
    @OptionGroup var days: DayOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard organisation != nil || team != nil || manager != nil else {
            throw ValidationError("Name an organisation, a team or a manager.")
        }
    }

    func run() async throws {
        let (days, share) = (try days.range(), try share.map(Self.millionths))
        let (account, organisation, team, manager, reason) = (account, organisation, team, manager, reason)
        let (instead, end, accountOnly) = (instead, end, accountOnly)
        try await AffiliationStating(global: global).run { statement, reader in
            let accounts = try reader.accountsOfPerson(named: account, alone: accountOnly)
            var changes: [AffiliationChange] = []
            if let organisation {
                changes.append(
                    end
                        ? try statement.withdraw(accounts, from: organisation, days: days)
                        : try statement.affiliate(accounts, with: organisation, days: days, share: share, reason: reason, instead: instead))
            }
            if let team {
                changes.append(
                    end
                        ? try statement.endTeam(accounts, days: days)
                        : try statement.setTeam(accounts, to: team, days: days, reason: reason))
            }
            if let manager {
                changes.append(
                    end
                        ? try statement.endManager(accounts, days: days)
                        : try statement.setManager(accounts, to: reader.accountsOfPerson(named: manager), days: days, reason: reason))
            }
            return changes
        }
    }

    /// Hundredths with up to four decimals, as millionths.
    private static func millionths(_ text: String) throws -> Int64 {
        guard let share = Decimals.value(text, places: 4), share > 0, share <= Int64(AffiliationPart.whole) else {
            throw Failure(.usage, "“\(text)” is no share.", hints: ["Give a number above 0 and at most 100, such as 40 or 33.3333."])
        }
        return share
    }
}

/// `steward people affiliations`: why somebody counts for an organisation.
struct PeopleAffiliationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "affiliations", abstract: "Show for whom somebody contributes, by which rule and why, and what lost.",
        discussion: """
            Each line is a time; what wins comes first, then what loses and why. With --at only that day is shown.

            EXAMPLES
              steward people affiliations github.com/ada
              steward people affiliations ada@example.org --at 2025-06-01
              steward people affiliations "#12" --json
            """)

    @Argument(help: "An account of the person.") var account: String
    @Option(help: ArgumentHelp("The day for which it is asked.", valueName: "day")) var at: String?
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let day = try DayOptions.day(at, "--at")
        try await Office.with(global.loadConfiguration().configuration) { office in
            let (name, calendar) = (account, office.desk.calendar)
            let shown = try await office.store.read { reader in
                let accounts = try reader.accountsOfPerson(named: name)
                let found = try reader.affiliationCase(of: accounts)
                let instant = day.map(calendar.start(of:))
                return AffiliationCourse(
                    titles: Dictionary(uniqueKeysWithValues: try reader.accountCards(accounts).map { ($0.id, $0.title) }),
                    organisations: Dictionary(uniqueKeysWithValues: try reader.organisations().map { ($0.id, $0.name) }),
                    voices: found.voices.map { voice in
                        let course =
                            instant.map { [($0..<$0.advanced(by: 1), found.explain(voice[0], at: $0))] } ?? found.course(of: voice[0])
                        return (voice, course)
                    })
            }
            if json { print(shown.json(calendar).text) } else { shown.show(calendar) }
        }
    }
}

/// `steward people opt-out`: whether somebody is shown.
struct PeopleOptOutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "opt-out", abstract: "State that somebody is counted and never shown, or take that back.",
        discussion: """
            EXAMPLES
              steward people opt-out github.com/ada --reason "Asked for it"
              steward people opt-out github.com/ada --end
            """)

    @Argument(help: "An account of the person.") var account: String
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason = ""
    @Flag(help: "Show the person again.") var end = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (account, reason, end) = (account, reason, end)
        try await AffiliationStating(global: global).run { statement, reader in
            [try statement.setOptOut(reader.accountsOfPerson(named: account), to: !end, reason: reason)]
        }
    }
}

/// `steward people display-name`: how somebody is called.
struct PeopleDisplayNameCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "display-name", abstract: "State how somebody wants to be called.",
        discussion: """
            EXAMPLES
              steward people display-name github.com/ada "Ada L." --reason "Asked for it"
              steward people display-name github.com/ada
            """)

    @Argument(help: "An account of the person.") var account: String
    @Argument(help: "The name; left out to take back what was stated.") var name: String?
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason = ""
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (account, name, reason) = (account, name, reason)
        try await AffiliationStating(global: global).run { statement, reader in
            [try statement.setDisplayName(reader.accountsOfPerson(named: account), to: name, reason: reason)]
        }
    }
}
