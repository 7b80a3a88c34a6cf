import Ledger
import Store
import TestSupport
import Testing

@testable import steward

@Suite("Who is who in the configuration")
struct JoiningConfigurationTests {
    private func load(_ text: String) throws -> LoadedConfiguration {
        try ConfigurationLoader.load(
            ConfigurationSources(currentFolder: "/here"),
            file: ConfigurationText(name: "steward.yml", path: "/here/steward.yml", text: text))
    }

    private static let text = """
        joining:
          rules_off: [same-e-mail]
          bot_patterns:
            - {field: name, pattern: "*nightly*", reason: Our nightly jobs}
          links:
            - accounts: [cleo@one.example, cleo@two.example]
              reason: She told us
        """

    @Test("switches, patterns and links are read, and what is shown reads the same again")
    func read() throws {
        let loaded = try load(Self.text)
        let joining = loaded.configuration.joining
        #expect(joining.settings.off == ["same e-mail"])
        #expect(joining.settings.botPatterns == ["configured pattern | name | *nightly* | Our nightly jobs"])
        #expect(joining.links == [AccountLinkSetting(accounts: ["cleo@one.example", "cleo@two.example"], reason: "She told us")])
        let again = try load(ConfigurationReport.yaml(loaded)).configuration.joining
        #expect(again.settings == joining.settings && again.links == joining.links)
        #expect(try load("").configuration.joining.settings == JoiningSettings())
    }

    @Test("every rule but what people say has a switch of its own")
    func switches() {
        let keys = JoiningRules.switchable.map(\.key)
        #expect(Set(keys).count == keys.count && keys.count == JoiningRules.all.count - 3)
        #expect(keys.contains("private-address-number") && !keys.contains("stated"))
    }

    @Test(
        "a mistake is named with its line and what would be right",
        arguments: [
            ("joining: {rules_off: [same-email]}\n", "did you mean `same-e-mail`?"),
            ("joining: {rules_off: [stated]}\n", "is not one of its values"),
            (
                "joining:\n  bot_patterns:\n    - {field: login, pattern: \"*\", reason: x}\n",
                "line 3: “configured pattern | login | * | x”"
            ),
            ("joining:\n  bot_patterns:\n    - {field: login, pattern: \"a|b\", reason: x}\n", "a pattern holds no `|`"),
            ("joining:\n  bot_patterns:\n    - {field: colour, pattern: a, reason: x}\n", "`name`, `login` or `email`"),
            (
                "joining:\n  links:\n    - {accounts: [ada, a@b.example, c@d.example], reason: x}\n",
                "is neither a user name at a forge nor an address"
            ),
            ("joining:\n  links:\n    - {accounts: [a@b.example], reason: x}\n", "line 3: a link needs two accounts or more"),
            ("joining:\n  links:\n    - {accounts: [a@b.example, a@b.example], reason: x}\n", "stands twice"),
            ("joining:\n  links:\n    - {accounts: [a@b.example, github.com/a]}\n", "has no `reason`"),
        ])
    func mistakes(_ text: String, _ words: String) {
        do {
            _ = try load(text)
            Issue.record("no mistake was found")
        } catch {
            let found = (error as? ConfigurationError)?.problems.map(\.description) ?? []
            #expect(found.count == 1 && found[0].contains(words), "\(found)")
        }
    }

    @Test("what the file says is believed, and no longer when the file does not say it any more", arguments: TestEngine.allCases)
    func applied(engine: TestEngine) async throws {
        try await withStore(on: engine) { (store: any SQLStore) async throws in
            let ledger = try await SmallLedger(store, recordedAt: OfficeFixture.now)
            try await ledger.commit("Cleo Alpha", "2026-05-01", email: "cleo@one.example")
            try await ledger.commit("C. Alpha", "2026-05-02", email: "cleo@two.example")
            try await ledger.commit("Dora One", "2026-05-03", email: "dora@one.example")
            try await ledger.commit("Dora Two", "2026-05-04", email: "dora@one.example")
            try await ledger.commit("The nightly jobs", "2026-05-05", email: "jobs@one.example")
            try await ledger.place()
            func people() async throws -> (together: Set<String>, bots: Int) {
                try await store.read { reader in
                    let pairs = [("cleo@one.example", "cleo@two.example"), ("dora@one.example", "dora@one.example")]
                    var together: Set<String> = []
                    for (a, b) in pairs {
                        let found = try (reader.accounts(named: a) + reader.accounts(named: b)).map(\.person)
                        if Set(found).count == 1 { together.insert(a) }
                    }
                    return (together, try reader.assertions(.accountBot).count)
                }
            }
            func office(_ text: String) async throws -> Office {
                try await Office(load(text).configuration, over: store, clock: { OfficeFixture.now })
            }
            #expect(try await people().together == ["dora@one.example"])
            let unknown = Self.text + "\n    - {accounts: [cleo@one.example, github.com/cleo], reason: x}\n"
            let remarks = try await office(unknown).applyJoining()
            #expect(remarks == ["The account “github.com/cleo”, which steward.yml links, is not known yet."])
            #expect(try await people().together == ["cleo@one.example"])
            #expect(try await people().bots == 1)
            let operations = try await store.read { try $0.operations(limit: 100).count }
            _ = try await office(unknown).applyJoining()
            #expect(try await store.read { try $0.operations(limit: 100).count } == operations)
            #expect(try await office("").applyJoining() == [])
            #expect(try await people().together == ["dora@one.example"])
            #expect(try await people().bots == 0)
        }
    }
}
