/// A number that differs when bytes differ, short of an accident of one in 2⁶⁴. No defence against forgery: who can forge
/// a backup can write whatever they like into it.
struct Fingerprint {
    private var state: UInt64 = 0x9e37_79b9_7f4a_7c15

    var text: String { String(state, radix: 16) }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        mix(UInt64(bytes.count))
        let words = bytes.count / 8
        for index in 0..<words { mix(bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)) }
        for byte in bytes[(words * 8)...] { mix(UInt64(byte)) }
    }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }

    /// One round of the finaliser of MurmurHash3, which spreads every bit.
    private mutating func mix(_ word: UInt64) {
        state = (state ^ word) &* 0xff51_afd7_ed55_8ccd
        state ^= state >> 32
    }
}
