/// What the text of a commit says of people.
struct CommitText {
    struct Signature: Sendable, Hashable {
        var name = ""
        var address = ""
        /// Seconds since 1970.
        var time: Int64 = 0
    }

    private(set) var author = Signature()
    private(set) var committer = Signature()
    private(set) var parents = 0
    /// The addresses behind `Signed-off-by:`, in small letters.
    private(set) var signers: Set<String> = []

    private static let mostBytes = 1 << 20

    init(_ bytes: UnsafeRawBufferPointer) {
        let text = String(decoding: bytes.prefix(Self.mostBytes), as: UTF8.self)
        var isHeader = true
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty { isHeader = false }
            if isHeader {
                if line.hasPrefix("parent ") { parents += 1 }
                if line.hasPrefix("author ") { author = Self.signature(line.dropFirst(7)) }
                if line.hasPrefix("committer ") { committer = Self.signature(line.dropFirst(10)) }
            } else if line.utf8.count < 1000, line.lowercased().hasPrefix("signed-off-by:") {
                signers.insert(Self.signature(line.dropFirst(14)).address.lowercased())
            }
        }
    }

    /// `NAME <ADDRESS> SECONDS ZONE`, where the last two may be missing.
    private static func signature(_ text: Substring) -> Signature {
        guard let open = text.lastIndex(of: "<"), let close = text[open...].firstIndex(of: ">") else { return Signature() }
        let name = text[..<open].drop(while: \.isWhitespace)
        let time = text[text.index(after: close)...].split(separator: " ").first.flatMap { Int64($0) } ?? 0
        return Signature(
            name: String(name.reversed().drop(while: \.isWhitespace).reversed()), address: String(text[text.index(after: open)..<close]),
            time: time)
    }
}

/// Days in UTC, for comparing.
enum UTCDay {
    /// The day of an instant as YYYY-MM-DD (Gregorian, proleptic).
    static func text(_ seconds: Int64) -> String {
        let days = (seconds >= 0 ? seconds : seconds - 86399) / 86400 + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let ofEra = days - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let shifted = (5 * ofYear + 2) / 153
        let day = ofYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year + era * 400 + (month <= 2 ? 1 : 0), 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}
