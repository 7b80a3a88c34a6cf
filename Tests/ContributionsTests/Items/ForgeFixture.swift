import Contributions
import Ledger
import Measures
import Store
import TestSupport

/// A small forge with the measures over it, read on 30 June 2026 at noon.
struct ForgeFixture {
    let forge: SmallForge
    let measures: MeasureFixture

    init(
        _ store: any SQLStore, _ kind: ForgeKind = .gitlab, recordedAt: Instant = Instant("2026-06-30")!,
        own: OwnNamespaces = OwnNamespaces()
    ) async throws {
        let ledger = try await SmallLedger(store, recordedAt: recordedAt)
        forge = SmallForge(ledger, kind)
        measures = MeasureFixture(ledger, own: own)
    }

    /// Runs `body` with an empty forge.
    static func with(
        _ engine: TestEngine, _ kind: ForgeKind = .gitlab, own: OwnNamespaces = OwnNamespaces(), _ body: (ForgeFixture) async throws -> Void
    ) async throws {
        try await withStore(on: engine) { store in try await body(ForgeFixture(store, kind, own: own)) }
    }

    func ask(_ id: String, _ query: String = "") async throws -> Answer { try await measures.ask(id, query) }

    /// The figure of one month, with the months before it left out of the answer.
    func value(_ id: String, _ period: String, _ query: String = "") async throws -> Double? {
        let grain = period.contains("Q") ? "period=quarter&" : ""
        return try await ask(id, "\(grain)from=\(period)&to=\(period)" + (query.isEmpty ? "" : "&\(query)")).value(period)
    }

    func rows(_ id: String, _ period: String, _ query: String = "", part: String? = nil) async throws -> RowPage {
        try await measures.rows(id, period, (period.contains("Q") ? "period=quarter" : "") + (query.isEmpty ? "" : "&\(query)"), part: part)
    }
}

extension RowPage {
    /// A column in words.
    func column(_ name: String) -> [String] {
        guard let index = columns.firstIndex(where: { $0.name == name }) else { return [] }
        return rows.map { row in
            switch row[index] {
            case .text(let text): text
            case .person(let person): person.text(for: .staff)
            case .organisation(let slug, _), .project(let slug, _): slug
            case .integer(let number): "\(number)"
            case .number(let number): "\(number)"
            case .instant(let instant): "\(instant)"
            case .none: ""
            }
        }
    }
}
