import ArgumentParser
import Audit
import Ledger
import Pages
import Store

/// `steward audit`: the record of every change.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "List the audit log, verify that nobody changed it, and erase texts from it on request.",
        discussion: """
            EXAMPLES
              steward audit list --subject user:3
              steward audit verify
              steward audit erase 311 312 --reason "Request 17"
            """,
        subcommands: [AuditListCommand.self, AuditVerifyCommand.self, AuditEraseCommand.self])
}

/// `steward audit list`: the newest entries.
struct AuditListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List entries of the audit log, the newest first.",
        discussion: """
            EXAMPLES
              steward audit list --action case. --limit 100
              steward audit list --actor user:3 --format json
            """)

    @Option(help: "Who did it, such as user:3.") var actor: String?
    @Option(help: "What was done; with a dot at the end, everything that begins like that.") var action: String?
    @Option(help: "What it was done to, such as case:17.") var subject: String?
    @Option(help: "At most so many entries.") var limit = 20
    @Option(help: "Write a table, CSV or JSON.") var format = OutputFormat.table
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let filter = AuditFilter(actor: actor, action: action, subject: subject)
            let limit = max(1, limit)
            let records = try await office.store.read { try AuditLog.entries(filter, limit: limit, in: $0) }
            switch format {
            case .json:
                print(
                    JSON.array(
                        records.map { record in
                            [
                                "number": .integer(Int(record.number)), "at": .string(Instant(seconds: record.entry.at).description),
                                "actor": .string(record.entry.actor),
                                "action": .string(record.entry.action), "subject": .string(record.entry.subject),
                                "reason": JSON(record.entry.reason),
                                "before": JSON(record.entry.before), "after": JSON(record.entry.after), "erased": .bool(record.isErased),
                                "hash": .string(record.hash),
                            ]
                        }
                    ).text)
            case .csv:
                let rows = records.map { record in
                    [
                        CSV.Cell.integer(Int(record.number)), .text(Instant(seconds: record.entry.at).description),
                        .text(record.entry.actor),
                        .text(record.entry.action), .text(record.entry.subject), CSV.Cell(record.entry.reason),
                        CSV.Cell(record.entry.before),
                        CSV.Cell(record.entry.after),
                    ]
                }
                print(
                    CSV(columns: ["number", "at", "actor", "action", "subject", "reason", "before", "after"], rows: rows).text,
                    terminator: "")
            case .table:
                var table = TextTable([
                    .init("Number", alignment: .trailing), .init("When"), .init("Who", flexible: true), .init("What"),
                    .init("To what", flexible: true), .init("Why", flexible: true),
                ])
                for record in records {
                    table.add([
                        String(record.number), Instant(seconds: record.entry.at).description, record.entry.actor, record.entry.action,
                        record.entry.subject,
                        record.isErased ? "(erased)" : record.entry.reason ?? "",
                    ])
                }
                Printer.show(table)
            }
        }
    }
}

/// `steward audit verify`: whether the log is as it was written.
struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Recompute the chain of the audit log, and name the first broken entry.",
        discussion: """
            Prints the seal of the log: its length and last hash. Note it where who can write to the database cannot, and give
            it back later with --against: then a log that was cut off and written anew is found too.

            EXAMPLES
              steward audit verify
              steward audit verify --against 17:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
            """)

    @Option(help: "A seal that was noted earlier.") var against: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let noted = try against.map { text -> AuditSeal in
            guard let seal = AuditSeal(text) else {
                throw Failure(.usage, "--against cannot be “\(text)”: give what this command printed, such as 17:2c26…")
            }
            return seal
        }
        try await Office.with(global.loadConfiguration().configuration) { office in
            let found = try await office.store.read { try AuditLog.verify(against: noted, in: $0) }
            if let fault = found.fault { throw Failure(.failed, "the audit log is not as it was written: \(fault.description)") }
            if !global.quiet {
                print(
                    "The audit log is whole: \(found.sound.count) entries\(found.erased > 0 ? ", the texts of \(found.erased) erased on request" : "")."
                )
            }
            print("Seal: \(found.sound.description)")
        }
    }
}

/// `steward audit erase`: what a person may demand.
struct AuditEraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Erase the reason and the states before and after of entries, on a person's request.",
        discussion: """
            What happened, when, by whom and to what stays, and so does the digest of what was erased: the log still verifies. The
            erasure is an entry of its own, whose reason stays: name nobody in it, but the case of the request. All of the entries are
            erased, or none. It cannot be taken back.

            EXAMPLES
              steward audit list --subject case:17
              steward audit erase 311 312 --reason "Request 17"
            """)

    @Argument(help: "The numbers of the entries.") var numbers: [Int64]
    @Option(help: "Why, without naming anybody.") var reason: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        guard reason.contains(where: { !$0.isWhitespace }) else {
            throw Failure(.usage, "--reason is empty: say why the texts are erased.")
        }
        let (numbers, reason) = (Set(numbers).sorted(), reason)
        try await Office.with(global.loadConfiguration().configuration) { office in
            let (now, actor) = (office.desk.clock().seconds, Office.operatorName)
            do {
                try await office.store.write { writer in
                    for number in numbers { try AuditLog.erase(number, at: now, actor: actor, reason: reason, in: writer) }
                }
            } catch let failure as AuditFailure {
                throw Failure(.usage, failure.description)
            }
            if !global.quiet {
                print("\(Format.count(numbers.count, "entry", "entries")) erased. steward audit verify shows that the log is whole.")
            }
        }
    }
}
