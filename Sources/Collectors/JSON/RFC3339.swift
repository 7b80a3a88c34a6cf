import Ledger

/// Reads times as forges write them.
enum RFC3339 {
    /// `2024-01-02T03:04:05Z`, `2024-01-02 03:04:05.678+02:00`, `…+0200` or `… UTC`; nil for anything else.
    ///
    /// A fraction of a second is dropped; a leap second counts as the second before it. Works on bytes, as a collection
    /// reads one for every event.
    static func instant(_ text: UnsafeBufferPointer<UInt8>) -> Instant? {
        guard text.count >= 20, text.count <= 40, text[4] == dash, text[7] == dash, text[13] == colon, text[16] == colon,
            text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: "t") || text[10] == blank,
            let year = number(text, 0, 4), let month = number(text, 5, 2), let day = number(text, 8, 2),
            let hour = number(text, 11, 2), let minute = number(text, 14, 2), let second = number(text, 17, 2),
            hour < 24, minute < 60, second <= 60, (1...12).contains(month), (1...days(in: month, of: year)).contains(day)
        else { return nil }
        var index = 19
        if text[index] == UInt8(ascii: ".") {
            let start = index + 1
            index = start
            while index < text.count, isDigit(text[index]) { index += 1 }
            guard index > start else { return nil }
        }
        guard let offset = offset(text, from: index) else { return nil }
        let days = daysSince1970(year, month, day)
        return Instant(seconds: days * 86_400 + hour * 3600 + minute * 60 + min(second, 59) - offset)
    }

    private static let dash = UInt8(ascii: "-")
    private static let colon = UInt8(ascii: ":")
    private static let blank = UInt8(ascii: " ")

    /// Seconds east of UTC; nil when what is left is no offset.
    private static func offset(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int64? {
        let left = text.count - start
        guard left > 0 else { return nil }
        if left == 1, text[start] == UInt8(ascii: "Z") || text[start] == UInt8(ascii: "z") { return 0 }
        if left == 4, text[start] == blank, text[(start + 1)...].elementsEqual("UTC".utf8) { return 0 }
        // A blank may stand before the sign, as in `2016-11-04 09:31:48 +0100`.
        let index = text[start] == blank ? start + 1 : start
        guard index < text.count, text[index] == UInt8(ascii: "+") || text[index] == dash else { return nil }
        let sign: Int64 = text[index] == dash ? -1 : 1
        let digits = text.count - index - 1
        guard digits == 4 || digits == 5 && text[index + 3] == colon, let hours = number(text, index + 1, 2),
            let minutes = number(text, text.count - 2, 2), hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static func number(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int) -> Int64? {
        guard start >= 0, start + count <= text.count else { return nil }
        var value: Int64 = 0
        for index in start..<(start + count) {
            guard isDigit(text[index]) else { return nil }
            value = value * 10 + Int64(text[index] - UInt8(ascii: "0"))
        }
        return value
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The day's number in the Gregorian calendar (Howard Hinnant's `days_from_civil`, for years from 0).
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
