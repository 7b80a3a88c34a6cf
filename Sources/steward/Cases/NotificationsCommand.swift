import ArgumentParser
import CaseDesk
import Pages
import Transport

/// `steward notifications`: the outbox and its rules.
struct NotificationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notifications", abstract: "Show what people are told and what was not sent, try rules, send what is due.",
        discussion: """
            EXAMPLES
              steward notifications list --state dead
              steward notifications trial waiting --days 30
              steward notifications send
            """,
        subcommands: [
            NotificationsListCommand.self, NotificationsSendCommand.self, NotificationsRetryCommand.self, NotificationsRulesCommand.self,
            NotificationsTrialCommand.self, NotificationsSetCommand.self, NotificationsTurnCommand.self,
        ])
}

/// `steward notifications list`
struct NotificationsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List messages with what became of them, newest first.",
        discussion: """
            EXAMPLES
              steward notifications list --state withheld
            """)

    @Option(help: "Only messages in this state: waiting, sending, sent, gathered, digested, withheld or dead.") var state: String?
    @Option(help: "At most so many.") var limit = 50
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await CaseOffice.with(global) { _, notifications in
            try await notifications.list(state: state, limit: max(1, min(limit, 10_000))).show(
                json: json, empty: "There is no such message.", flexible: ["What", "Why"])
        }
    }
}

/// `steward notifications send`
struct NotificationsSendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Send what is due, once.",
        discussion: """
            `steward serve` does it every minute; this is for where it does not run. Messages by mail wait while no mail server is configured.

            EXAMPLES
              steward notifications send
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let loaded = try global.loadConfiguration().configuration
        let mail = try loaded.casework.mail?.server()
        try await CaseOffice.with(global) { _, notifications in
            let summary = try await notifications.send(
                mail: mail, sender: loaded.casework.mail?.sender, senderName: loaded.casework.mail?.senderName ?? "Steward")
            if !global.quiet { print(summary) }
        }
    }
}

/// `steward notifications retry`
struct NotificationsRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Try a message again that was given up.",
        discussion: """
            EXAMPLES
              steward notifications retry 12
            """)

    @Argument(help: "The number of the message.") var number: Int64
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await CaseOffice.with(global) { _, notifications in
            try await notifications.retry(number)
            if !global.quiet { print("Message \(number) is tried again with the next sending.") }
        }
    }
}

/// `steward notifications rules`
struct NotificationsRulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "List the rules: who is told of what, and how.",
        discussion: """
            EXAMPLES
              steward notifications rules --json
            """)

    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await CaseOffice.with(global) { _, notifications in
            try await notifications.rules().show(json: json, empty: "There is no rule.", flexible: ["Title", "Events"])
        }
    }
}

/// `steward notifications trial`
struct NotificationsTrialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trial", abstract: "Show what a rule would have done; nothing is sent and nothing is stored.",
        discussion: """
            EXAMPLES
              steward notifications trial waiting --days 90
              steward notifications trial my-rule.json
            """)

    @Argument(help: "A rule by its short name, or a file with a rule as JSON.") var rule: String
    @Option(help: "Over how many past days.") var days = 30
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let tried = rule.hasSuffix(".json") ? try NotificationsSetCommand.read(rule) : rule
        try await CaseOffice.with(global) { _, notifications in
            for line in try await notifications.trial(tried, days: max(1, min(days, 366))) { print(line.asVisible) }
        }
    }
}

/// `steward notifications set`
struct NotificationsSetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Add a rule, or change one.",
        discussion: """
            The file holds JSON in the shape of `steward notifications rules --json`. Try it first with `trial`.

            EXAMPLES
              steward notifications set my-rule.json
            """)

    @Argument(help: "The file.") var file: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let text = try Self.read(file)
        try await CaseOffice.with(global) { _, notifications in
            let id = try await notifications.set(text)
            if !global.quiet { print("The rule “\(id)” holds for what happens from now on.".asVisible) }
        }
    }

    static func read(_ path: String) throws -> String {
        do { return try BoundedFile.text(at: path, limit: 100_000) } catch { throw Failure(.usage, "\(path) \(error)") }
    }
}

/// `steward notifications turn`
struct NotificationsTurnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "turn", abstract: "Switch a rule on or off.",
        discussion: """
            EXAMPLES
              steward notifications turn said off
            """)

    @Argument(help: "The rule, by its short name.") var rule: String
    @Argument(help: "on or off.") var state: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        guard state == "on" || state == "off" else { throw Failure(.usage, "“\(state)” is neither on nor off.") }
        try await CaseOffice.with(global) { _, notifications in try await notifications.turn(rule, isOn: state == "on") }
    }
}
