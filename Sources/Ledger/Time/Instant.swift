import Glibc

/// A point in time: whole seconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Instant: Sendable, Hashable, Comparable {
    public let seconds: Int64

    public init(seconds: Int64) { self.seconds = seconds }

    /// The first instant of a date in UTC.
    public init(_ date: CivilDate) { seconds = date.daysSince1970 * Self.secondsPerDay }

    public static let secondsPerDay: Int64 = 86_400
    /// Before and after everything that Steward stores.
    public static let distantPast = Instant(seconds: .min / 4)
    public static let distantFuture = Instant(seconds: .max / 4)

    /// The present, from the system's clock.
    public static var now: Instant { Instant(seconds: Int64(time(nil))) }

    public static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }

    public func advanced(by seconds: Int64) -> Instant {
        Instant(seconds: self.seconds &+ seconds)
    }

    /// The date of this instant in UTC.
    public var date: CivilDate {
        CivilDate(daysSince1970: seconds.dividedFloor(by: Self.secondsPerDay))
    }
}

extension Instant: CustomStringConvertible {
    /// ISO 8601 in UTC, such as `2026-11-21T10:04:00Z`.
    public var description: String {
        let second = seconds - date.daysSince1970 * Self.secondsPerDay
        return "\(date)T\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))Z"
    }

    /// Reads `2026-11-21` (its first instant in UTC) or `2026-11-21T10:04:00Z`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let date = CivilDate(String(first)) else { return nil }
        guard parts.count == 2 else {
            self.init(date)
            return
        }
        guard parts[1].hasSuffix("Z") else { return nil }
        let clock = parts[1].dropLast().split(separator: ":", omittingEmptySubsequences: false)
        let numbers = clock.compactMap { $0.count == 2 ? Int64($0) : nil }
        guard clock.count == 3, numbers.count == 3, numbers[0] < 24, numbers[1] < 60, numbers[2] < 60,
            numbers.allSatisfy({ $0 >= 0 })
        else { return nil }
        self.init(seconds: Instant(date).seconds + numbers[0] * 3600 + numbers[1] * 60 + numbers[2])
    }
}

/// Two digits at least, with leading zeros.
func padded(_ number: Int64, to width: Int = 2) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (number < 0 ? "-" : "") + zeros + digits
}

extension Int64 {
    /// Division that rounds towards minus infinity, as calendars need before 1970.
    func dividedFloor(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
