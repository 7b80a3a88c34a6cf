import Foundation

/// The hours of somebody's day, where they live, in which nothing is sent to them.
public struct QuietHours: Sendable, Hashable {
    /// Minutes of the day, 0 to 1439; nil when no hours are quiet. A beginning after the end is the evening before.
    public var from: Int?
    /// The first minute that is not quiet any more.
    public var to: Int?
    /// Whether Saturday and Sunday are quiet.
    public var weekends: Bool
    /// The name of a time zone, such as `Europe/Berlin`.
    public var zone: String

    public init(from: Int? = nil, to: Int? = nil, weekends: Bool = false, zone: String = "UTC") {
        (self.from, self.to, self.weekends, self.zone) = (from, to, weekends, zone)
    }

    /// The zone as the system's tables know it.
    var isZoneKnown: Bool { zone.utf8.count <= 60 && TimeZone(identifier: zone) != nil }

    private var calendar: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
        return calendar
    }

    /// The first second, at `instant` or later, that is not quiet. Seconds since 1970, UTC.
    public func end(after instant: Int64) -> Int64 {
        guard from != nil && to != nil && from != to || weekends else { return instant }
        let calendar = calendar
        var moment = instant
        // Each turn leaves one stretch of quiet; a weekend with the nights around it has at most four.
        for _ in 0..<8 {
            guard let next = quietEnd(at: moment, calendar), next > moment else { return moment }
            moment = next
        }
        return moment
    }

    /// When the quiet in which `instant` lies ends; nil when it is not quiet then.
    private func quietEnd(at instant: Int64, _ calendar: Calendar) -> Int64? {
        let date = Date(timeIntervalSince1970: Double(instant))
        let start = calendar.startOfDay(for: date)
        if weekends, [1, 7].contains(calendar.component(.weekday, from: date)) {
            guard let tomorrow = calendar.date(byAdding: .day, value: 1, to: start) else { return nil }
            return Int64(tomorrow.timeIntervalSince1970)
        }
        guard let from, let to, from != to else { return nil }
        let parts = calendar.dateComponents([.hour, .minute], from: date)
        let minute = (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
        let isQuiet = from < to ? (from..<to).contains(minute) : minute >= from || minute < to
        guard isQuiet else { return nil }
        let isTomorrow = from > to && minute >= from
        guard let day = calendar.date(byAdding: .day, value: isTomorrow ? 1 : 0, to: start) else { return nil }
        // A time that the clocks pass over on that day is the first one after it.
        let end = calendar.nextDate(
            after: day.addingTimeInterval(-1), matching: DateComponents(hour: to / 60, minute: to % 60), matchingPolicy: .nextTime)
        return end.map { Int64($0.timeIntervalSince1970) }
    }

    /// The day, where they live, and the minute in it.
    func localTime(_ instant: Int64) -> (day: String, minute: Int) {
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: Date(timeIntervalSince1970: Double(instant)))
        let padded: (Int?, Int) -> String = { number, width in
            let digits = String(number ?? 0)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return ("\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))", (parts.hour ?? 0) * 60 + (parts.minute ?? 0))
    }
}
