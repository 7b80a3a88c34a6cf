import Access
import ArgumentParser
import Ledger
import Pages

/// `steward user`: who signs in, and what they may do.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Invite users, and grant them roles.",
        discussion: """
            Nobody can sign in at first. Make the first administrator with an invitation: it prints a link that works once.

            EXAMPLES
              steward user invite --role administrator
              steward user list
              steward user grant ada coach --until 2027-01-01
            """,
        subcommands: [
            UserInviteCommand.self, UserListCommand.self, UserGrantCommand.self, UserEndCommand.self, UserPasswordCommand.self,
            UserDisableCommand.self, UserEnableCommand.self, UserRoleCommand.self,
        ])
}

extension Office {
    /// A user by the name that somebody typed.
    func user(_ name: String) async throws -> User {
        guard let user = try await access.user(named: name) else {
            throw Failure(.usage, "there is no user “\(name)”", hints: ["`steward user list` lists all users."])
        }
        return user
    }

    /// Runs what a command asks for; what is refused is told as a mistake on the command line.
    @discardableResult
    func accessing<T>(_ work: (AccessDesk) async throws -> T) async throws -> T {
        do { return try await work(access) } catch let failure as AccessFailure { throw Failure(.usage, failure.description) }
    }

    func printLink(_ secret: SecretText, endsAt: Int64) {
        let path: SafeURL = "/sign-in/invitation?secret=\(secret.text)"
        print("\(configuration.listen.address)\(path.text)")
        print("It works once, until \(Instant(seconds: endsAt)), while `steward serve` runs.")
        if configuration.listen.publicAddress == nil {
            print(
                "The address is the configured one: with `steward serve --port` that port stands in the place of \(configuration.listen.port)."
            )
        }
    }
}

/// `steward user invite`: a link by which somebody becomes a user.
struct UserInviteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite", abstract: "Print a link that makes a user, once.",
        discussion: """
            Give the link to whom it is for in a way that others cannot read. They choose a name and a password.

            EXAMPLES
              steward user invite --role administrator
              steward user invite
            """)

    @Option(help: "The role that the user begins with; may be repeated. A member when not given.") var role: [String] = []
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let roles = role.isEmpty ? [Role.member.name] : role
            let made = try await office.accessing { try await $0.invite(roles: roles, actor: Office.operatorName) }
            office.printLink(made.secret, endsAt: made.endsAt)
        }
    }
}

/// `steward user list`: all users.
struct UserListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all users with their roles.",
        discussion: """
            EXAMPLES
              steward user list
              steward user list --format json
            """)

    @Option(help: "Write a table, CSV or JSON.") var format = OutputFormat.table
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let users = try await office.access.users()
            let grants = try await office.access.grants()
            let now = office.access.clock()
            func roles(_ user: User) -> [String] {
                grants.filter { $0.user == user.id && $0.isHeld(at: now) }.reversed().map {
                    $0.role + ($0.projectGroup.map { " for \($0)" } ?? "")
                }
            }
            func state(_ user: User) -> String { user.isDisabled ? "shut out" : "may sign in" }
            switch format {
            case .json:
                print(
                    JSON.array(
                        users.map { user in
                            [
                                "id": .integer(Int(user.id)), "name": .string(user.name), "display_name": .string(user.displayName),
                                "email": JSON(user.email),
                                "state": .string(state(user)), "roles": .array(roles(user).map(JSON.string)),
                            ]
                        }
                    ).text)
            case .csv:
                let rows = users.map {
                    [
                        CSV.Cell.text($0.name), .text($0.displayName), CSV.Cell($0.email), .text(state($0)),
                        .text(roles($0).joined(separator: ", ")),
                    ]
                }
                print(CSV(columns: ["name", "display_name", "email", "state", "roles"], rows: rows).text, terminator: "")
            case .table:
                guard !users.isEmpty else {
                    print("No users yet. Invite the first administrator: steward user invite --role administrator")
                    return
                }
                var table = TextTable([.init("Name"), .init("Others see", flexible: true), .init("State"), .init("Roles", flexible: true)])
                for user in users { table.add([user.name, user.displayName, state(user), roles(user).joined(separator: ", ")]) }
                Printer.show(table)
            }
        }
    }
}

/// `steward user grant`: gives a role.
struct UserGrantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "Give a user a role.",
        discussion: """
            EXAMPLES
              steward user grant ada coach
              steward user grant ada programme-manager --group tools --from 2026-12-01 --until 2027-03-01 --reason "parental leave of Bo"
            """)

    @Argument(help: "The user's name.") var name: String
    @Argument(help: "The role's name.") var role: String
    @Option(help: "Only for this group of projects.") var group: String?
    @Option(help: "The first day on which it holds; from now on when not given.") var from: String?
    @Option(help: "The first day on which it no longer holds.") var until: String?
    @Option(help: "Why; it stays in the audit log.") var reason: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let (from, until) = (try seconds(from, "--from"), try seconds(until, "--until"))
        try await Office.with(global.loadConfiguration().configuration) { office in
            let user = try await office.user(name)
            let number = try await office.accessing {
                try await $0.grant(role, to: user.id, for: group, from: from, until: until, actor: Office.operatorName, reason: reason)
            }
            if !global.quiet { print("Granted as grant \(number).") }
        }
    }

    private func seconds(_ text: String?, _ option: String) throws -> Int64? {
        guard let text else { return nil }
        guard let day = CivilDate(text) else { throw Failure(.usage, "\(option) cannot be “\(text)”: give a day such as 2026-11-21") }
        return Instant(day).seconds
    }
}

/// `steward user end`: takes a role away.
struct UserEndCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "End a role of a user.",
        discussion: """
            EXAMPLES
              steward user end ada coach
            """)

    @Argument(help: "The user's name.") var name: String
    @Argument(help: "The role's name.") var role: String
    @Option(help: "Why; it stays in the audit log.") var reason: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let user = try await office.user(name)
            let now = office.access.clock()
            let held = try await office.access.grants(of: user.id).filter { $0.role == role && ($0.until.map { now < $0 } ?? true) }
            guard !held.isEmpty else { throw Failure(.usage, "\(user.name) does not hold the role “\(role)”") }
            for grant in held {
                try await office.accessing { try await $0.end(grant: grant.id, actor: Office.operatorName, reason: reason) }
            }
            if !global.quiet { print("\(user.name) no longer holds the role \(role).") }
        }
    }
}

/// `steward user password`: a link by which a user sets a new password.
struct UserPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password", abstract: "Print a link that sets a new password of a user, once.",
        discussion: """
            The old password holds until the link is used. Then all sessions of the user end.

            EXAMPLES
              steward user password ada
            """)

    @Argument(help: "The user's name.") var name: String
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let user = try await office.user(name)
            let made = try await office.accessing { try await $0.inviteToNewPassword(user.id, actor: Office.operatorName) }
            office.printLink(made.secret, endsAt: made.endsAt)
        }
    }
}

/// `steward user disable`: shuts a user out.
struct UserDisableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Shut a user out; their sessions and tokens end at once.",
        discussion: """
            EXAMPLES
              steward user disable ada --reason "left the company"
            """)

    @Argument(help: "The user's name.") var name: String
    @Option(help: "Why; it stays in the audit log.") var reason: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let user = try await office.user(name)
            try await office.accessing { try await $0.setDisabled(user.id, true, actor: Office.operatorName, reason: reason) }
            if !global.quiet { print("\(user.name) is shut out.") }
        }
    }
}

/// `steward user enable`: lets a user in again.
struct UserEnableCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Let a user in again.",
        discussion: """
            EXAMPLES
              steward user enable ada
            """)

    @Argument(help: "The user's name.") var name: String
    @Option(help: "Why; it stays in the audit log.") var reason: String?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let user = try await office.user(name)
            try await office.accessing { try await $0.setDisabled(user.id, false, actor: Office.operatorName, reason: reason) }
            if !global.quiet { print("\(user.name) may sign in.") }
        }
    }
}
