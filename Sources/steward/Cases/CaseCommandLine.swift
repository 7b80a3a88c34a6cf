import ArgumentParser
import CaseDesk
import Pages

/// `steward case`: cases on the command line.
struct CaseCommandLine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case", abstract: "List, show and begin cases, and act in them.",
        discussion: """
            EXAMPLES
              steward case list --process investment --which late
              steward case show 17
              steward case start efficiency --title "Label by path" --answer hours_now=40 --as ada
              steward case act 17 take submit --as ada
            """,
        subcommands: [
            CaseListCommand.self, CaseShowCommand.self, CaseStartCommand.self, CaseActCommand.self, CaseMigrateCommand.self,
            CaseAdvanceCommand.self,
        ])
}

/// `steward case list`
struct CaseListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List cases, those that were changed last first.",
        discussion: """
            EXAMPLES
              steward case list
              steward case list --process nomination --which all --json
            """)

    @Option(help: "Only cases of this process.") var process: String?
    @Option(help: "Which cases: open, closed, late or all.") var which = "open"
    @Option(help: "Only cases in this state, by its id.") var state: String?
    @Option(help: "At most so many cases.") var limit = 50
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await CaseOffice.with(global) { cases, _ in
            let listing = try await cases.list(process: process, which: which, state: state, limit: max(1, min(limit, 10_000)))
            listing.show(json: json, empty: "There is no such case.", flexible: ["Title"])
        }
    }
}

/// `steward case show`
struct CaseShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a case, or its decision record.",
        discussion: """
            EXAMPLES
              steward case show 17
              steward case show 17 --record > docs/decisions/0017.md
            """)

    @Argument(help: "The number of the case.") var number: Int64
    @Flag(help: "Write the decision record in Markdown (MADR).") var record = false
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await CaseOffice.with(global) { cases, _ in
            if record {
                print(try await cases.record(number), terminator: "")
                return
            }
            let shown = try await cases.show(number)
            if json { print(shown.json.text) } else { for line in shown.lines { print(line.asVisible) } }
        }
    }
}

/// `steward case start`
struct CaseStartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Begin a case for a user.",
        discussion: """
            Answers may be given now or later. A file is given by its path: plan=@plan.pdf. The audit log says who typed it.

            EXAMPLES
              steward case start outreach --title "Spring hackathon" --answer kind=hackathon --answer "budget=3000 EUR" --as ada
            """)

    @Argument(help: "The process; `steward process list` lists all.") var process: String
    @Option(help: "What it is about, in a line.") var title: String
    @Option(name: .customLong("answer"), help: ArgumentHelp("An answer; can be given several times.", valueName: "field=text")) var answers:
        [String] = []
    @Option(name: .customLong("as"), help: ArgumentHelp("The user for whom it is done.", valueName: "user")) var user: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let answers = try CaseOffice.answers(answers)
        try await CaseOffice.with(global) { cases, _ in
            let number = try await cases.start(process, title: title, answers: answers, as: user, open: CaseOffice.open)
            if !global.quiet { print("Case \(number) is begun.") }
        }
    }
}

/// `steward case act`
struct CaseActCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "act", abstract: "Do something in a case for a user.",
        discussion: """
            take STEP | edit | approve APPROVAL | retract APPROVAL | tick CHECKLIST --item ITEM | waive CHECK | declare | vote VOTE |
            unvote VOTE | close VOTE | position SIDE | invite SIDE | without SIDE | concern [SIDE] | settle NUMBER | say THREAD |
            condition | met NUMBER | judge

            A ballot is yes, no, abstain or veto; a ranking, such as "lyon > oslo = bern"; or points, dots or credits, such as
            "lyon=5, oslo=2". A first secret ballot is answered with a receipt, by which alone it can be changed.

            declare says that a user has no interests in the case; with --text it says which they have; with --value recuse they take
            no part in the decision. An answer that is a file is given by its path: report=@report.md.

            EXAMPLES
              steward case act 17 take submit --as ada
              steward case act 17 approve lead --value yes --as mara
              steward case act 17 vote invest --value no --text "Too dear" --as bea
              steward case act 17 vote place --value "lyon > oslo = bern" --as bea
              steward case act 17 condition --text "A contract is signed" --owner lee --value 2026-12-24 --as mara
              steward case act 17 edit --answer hours_now=35 --as ada
            """)

    @Argument(help: "The number of the case.") var number: Int64
    @Argument(help: "What to do; see above.") var action: String
    @Argument(help: "The step, approval, checklist, check, vote, side, thread or number.") var subject = ""
    @Option(help: "The item of a checklist.") var item = ""
    @Option(help: "yes, no, a view, a ballot, a verdict or a day.") var value = ""
    @Option(help: "A reason, or what is said.") var text = ""
    @Option(help: ArgumentHelp("Who has to meet a condition.", valueName: "user")) var owner = ""
    @Option(help: "The receipt of a secret ballot that is changed or taken back.") var receipt = ""
    @Option(name: .customLong("answer"), help: ArgumentHelp("An answer, for edit; can be given several times.", valueName: "field=text"))
    var answers: [String] = []
    @Option(name: .customLong("as"), help: ArgumentHelp("The user for whom it is done.", valueName: "user")) var user: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let answers = try CaseOffice.answers(answers)
        try await CaseOffice.with(global) { cases, _ in
            var deed = CaseCommands.Deed(action, subject)
            (deed.item, deed.value, deed.text, deed.owner, deed.receipt, deed.answers) = (item, value, text, owner, receipt, answers)
            let done = try await cases.act(number, deed, as: user, open: CaseOffice.open)
            let remark = done.remark.map { " \($0)" } ?? ""
            if !global.quiet { print("Done. The case is in “\(done.state)”.\(remark)".asVisible) }
            if let receipt = done.receipt { print("Receipt, shown only now: \(receipt)") }
        }
    }
}

/// `steward case migrate`
struct CaseMigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Move a case to the newest version of its process.",
        discussion: """
            Shows what changes; with --reason it is done, and stays in the case's history and in the audit log. It cannot be taken back.

            EXAMPLES
              steward case migrate 17
              steward case migrate 17 --reason "The new deadline is to hold for it too" --as mara
            """)

    @Argument(help: "The number of the case.") var number: Int64
    @Option(help: "Why; without it nothing is done.") var reason: String?
    @Option(name: .customLong("as"), help: ArgumentHelp("The user for whom it is done, who may manage cases.", valueName: "user")) var user:
        String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        guard let reason else {
            return try await CaseOffice.with(global) { cases, _ in
                for line in try await cases.migrationPlan(number) { print(line.asVisible) }
                print("Nothing was changed. Give --reason and --as to do it.")
            }
        }
        guard let user else { throw Failure(.usage, "--as is missing: say for which user it is done.") }
        try await CaseOffice.with(global) { cases, _ in
            let state = try await cases.migrate(number, reason: reason, as: user)
            if !global.quiet { print("Done. The case is in “\(state)”.".asVisible) }
        }
    }
}

/// `steward case advance`
struct CaseAdvanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advance", abstract: "Do what has come due: votes close, clocks run out, outcomes are measured.",
        discussion: """
            `steward serve` does it every minute; this is for where it does not run.

            EXAMPLES
              steward case advance
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await CaseOffice.with(global) { cases, _ in
            let count = try await cases.advance()
            if !global.quiet { print("\(Format.count(count, "case", "cases")) moved on.") }
        }
    }
}
