internal import CDeflate
internal import CLicenceData

/// The SPDX licence list, as the program carries it.
public struct LicenceList: Sendable {
    public struct Entry: Sendable {
        /// The id as SPDX spells it.
        public let id: String
        public let name: String
        public let isException: Bool
        public let isDeprecated: Bool
        /// The Open Source Initiative approved it.
        public let isApprovedByOSI: Bool
        /// The expression that SPDX names in place of a deprecated id, or nil.
        public let replacement: String?
        /// The text with its markup, as `scripts/make-licence-pack` lays it out.
        let text: String
        /// The notice that the licence asks for, with markup; empty when it asks for none.
        let notice: String
    }

    /// As SPDX numbers the list, for example `3.29.0`.
    public let version: String
    /// The day of the list's release, `2026-09-16`.
    public let date: String
    public let entries: [Entry]
    private let places: [String: Int]

    /// The list in this program. Unpacked on first use, in some ten milliseconds.
    public static let shared = LicenceList(pack: embeddedPack())

    /// The entry of an id, however it is capitalised.
    public subscript(id: String) -> Entry? {
        places[id.lowercased()].map { entries[$0] }
    }

    init(pack: [UInt8]) {
        var entries: [Entry] = []
        var version = ""
        var date = ""
        var at = 0
        while at < pack.count, let end = pack[at...].firstIndex(of: 0x0A) {
            let fields = pack[at..<end].split(separator: 0x09, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
            at = end + 1
            if fields.count == 1 {
                let words = fields[0].split(separator: " ").map(String.init)
                if words.count == 3 { (version, date) = (words[1], words[2]) }
                continue
            }
            guard fields.count == 7, let text = Int(fields[5]), let notice = Int(fields[6]), text >= 0, notice >= 0,
                text + notice <= pack.count - at
            else { break }
            entries.append(
                Entry(
                    id: fields[1], name: fields[2], isException: fields[0] == "exception", isDeprecated: fields[3].contains("D"),
                    isApprovedByOSI: fields[3].contains("O"), replacement: fields[4].isEmpty ? nil : fields[4],
                    text: String(decoding: pack[at..<(at + text)], as: UTF8.self),
                    notice: String(decoding: pack[(at + text)..<(at + text + notice)], as: UTF8.self)))
            at += text + notice + 1
        }
        self.version = version
        self.date = date
        self.entries = entries
        places = Dictionary(entries.enumerated().map { ($1.id.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The unpacked bytes of the list. Empty if the program was built with a damaged file, which a test would show.
    private static func embeddedPack() -> [UInt8] {
        let packed = UnsafeRawBufferPointer(start: steward_spdx_pack_bytes(), count: steward_spdx_pack_size)
        guard packed.count > 8, let size = Int(exactly: packed.loadUnaligned(as: UInt64.self).littleEndian), size < 1 << 26,
            let engine = libdeflate_alloc_decompressor()
        else { return [] }
        defer { libdeflate_free_decompressor(engine) }
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            let inside = UnsafeRawBufferPointer(rebasing: packed[8...])
            let result = libdeflate_zlib_decompress(engine, inside.baseAddress, inside.count, buffer.baseAddress, size, &count)
            if result != LIBDEFLATE_SUCCESS { count = 0 }
        }
    }
}
