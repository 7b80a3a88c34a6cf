import CLedgerData

/// A list that is compiled into the program: one entry a line, `#` begins a remark.
enum DataPack {
    static let genericNames = lines(steward_generic_names_bytes(), steward_generic_names_size)
    static let botPatterns = lines(steward_bot_patterns_bytes(), steward_bot_patterns_size)
    static let latinLetters = lines(steward_latin_letters_bytes(), steward_latin_letters_size)

    private static func lines(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> [String] {
        String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }
}
