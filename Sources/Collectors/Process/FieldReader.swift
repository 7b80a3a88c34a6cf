import Glibc

/// Splits a child's output into fields at a delimiter, without copying and in bounded memory.
struct FieldReader: ~Copyable {
    /// A field longer than this loses its middle: the beginning and the end are what is looked at.
    static let longestField = 1 << 20

    private let child: ChildProcess
    private var buffer: UnsafeMutableRawBufferPointer
    /// What was read and not handed out yet.
    private var unread = 0..<0
    private var hasEnded = false

    init(_ child: ChildProcess) {
        self.child = child
        buffer = .allocate(byteCount: 1 << 18, alignment: 16)
    }

    deinit { buffer.deallocate() }

    /// The next field without its delimiter; nil when the output has ended.
    ///
    /// What follows the last delimiter is not a field: the child was cut off while it wrote it. The bytes are
    /// valid until the next call.
    mutating func field(endingWith delimiter: UInt8) throws(ProcessFailure) -> UnsafeRawBufferPointer? {
        var searched = 0
        while true {
            let rest = UnsafeRawBufferPointer(rebasing: buffer[unread])
            if rest.count > searched, let base = rest.baseAddress,
                let found = memchr(base + searched, Int32(delimiter), rest.count - searched)
            {
                let length = UnsafeRawPointer(found) - base
                unread = (unread.lowerBound + length + 1)..<unread.upperBound
                return UnsafeRawBufferPointer(rebasing: rest[..<length])
            }
            searched = rest.count
            if rest.count >= Self.longestField {
                dropMiddle()
                searched = unread.count
            }
            guard try readMore() else { return nil }
        }
    }

    /// The next `count` bytes, or as many of them as `largest` allows; the rest of them is passed over.
    ///
    /// - Returns: nil when the output ended before.
    mutating func bytes(_ count: Int, keeping largest: Int) throws(ProcessFailure) -> [UInt8]? {
        var kept: [UInt8] = []
        var left = count
        while left > 0 {
            if unread.isEmpty {
                guard try readMore() else { return nil }
            }
            let taken = min(left, unread.count)
            let room = max(0, min(taken, largest - kept.count))
            kept.append(contentsOf: buffer[unread.lowerBound..<(unread.lowerBound + room)])
            unread = (unread.lowerBound + taken)..<unread.upperBound
            left -= taken
        }
        return kept
    }

    private mutating func readMore() throws(ProcessFailure) -> Bool {
        if hasEnded { return false }
        if unread.lowerBound > 0 {
            let rest = UnsafeRawBufferPointer(rebasing: buffer[unread])
            buffer.copyMemory(from: rest)
            unread = 0..<rest.count
        }
        if unread.upperBound == buffer.count { grow() }
        let count = try child.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[unread.upperBound...]))
        hasEnded = count == 0
        unread = unread.lowerBound..<(unread.upperBound + count)
        return count > 0
    }

    private mutating func grow() {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
        buffer.deallocate()
        buffer = larger
    }

    private mutating func dropMiddle() {
        let quarter = Self.longestField / 4
        let end = UnsafeRawBufferPointer(rebasing: buffer[(unread.upperBound - quarter)..<unread.upperBound])
        let target = unread.lowerBound + quarter
        UnsafeMutableRawBufferPointer(rebasing: buffer[target..<(target + quarter)]).copyMemory(from: end)
        unread = unread.lowerBound..<(target + quarter)
    }
}
