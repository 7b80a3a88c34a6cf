import Ledger

/// Reads the trailers of commit messages: as git does, and as people write them.
///
/// Git takes the last paragraph only, and only when nearly all of it are trailers. The lenient reading looks at
/// the last two paragraphs, line by line, for known keys: it accepts `Key :`, blanks or underscores for hyphens,
/// indentation, ruled lines in between and `Fixes #12`.
enum TrailerReader {
    typealias Line = (name: String, value: String)

    private static let longestValue = 500
    private static let mostLines = 500

    /// Splits what git's `%(trailers:only,unfold)` gives.
    static func strict(_ block: UnsafeRawBufferPointer, _ text: inout FieldText) -> [Line] {
        var lines: [Line] = []
        for line in block.split(separator: UInt8(ascii: "\n")) where lines.count < mostLines {
            let line = UnsafeRawBufferPointer(rebasing: line)
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { continue }
            let value = trimmed(UnsafeRawBufferPointer(rebasing: line[(colon + 1)...]))
            let name = trimmed(UnsafeRawBufferPointer(rebasing: line[..<colon]))
            lines.append((text.decode(name, atMost: 100), text.decode(value, atMost: longestValue)))
        }
        return lines
    }

    /// Looks for known keys in the last two paragraphs of a message, its first line apart.
    static func lenient(_ message: UnsafeRawBufferPointer, _ text: inout FieldText) -> [Line] {
        var lines: [Line] = []
        var continues = false
        for line in lastLines(of: message) {
            let content = trimmed(line)
            if let found = known(content, &text) {
                lines.append(found)
                continues = true
            } else if continues, line.first.map(isBlank) == true, !content.isEmpty {
                // Git folds a line that begins with a blank into the trailer above it.
                let value = lines[lines.count - 1].value + " " + text.decode(content, atMost: longestValue)
                if value.utf8.count <= longestValue { lines[lines.count - 1].value = value }
            } else {
                continues = false
            }
        }
        return lines.filter { !$0.value.isEmpty }
    }

    /// One list of both readings: the lenient one in its order, then what only git reads as a trailer.
    static func combine(lenient: [Line], strict: [Line]) -> [Trailer] {
        if lenient.isEmpty && strict.isEmpty { return [] }
        var trailers = lenient.map { Trailer(name: $0.name, value: $0.value, strict: false, lenient: true) }
        for line in strict {
            let key = line.name.lowercased()
            // The last one: what git reads is in the last paragraph.
            let same = trailers.lastIndex { !$0.strict && $0.value == line.value && $0.name.lowercased() == key }
            if let same {
                trailers[same].strict = true
            } else {
                let isKnown = TrailerKeys.spelling[key] != nil
                trailers.append(Trailer(name: line.name, value: line.value, strict: true, lenient: isKnown))
            }
        }
        return trailers
    }

    /// The lines of the last two paragraphs, in order, without ruled lines and the first line of the message.
    private static func lastLines(of message: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer] {
        guard let first = message.firstIndex(of: UInt8(ascii: "\n")) else { return [] }
        var lines: [UnsafeRawBufferPointer] = []
        var paragraphs = 1
        var isBetween = true
        var end = message.count
        while end > first + 1, lines.count < mostLines {
            var start = end
            while message[start - 1] != UInt8(ascii: "\n") { start -= 1 }
            let line = UnsafeRawBufferPointer(rebasing: message[start..<end])
            end = start - 1
            if line.allSatisfy(isBlank) {
                if !isBetween { paragraphs += 1 }
                isBetween = true
                if paragraphs > 2 { break }
            } else if !isRule(line) {
                isBetween = false
                lines.append(line)
            }
        }
        return lines.reversed()
    }

    private static func known(_ line: UnsafeRawBufferPointer, _ text: inout FieldText) -> Line? {
        var key: [UInt8] = []
        key.reserveCapacity(TrailerKeys.longest + 1)
        var index = 0
        var isAsWritten = true
        while index < line.count {
            let byte = line[index]
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"): key.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): key.append(byte | 0x20)
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "_"):
                if let reference = reference(after: key, line[index...], &text) { return reference }
                // Blanks before the colon belong to nothing.
                if line[index...].first(where: { !isBlank($0) }) == UInt8(ascii: ":") { break }
                isAsWritten = false
                key.append(UInt8(ascii: "-"))
            case UInt8(ascii: ":"):
                guard let spelling = TrailerKeys.spelling[String(decoding: key, as: UTF8.self)] else { return nil }
                let written = trimmed(UnsafeRawBufferPointer(rebasing: line[..<index]))
                let value = trimmed(UnsafeRawBufferPointer(rebasing: line[(index + 1)...]))
                return (
                    isAsWritten ? String(decoding: written, as: UTF8.self) : spelling,
                    text.decode(value, atMost: longestValue)
                )
            default: return nil
            }
            guard key.count <= TrailerKeys.longest else { return nil }
            index += 1
        }
        return nil
    }

    /// `Fixes #12` and `Closes https://…`.
    private static func reference(
        after key: [UInt8], _ rest: Slice<UnsafeRawBufferPointer>, _ text: inout FieldText
    ) -> Line? {
        let value = trimmed(UnsafeRawBufferPointer(rebasing: rest))
        let isNumber = value.count > 1 && value[0] == UInt8(ascii: "#") && value[1].isDecimalDigit
        guard isNumber || value.starts(with: "http".utf8) else { return nil }
        let name = String(decoding: key, as: UTF8.self)
        guard TrailerKeys.withoutColon.contains(name), let spelling = TrailerKeys.spelling[name] else { return nil }
        return (spelling, text.decode(value, atMost: longestValue))
    }

    /// A line that only draws: `-----`, `=====`.
    private static func isRule(_ line: UnsafeRawBufferPointer) -> Bool {
        let drawn = trimmed(line)
        guard drawn.count >= 3, let first = drawn.first, "-=_*~#".utf8.contains(first) else { return false }
        return drawn.allSatisfy { $0 == first }
    }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var start = 0
        var end = bytes.count
        while start < end, isBlank(bytes[start]) { start += 1 }
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
