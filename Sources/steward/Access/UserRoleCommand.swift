import Access
import ArgumentParser
import Pages

/// `steward user role`: the groups that process files name.
struct UserRoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "List roles, and make groups for process files.",
        discussion: """
            EXAMPLES
              steward user role list
              steward user role make grants-committee --title "Grants committee"
            """,
        subcommands: [UserRoleListCommand.self, UserRoleMakeCommand.self])
}

/// `steward user role list`: all roles.
struct UserRoleListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all roles with the number of users who hold them now.",
        discussion: """
            EXAMPLES
              steward user role list
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let now = office.access.clock()
            let grants = try await office.access.grants().filter { $0.isHeld(at: now) && $0.projectGroup == nil }
            var table = TextTable([
                .init("Name"), .init("Title"), .init("Users", alignment: .trailing), .init("Who should hold it", flexible: true),
            ])
            for role in try await office.access.roles() where role.name != Role.visitor.name {
                let holders = Set(grants.filter { $0.role == role.name }.map(\.user)).count
                table.add([role.name, role.title, String(holders), role.summary])
            }
            Printer.show(table)
        }
    }
}

/// `steward user role make`: a group for process files.
struct UserRoleMakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make", abstract: "Make a role, such as a group that decides in a process.",
        discussion: """
            Its users may do what reviewers may; the page Users, Roles changes that. `steward user grant` gives it to users.

            EXAMPLES
              steward user role make grants-committee --title "Grants committee"
            """)

    @Argument(help: "By which process files call it: small letters, digits and hyphens.") var name: String
    @Option(help: "For people to read; made of the name when not given.") var title: String?
    @Option(help: "Who should hold it, in a sentence.") var summary = ""
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            // The page changes roles; here a slip of the name must not.
            guard try await !office.access.roles().contains(where: { $0.name == name }) else {
                throw Failure(.usage, "there is a role “\(name)” already")
            }
            let words = name.prefix(1).uppercased() + name.dropFirst().map { $0 == "-" ? " " : String($0) }.joined()
            try await office.accessing {
                try await $0.putRole(name: name, title: title ?? words, summary: summary, actor: Office.operatorName)
            }
            if !global.quiet { print("The role \(name) is made. Give it to users: steward user grant NAME \(name)") }
        }
    }
}
