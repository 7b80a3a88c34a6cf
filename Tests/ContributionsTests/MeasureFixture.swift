import Contributions
import Ledger
import Measures
import Store
import TestSupport

/// A small ledger with the measures over it, read on 30 June 2026.
struct MeasureFixture {
    let ledger: SmallLedger
    let catalogue: Catalogue
    let now = Instant("2026-06-30T12:00:00Z")!

    init(_ store: any SQLStore) async throws { self.init(try await SmallLedger(store)) }

    init(_ ledger: SmallLedger, calendar: ReportingCalendar = .utc, own: OwnNamespaces = OwnNamespaces()) {
        self.ledger = ledger
        catalogue = Catalogue(ContributionsFeature(store: ledger.store, calendar: calendar, own: own).measures)
    }

    func moment() async throws -> Moment {
        Moment(revision: try await ledger.store.read { try $0.revision() }, now: now)
    }

    /// Asks as an address would: `ask("contributors.active", "period=year&split=organisation")`.
    func ask(_ id: String, _ query: String = "") async throws -> Answer {
        let measure = try catalogue.measure(id)
        return try await measure.answer(question(measure, query), at: moment())
    }

    /// The rows behind the figure of one period.
    func rows(_ id: String, _ period: String, _ query: String = "", part: String? = nil, cursor: String? = nil, limit: Int = 50)
        async throws -> RowPage
    {
        let measure = try catalogue.measure(id)
        let question = try question(measure, query)
        let request = RowRequest(
            question, period: Period(question.grain, period)!, part: part, cursor: cursor, limit: limit)
        return try await measure.rows(request, at: moment())
    }

    private func question(_ measure: any Measure, _ query: String) throws -> Question {
        let pairs = query.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        return try Question(
            of: measure.card, values: Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) }), calendar: .utc)
    }
}

extension Answer {
    /// The figure of a period, as `2026-03` spells it.
    func value(_ period: String) -> Double? { points.first { $0.period.key == period }?.value }

    /// The figure of a part in a period.
    func value(_ period: String, part: String) -> Double? {
        parts.first { $0.key == part }?.points.first { $0.period.key == period }?.value
    }
}

extension RowPage {
    /// The first column in words.
    var names: [String] {
        rows.map { row in
            switch row[0] {
            case .text(let text): text
            case .person(let person): person.text(for: .staff)
            case .organisation(let slug, _): slug
            default: ""
            }
        }
    }
}
