import Ledger
import Measures

/// The contributions that one figure is counted from: one part of one period.
struct Window: CountingWindow {
    let selection: Selection
    let question: Question
    let card: MeasureCard
    let period: Period
    /// The instants that the measure looks at, which may reach further back than the period.
    let range: Range<Instant>
    /// Indexes of contributions, oldest first.
    private(set) var counted: Counted
    /// For measures that look at all of a person's contributions; empty for others.
    let history: History
    /// The present.
    let now: Instant
    let calendar: ReportingCalendar
    /// For measures that look at files.
    let files: FileFacts?
    /// Contributions of the whole, of which this window may be a part; in millionths.
    let wholeCount: Int64
    /// People active in the next period, for measures that look ahead.
    let next: MemberSet?
    /// The organisation for which the contributions count here; nil for all.
    private(set) var organisation: Int32?

    var facts: ContributionFacts { selection.facts }

    var unknownShare: Double? {
        counted.unknownShare(for: organisation ?? selection.crediting.organisation, facts.actors.mixtures) {
            facts.contributions.belonging[Int($0)]
        }
    }

    func narrowed(to counted: Counted, organisation: Int32?) -> Window {
        var part = self
        part.counted = counted
        part.organisation = organisation
        return part
    }

    /// The value of one of the measure's parameters.
    func parameter(_ name: String) -> String { question.parameter(name, of: card) }

    func integer(_ name: String) -> Int { Int(parameter(name)) ?? 0 }

    func person(_ row: Int32) -> Int32 { facts.contributions.person[Int(row)] }
    /// For whom a contribution was made; of several the one with the largest part.
    func organisation(_ row: Int32) -> Int32 { facts.actors.mixtures.foremost(facts.contributions.belonging[Int(row)]) }
    func commit(_ row: Int32) -> Int32 { facts.contributions.commit[Int(row)] }

    /// The people who contributed, each once, in the order of their first contribution here.
    func people() -> [Int32] {
        var seen = MemberSet(capacity: facts.people.count)
        return rows.compactMap { seen.insert(person($0)) ? person($0) : nil }
    }

    /// Contributions of each person.
    func contributionsByPerson() -> [(person: Int32, count: Int)] {
        counts(by: person, members: facts.people.count).map { (person: $0.member, count: $0.count) }
    }

    /// Contributions of each organisation, unknown among them, in millionths.
    func contributionsByOrganisation() -> [(organisation: Int32, count: Int)] {
        if let organisation { return rows.isEmpty ? [] : [(organisation, Int(counted.millionths))] }
        var tally = [Int](repeating: 0, count: facts.organisations.count)
        for row in rows {
            if let plain = selection.crediting.plainOrganisation(of: facts.contributions.belonging[Int(row)]) {
                tally[Int(plain)] += Int(counted.share(row))
                continue
            }
            for part in selection.crediting.parts(of: selection.deed(row), counted.share(row), by: .organisation) {
                tally[Int(part.organisation)] += Int(part.share)
            }
        }
        return tally.indices.compactMap { tally[$0] == 0 ? nil : (Int32($0), tally[$0]) }
    }

    /// The number of rows of each member, in the order of the members.
    private func counts(by key: (Int32) -> Int32, members: Int) -> [(member: Int32, count: Int)] {
        // A few rows are sorted; for many it is faster to walk over all members once.
        guard rows.count * 16 > members else {
            var counts: [(member: Int32, count: Int)] = []
            for member in rows.map(key).sorted() {
                if counts.last?.member == member { counts[counts.count - 1].count += 1 } else { counts.append((member, 1)) }
            }
            return counts
        }
        var tally = [Int32](repeating: 0, count: members)
        for row in rows { tally[Int(key(row))] += 1 }
        return tally.indices.compactMap { tally[$0] == 0 ? nil : (Int32($0), Int(tally[$0])) }
    }
}

/// When each person's first and last contribution of a selection was, over all time.
final class History: Sendable {
    /// By person index: the first and last contribution; -1 for people who have none in the selection.
    let first: [Int32]
    let last: [Int32]

    /// Nobody's history, for measures that need none.
    static let none = History(first: [], last: [])

    private init(first: [Int32], last: [Int32]) {
        self.first = first
        self.last = last
    }

    init(of selection: Selection) {
        var first = [Int32](repeating: -1, count: selection.facts.people.count)
        var last = first
        for row in 0..<selection.facts.contributions.count where selection.contains(row) {
            let person = Int(selection.facts.contributions.person[row])
            if first[person] < 0 { first[person] = Int32(row) }
            last[person] = Int32(row)
        }
        self.first = first
        self.last = last
    }
}
