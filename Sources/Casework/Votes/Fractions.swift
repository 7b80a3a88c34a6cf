/// A share of yes among yes and no: `>1/2`, `>=2/3`.
public struct Threshold: Sendable, Hashable, Codable, CustomStringConvertible {
    public let numerator: Int
    public let denominator: Int
    /// Whether the share must be more, or may be just that.
    public let isStrict: Bool

    public static let moreThanHalf = Threshold(1, 2, isStrict: true)

    public init(_ numerator: Int, _ denominator: Int, isStrict: Bool) {
        (self.numerator, self.denominator, self.isStrict) = (numerator, denominator, isStrict)
    }

    /// Reads `>1/2` or `>=2/3`; nil for anything else.
    public init?(_ text: String) {
        let compact = text.filter { $0 != " " }
        guard compact.hasPrefix(">") else { return nil }
        let isStrict = !compact.hasPrefix(">=")
        guard let (numerator, denominator) = readFraction(compact.dropFirst(isStrict ? 1 : 2)) else { return nil }
        self.init(numerator, denominator, isStrict: isStrict)
    }

    /// Whether `yes` of `yes + no` reaches it. Nobody's opinion reaches nothing.
    public func isReached(yes: Int, no: Int) -> Bool {
        guard yes + no > 0 else { return false }
        let (left, right) = (yes * denominator, (yes + no) * numerator)
        return isStrict ? left > right : left >= right
    }

    /// Whether everyone's yes would reach it.
    public var canBeReached: Bool { isStrict ? numerator < denominator : numerator <= denominator }

    public var description: String { "\(isStrict ? "more than" : "at least") \(numerator)/\(denominator)" }
}

/// How many must vote, of `n` who may: a count, a fraction of n, or a multiple of the square root of n.
public enum Quorum: Sendable, Hashable, Codable, CustomStringConvertible {
    case count(Int)
    /// At least this fraction of n, or more than it.
    case share(Int, Int, isStrict: Bool)
    /// At least `numerator / denominator × √n`, which is not rounded: of 1,000 Debian developers 3/2 × √1000 = 47.43, so 48.
    case root(Int, Int)

    /// Reads `16`, `1/2`, `>1/2`, `3/2 sqrt(n)` or `sqrt(n)`; nil for anything else.
    public init?(_ text: String) {
        var rest = text.filter { $0 != " " && $0 != "*" }[...]
        if rest.hasSuffix("sqrt(n)") {
            rest = rest.dropLast("sqrt(n)".count)
            guard let (numerator, denominator) = rest.isEmpty ? (1, 1) : readFraction(rest) else { return nil }
            self = .root(numerator, denominator)
            return
        }
        if let count = Int(rest), (0...1_000_000).contains(count), rest.allSatisfy(\.isWholeNumber) {
            self = .count(count)
            return
        }
        let isStrict = rest.hasPrefix(">")
        if isStrict { rest = rest.dropFirst() }
        guard rest.contains("/"), let (numerator, denominator) = readFraction(rest) else { return nil }
        self = .share(numerator, denominator, isStrict: isStrict)
    }

    /// Whether `voters` of `n` are enough. All in whole numbers: a square root is compared by its square.
    public func isReached(voters: Int, of n: Int) -> Bool {
        switch self {
        case .count(let count): voters >= count
        case .share(let numerator, let denominator, let isStrict):
            isStrict ? voters * denominator > n * numerator : voters * denominator >= n * numerator
        case .root(let numerator, let denominator):
            voters * voters * denominator * denominator >= n * numerator * numerator
        }
    }

    /// The fewest voters of `n` who are enough; more than `n` when not even all are.
    public func fewest(of n: Int) -> Int {
        var (low, high) = (0, max(n, 0) + 1)
        if case .count(let count) = self { return count }
        while low < high {
            let middle = (low + high) / 2
            if isReached(voters: middle, of: n) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    public var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .share(let numerator, let denominator, let isStrict):
            "\(isStrict ? "more than " : "")\(numerator)/\(denominator) of the voters"
        case .root(let numerator, let denominator): "\(numerator)/\(denominator) of the square root of the number of voters"
        }
    }
}

/// `2/3`, `1.5` or `2` as a fraction of whole numbers of at most 10,000.
private func readFraction(_ text: Substring) -> (Int, Int)? {
    func number(_ text: Substring) -> Int? {
        guard (1...5).contains(text.count), text.allSatisfy({ $0.isASCII && $0.isWholeNumber }), let value = Int(text) else { return nil }
        return value <= 10_000 ? value : nil
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let numerator = number(parts[0]), let denominator = number(parts[1]), denominator > 0 {
        return (numerator, denominator)
    }
    let decimals = text.split(separator: ".", omittingEmptySubsequences: false)
    if decimals.count == 2, let whole = number(decimals[0]), decimals[1].count <= 2, let fraction = number(decimals[1]), whole <= 100 {
        let scale = decimals[1].count == 1 ? 10 : 100
        return (whole * scale + fraction, scale)
    }
    return parts.count == 1 ? number(text).map { ($0, 1) } : nil
}
