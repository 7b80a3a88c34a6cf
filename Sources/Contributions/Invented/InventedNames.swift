/// Makes up people and organisations: nobody here exists.
struct InventedNames {
    private static let beginnings = [
        "Al", "Be", "Ca", "Da", "El", "Fi", "Ga", "Ha", "Is", "Jo", "Ka", "Le", "Ma", "Na", "Or", "Pe", "Ro", "Sa", "Ti", "Vi",
    ]
    private static let middles = ["la", "mi", "no", "ri", "ta", "ve", "di", "so", "ne", "lu"]
    private static let ends = ["n", "ra", "s", "l", "na", "k", "th", "", "m", "ro"]
    private static let families = ["wood", "brook", "field", "hill", "stone", "lake", "ford", "well", "dale", "marsh", "gate", "mere"]

    /// A name like `Kamira Bestone`; different numbers give different names up to about 200,000.
    static func person(_ number: Int) -> String {
        let given = word(number % 2000)
        let family = beginnings[number / 2000 % 20] + middles[number / 40_000 % 10] + families[number % 12]
        return "\(given) \(family)"
    }

    private static func word(_ number: Int) -> String {
        beginnings[number % 20] + middles[number / 20 % 10] + ends[number / 200 % 10]
    }

    static func organisation(_ number: Int) -> String {
        let kinds = ["Works", "Systems", "University", "Foundation", "Labs", "Office"]
        return "\(word(number * 7 % 2000)) \(kinds[number % kinds.count])"
    }

    static func project(_ number: Int) -> String {
        let things = ["parser", "router", "store", "cache", "ledger", "queue", "editor", "index", "mesh", "forge"]
        return "\(word(number * 13 % 2000).lowercased())-\(things[number % things.count])"
    }
}

/// Random numbers that are the same on every run and machine (SplitMix64 by Sebastiano Vigna).
struct SteadyGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// From 0 to below `count`.
    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }

    /// From 0 to below `count`, small numbers far more often than large ones.
    mutating func skewed(_ count: Int) -> Int {
        let unit = Double(next() >> 11) / Double(1 << 53)
        return min(count - 1, Int(unit * unit * unit * Double(count)))
    }

    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}
