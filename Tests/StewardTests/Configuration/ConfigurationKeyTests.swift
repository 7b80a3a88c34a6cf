import ArgumentParser
import Foundation
import Testing

@testable import steward

/// The table of keys, and what is made from it.
@Suite("Keys of the configuration")
struct ConfigurationKeyTests {
    @Test("docs/configuration.md holds the table that the program prints")
    func documentation() throws {
        let document = try Repository.text("docs/configuration.md")
        #expect(
            document.contains(ConfigurationReport.markdownTable()),
            "Replace the table in docs/configuration.md by what `steward config keys` prints.")
    }

    @Test("no two keys share an environment variable")
    func environmentNames() {
        let names = ConfigurationKeys.leaves.compactMap(\.environmentName)
        #expect(Set(names).count == names.count)
        #expect(names.contains("STEWARD_LISTEN_PORT"))
        #expect(!names.contains("STEWARD_ORGANISATIONS"))
        #expect(!names.contains(ConfigurationKeys.fileVariable))
    }

    @Test("every flag of the table is an option of the command line")
    func flags() throws {
        let help =
            Steward.helpMessage() + Steward.helpMessage(for: ServeCommand.self)
            + Steward.helpMessage(for: CollectCommand.self)
        for leaf in ConfigurationKeys.leaves {
            if let flag = leaf.field.flag { #expect(help.contains(flag)) }
        }
    }

    @Test(
        "the word that was meant is found within one slip for three letters",
        arguments: [
            ("organisatons", "organisations"), ("prot", "port"), ("PORT", "port"), ("hosst", "host"), ("zzzz", nil),
            ("h", nil), ("", nil),
        ] as [(String, String?)])
    func suggestions(typed: String, meant: String?) {
        #expect(["organisations", "port", "host"].nearest(to: typed) == meant)
    }

    @Test(
        "passwords and tokens are hidden wherever an address can hold them",
        arguments: [
            ("postgres://ada:pw@host/db", "postgres://ada:***@host/db"),
            ("postgres://ada:p/w@host/db", "postgres://ada:***@host/db"),
            ("postgres://ada:a@b@host/db", "postgres://ada:***@host/db"),
            ("postgres://host/db?user=a&password=pw", "postgres://host/db?user=a&password=***"),
            ("postgres://ada@host/db", "postgres://ada@host/db"),
            ("https://token@example.org/x", "https://***@example.org/x"),
            ("https://ada:pw@example.org/x", "https://ada:***@example.org/x"),
            ("git@example.org:a/b", "git@example.org:a/b"),
            ("/srv/a:b@c", "/srv/a:b@c"),
        ])
    func secrets(address: String, shown: String) {
        #expect(Secrets.masked(address) == shown)
    }
}

/// The checkout that the tests were built from.
enum Repository {
    static let folder = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
    }
}
