public import Ledger

/// How numbers, shares, times and changes read on every page: thousands are set apart by a comma, the decimal mark is
/// a point, a minus is a minus sign, dates are ISO 8601.
public enum Format {
    /// `12,345`.
    public static func integer(_ number: Int) -> String {
        grouped(String(number.magnitude), negative: number < 0)
    }

    /// A number with a fixed count of decimals, 0 to 6, halves rounded away from zero: `12,345.60`.
    public static func number(_ number: Double, decimals: Int = 0) -> String {
        guard number.isFinite else { return "no data" }
        let decimals = min(max(decimals, 0), 6)
        let scale = powersOfTen[decimals]
        let scaled = (number.magnitude * scale).rounded(.toNearestOrAwayFromZero)
        guard scaled < 1e15 else { return number.description }
        let whole = Int(scaled)
        let integers = whole / Int(scale)
        let text = grouped(String(integers), negative: number < 0 && whole != 0)
        guard decimals > 0 else { return text }
        let rest = String(whole % Int(scale))
        return text + "." + String(repeating: "0", count: decimals - rest.count) + rest
    }

    /// A number with as few decimals as it needs, two at most: `3`, `3.5`, `3.14`.
    public static func short(_ number: Double) -> String {
        let text = self.number(number, decimals: 2)
        guard text.contains(".") else { return text }
        var trimmed = Substring(text)
        while trimmed.last == "0" { trimmed.removeLast() }
        if trimmed.last == "." { trimmed.removeLast() }
        return String(trimmed)
    }

    /// At most three digits and a letter, for axes and small places: `950`, `1.5k`, `12k`, `2.4M`.
    public static func compact(_ number: Double) -> String {
        guard number.isFinite else { return "no data" }
        for (size, letter) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where number.magnitude >= size {
            let quotient = number / size
            return short(quotient.magnitude < 10 ? (quotient * 10).rounded() / 10 : quotient.rounded()) + letter
        }
        return short(number)
    }

    /// A share from 0 to 1 as a percentage: `42.5 %`, with a no-break space.
    public static func percent(_ share: Double, decimals: Int = 1) -> String {
        guard share.isFinite else { return "no data" }
        return number(share * 100, decimals: decimals) + "\u{A0}%"
    }

    /// A duration in days with two decimals: `3.25 days`.
    public static func days(seconds: Double) -> String {
        guard seconds.isFinite else { return "no data" }
        let text = number(seconds / 86_400, decimals: 2)
        return text + "\u{A0}" + (text == "1.00" ? "day" : "days")
    }

    /// A number of things: `1 commit`, `3 commits`, `no commits`.
    public static func count(_ number: Int, _ one: String, _ many: String) -> String {
        switch number {
        case 0: "no \(many)"
        case 1: "1 \(one)"
        default: "\(integer(number)) \(many)"
        }
    }

    /// A change with its sign: `+12`, `−3`, `±0`.
    public static func change(_ number: Double, decimals: Int = 0) -> String {
        let text = self.number(number.magnitude, decimals: decimals)
        let isNothing = text.utf8.allSatisfy { !(UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
        return (isNothing ? "±" : number < 0 ? "−" : "+") + text
    }

    /// `2026-11-21`.
    public static func date(_ instant: Instant) -> String { instant.date.description }

    /// `2026-11-21 10:04 UTC`.
    public static func time(_ instant: Instant) -> String {
        String(instant.description.prefix(16)).split(separator: "T").joined(separator: " ") + " UTC"
    }

    /// An instant as a `time` element that a program can read too.
    public static func timeElement(_ instant: Instant, dateOnly: Bool = false) -> HTML {
        "<time datetime=\"\(instant.description)\">\(dateOnly ? date(instant) : time(instant))</time>"
    }

    private static let powersOfTen: [Double] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]

    private static func grouped(_ digits: String, negative: Bool) -> String {
        var bytes: [UInt8] = []
        let count = digits.utf8.count
        for (index, digit) in digits.utf8.enumerated() {
            if index > 0, (count - index) % 3 == 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(digit)
        }
        return (negative ? "−" : "") + String(decoding: bytes, as: UTF8.self)
    }
}

/// How the values of a chart, card or column read.
public enum ValueFormat: Sendable, Hashable {
    case integer
    case decimals(Int)
    /// As few decimals as the value needs, two at most.
    case upToTwoDecimals
    /// Values are shares from 0 to 1, shown as percentages.
    case percent
    /// Values are seconds, shown in days.
    case days

    /// The value in full.
    public func text(_ value: Double) -> String {
        switch self {
        case .integer: Format.number(value)
        case .decimals(let decimals): Format.number(value, decimals: decimals)
        case .upToTwoDecimals: Format.short(value)
        case .percent: Format.percent(value)
        case .days: Format.days(seconds: value)
        }
    }

    /// The value in full, or the words that stand for its absence.
    public func text(_ value: Double?) -> String { value.map(text) ?? "no data" }

    /// The value as an axis shows it.
    func axisText(_ value: Double) -> String {
        switch self {
        case .integer, .decimals, .upToTwoDecimals: Format.compact(value)
        case .percent: Format.short(value * 100) + "\u{A0}%"
        case .days: Format.compact(value / 86_400) + "\u{A0}d"
        }
    }

    /// What a value is multiplied by before round steps are sought for its axis.
    var axisScale: Double {
        switch self {
        case .integer, .decimals, .upToTwoDecimals: 1
        case .percent: 100
        case .days: 1 / 86_400
        }
    }
}
