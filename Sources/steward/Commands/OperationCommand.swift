import ArgumentParser
import Ledger
import Pages
import Store

/// `steward operation`: the log of changes, and undo.
struct OperationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operation", abstract: "Show the log of changes, and take changes back.",
        discussion: """
            Every change of what Steward believes (who is who, for whom people contribute, which project is in which
            group) is an operation. Undoing one restores every figure; both stay in the log.

            EXAMPLES
              steward operation list
              steward operation undo 12
            """,
        subcommands: [OperationListCommand.self, OperationUndoCommand.self])
}

/// `steward operation list`: the newest changes.
struct OperationListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the newest changes.",
        discussion: """
            EXAMPLES
              steward operation list --limit 50
            """)

    @Option(help: "At most so many changes.") var limit = 20
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let limit = max(1, limit)
            let operations = try await office.store.read { try $0.operations(limit: limit) }
            var table = TextTable([
                .init("Id", alignment: .trailing), .init("When"), .init("By", flexible: true), .init("What", flexible: true),
            ])
            for operation in operations {
                table.add([String(operation.id), operation.recordedAt.description, operation.madeBy, operation.summary])
            }
            Printer.show(table)
        }
    }
}

/// `steward operation undo`: takes a change back.
struct OperationUndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take a change back.",
        discussion: """
            EXAMPLES
              steward operation undo 12
            """)

    @Argument(help: "The number of the operation.") var id: Int64
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let id = id
            let undone = try await office.store.write { try $0.undo(id, madeBy: Office.operatorName, at: .now) }
            guard !global.quiet else { return }
            print(undone.map { "Undone by operation \($0)." } ?? "Operation \(id) had changed nothing that could be taken back.")
        }
    }
}
