import Ledger

/// A date as git writes it: seconds since 1970 and an offset from UTC.
struct CommitDate {
    /// 9999-12-31T23:59:59Z: the last date that has four digits.
    static let latest = Instant(seconds: 253_402_300_799)

    var instant: Instant
    /// The date was later than `latest`.
    var isOutOfRange: Bool

    /// Reads decimal digits of any number; nil when there is anything else, or nothing.
    init?(digits: some Collection<UInt8>) {
        guard !digits.isEmpty else { return nil }
        var seconds: Int64 = 0
        for digit in digits {
            guard digit.isDecimalDigit else { return nil }
            // Growing no further is enough: the value is out of range already.
            if seconds <= Self.latest.seconds { seconds = seconds * 10 + Int64(digit - UInt8(ascii: "0")) }
        }
        isOutOfRange = seconds > Self.latest.seconds
        instant = isOutOfRange ? Self.latest : Instant(seconds: seconds)
    }

    /// Minutes east of UTC from git's raw form, such as `1700000000 +0530`.
    ///
    /// - Returns: nil for what no clock on Earth shows: more than 14 hours, or 60 minutes and more.
    static func offset(raw: some BidirectionalCollection<UInt8>) -> Int? {
        guard let sign = raw.lastIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) else {
            return nil
        }
        let digits = raw[raw.index(after: sign)...]
        guard digits.count == 4 else { return nil }
        var value = 0
        for digit in digits {
            guard digit.isDecimalDigit else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        let (hours, minutes) = (value / 100, value % 100)
        guard hours * 60 + minutes <= 14 * 60, minutes < 60 else { return nil }
        return (raw[sign] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }
}

extension UInt8 {
    /// One of the ten ASCII digits.
    var isDecimalDigit: Bool { UInt8(ascii: "0") <= self && self <= UInt8(ascii: "9") }
}
