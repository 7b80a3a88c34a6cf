import ArgumentParser
import Ledger
import Pages
import Store

/// `steward people join`: states that accounts are one person's.
struct PeopleJoinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "State that accounts are one person's.",
        discussion: """
            An earlier refusal of the same two accounts ends. Where two others of the two people were refused, nothing is done.

            EXAMPLES
              steward people join "#12" "#40" --reason "Ada changed her employer"
              steward people join github.com/ada "Ada Example <ada@example.org>"
            """)

    @Argument(help: "The accounts, two or more.") var accounts: [String]
    @Option(help: ArgumentHelp("Why; it is shown wherever the person is.", valueName: "text")) var reason = ""
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        guard accounts.count >= 2 else { throw ValidationError("Name two accounts or more.") }
    }

    func run() async throws {
        let (names, reason) = (accounts, reason)
        try await PeopleStating(global: global).run { statement, reader in
            let ids = try names.map { try reader.oneAccount(named: $0).id }
            return try ids.dropFirst().map { try statement.join(ids[0], $0, reason: reason) }
        }
    }
}

/// `steward people split`: states that accounts are not their person's.
struct PeopleSplitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "split", abstract: "Split accounts off from their person.",
        discussion: """
            The accounts become one other person, and no rule joins them with the rest again.

            EXAMPLES
              steward people split "#40" --reason "another Ada"
              steward people split github.com/ada gitlab.com/ada
            """)

    @Argument(help: "The accounts to split off: some of one person's.") var accounts: [String]
    @Option(help: ArgumentHelp("Why; it is shown wherever the person is.", valueName: "text")) var reason = ""
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (names, reason) = (accounts, reason)
        try await PeopleStating(global: global).run { statement, reader in
            [try statement.split(names.map { try reader.oneAccount(named: $0).id }, reason: reason)]
        }
    }
}

/// `steward people refuse`: states that two accounts are two people's.
struct PeopleRefuseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refuse", abstract: "State that two accounts are two people's, or put the question off.",
        discussion: """
            No rule joins them from then on, and no suggestion asks again. With --until it asks again on that day.

            EXAMPLES
              steward people refuse "#12" "#57" --reason "two people of one name"
              steward people refuse "#12" "#57" --until 2027-01-01
            """)

    @Argument(help: "One account.") var first: String
    @Argument(help: "The other account.") var second: String
    @Option(help: ArgumentHelp("Why; it is shown wherever the people are.", valueName: "text")) var reason = ""
    @Option(help: ArgumentHelp("Decide nothing, and ask again from this day on.", valueName: "day")) var until: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (first, second, reason, day) = (first, second, reason, try DayOptions.day(until, "--until"))
        let calendar = try global.loadConfiguration().configuration.reporting.calendar
        try await PeopleStating(global: global).run { statement, reader in
            let (a, b) = (try reader.oneAccount(named: first).id, try reader.oneAccount(named: second).id)
            guard let day else { return [try statement.refuse(a, b, reason: reason)] }
            return [try statement.postpone(a, b, until: calendar.start(of: day), reason: reason)]
        }
    }
}

/// Runs statements about people in one transaction and says how they are taken back.
struct PeopleStating {
    let global: GlobalOptions

    func run(_ body: @escaping @Sendable (PeopleStatement, any SQLReader) throws -> [PeopleChange]) async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let now = office.desk.clock()
            let changes: [PeopleChange]
            do {
                changes = try await office.store.write { writer in
                    try body(PeopleStatement(writer, madeBy: Office.operatorName, at: now), writer)
                }
            } catch let refusal as PeopleRefusal {
                throw Failure(.failed, refusal.description)
            }
            guard !global.quiet else { return }
            let operations = changes.compactMap(\.operation)
            guard !operations.isEmpty else { return print("Nothing to do: that is so already.") }
            let moved = changes.reduce(0) { $0 + $1.moved }
            print("Done; \(moved.counted("account", "accounts")) went to another person.")
            for operation in operations.reversed() { print("Undo it with: steward operation undo \(operation)") }
        }
    }
}

extension SQLReader {
    /// The one account that a text on the command line names.
    ///
    /// - Throws: a ``PeopleRefusal`` with the numbers of the accounts when it names several people's.
    func oneAccount(named text: String) throws -> AccountCard {
        let found = try accounts(named: text)
        guard let first = found.first else {
            throw PeopleRefusal(
                "account", "No account is named “\(text)”. Name it by its number, such as #12, by github.com/ada, or by its address.")
        }
        guard Set(found.map(\.person)).count == 1 else {
            let list = found.prefix(10).map { "#\($0.id) \($0.title)" }.joined(separator: ", ")
            throw PeopleRefusal("account", "“\(text)” names accounts of several people: \(list). Give the number of one.")
        }
        return first
    }
}
