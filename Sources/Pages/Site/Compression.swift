import CZlib

/// Compresses answers for readers that take gzip: a page of 50 kB over a phone's line becomes one of about 8 kB.
enum Compression {
    /// Below so many bytes an answer fits a packet or two anyway.
    private static let smallest = 1400
    /// Pages are made anew for each reader, so speed counts more than the last per cent.
    private static let level: Int32 = 4

    /// The bytes to send, compressed when the reader takes gzip and it makes them fewer.
    static func body(_ bytes: [UInt8], acceptEncoding: String?) -> (bytes: [UInt8], isCompressed: Bool) {
        guard bytes.count >= smallest, isAccepted(acceptEncoding), let compressed = gzip(bytes), compressed.count < bytes.count
        else { return (bytes, false) }
        return (compressed, true)
    }

    /// Whether a reader who sends this `Accept-Encoding` takes gzip.
    static func isAccepted(_ header: String?) -> Bool {
        (header ?? "").prefix(500).lowercased().split(separator: ",").contains { part in
            let pieces = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard pieces.first == "gzip" || pieces.first == "*" else { return false }
            return !pieces.dropFirst().contains { $0.hasPrefix("q=0") && Double($0.dropFirst(2)) == 0 }
        }
    }

    /// Nil when zlib has no memory.
    private static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        // 16 more than the window asks for the gzip form instead of the bare one.
        guard steward_deflate_init(&stream, level, 15 + 16) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let capacity = Int(deflateBound(&stream, UInt(bytes.count)))
        var source = bytes
        let compressed = [UInt8](unsafeUninitializedCapacity: capacity) { target, count in
            source.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(capacity)
                count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? Int(stream.total_out) : 0
            }
        }
        return compressed.isEmpty ? nil : compressed
    }
}
