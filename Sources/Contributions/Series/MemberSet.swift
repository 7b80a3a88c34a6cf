/// A set of small numbers, one bit each.
struct MemberSet: Sendable {
    private var words: [UInt64]
    private(set) var count = 0

    init(capacity: Int) { words = Array(repeating: 0, count: capacity / 64 + 1) }

    var isEmpty: Bool { count == 0 }

    /// True when the member was not there before.
    @discardableResult
    mutating func insert(_ member: Int32) -> Bool {
        let bit = UInt64(1) << (UInt64(member) & 63)
        guard words[Int(member) / 64] & bit == 0 else { return false }
        words[Int(member) / 64] |= bit
        count += 1
        return true
    }

    func contains(_ member: Int32) -> Bool {
        words[Int(member) / 64] & (UInt64(1) << (UInt64(member) & 63)) != 0
    }

    /// In ascending order.
    var members: [Int32] {
        guard count > 0 else { return [] }
        var members: [Int32] = []
        members.reserveCapacity(count)
        for (index, word) in words.enumerated() where word != 0 {
            for bit in 0..<64 where word >> UInt64(bit) & 1 != 0 { members.append(Int32(index * 64 + bit)) }
        }
        return members
    }
}
