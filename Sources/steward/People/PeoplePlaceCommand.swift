import ArgumentParser
import Ledger
import Pages
import Store

/// `steward people place`: places accounts with people.
struct PeoplePlaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "place", abstract: "Place accounts with people by the rules, as each collection does at its end.",
        discussion: """
            What the configuration says under `joining` is taken over first. Only what is new or changed is looked at. With --all every account is placed anew, which changes nothing unless
            something had gone wrong.

            EXAMPLES
              steward people place
              steward people place --all
            """)

    @Flag(help: "Place every account anew.") var all = false
    @Flag(help: "Look for no bots and no organisations.") var accountsOnly = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let (all, accountsOnly, now) = (all, accountsOnly, office.desk.clock())
            let unlinked = try await office.applyJoining()
            let moved = try await office.store.write { writer in
                let moved =
                    try all
                    ? writer.placeAllAccounts(madeBy: Office.operatorName, at: now)
                    : writer.placeAccounts(madeBy: Office.operatorName, at: now)
                if !accountsOnly { try writer.markBots(madeBy: Office.operatorName, at: now) }
                return moved
            }
            if !accountsOnly { try await office.applyOrganisations() }
            guard !global.quiet else { return }
            for remark in unlinked { print(remark.asVisible) }
            print("\(moved.counted("account", "accounts")) went to another person.")
        }
    }
}
