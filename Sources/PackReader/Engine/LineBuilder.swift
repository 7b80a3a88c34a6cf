internal import CDeflate
import Glibc

/// The lines of one object: where each begins, and its hash.
struct Lines {
    var starts: UnsafeMutablePointer<UInt32>
    var hashes: UnsafeMutablePointer<UInt64>
    var count = 0
    /// There is a last line without a line feed.
    var isUnterminated = false
}

/// Splits the bytes of an object into lines while they are made, and hashes each once.
///
/// Lines that a delta copies whole keep their hash from the object that they are copied from.
struct LineBuilder {
    var lines: Lines
    /// More lines than this do not fit.
    let limit: Int
    let bytes: UnsafePointer<UInt8>
    let hasher: LineDigest
    /// Where the line begins that is not complete yet.
    var pending = 0

    init(_ bytes: UnsafePointer<UInt8>, into lines: Lines, limit: Int, hasher: LineDigest) {
        self.bytes = bytes
        self.lines = lines
        self.limit = limit
        self.hasher = hasher
    }

    /// Reads the bytes from `from` to `to`; false when there is no room for their lines.
    @inline(__always)
    mutating func scan(from: Int, to: Int) -> Bool {
        var at = from
        while at < to {
            var mask = steward_matches(bytes + at, 10)
            let left = to - at
            if left < 64 { mask &= (1 &<< UInt64(truncatingIfNeeded: left)) &- 1 }
            while mask != 0 {
                let end = at + mask.trailingZeroBitCount
                guard lines.count < limit else { return false }
                lines.starts[lines.count] = UInt32(truncatingIfNeeded: pending)
                lines.hashes[lines.count] = hasher.hash(bytes + pending, end - pending)
                lines.count += 1
                pending = end + 1
                mask &= mask &- 1
            }
            at += 64
        }
        return true
    }

    /// Takes over lines from bytes `from` to `from + count` of `base`, which were copied to `made`.
    @inline(__always)
    mutating func copy(_ base: Lines, size: Int, from: Int, count: Int, made: Int, hint: inout Int) -> Bool {
        let end = from + count
        // The first line of the base that begins here or later.
        var line = Self.firstLine(base, notBefore: from, hint: hint)
        let isWhole = line < base.count && Int(base.starts[line]) == from
        if pending != made || !isWhole {
            if isWhole { line += 1 }
            let lineEnd =
                line < base.count ? Int(base.starts[line]) : base.isUnterminated ? Int.max : size
            hint = line
            // No line ends within what was copied.
            if lineEnd > end { return true }
            guard lines.count < limit else { return false }
            let stop = made + (lineEnd - from)
            lines.starts[lines.count] = UInt32(truncatingIfNeeded: pending)
            lines.hashes[lines.count] = hasher.hash(bytes + pending, stop - 1 - pending)
            lines.count += 1
            pending = stop
        }
        let shift = UInt32(truncatingIfNeeded: made - from)
        let (source, target) = (base.starts + line, lines.starts + lines.count)
        var copied = 0
        if end == size && !base.isUnterminated {
            copied = base.count - line
            guard copied <= limit - lines.count else { return false }
            for index in 0..<copied { target[index] = source[index] &+ shift }
        } else {
            // The last line that begins at the end or before it is not whole: eight lines at a time, as long as more begin after them.
            let most = min(base.count - line, limit - lines.count)
            while copied &+ 9 <= most && Int(source[copied &+ 8]) <= end {
                let some = UnsafeRawPointer(source + copied).loadUnaligned(as: SIMD8<UInt32>.self) &+ SIMD8(repeating: shift)
                UnsafeMutableRawPointer(target + copied).storeBytes(of: some, as: SIMD8<UInt32>.self)
                copied = copied &+ 8
            }
            while line &+ copied &+ 1 < base.count && Int(source[copied &+ 1]) <= end {
                guard copied < limit - lines.count else { return false }
                target[copied] = source[copied] &+ shift
                copied = copied &+ 1
            }
        }
        hint = line + copied
        guard copied > 0 else { return true }
        memcpy(lines.hashes + lines.count, base.hashes + line, copied * 8)
        lines.count += copied
        pending = made + ((hint < base.count ? Int(base.starts[hint]) : size) - from)
        return true
    }

    @inline(__always)
    private static func firstLine(_ base: Lines, notBefore offset: Int, hint: Int) -> Int {
        var (low, high) = (0, base.count)
        if hint < high && Int(base.starts[hint]) < offset {
            // Most steps go forward, and not far.
            low = hint + 1
            var stride = 4
            while low &+ stride < high && Int(base.starts[low &+ stride]) < offset {
                low = low &+ stride &+ 1
                stride = stride &* 4
            }
            high = min(high, low &+ stride)
        } else if hint < high {
            high = hint
        }
        return low &+ Int(steward_count_below(base.starts + low, high &- low, UInt32(truncatingIfNeeded: offset)))
    }

    /// Closes the object, which has `size` bytes.
    @inline(__always)
    mutating func finish(size: Int) -> Bool {
        guard pending < size else { return true }
        guard lines.count < limit else { return false }
        lines.starts[lines.count] = UInt32(truncatingIfNeeded: pending)
        lines.hashes[lines.count] = hasher.unterminated(bytes + pending, size - pending)
        lines.count += 1
        lines.isUnterminated = true
        return true
    }
}

extension LineBuilder {
    /// Git's rule for files that are not text: a NUL among the first 8000 bytes.
    @inline(__always)
    static func isBinary(_ bytes: UnsafePointer<UInt8>, _ size: Int) -> Bool {
        memchr(bytes, 0, min(size, 8000)) != nil
    }
}
