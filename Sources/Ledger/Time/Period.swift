/// How time is cut into periods.
public enum Grain: String, Sendable, CaseIterable {
    case month
    case quarter
    case year
    /// The twelve months that end with a month: one period per month, each overlapping the next.
    case trailing

    /// Months from one period to the next.
    var step: Int {
        switch self {
        case .month, .trailing: 1
        case .quarter: 3
        case .year: 12
        }
    }

    /// Months that one period covers.
    var length: Int { self == .trailing ? 12 : step }
}

/// One period of the calendar: a month, a quarter, a year, or the twelve months to the end of a month.
///
/// Periods are half-open: they hold their first instant and not the first instant of the next.
public struct Period: Sendable, Hashable, Comparable {
    public let grain: Grain
    /// Counts periods of this grain since year 0.
    public let index: Int

    public init(_ grain: Grain, index: Int) {
        self.grain = grain
        self.index = index
    }

    /// The period of `grain` that holds `date`; for ``Grain/trailing`` the one that ends with the date's month.
    public init(_ grain: Grain, containing date: CivilDate) {
        self.init(grain, index: (date.year * 12 + date.month - 1) / grain.step)
    }

    public static func < (a: Period, b: Period) -> Bool { a.index < b.index }

    public func advanced(by count: Int) -> Period { Period(grain, index: index + count) }

    /// The first day of the period.
    public var firstDay: CivilDate { Self.firstDay(ofMonth: (index + 1) * grain.step - grain.length) }

    /// The first day after the period.
    public var endDay: CivilDate { Self.firstDay(ofMonth: (index + 1) * grain.step) }

    private static func firstDay(ofMonth month: Int) -> CivilDate {
        CivilDate(year: month / 12, month: month % 12 + 1, day: 1)
    }
}

extension Period: CustomStringConvertible {
    /// `2026-03`, `2026-Q1`, `2026`, or `12 months to 2026-03`.
    public var description: String {
        switch grain {
        case .month: key
        case .quarter, .year: key
        case .trailing: "12 months to \(key)"
        }
    }

    /// The period as an address spells it: `2026-03`, `2026-Q1`, `2026`; a trailing period by its last month.
    public var key: String {
        switch grain {
        case .month, .trailing:
            "\(padded(Int64(index / 12), to: 4))-\(padded(Int64(index % 12 + 1)))"
        case .quarter: "\(padded(Int64(index / 4), to: 4))-Q\(index % 4 + 1)"
        case .year: padded(Int64(index), to: 4)
        }
    }

    /// Reads what ``key`` writes; a date or a month is taken as the period that holds it. Nil for anything else.
    public init?(_ grain: Grain, _ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, first.count == 4, let year = Int(first), year >= 1 else { return nil }
        let month: Int
        switch parts.count {
        case 1: month = 1
        case 2 where parts[1].first == "Q":
            guard let quarter = Int(parts[1].dropFirst()), (1...4).contains(quarter) else { return nil }
            month = quarter * 3 - 2
        case 2:
            guard parts[1].count == 2, let number = Int(parts[1]), (1...12).contains(number) else { return nil }
            month = number
        default:
            guard let date = CivilDate(text) else { return nil }
            month = date.month
        }
        self.init(grain, containing: CivilDate(year: year, month: month, day: 1))
    }
}
