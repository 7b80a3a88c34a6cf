/// Some of the checks of an inspection, by their places.
struct CheckSet: Sendable, Hashable {
    private var bits: UInt64 = 0

    /// An inspection has no more checks.
    static let most = 64

    init() {}

    /// The places for which `isIn` holds.
    init(of count: Int, where isIn: (Int) -> Bool) {
        for place in 0..<count where isIn(place) { bits |= 1 << UInt64(place) }
    }

    var isEmpty: Bool { bits == 0 }

    func filter(_ isIn: (Int) -> Bool) -> CheckSet {
        var filtered = CheckSet()
        forEach { if isIn($0) { filtered.bits |= 1 << UInt64($0) } }
        return filtered
    }

    func forEach(_ body: (Int) -> Void) {
        var left = bits
        while left != 0 {
            body(left.trailingZeroBitCount)
            left &= left - 1
        }
    }
}
