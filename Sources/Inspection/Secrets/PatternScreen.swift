/// Makes patterns that match wherever another does and that RE2 runs much faster.
///
/// Counted repetitions such as `{0,50}` make RE2's automaton grow by every count. Without an upper bound a pattern matches more and
/// needs few states, so it is asked first whether the exact one is worth asking.
enum PatternScreen {
    /// Counts up to this stay.
    private static let most = 8

    /// Nil when there is nothing to make simpler, or the pattern is written in a way that this does not read.
    static func screen(for pattern: String) -> String? {
        let signs = Array(pattern.utf8)
        var result: [UInt8] = []
        var at = 0
        var isChanged = false
        while at < signs.count {
            switch signs[at] {
            case UInt8(ascii: "\\"):
                guard let end = escape(signs, at) else { return nil }
                result += signs[at..<end]
                at = end
            case UInt8(ascii: "["):
                guard let end = brackets(signs, at) else { return nil }
                result += signs[at..<end]
                at = end
            case UInt8(ascii: "{"):
                guard let counted = count(signs, at) else {
                    result.append(signs[at])
                    at += 1
                    continue
                }
                let isLarge = counted.least > most || (counted.greatest.map { $0 > most } ?? false)
                if isLarge {
                    isChanged = true
                    result += Array((counted.least == 0 ? "*" : counted.least == 1 ? "+" : "{\(min(counted.least, most)),}").utf8)
                } else {
                    result += signs[at..<counted.end]
                }
                at = counted.end
            default:
                result.append(signs[at])
                at += 1
            }
        }
        return isChanged ? String(decoding: result, as: UTF8.self) : nil
    }

    /// Where an escape ends. `\Q` quotes what follows, which is not read here.
    private static func escape(_ signs: [UInt8], _ at: Int) -> Int? {
        guard at + 1 < signs.count, signs[at + 1] != UInt8(ascii: "Q") else { return nil }
        let isLong = [UInt8(ascii: "x"), UInt8(ascii: "p"), UInt8(ascii: "P")].contains(signs[at + 1])
        guard isLong, at + 2 < signs.count, signs[at + 2] == UInt8(ascii: "{") else { return at + 2 }
        return signs[at...].firstIndex(of: UInt8(ascii: "}")).map { $0 + 1 }
    }

    /// Where a class in brackets ends.
    private static func brackets(_ signs: [UInt8], _ start: Int) -> Int? {
        var at = start + 1
        if at < signs.count, signs[at] == UInt8(ascii: "^") { at += 1 }
        // A bracket that comes first stands for itself.
        if at < signs.count, signs[at] == UInt8(ascii: "]") { at += 1 }
        while at < signs.count {
            switch signs[at] {
            case UInt8(ascii: "]"): return at + 1
            case UInt8(ascii: "\\"):
                guard let end = escape(signs, at) else { return nil }
                at = end
            case UInt8(ascii: "[") where at + 1 < signs.count && signs[at + 1] == UInt8(ascii: ":"):
                guard let end = signs[at...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
                at = end + 1
            default: at += 1
            }
        }
        return nil
    }

    /// `{n}`, `{n,}` or `{n,m}`; nil for a brace that stands for itself.
    private static func count(_ signs: [UInt8], _ start: Int) -> (least: Int, greatest: Int?, end: Int)? {
        guard let close = signs[start...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
        let parts = String(decoding: signs[(start + 1)..<close], as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
        guard let first = parts.first, let least = Int(first), least >= 0, parts.count <= 2 else { return nil }
        if parts.count == 1 { return (least, least, close + 1) }
        if parts[1].isEmpty { return (least, nil, close + 1) }
        guard let greatest = Int(parts[1]) else { return nil }
        return (least, greatest, close + 1)
    }
}
