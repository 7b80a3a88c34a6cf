import ArgumentParser

/// `steward people`: who is who, and for whom.
struct PeopleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people", abstract: "State who is who, and for whom people contribute.",
        discussion: """
            An account is named by its number (#12), by forge and user name (github.com/ada), by an address, or as git
            spells it ("Ada Example <ada@example.org>"). Each change is an operation: `steward operation undo` takes it back.

            EXAMPLES
              steward people suggestions
              steward people join "#12" "#40" --reason "Ada changed her employer"
              steward people split "#40" --reason "another Ada"
            """,
        subcommands: [
            PeopleSuggestionsCommand.self,
            PeopleJoinCommand.self,
            PeopleSplitCommand.self,
            PeopleRefuseCommand.self,
            PeopleAffiliateCommand.self,
            PeopleAffiliationsCommand.self,
            PeopleOptOutCommand.self,
            PeopleDisplayNameCommand.self,
            PeopleBotsCommand.self,
            PeoplePlaceCommand.self,
            PeopleImportCommand.self,
            PeopleExportCommand.self,
        ])
}
