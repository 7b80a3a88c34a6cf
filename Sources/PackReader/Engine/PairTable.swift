/// Pairs of objects to be compared, each once however often it is asked for.
struct PairTable: ~Copyable {
    /// Stands for nothing: the object is new, or gone.
    static let nothing: Int32 = -1

    private(set) var olds = GrowingBuffer<Int32>()
    private(set) var news = GrowingBuffer<Int32>()
    private var table: UnsafeMutablePointer<Int32>
    private var mask: Int

    init() {
        mask = (1 << 12) - 1
        table = .allocate(capacity: mask + 1)
        table.initialize(repeating: -1, count: mask + 1)
    }

    deinit { table.deallocate() }

    var count: Int { olds.count }

    @inline(__always)
    private static func place(_ old: Int32, _ new: Int32) -> Int {
        let key = UInt64(UInt32(bitPattern: old)) << 32 | UInt64(UInt32(bitPattern: new))
        let product = (key ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return Int(truncatingIfNeeded: product.high ^ product.low)
    }

    /// The number of a pair, a new one when it was not asked for before.
    mutating func number(_ old: Int32, _ new: Int32) -> Int32 {
        var place = Self.place(old, new) & mask
        while table[place] >= 0 {
            let found = Int(table[place])
            if olds[found] == old && news[found] == new { return table[place] }
            place = (place + 1) & mask
        }
        let number = Int32(truncatingIfNeeded: olds.count)
        table[place] = number
        olds.append(old)
        news.append(new)
        if olds.count * 2 > mask { grow() }
        return number
    }

    private mutating func grow() {
        let larger = (mask + 1) * 2
        table.deallocate()
        table = .allocate(capacity: larger)
        table.initialize(repeating: -1, count: larger)
        mask = larger - 1
        for number in 0..<olds.count {
            var place = Self.place(olds[number], news[number]) & mask
            while table[place] >= 0 { place = (place + 1) & mask }
            table[place] = Int32(truncatingIfNeeded: number)
        }
    }
}
