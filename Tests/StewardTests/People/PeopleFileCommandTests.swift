import Foundation
import Testing

@testable import steward

/// Files of people with the built program.
@Suite("Files of people on the command line")
struct PeopleFileCommandTests {
    private static let employers =
        "tom@works.example\tExample Works\ntom@works.example\tLabs < 2015-01-01\nada@works.example\tExample Works\n"

    @Test("a file is shown, taken over once, written in every format that holds it, and taken back")
    func taken() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.employers, to: "email-map")
        let shown = try await workplace.steward("people", "import", "email-map", "--format", "gitdm", "--dry-run")
        #expect(
            shown.status == 0 && shown.output.hasPrefix("Would take over 2 people with 2 identities:"), "\(shown.output) \(shown.errors)")
        let empty = try await workplace.steward("people", "export", "--format", "sortinghat", "--with-addresses")
        #expect(empty.output.contains("\"uidentities\": {}"), "\(empty.output)")

        let taken = try await workplace.steward("people", "import", "email-map", "--format", "gitdm", "--json")
        #expect(
            taken.status == 0 && taken.output.contains("\"people\":2,\"identities\":2,\"accounts_made\":2,\"joins\":0,\"affiliations\":3"),
            "\(taken.output) \(taken.errors)")
        let again = try await workplace.steward("people", "import", "email-map", "--format", "gitdm")
        #expect(again.output.contains("Nothing to do: that is so already."), "\(again.output)")

        let written = try await workplace.steward("people", "export", "--format", "gitdm", "--with-addresses", "--output", "out")
        #expect(written.status == 0 && written.errors.contains("Wrote 2 people to out."), "\(written.errors)")
        let map = try String(contentsOf: workplace.folder.appending(path: "out/email-map"), encoding: .utf8)
        #expect(
            map.hasSuffix("ada@works.example\tExample Works\ntom@works.example\tLabs < 2015-01-01\ntom@works.example\tExample Works\n"),
            "\(map)")
        let hidden = try await workplace.steward("people", "export", "--format", "sortinghat")
        #expect(hidden.status == 0 && !hidden.output.contains("@works.example"), "\(hidden.output)")

        let operations = try await workplace.steward("operation", "list")
        let line = try #require(operations.output.split(separator: "\n").first { $0.contains("Imported 2 people from email-map.") })
        let number = try #require(line.split(separator: " ").first { Int($0) != nil })
        #expect(try await workplace.steward("operation", "undo", String(number)).status == 0)
        let after = try await workplace.steward("people", "export", "--format", "gitdm", "--with-addresses", "--output", "out")
        #expect(after.status == 0)
        #expect(
            try String(contentsOf: workplace.folder.appending(path: "out/email-map"), encoding: .utf8).hasSuffix(
                "ada@works.example\t(Unknown)\ntom@works.example\t(Unknown)\n"))
    }

    @Test("a mistake refuses the file with its place; --lenient takes the rest over and says so")
    func mistakes() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.employers + "nobody\tWorks\n", to: "email-map")
        let refused = try await workplace.steward("people", "import", "email-map", "--format", "gitdm")
        #expect(
            refused.status == 1 && refused.errors.contains("email-map, line 4, address: “nobody” is no e-mail address"), "\(refused.errors)"
        )
        let lenient = try await workplace.steward("people", "import", "email-map", "--format", "gitdm", "--lenient")
        #expect(lenient.status == 65 && lenient.output.contains("Took over 2 people"), "\(lenient.output) \(lenient.errors)")
        let missing = try await workplace.steward("people", "import", "nowhere.json", "--format", "sortinghat")
        #expect(missing.status == 1 && missing.errors.contains("nowhere.json: cannot be read"), "\(missing.errors)")
        let addresses = try await workplace.steward("people", "export", "--format", "mailmap")
        #expect(addresses.status == 64 && addresses.errors.contains("--with-addresses"), "\(addresses.errors)")
    }
}
