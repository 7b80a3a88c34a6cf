import Ledger
import Store
import TestSupport
import Testing

@testable import Collectors

/// Random ledgers, written, read into an empty ledger, and written again.
@Suite("Round trips of files of people")
struct IdentityRoundTripTests {
    private static let now = Instant("2026-08-01")!

    private static func export(_ store: any SQLStore, _ format: IdentityFormat) async throws -> (
        file: IdentityFile, writing: IdentityWriting
    ) {
        let export = try await store.read { try IdentityExport($0, options: .init(withAddresses: true), now: Self.now) }
        return (export.file, IdentityWriting(export.file, as: format, calendar: .utc, now: Self.now))
    }

    private static func take(_ reading: IdentityReading, into store: any SQLStore) async throws -> IdentityImport.Report {
        try await store.write { writer in
            let report = try IdentityImport(writer, options: .init(displayNames: true), madeBy: "test", at: Self.now)
                .run(reading.file, from: reading.sources)
            try writer.placeAccounts(madeBy: "test", at: Self.now)
            return report
        }
    }

    @Test(
        "what is written, read into an empty ledger and written again is the same, byte by byte", arguments: IdentityFormat.allCases,
        [1, 2, 3, 4, 5, 6] as [UInt64])
    func sameBytes(_ format: IdentityFormat, _ seed: UInt64) async throws {
        try await Self.roundTrip(format, seed, on: .sqlite)
    }

    @Test("PostgreSQL gives the same", arguments: IdentityFormat.allCases)
    func postgres(_ format: IdentityFormat) async throws {
        try await Self.roundTrip(format, 7, on: .postgres)
    }

    private static func roundTrip(_ format: IdentityFormat, _ seed: UInt64, on engine: TestEngine) async throws {
        let (first, model) = try await withStore(on: engine) { store in
            try await store.migrate([LedgerSchema.schema])
            try await store.write { writer in
                var people = RandomPeople(seed: seed)
                try people.fill(writer, people: 40)
            }
            let (file, writing) = try await export(store, format)
            return (writing, file)
        }
        #expect(first.parts.contains { $0.bytes.count > 200 })
        let reading = IdentityInput(format, calendar: .utc).read(texts: first.parts.map { ($0.name, $0.bytes) })
        #expect(reading.findings.problems.map(\.description) == [])
        try await withStore(on: engine) { store in
            try await store.migrate([LedgerSchema.schema])
            let report = try await take(reading, into: store)
            #expect(report.changes > 0)
            let (file, second) = try await export(store, format)
            for (a, b) in zip(first.parts, second.parts) {
                #expect(String(decoding: a.bytes, as: UTF8.self) == String(decoding: b.bytes, as: UTF8.self), "\(a.name)")
            }
            // What these two can say is all that the model holds.
            if format == .csv || format == .sortinghat { #expect(said(file, by: format) == said(model, by: format)) }
            let again = try await take(reading, into: store)
            #expect(again.changes == 0 && again.operation == nil && again.accountsMade == 0)
        }
    }

    /// The model without what SortingHat cannot say: shares, the spelling that is wanted, and the days of domains.
    private static func said(_ file: IdentityFile, by format: IdentityFormat) -> IdentityFile {
        var file = file
        guard format == .sortinghat else {
            for index in file.people.indices where file.people[index].identities.count < 2 { file.people[index].canonical = nil }
            return file
        }
        file = file.withoutShares
        for index in file.people.indices { file.people[index].canonical = nil }
        for index in file.organisations.indices {
            for domain in file.organisations[index].domains.indices {
                file.organisations[index].domains[domain].from = nil
                file.organisations[index].domains[domain].to = nil
            }
        }
        return file
    }
}
