import Ledger
import Store
import TestSupport
import Testing

@Suite("What is open and what is closed")
struct PublicationTests {
    private static let day = Instant("2026-11-01")!

    private func publication(
        _ location: String, _ visibility: Publication.Visibility = .open, case number: Int64? = nil, decided: Instant = day
    ) -> Publication {
        Publication(location: location, title: "Forms", visibility: visibility, licence: "MIT", caseNumber: number, decidedAt: decided)
    }

    private func withLedger(_ engine: TestEngine, _ body: (any SQLStore) async throws -> Void) async throws {
        try await withStore(on: engine) { store in
            try await store.migrate([LedgerSchema.schema])
            try await body(store)
        }
    }

    @Test("a decision comes back as it was recorded, with every part", arguments: TestEngine.allCases)
    func roundTrip(_ engine: TestEngine) async throws {
        try await withLedger(engine) { store in
            let decision = Publication(
                location: "https://Forge.example/Team/forms.git", title: "Forms", projectID: 3, organisationID: 4, visibility: .closed,
                licence: "MIT OR Apache-2.0", reason: "Policy that is not announced yet.", caseNumber: 12, decidedAt: Self.day,
                releasedAt: nil, reviewAt: Self.day.advanced(by: 100))
            let stored = try await store.write { try Publications.record(decision, at: Self.day, in: $0) }
            let all = try await store.read { try Publications.all($0) }
            #expect(all == [stored])
            var expected = decision
            expected.id = 1
            expected.location = "https://forge.example/Team/forms"
            #expect(stored == expected)
        }
    }

    @Test("a later decision ends the one before it, which stays on record", arguments: TestEngine.allCases)
    func replaces(_ engine: TestEngine) async throws {
        try await withLedger(engine) { store in
            let later = Self.day.advanced(by: 86_400)
            try await store.write { writer in
                try Publications.record(publication("https://forge.example/a/b", .closed, case: 1), in: writer)
                try Publications.record(publication("https://forge.example/a/b.git/", .open, case: 2, decided: later), in: writer)
                try Publications.record(publication("https://forge.example/a/c", case: 3), in: writer)
            }
            let all = try await store.read { try Publications.all($0) }
            #expect(all.map(\.endedAt) == [later, nil, nil])
            let current = try await store.read { try Publications.current(at: "https://forge.example/a/b", in: $0) }
            #expect(current?.caseNumber == 2)
            #expect(try await store.read { try Publications.current($0) }.compactMap(\.caseNumber) == [2, 3])
        }
    }

    @Test("a case that records the same decision again changes its row and adds none", arguments: TestEngine.allCases)
    func repeats(_ engine: TestEngine) async throws {
        try await withLedger(engine) { store in
            let first = publication("https://forge.example/a/b", .closed, case: 1)
            try await store.write { _ = try Publications.record(first, in: $0) }
            let revision = try await store.read { try $0.revision() }
            try await store.write { _ = try Publications.record(first, in: $0) }
            #expect(try await store.read { try $0.revision() } == revision)
            var renewed = first
            renewed.reviewAt = Self.day.advanced(by: 1000)
            try await store.write { [renewed] in _ = try Publications.record(renewed, in: $0) }
            let all = try await store.read { try Publications.all($0) }
            #expect(all.map(\.reviewAt) == [Self.day.advanced(by: 1000)])
            #expect(all.map(\.id) == [1])
        }
    }

    @Test("a decision that was taken back holds no longer, and was overdue only while it held", arguments: TestEngine.allCases)
    func ends(_ engine: TestEngine) async throws {
        try await withLedger(engine) { store in
            var closed = publication("https://forge.example/a/b", .closed, case: 1)
            closed.reviewAt = Self.day.advanced(by: 10)
            let stored = try await store.write { [closed] in try Publications.record(closed, in: $0) }
            #expect(!stored.isOverdue(at: Self.day.advanced(by: 9)))
            #expect(stored.isOverdue(at: Self.day.advanced(by: 10)))
            try await store.write { try Publications.end(stored.id, at: Self.day.advanced(by: 20), in: $0) }
            let ended = try #require(try await store.read { try Publications.all($0) }.first)
            #expect(!ended.isOverdue(at: Self.day.advanced(by: 20)))
            #expect(try await store.read { try Publications.current($0) }.isEmpty)
        }
    }

    @Test("what cannot be an address is refused and leaves nothing", arguments: TestEngine.allCases)
    func refuses(_ engine: TestEngine) async throws {
        try await withLedger(engine) { (store: any SQLStore) async throws in
            await #expect(throws: LedgerError.invalidLocation("two words")) {
                try await store.write { _ = try Publications.record(publication("two words"), in: $0) }
            }
            #expect(try await store.read { try Publications.all($0) }.isEmpty)
        }
    }

    @Test("two spellings of one address are one repository, and never carry credentials")
    func spellings() {
        let expected = [
            "https://Forge.Example/Team/Forms.git": "https://forge.example/Team/Forms",
            "https://user:secret@forge.example/Team/Forms/": "https://forge.example/Team/Forms",
            "HTTPS://forge.example/Team/Forms.git/?ref=x#y": "https://forge.example/Team/Forms",
            "git@forge.example:Team/Forms.git": "ssh://forge.example/Team/Forms",
            "/srv/git/forms.git": "/srv/git/forms",
            "/srv/a:b": "/srv/a:b",
            "file:///srv/git/forms": "file:///srv/git/forms",
            "https://forge.example:8443/a/b": "https://forge.example:8443/a/b",
        ]
        for (text, key) in expected { #expect(PublicationLocation.key(text) == key) }
        for text in [
            "", "a b", "https:///a", "https://forge.example/a\u{0}b", "https://forge.example/a\u{202E}b",
            String(repeating: "a", count: 2001),
        ] {
            #expect(PublicationLocation.key(text) == nil, "\(text.prefix(40))")
        }
    }
}
