import Contributions
import Ledger
import Measures
import Pages
import Store
import TestSupport
import Testing

@testable import steward

/// What a reader from elsewhere learns of people: user names, names that people chose, and pseudonyms.
@Suite("Privacy of people")
struct PrivacyTests {
    /// What nobody but staff may read: names and addresses as sources spell them, domains, and hashes of an address.
    private static let secrets = [
        "Zorblax", "Namefull", "zorblax.mail", "privatedomain.example", "Quibbel", "Realname", "Wumpus", "Legalname", "wumpus.mail",
        "worksdomain.example", "Trailernam", "trailerdomain.example", "Hiddenreal", "handleshown@", "vanishedhandle", "Vanish by",
        // MD5, SHA-1 and SHA-256 of the first address.
        "4a8f9d02bc023744c4b7fa832d68d0e5", "37f0a304630b0c69b0b56aa7c154186920e212a8",
        "b3d7b8d643fb86c798a48f36cdabd88cba3b926577c31192a117bc4f71fc64ff",
    ]

    /// An office with somebody of each kind: known from git alone, with a user name, with a chosen name, opted out.
    private func withPlanted<T>(on engine: TestEngine, _ body: (Site, Office) async throws -> T) async throws -> T {
        try await withStore(on: engine) { store in
            let sources = ConfigurationSources(file: nil, flags: [:], environment: [:], currentFolder: "/invented")
            let office = try await Office(ConfigurationLoader.load(sources).configuration, over: store, clock: { OfficeFixture.now })
            let ledger = try await SmallLedger(store, recordedAt: OfficeFixture.now)
            let forge = SmallForge(ledger, .gitlab)
            for month in ["2025-11", "2026-03", "2026-05", "2026-06"] {
                try await ledger.commit(
                    "Zorblax Namefull", "\(month)-03", email: "zorblax.mail@privatedomain.example",
                    trailers: [Trailer(name: "Reviewed-by", value: "Trailernam <t@trailerdomain.example>", strict: true, lenient: true)],
                    files: ["A src/a.c 10 0"], subject: "Mend one thing")
                try await ledger.commit("Quibbel Realname", "\(month)-04", email: "handleshown@example.org", subject: "Mend two things")
                try await ledger.commit(
                    "Wumpus Legalname", "\(month)-05", email: "wumpus.mail@worksdomain.example", subject: "Mend three things")
                try await ledger.commit("Hiddenreal", "\(month)-06", email: "vanishedhandle@example.org", subject: "Mend four things")
            }
            try await forge.change(
                1, by: "handleshown", "2026-05-01", "2026-05-02 vanishedhandle reviews", "2026-05-03 vanishedhandle merges")
            try await forge.change(
                2, by: "vanishedhandle", "2026-05-04", "2026-05-05 handleshown comments", "2026-05-06 handleshown merges",
                title: "Vanish by rope")
            try await forge.change(
                3, by: "vanishedhandle", "2026-06-04", "2026-06-05 handleshown assigns vanishedhandle",
                "2026-06-06 handleshown labels Vanish by glue",
                title: "Vanish by glass")
            try await forge.change(4, by: "handleshown", "2026-06-06", "2026-06-07 vanishedhandle comments")
            try await forge.coach("vanishedhandle", "handleshown")
            try await forge.employ("vanishedhandle", at: "Example Works")
            try await ledger.affiliate(["Example Works": [OrganisationSetting.Domain("worksdomain.example")]])
            try await ledger.place()
            try await forge.believe(.accountOptOut, of: "vanishedhandle")
            let hidden = try await Self.account("vanishedhandle", store)
            try await forge.believe(.accountManager, of: "handleshown", object: hidden)
            try await store.write { writer in
                let account = try #require(try writer.integer("SELECT id FROM accounts WHERE name = 'Wumpus Legalname'"))
                let term = try TermBook().term("Chosen One", in: writer)
                try OperationRecorder(writer, kind: "test", madeBy: "Namefull", summary: "Zorblax Namefull said so.", at: OfficeFixture.now)
                    .record([
                        Assertion(.accountDisplayName, subject: account, object: term, rule: "stated", evidence: "Wumpus Legalname asked.")
                    ])
            }
            return try await body(office.site(), office)
        }
    }

    private static func account(_ login: String, _ store: any SQLStore) async throws -> Int64 {
        try await store.read { try #require(try $0.integer("SELECT account_id FROM account_profiles WHERE login = ?", [.text(login)])) }
    }

    /// Every address that names something of the office, beside the examples.
    private func addresses(_ site: Site, _ office: Office) async throws -> [String] {
        let (people, operations) = try await office.store.read { reader in
            (
                Set(try reader.assertions(.accountPerson).compactMap(\.assertion.object)).sorted(),
                try reader.operations(limit: 100).map(\.id)
            )
        }
        var all = site.addresses(.page, .data)
        for measure in office.desk.catalogue.measures.map(\.card) {
            all += ["2026-05", "2026-06"].flatMap {
                [
                    "/measures/\(measure.id)/rows?at=\($0)", "/api/v1/measures/\(measure.id)/rows?at=\($0)",
                    "/api/v1/measures/\(measure.id)/rows?at=\($0)&format=csv",
                ]
            }
            for dimension in measure.dimensions {
                all += [
                    "/measures/\(measure.id)?split=\(dimension.rawValue)",
                    "/api/v1/measures/\(measure.id)/values?split=\(dimension.rawValue)",
                    "/explorer?measure=\(measure.id)&split=\(dimension.rawValue)&as-known=2026-06-30",
                ]
            }
        }
        all += ["", "?format=csv"].flatMap { format in
            ["people", "contributors", "change-requests", "organisations", "programme/coaches", "organisations/example-works"].map {
                "/api/v1/\($0)\(format)"
            }
        }
        all += (1...4).flatMap {
            ["/change-requests/alpha/\($0)", "/api/v1/change-requests/alpha/\($0)", "/api/v1/change-requests/alpha/\($0)?format=csv"]
        }
        all += people.flatMap { number in
            let id = PersonID(number: number).description
            return [
                "/people/\(id)", "/api/v1/people/\(id)", "/people/affiliate?person=\(id)",
                "/people/preview?action=opt-out&person=\(id)&wish=hidden",
            ]
        }
        all += operations.flatMap {
            [
                "/operations/\($0)", "/api/v1/operations/\($0)", "/programme?done=\($0)", "/operations?done=\($0)",
                "/operations/undo?operation=\($0)",
            ]
        }
        all += ["Zorblax", "vanished", "privatedomain"].flatMap { ["/people?q=\($0)", "/api/v1/people?q=\($0)"] }
        return all
    }

    @Test("no public address tells a name, an address, a domain or who opted out", arguments: TestEngine.allCases)
    func planted(engine: TestEngine) async throws {
        try await withPlanted(on: engine) { site, office in
            let addresses = try await addresses(site, office)
            let hidden = try await Self.account("vanishedhandle", office.store)
            let card = try await office.store.read { try #require(try $0.accountCards([hidden]).first) }
            let id = try #require(card.person?.description)
            var shown = (handles: 0, chosen: 0, optedOut: 0, keys: 0)
            for address in addresses {
                let answer = await site.respond(to: Incoming(address, headers: [("Host", "steward.example")], peer: "192.0.2.7"))
                #expect([200, 400, 403, 404].contains(answer.status), "\(address): \(answer.status)")
                // What was searched for stands in its field again.
                let text = address.contains("q=") ? answer.text.replacing(address.split(separator: "q=")[1], with: "") : answer.text
                for secret in Self.secrets { #expect(!text.contains(secret), "\(address) tells \(secret)") }
                // Neither the person nor an account stands as a key; an address that names them may be repeated.
                #expect(address.contains(id) || !text.contains(id), "\(address) tells who opted out")
                #expect(!text.contains("\"number\":\(hidden),\"source\""), "\(address) tells an account")
                if text.contains("opted-out-1") { shown.keys += 1 }
                if text.contains("handleshown") { shown.handles += 1 }
                if text.contains("Chosen One") { shown.chosen += 1 }
                if text.contains("(opted out)") { shown.optedOut += 1 }
            }
            #expect(shown.handles > 10 && shown.chosen > 5 && shown.optedOut > 10 && shown.keys > 5, "\(shown)")
        }
    }

    @Test("staff see names, and who opted out marked as such")
    func staff() async throws {
        try await withPlanted(on: .sqlite) { site, office in
            func get(_ address: String) async -> Outgoing {
                await site.respond(to: Incoming(address, headers: [("Host", "localhost:8080")], peer: "127.0.0.1"))
            }
            let people = await get("/people").text
            #expect(people.contains("Zorblax Namefull") && people.contains("(opted out)"))
            #expect(await get("/data-quality").text.contains("privatedomain.example"))
            #expect(await get("/people?q=privatedomain").text.contains("Zorblax Namefull"))
            #expect(!(await get("/people?q=privatedomain").text.contains("handleshown")))
        }
    }

    @Test("a person who opted out is counted, and has no page but for staff", arguments: TestEngine.allCases)
    func optedOut(engine: TestEngine) async throws {
        try await withPlanted(on: engine) { (site: Site, office: Office) async throws in
            let person = try await office.store.read { reader in
                try reader.integer(
                    """
                    SELECT p.object FROM assertions p JOIN account_profiles f ON f.account_id = p.subject
                    WHERE p.predicate = 'account is person' AND p.ended_at IS NULL AND f.login = 'vanishedhandle'
                    """)
            }
            let id = PersonID(number: try #require(person)).description
            for address in ["/people/\(id)", "/api/v1/people/\(id)"] {
                #expect(await site.respond(to: Incoming(address)).status == 404, "\(address)")
                let own = await site.respond(to: Incoming(address, headers: [("Host", "localhost")], peer: "127.0.0.1"))
                #expect(own.status == 200 && own.text.contains("vanishedhandle"), "\(address)")
                // What staff were shown is not handed to others.
                #expect(await site.respond(to: Incoming(address)).status == 404, "\(address)")
            }
            let rows = await site.respond(to: Incoming("/api/v1/measures/contributors.active/rows?at=2026-05")).text
            #expect(rows.contains("{\"id\":null,\"name\":\"(opted out)\"}"), "\(rows)")
            #expect(!rows.contains(id))
            let commits = await site.respond(to: Incoming("/api/v1/measures/code.commits/rows?at=2026-05")).text
            #expect(commits.contains("Mend one thing") && !commits.contains("Mend four things"), "\(commits)")
        }
    }

    @Test("a change request of somebody who opted out leads nobody but staff to its forge")
    func ownRequests() async throws {
        try await withPlanted(on: .sqlite) { site, _ in
            func get(_ address: String, isStaff: Bool = false) async -> Outgoing {
                let host = isStaff ? "localhost" : "steward.example"
                return await site.respond(to: Incoming(address, headers: [("Host", host)], peer: isStaff ? "127.0.0.1" : "192.0.2.7"))
            }
            let page = await get("/change-requests/alpha/2"), own = await get("/change-requests/alpha/2", isStaff: true)
            #expect(page.status == 200 && !page.text.contains("gitlab.example") && page.text.contains("(opted out)"), "\(page.text)")
            #expect(own.text.contains("gitlab.example") && own.text.contains("Vanish by rope"))
            #expect(await get("/change-requests/alpha/1").text.contains("gitlab.example"))
            let record = await get("/api/v1/change-requests/alpha/2").text
            #expect(record.contains("\"reference\":null") && record.contains("\"title\":null"), "\(record)")
            // Change request 3 is open; nothing leads to it.
            let list = await get("/change-requests?who=all")
            #expect(list.text.contains("/change-requests/alpha/4") && !list.text.contains("/change-requests/alpha/3"), "\(list.text)")
            #expect(await get("/change-requests?who=all", isStaff: true).text.contains("/change-requests/alpha/3"))
            // The part of a coach who opted out can still be opened by its key.
            let parts = await get("/api/v1/measures/flow.merged/values?split=coach&from=2026-05&to=2026-05").text
            #expect(parts.contains("\"key\":\"opted-out-1\",\"title\":\"(opted out)\""), "\(parts)")
            let rows = await get("/api/v1/measures/flow.merged/rows?split=coach&at=2026-05&part=opted-out-1")
            #expect(rows.status == 200 && rows.text.contains("\"total\":1"), "\(rows.text)")
        }
    }

    @Test("whoever opted out stays hidden in figures as they were known before, and after accounts are joined")
    func earlier() async throws {
        try await withPlanted(on: .sqlite) { site, _ in
            let answer = await site.respond(to: Incoming("/api/v1/measures/contributors.active/rows?at=2026-05&as-known=2026-06-30"))
            #expect(answer.status == 200 && !answer.text.contains("vanishedhandle"), "\(answer.text)")
        }
    }

    @Test("an office without names shows none to staff either")
    func pseudonyms() async throws {
        try await withStore(on: .sqlite) { store in
            let sources = ConfigurationSources(
                file: nil, flags: ["reporting.names": "pseudonyms"], environment: [:], currentFolder: "/invented")
            let office = try await Office(ConfigurationLoader.load(sources).configuration, over: store, clock: { OfficeFixture.now })
            let ledger = try await SmallLedger(store, recordedAt: OfficeFixture.now)
            try await ledger.commit("Zorblax Namefull", "2026-05-03", email: "zorblax.mail@privatedomain.example", subject: "Mend")
            try await ledger.place()
            let site = try await office.site()
            let person = try await Self.anyone(office)
            for address in ["/people", "/contributors", "/api/v1/people", "/people/\(person)"] {
                let answer = await site.respond(to: Incoming(address, headers: [("Host", "localhost")], peer: "127.0.0.1"))
                #expect(answer.status == 200 && !answer.text.contains("Zorblax") && answer.text.contains("Contributor "), "\(address)")
            }
        }
    }

    private static func anyone(_ office: Office) async throws -> String {
        try #require(try await office.store.read { try $0.anyPerson() }).description
    }
}
