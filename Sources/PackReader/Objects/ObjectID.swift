/// How objects are named.
public enum ObjectFormat: String, Sendable {
    case sha1
    case sha256

    /// The bytes of a name.
    public var nameSize: Int { self == .sha1 ? 20 : 32 }
}

/// The name of an object: 20 or 32 bytes.
public struct ObjectID: Hashable, Comparable, Sendable, CustomStringConvertible {
    // Each eight bytes of the name, the first one highest.
    private var a: UInt64 = 0
    private var b: UInt64 = 0
    private var c: UInt64 = 0
    private var d: UInt64 = 0
    /// The bytes of the name.
    public let size: Int

    init(_ bytes: UnsafePointer<UInt8>, size: Int) {
        self.size = size
        a = Self.word(bytes, 8)
        b = Self.word(bytes + 8, 8)
        if size == 20 {
            c = Self.word(bytes + 16, 4)
        } else {
            c = Self.word(bytes + 16, 8)
            d = Self.word(bytes + 24, 8)
        }
    }

    private static func word(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        let start = UnsafeRawPointer(bytes)
        if count == 8 { return UInt64(bigEndian: start.loadUnaligned(as: UInt64.self)) }
        return UInt64(UInt32(bigEndian: start.loadUnaligned(as: UInt32.self))) << 32
    }

    /// Nil for anything but 40 or 64 hexadecimal digits.
    public init?(_ text: some StringProtocol) {
        var digits = Array(text.utf8)
        guard digits.count == 40 || digits.count == 64 else { return nil }
        let size = digits.count / 2
        let name = digits.withUnsafeMutableBufferPointer { digits -> ObjectID? in
            guard let start = digits.baseAddress, Hexadecimal.read(start, size: size, into: start) else { return nil }
            return ObjectID(start, size: size)
        }
        guard let name else { return nil }
        self = name
    }

    /// Calls `body` with the bytes of the name, of which there is room for 32.
    func withBytes<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        var words = (a.bigEndian, b.bigEndian, c.bigEndian, d.bigEndian)
        return withUnsafeBytes(of: &words) { raw in
            raw.withMemoryRebound(to: UInt8.self) { bytes in
                guard let start = bytes.baseAddress else { preconditionFailure("a tuple has an address") }
                return body(start)
            }
        }
    }

    public var description: String {
        withBytes { bytes in
            String(unsafeUninitializedCapacity: size * 2) { text in
                for index in 0..<size {
                    text[2 * index] = Hexadecimal.digit(bytes[index] >> 4)
                    text[2 * index + 1] = Hexadecimal.digit(bytes[index] & 15)
                }
                return size * 2
            }
        }
    }

    public static func == (x: ObjectID, y: ObjectID) -> Bool {
        x.a == y.a && x.b == y.b && x.c == y.c && x.d == y.d && x.size == y.size
    }

    /// By their bytes.
    public static func < (x: ObjectID, y: ObjectID) -> Bool {
        x.a != y.a ? x.a < y.a : x.b != y.b ? x.b < y.b : x.c != y.c ? x.c < y.c : x.d < y.d
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(a)
        hasher.combine(b)
    }
}

enum Hexadecimal {
    @inline(__always)
    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "a") &- 10 &+ value
    }

    @inline(__always)
    static func value(_ digit: UInt8) -> UInt8 {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit &- UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit &- UInt8(ascii: "a") &+ 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit &- UInt8(ascii: "A") &+ 10
        default: 0xFF
        }
    }

    /// Reads `2 * size` digits into `size` bytes, which may lie in the same place; false when one is no digit.
    static func read(_ digits: UnsafePointer<UInt8>, size: Int, into bytes: UnsafeMutablePointer<UInt8>) -> Bool {
        var all: UInt8 = 0
        for index in 0..<size {
            let (high, low) = (value(digits[2 * index]), value(digits[2 * index + 1]))
            all |= high | low
            bytes[index] = high << 4 | low & 15
        }
        return all & 0xF0 == 0
    }
}

/// What kinds of objects there are, with the numbers that packs use.
public enum ObjectKind: UInt8, Sendable {
    case commit = 1
    case tree = 2
    case blob = 3
    case tag = 4

    /// The word in the header of a loose object, and of what is hashed for a name.
    var word: StaticString {
        switch self {
        case .commit: "commit"
        case .tree: "tree"
        case .blob: "blob"
        case .tag: "tag"
        }
    }
}
