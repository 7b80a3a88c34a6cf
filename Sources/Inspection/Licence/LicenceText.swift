/// The text of a file as UTF-8, whatever it is written in.
public struct LicenceText: Sendable {
    public enum Encoding: String, Sendable, CaseIterable {
        case utf8 = "UTF-8"
        case utf8WithMark = "UTF-8 with byte order mark"
        case utf16LittleEndian = "UTF-16LE"
        case utf16BigEndian = "UTF-16BE"
        case latin1 = "ISO-8859-1"
        case windows1252 = "Windows-1252"
    }

    public let encoding: Encoding
    public let utf8: [UInt8]

    /// Never fails: bytes that are not UTF-8 are read as Windows-1252 where they use what only it has, else as Latin-1.
    public init(_ bytes: [UInt8]) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            encoding = .utf8WithMark
            utf8 = Array(bytes.dropFirst(3))
        } else if bytes.starts(with: [0xFF, 0xFE]) || Self.looksLike16(bytes, zerosAt: 1) {
            encoding = .utf16LittleEndian
            utf8 = Self.decode16(bytes, high: 1)
        } else if bytes.starts(with: [0xFE, 0xFF]) || Self.looksLike16(bytes, zerosAt: 0) {
            encoding = .utf16BigEndian
            utf8 = Self.decode16(bytes, high: 0)
        } else if String(validating: bytes, as: UTF8.self) != nil {
            encoding = .utf8
            utf8 = bytes
        } else if bytes.contains(where: { (0x80...0x9F).contains($0) }) {
            encoding = .windows1252
            utf8 = Self.decode8(bytes)
        } else {
            encoding = .latin1
            utf8 = Self.decode8(bytes)
        }
    }

    /// UTF-16 without a mark: nearly every second byte of the beginning is zero.
    private static func looksLike16(_ bytes: [UInt8], zerosAt: Int) -> Bool {
        let head = bytes.prefix(512)
        guard head.count >= 16 else { return false }
        var zeros = [0, 0]
        for (at, byte) in head.enumerated() where byte == 0 { zeros[at & 1] += 1 }
        return zeros[zerosAt] * 10 > head.count * 4 && zeros[1 - zerosAt] * 50 < head.count
    }

    private static func decode16(_ bytes: [UInt8], high: Int) -> [UInt8] {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for at in stride(from: 0, to: bytes.count - 1, by: 2) {
            units.append(UInt16(bytes[at + high]) << 8 | UInt16(bytes[at + 1 - high]))
        }
        if units.first == 0xFEFF { units.removeFirst() }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    /// What Windows-1252 has from 0x80 to 0x9F.
    private static let windows: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
        0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    ]

    private static func decode8(_ bytes: [UInt8]) -> [UInt8] {
        let units = bytes.map { (0x80...0x9F).contains($0) ? windows[Int($0) - 0x80] : UInt16($0) }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}

/// Where the lines of a text begin.
struct LineTable: Sendable {
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        var starts = [0]
        for (at, byte) in bytes.enumerated() where byte == 0x0A || byte == 0x0D && (at + 1 >= bytes.count || bytes[at + 1] != 0x0A) {
            starts.append(at + 1)
        }
        self.starts = starts
    }

    var count: Int { starts.count }

    /// The line that a byte stands on, from 1.
    func line(of byte: Int) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= byte { low = middle } else { high = middle }
        }
        return low + 1
    }
}
