import Glibc

/// Objects stored as changes to another: copies of parts of it, and bytes of their own.
enum Delta {
    /// The two sizes at the start: of the object that it changes and of the one that it gives.
    @inline(__always)
    static func sizes(
        _ delta: UnsafePointer<UInt8>, _ count: Int
    ) -> (base: Int, result: Int, length: Int)? {
        var at = 0
        guard let base = number(delta, count, &at), let result = number(delta, count, &at) else { return nil }
        return (base, result, at)
    }

    @inline(__always)
    private static func number(_ bytes: UnsafePointer<UInt8>, _ count: Int, _ at: inout Int) -> Int? {
        var value = 0
        var shift = 0
        while true {
            guard at < count, shift < 56 else { return nil }
            let byte = bytes[at]
            at += 1
            value |= Int(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
    }

    /// One step of a delta.
    enum Step {
        case copy(from: Int, count: Int)
        /// Bytes of its own, which follow in the delta.
        case insert(count: Int)
    }

    /// The step at `at`, which moves past it; nil when it is damaged. `count` is positive.
    @inline(__always)
    static func step(_ delta: UnsafePointer<UInt8>, _ count: Int, _ at: inout Int) -> Step? {
        let code = delta[at]
        at += 1
        if code & 0x80 == 0 {
            let size = Int(code)
            guard size > 0, count - at >= size else { return nil }
            return .insert(count: size)
        }
        guard count - at >= Int((code & 0x7F).nonzeroBitCount) else { return nil }
        var from = 0
        var size = 0
        if code & 1 != 0 { from = Int(delta[at]); at += 1 }
        if code & 2 != 0 { from |= Int(delta[at]) << 8; at += 1 }
        if code & 4 != 0 { from |= Int(delta[at]) << 16; at += 1 }
        if code & 8 != 0 { from |= Int(delta[at]) << 24; at += 1 }
        if code & 16 != 0 { size = Int(delta[at]); at += 1 }
        if code & 32 != 0 { size |= Int(delta[at]) << 8; at += 1 }
        if code & 64 != 0 { size |= Int(delta[at]) << 16; at += 1 }
        return .copy(from: from, count: size == 0 ? 0x10000 : size)
    }

    /// Copies bytes, writing and reading up to 31 past the end: both sides have that much slack.
    @inline(__always)
    static func copy(_ source: UnsafePointer<UInt8>, _ target: UnsafeMutablePointer<UInt8>, _ count: Int) {
        if count > 256 {
            memcpy(target, source, count)
            return
        }
        let (source, target) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
        var at = 0
        while at < count {
            let some = source.loadUnaligned(fromByteOffset: at, as: SIMD32<UInt8>.self)
            target.storeBytes(of: some, toByteOffset: at, as: SIMD32<UInt8>.self)
            at += 32
        }
    }

    /// Makes the object of `size` bytes that a delta gives, whose steps begin at `start`.
    static func apply(
        _ delta: UnsafePointer<UInt8>, _ count: Int, from start: Int, to base: UnsafePointer<UInt8>, _ baseSize: Int,
        into target: UnsafeMutablePointer<UInt8>, size: Int
    ) -> Bool {
        var at = start
        var made = 0
        while at < count {
            switch step(delta, count, &at) {
            case .copy(let from, let length):
                guard from <= baseSize - length, length <= size - made else { return false }
                copy(base + from, target + made, length)
                made += length
            case .insert(let length):
                guard length <= size - made else { return false }
                memcpy(target + made, delta + at, length)
                at += length
                made += length
            case nil: return false
            }
        }
        return made == size
    }
}
