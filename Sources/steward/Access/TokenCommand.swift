import Access
import ArgumentParser
import Ledger
import Pages

/// `steward token`: what programs sign in with.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make, list and end API tokens.",
        discussion: """
            EXAMPLES
              steward token make ada --title "weekly report" --scope figures.see --days 90
              steward token list
              steward token end 3
            """,
        subcommands: [TokenMakeCommand.self, TokenListCommand.self, TokenEndCommand.self])
}

/// `steward token make`: a token in a user's name.
struct TokenMakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make", abstract: "Make an API token; it is printed this once.",
        discussion: """
            A program sends it in the header Authorization, as Bearer. It may do what its scopes name, and never more than its user.

            EXAMPLES
              steward token make ada --title "weekly report" --scope figures.see --days 90
            """)

    @Argument(help: "The user in whose name it acts.") var name: String
    @Option(help: "Which program it is for.") var title: String
    @Option(help: "What it may do; may be repeated. figures.see when not given.") var scope: [String] = []
    @Option(help: "For how many days it works.") var days: Int64 = 90
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let scopes = try scope.map { name -> Permission in
            guard let permission = Permission(rawValue: name), permission.isForTokens else {
                throw Failure(
                    .usage, "a token cannot be given “\(name)”",
                    hints: ["Give one of: \(Permission.allCases.filter(\.isForTokens).map(\.rawValue).joined(separator: ", "))"])
            }
            return permission
        }
        try await Office.with(global.loadConfiguration().configuration) { office in
            let user = try await office.user(name)
            let made = try await office.accessing {
                try await $0.makeToken(
                    title, of: user.id, scopes: scopes.isEmpty ? [.seeFigures] : Set(scopes), days: days, actor: Office.operatorName)
            }
            print(made.secret.text)
            if !global.quiet {
                StandardError.write("Token \(made.token.id), until \(Instant(seconds: made.token.endsAt)). It is not shown again.\n")
            }
        }
    }
}

/// `steward token list`: all tokens that have not ended.
struct TokenListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all API tokens that have not ended.",
        discussion: """
            EXAMPLES
              steward token list
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let names = Dictionary(uniqueKeysWithValues: try await office.access.users().map { ($0.id, $0.name) })
            let tokens = try await office.access.tokens()
            guard !tokens.isEmpty else {
                print("No tokens. Make one: steward token make NAME --title TEXT")
                return
            }
            var table = TextTable([
                .init("Number", alignment: .trailing), .init("User"), .init("What for", flexible: true), .init("May", flexible: true),
                .init("Last used"), .init("Ends"),
            ])
            for token in tokens {
                table.add([
                    String(token.id), names[token.user] ?? "", token.title, token.scopes.sorted().map(\.rawValue).joined(separator: " "),
                    token.usedAt.map { Instant(seconds: $0).description } ?? "never", Instant(seconds: token.endsAt).description,
                ])
            }
            Printer.show(table)
        }
    }
}

/// `steward token end`: ends a token.
struct TokenEndCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "End an API token now.",
        discussion: """
            EXAMPLES
              steward token end 3
            """)

    @Argument(help: "The number of the token.") var number: Int64
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            try await office.accessing { try await $0.end(token: number, actor: Office.operatorName) }
            if !global.quiet { print("Token \(number) is of no use any more.") }
        }
    }
}
