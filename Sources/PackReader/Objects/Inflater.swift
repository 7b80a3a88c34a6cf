internal import CDeflate
import Glibc

/// The bytes of one object, with room after them so that whole words may be read and written past their end.
final class ObjectBytes: @unchecked Sendable {
    /// How many bytes past the end may be touched.
    static let slack = 64

    let start: UnsafeMutablePointer<UInt8>
    let count: Int

    init(count: Int) {
        self.count = count
        guard let memory = malloc(count + Self.slack) else { fatalError("no memory for \(count) bytes") }
        start = memory.assumingMemoryBound(to: UInt8.self)
    }

    deinit { free(start) }

    var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }
}

/// Inflates whole streams. One for each thread.
final class Inflater {
    enum Outcome { case done(Int), noRoom, damaged }

    private let state: OpaquePointer

    init() {
        guard let state = libdeflate_alloc_decompressor() else { fatalError("no memory to inflate with") }
        self.state = state
    }

    deinit { libdeflate_free_decompressor(state) }

    /// Inflates a stream that must give exactly `size` bytes; what follows it is passed over.
    @inline(__always)
    func inflate(_ bytes: UnsafePointer<UInt8>, _ count: Int, into target: UnsafeMutablePointer<UInt8>, size: Int) -> Bool {
        var used = 0
        return libdeflate_zlib_decompress_ex(state, bytes, count, target, size, &used, nil) == LIBDEFLATE_SUCCESS
    }

    /// Inflates a stream of unknown size.
    func inflateSome(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, into target: UnsafeMutablePointer<UInt8>, room: Int
    ) -> Outcome {
        var used = 0
        var made = 0
        switch libdeflate_zlib_decompress_ex(state, bytes, count, target, room, &used, &made) {
        case LIBDEFLATE_SUCCESS: return .done(made)
        case LIBDEFLATE_INSUFFICIENT_SPACE: return .noRoom
        default: return .damaged
        }
    }
}
