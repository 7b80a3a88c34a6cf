import Foundation
public import Ledger

/// When people work at a place: weekdays with their hours, holidays, a time zone.
///
/// All counts are of seconds of working time. Hours are local: on the day of a change to summer time, nine o'clock stays nine o'clock.
public struct WorkingCalendar: Sendable, Hashable {
    public let id: String
    /// The IANA name of the time zone.
    public let zoneName: String
    /// Seconds after local midnight, for Monday to Sunday; empty for a day off.
    public let week: [Range<Int>]
    public let holidays: Set<CivilDate>
    public let line: Int
    private let zone: TimeZone

    /// Nil when the system does not know the time zone, or nobody ever works.
    public init?(id: String, zone name: String, week: [Range<Int>], holidays: Set<CivilDate> = [], line: Int = 0) {
        guard week.count == 7, week.contains(where: { !$0.isEmpty }), week.allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= 86_400 }),
            let zone = TimeZone(identifier: name)
        else { return nil }
        (self.id, zoneName, self.week, self.holidays, self.line, self.zone) = (id, name, week, holidays, line, zone)
    }

    /// What one working day counts for: the longest day of the week.
    public var secondsInWorkingDay: Int64 { Int64(week.map(\.count).max() ?? 0) }

    /// When a day begins here, UTC seconds.
    func beginning(of day: CivilDate) -> Int64 { instant(local: day.daysSince1970 * 86_400) }

    /// The working time of a day as a range of instants; nil for a day off.
    func hours(on day: CivilDate) -> Range<Int64>? {
        let days = day.daysSince1970
        // 1970-01-01 was a Thursday.
        let weekday = Int(((days + 3) % 7 + 7) % 7)
        guard !week[weekday].isEmpty, !holidays.contains(day) else { return nil }
        let start = instant(local: days * 86_400 + Int64(week[weekday].lowerBound))
        let end = instant(local: days * 86_400 + Int64(week[weekday].upperBound))
        return start < end ? start..<end : nil
    }

    /// Seconds of working time in `[start, end)`; 0 when the end is not after the start.
    public func workingSeconds(from start: Int64, to end: Int64) -> Int64 {
        guard start < end else { return 0 }
        var total: Int64 = 0
        let last = localDay(of: end)
        var day = localDay(of: start)
        while day <= last {
            if let hours = hours(on: CivilDate(daysSince1970: day)) {
                total += max(0, min(hours.upperBound, end) - max(hours.lowerBound, start))
            }
            day += 1
        }
        return total
    }

    /// The instant at which `seconds` of working time have passed since `start`.
    ///
    /// With nothing left it is `start` itself. Holidays that never end would mean no answer: after 50 years it gives
    /// up and says that instant.
    public func instant(after seconds: Int64, from start: Int64) -> Int64 {
        guard seconds > 0 else { return start }
        var left = seconds
        let first = localDay(of: start)
        for day in first..<(first + Self.patience) {
            guard let hours = hours(on: CivilDate(daysSince1970: day)) else { continue }
            let begin = max(hours.lowerBound, start)
            let length = hours.upperBound - begin
            guard length > 0 else { continue }
            if left <= length { return begin + left }
            left -= length
        }
        return start + Self.patience * 86_400
    }

    private static let patience: Int64 = 50 * 366

    private func localDay(of instant: Int64) -> Int64 {
        let local = instant + offset(at: instant)
        return local >= 0 ? local / 86_400 : -((-local + 86_399) / 86_400)
    }

    /// The offset is asked for at the first guess and again where that leads, for days on which it changes.
    private func instant(local: Int64) -> Int64 {
        let guess = local - offset(at: local)
        return local - offset(at: guess)
    }

    private func offset(at instant: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant))))
    }
}
