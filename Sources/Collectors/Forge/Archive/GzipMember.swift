import CZlib

/// One record of an archive: a gzip member of its own, so that `zcat` reads the whole file, whose size and key stand in
/// the member's extra field, so that a reader can pass over it without expanding it.
struct GzipMember {
    enum Kind: UInt8 {
        case answer = 1
        case item = 2
    }

    struct Header {
        let size: Int
        let kind: Kind
        let key: UInt64
    }

    /// The bytes before the compressed ones: 10 of gzip, 2 for the extra field's size, and the field itself.
    static let headerSize = 10 + 2 + 4 + 13
    private static let trailerSize = 8
    private static let extra = 4 + 13
    private static let level: Int32 = 6

    /// Nil when zlib has no memory, or the record is larger than 4 GB.
    static func make(_ content: [UInt8], _ kind: Kind, key: UInt64) -> [UInt8]? {
        guard let deflated = deflated(content) else { return nil }
        guard let size = UInt32(exactly: headerSize + deflated.count + trailerSize) else { return nil }
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 255, UInt8(extra), 0]
        bytes += [UInt8(ascii: "S"), UInt8(ascii: "W"), 13, 0]
        bytes.append(littleEndian: size)
        bytes.append(kind.rawValue)
        bytes.append(littleEndian: key)
        bytes += deflated
        bytes.append(littleEndian: checksum(content))
        bytes.append(littleEndian: UInt32(truncatingIfNeeded: content.count))
        return bytes
    }

    /// Nil when the bytes do not begin a member of ours.
    static func header(_ bytes: ArraySlice<UInt8>) -> Header? {
        guard bytes.count >= headerSize else { return nil }
        let start = bytes.startIndex
        let fixed: [UInt8] = [0x1F, 0x8B, 8, 4]
        guard bytes.prefix(4) == fixed[...], bytes[start + 10] == UInt8(extra), bytes[start + 11] == 0,
            bytes[start + 12] == UInt8(ascii: "S"), bytes[start + 13] == UInt8(ascii: "W"), bytes[start + 14] == 13,
            let kind = Kind(rawValue: bytes[start + 20])
        else { return nil }
        let size = Int(UInt32(truncatingIfNeeded: bytes[(start + 16)..<(start + 20)].littleEndian))
        guard size >= headerSize + trailerSize else { return nil }
        return Header(size: size, kind: kind, key: bytes[(start + 21)..<(start + 29)].littleEndian)
    }

    /// Expands a whole member; nil when it is torn or damaged, or holds more than `largest` bytes.
    static func content(_ bytes: [UInt8], largest: Int) -> [UInt8]? {
        guard let header = header(bytes[...]), header.size == bytes.count else { return nil }
        let end = bytes.count - trailerSize
        let expected = Int(UInt32(truncatingIfNeeded: bytes[(end + 4)...].littleEndian))
        guard expected <= largest, let content = inflated(bytes[headerSize..<end], count: expected),
            checksum(content) == UInt32(truncatingIfNeeded: bytes[end..<(end + 4)].littleEndian)
        else { return nil }
        return content
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        UInt32(truncatingIfNeeded: bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) })
    }

    private static func deflated(_ bytes: [UInt8]) -> [UInt8]? {
        guard let count = UInt32(exactly: bytes.count) else { return nil }
        var stream = z_stream()
        guard steward_deflate_init(&stream, level, -15) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let capacity = Int(deflateBound(&stream, UInt(bytes.count)))
        var source = bytes
        var isWhole = false
        let result = [UInt8](unsafeUninitializedCapacity: capacity) { target, used in
            source.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = count
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(clamping: capacity)
                isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
                used = Int(stream.total_out)
            }
        }
        return isWhole ? result : nil
    }

    private static func inflated(_ bytes: ArraySlice<UInt8>, count: Int) -> [UInt8]? {
        guard let size = UInt32(exactly: bytes.count), let room = UInt32(exactly: count) else { return nil }
        var stream = z_stream()
        guard steward_inflate_init(&stream, -15) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var source = Array(bytes)
        var isWhole = false
        // One byte more, so that there is a place to point to when the record is empty.
        let result = [UInt8](unsafeUninitializedCapacity: count + 1) { target, used in
            source.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = size
                stream.next_out = target.baseAddress
                stream.avail_out = room
                isWhole = inflate(&stream, Z_FINISH) == Z_STREAM_END && Int(stream.total_out) == count
                used = min(count, Int(stream.total_out))
            }
        }
        return isWhole ? result : nil
    }
}

extension [UInt8] {
    fileprivate mutating func append<I: FixedWidthInteger>(littleEndian value: I) {
        for shift in stride(from: 0, to: I.bitWidth, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}

extension ArraySlice<UInt8> {
    /// The bytes as one number, the least significant first; at most eight of them.
    fileprivate var littleEndian: UInt64 { reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}
