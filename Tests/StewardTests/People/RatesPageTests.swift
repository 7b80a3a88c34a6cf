import Ledger
import Pages
import Store
import TestSupport
import Testing

@testable import steward

/// The queue of accounts that work as no person does.
@Suite("Bots by their rates, on pages")
struct RatesPageTests {
    /// Two accounts with 320 commits a few seconds apart, and one at leisure.
    private func withBusy<T>(_ engine: TestEngine, _ body: (LocalReader, Office) async throws -> T) async throws -> T {
        try await withStore(on: engine) { store in
            let sources = ConfigurationSources(file: nil, flags: [:], environment: [:], currentFolder: "/invented")
            let office = try await Office(ConfigurationLoader.load(sources).configuration, over: store, clock: { OfficeFixture.now })
            let ledger = try await SmallLedger(store, recordedAt: OfficeFixture.now)
            let start = Instant("2026-05-01")!
            for second in 0..<320 {
                for name in ["Rapidwright", "Swiftsmith"] {
                    try await ledger.commit(name, start.advanced(by: Int64(second) * 3).description, email: "\(name)@one.example")
                }
            }
            for day in 0..<30 {
                try await ledger.commit("Calmwater", start.advanced(by: Int64(day) * 86_400).description, email: "calm@one.example")
            }
            try await ledger.place()
            return try await body(LocalReader(site: office.site()), office)
        }
    }

    private func bots(_ office: Office) async throws -> [String] {
        try await office.store.read { reader in
            try reader.assertions(.accountBot).map { try #require(try reader.accountCards([$0.assertion.subject]).first).name }
        }
    }

    @Test(
        "an account is called a bot or a person by a button, with the numbers as evidence, and it can be undone",
        arguments: TestEngine.allCases)
    func decide(engine: TestEngine) async throws {
        try await withBusy(engine) { (reader: LocalReader, office: Office) async throws in
            let page = await reader.get("/people/rates")
            #expect(page.status == 200 && MarkupCheck.faults(in: page.text) == [])
            for part in ["2 accounts work", "320", "3 seconds", "accesskey=\"b\"", "accesskey=\"p\"", "Rapidwright", "Swiftsmith"] {
                #expect(page.text.contains(part), "\(part): \(page.text)")
            }
            #expect(!page.text.contains("Calmwater"))
            let account = try await office.store.read { try #require(try $0.accounts(named: "rapidwright@one.example").first).id }
            let sent = try await reader.send(
                "/people/rates?account=\(account)", ["account": "\(account)", "decision": "bot", "reason": "A mirror"])
            #expect(sent.status == 303, "\(sent.text)")
            #expect(try await bots(office) == ["Rapidwright"])
            let evidence = try await office.store.read { try $0.assertions(.accountBot).map(\.assertion.evidence) }
            #expect(evidence[0].contains("A mirror") && evidence[0].contains("within 3 seconds"), "\(evidence)")
            let next = await reader.get(String(try #require(sent.header("Location")).prefix { $0 != "#" }))
            #expect(next.text.contains("1 account works") && next.text.contains("Undo this"), "\(next.text)")
            let operation = try #require(try await office.store.read { try $0.operations(limit: 1).first })
            #expect(try await reader.send("/operations/undo", ["operation": "\(operation.id)"]).status == 303)
            #expect(await reader.get("/people/rates").text.contains("2 accounts work"))
        }
    }

    @Test("a program lists them and decides; elsewhere only their number is told")
    func api() async throws {
        try await withBusy(.sqlite) { (reader: LocalReader, office: Office) async throws in
            let list = await reader.get("/api/v1/people/rates").text
            #expect(list.hasPrefix("{\"total\":2,\"accounts\":[{\"account\":") && list.contains("\"median_seconds_between\":3"), "\(list)")
            let account = try await office.store.read { try #require(try $0.accounts(named: "swiftsmith@one.example").first).id }
            let decided = try await reader.submit("/api/v1/people/rates/decide", ["account": "\(account)", "decision": "human"])
            #expect(decided.status == 200 && decided.text.hasPrefix("{\"operation\":"), "\(decided.text)")
            #expect(try await bots(office) == [])
            #expect(await reader.site.respond(to: Incoming("/api/v1/people/rates")).text == "{\"total\":1,\"accounts\":null}")
            let wrong = try await reader.submit("/api/v1/people/rates/decide", ["account": "999999", "decision": "bot"])
            #expect(wrong.status == 422 && wrong.text.contains("There is no account"), "\(wrong.text)")
            let page = await reader.site.respond(to: Incoming("/people/rates", headers: [("Host", "steward.example")], peer: "192.0.2.7"))
            #expect(page.status == 200 && !page.text.contains("Rapidwright"))
        }
    }
}
