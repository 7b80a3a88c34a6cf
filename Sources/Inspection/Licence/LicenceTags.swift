/// Lines that name a licence for programs: `SPDX-License-Identifier: MIT`.
enum LicenceTags {
    private static let tag = Array("spdx-license-identifier".utf8)
    private static let mostTags = 200

    static func matches(in bytes: [UInt8], lines: LineTable) -> [LicenceMatch] {
        bytes.withUnsafeBufferPointer { bytes in
            var found: [LicenceMatch] = []
            var at = 0
            while found.count < mostTags, let place = next(in: bytes, from: at) {
                at = place + tag.count
                while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
                // Markdown may set the tag in bold: `**SPDX-License-Identifier**: MIT`.
                while at < bytes.count, bytes[at] == 0x2A { at += 1 }
                guard at < bytes.count, bytes[at] == 0x3A || bytes[at] == 0x3D else { continue }
                at += 1
                var end = at
                while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D, end - at < 1000 { end += 1 }
                guard let expression = expression(String(decoding: bytes[at..<end], as: UTF8.self)) else { continue }
                let line = lines.line(of: place)
                found.append(
                    LicenceMatch(
                        kind: .tag, expression: expression, sameText: [], lines: line...line, coverage: 0, completeness: 1,
                        differences: .none, base: nil))
            }
            return found
        }
    }

    private static func next(in bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Int? {
        var at = from
        let last = bytes.count - tag.count
        while at <= last {
            if bytes[at] | 0x20 == 0x73, bytes[at + 1] | 0x20 == 0x70, bytes[at + 4] == 0x2D,
                tag.indices.allSatisfy({ bytes[at + $0] | 0x20 == tag[$0] | 0x20 })
            {
                return at
            }
            at += 1
        }
        return nil
    }

    /// The expression at the beginning of the rest of a line: what follows it belongs to the comment.
    private static func expression(_ rest: String) -> String? {
        var words: [Substring] = []
        for word in rest.split(whereSeparator: { " \t\"'`,;".contains($0) }) {
            // The end of a comment: `*/`, `-->`, `#}`.
            guard let first = word.unicodeScalars.first, first == "(" || first == ")" || first.properties.isAlphabetic || "0"..."9" ~= first
            else { break }
            var word = word
            for end in ["*/", "-->", "<"] { if let place = word.range(of: end) { word = word[..<place.lowerBound] } }
            if !word.isEmpty { words.append(word) }
        }
        // The longest beginning that is an expression; a word that is none ends the tag.
        for count in stride(from: min(words.count, 40), to: 0, by: -1) {
            if let expression = try? LicenceExpression(words.prefix(count).joined(separator: " ")) {
                return expression.normalised().description
            }
        }
        return nil
    }
}

extension Substring {
    /// Where a short text stands.
    fileprivate func range(of text: String) -> Range<Index>? {
        var at = startIndex
        while at < endIndex {
            if self[at...].hasPrefix(text) { return at..<index(at, offsetBy: text.count) }
            at = index(after: at)
        }
        return nil
    }
}
