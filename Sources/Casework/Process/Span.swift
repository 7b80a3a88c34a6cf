import Ledger

/// A length of time as a process file says it: `3 working days`, `72 hours`, `6 months`.
public struct Span: Sendable, Hashable, Codable, CustomStringConvertible {
    public enum Unit: String, Sendable, Codable, CaseIterable {
        case minutes, hours, days, weeks, months, years
        case workingHours = "working hours"
        case workingDays = "working days"

        var isWorking: Bool { self == .workingHours || self == .workingDays }
    }

    public let amount: Int
    public let unit: Unit

    public init(_ amount: Int, _ unit: Unit) {
        self.amount = amount
        self.unit = unit
    }

    /// Longer than any office plans; keeps all arithmetic far from overflow.
    static let longest = 100_000

    /// Reads a whole number and a unit, in the plural or, for 1, in the singular; nil for anything else.
    public init?(_ text: String) {
        let words = text.split(separator: " ")
        guard (2...3).contains(words.count), let amount = Int(words[0]), (0...Self.longest).contains(amount) else { return nil }
        let name = words.dropFirst().joined(separator: " ")
        guard let unit = Unit.allCases.first(where: { $0.rawValue == name || $0.rawValue == name + "s" }) else { return nil }
        self.init(amount, unit)
    }

    public var description: String { "\(amount) \(amount == 1 ? String(unit.rawValue.dropLast()) : unit.rawValue)" }

    /// Whether only working time counts.
    public var isWorking: Bool { unit.isWorking }

    /// The length in seconds, for one that begins at an instant.
    ///
    /// Working time counts in seconds of working time: a working day is what the calendar says that a day has. A month that begins on the
    /// 31st ends on the last day of a shorter month.
    func seconds(from start: Int64, calendar: WorkingCalendar?) -> Int64 {
        let count = Int64(amount)
        switch unit {
        case .minutes: return count * 60
        case .hours, .workingHours: return count * 3600
        case .days: return count * 86_400
        case .weeks: return count * 7 * 86_400
        case .workingDays: return count * (calendar?.secondsInWorkingDay ?? 86_400)
        case .months: return Self.months(amount, from: start)
        case .years: return Self.months(amount * 12, from: start)
        }
    }

    private static func months(_ count: Int, from start: Int64) -> Int64 {
        let first = Instant(seconds: start).date
        let month = first.year * 12 + first.month - 1 + count
        let (year, number) = (month / 12, month % 12 + 1)
        let next = number == 12 ? CivilDate(year: year + 1, month: 1, day: 1) : CivilDate(year: year, month: number + 1, day: 1)
        let last = CivilDate(daysSince1970: next.daysSince1970 - 1).day
        let day = CivilDate(year: year, month: number, day: min(first.day, last))
        return (day.daysSince1970 - first.daysSince1970) * 86_400
    }
}
