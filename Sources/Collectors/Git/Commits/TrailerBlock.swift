/// Finds the trailers of a commit message by git's rule, as `%(trailers:only,unfold)` prints them.
///
/// The rule, from git's documentation of `interpret-trailers`: trailers are the last paragraph, which is not the first
/// one, when all its lines are trailers, or when one is that git itself writes and at least a quarter are trailers.
enum TrailerBlock {
    private static let comment = UInt8(ascii: "#")
    private static let written = ["Signed-off-by: ", "(cherry picked from commit "].map { Array($0.utf8) }
    private static let conflicts = Array("Conflicts:\n".utf8)
    private static let scissors = Array("# ------------------------ >8 ------------------------\n".utf8)

    /// The trailers of a message, without the blank lines before it; each on a line, as `Key: value`.
    static func read(_ message: UnsafeRawBufferPointer) -> [UInt8] {
        // Most messages have no colon after the first paragraph.
        let end = end(of: message)
        let start = start(in: message, end: end)
        var trailers: [[UInt8]] = []
        var continues = false
        var at = start
        while at < end {
            let next = lineEnd(message, at, end)
            let line = message[at..<next]
            at = next
            if continues, let first = line.first, isBlank(first) {
                trailers[trailers.count - 1] += line
                continue
            }
            continues = separator(line) >= 1
            trailers.append(Array(line))
        }
        var block: [UInt8] = []
        for trailer in trailers {
            let separator = separator(trailer[...])
            guard separator >= 1 else { continue }
            block += trimmed(trailer[..<separator])
            block += [UInt8(ascii: ":"), UInt8(ascii: " ")]
            block += unfolded(trimmed(trailer[(separator + 1)...]))
            block.append(UInt8(ascii: "\n"))
        }
        return block
    }

    /// Where what git writes below a message for the person who commits begins: comments, and lists of conflicts.
    private static func end(of message: UnsafeRawBufferPointer) -> Int {
        let cutoff = scissorsPlace(message)
        var begin: Int?
        var inConflicts = false
        var at = 0
        while at < cutoff {
            if message[at] == comment || message[at] == UInt8(ascii: "\n") {
                begin = begin ?? at
            } else if message[at...].starts(with: conflicts) {
                inConflicts = true
                begin = begin ?? at
            } else if inConflicts, message[at] == UInt8(ascii: "\t") {
                // One of the paths.
            } else if begin != nil {
                begin = nil
                inConflicts = false
            }
            at = lineEnd(message, at, message.count)
        }
        return begin ?? cutoff
    }

    private static func scissorsPlace(_ message: UnsafeRawBufferPointer) -> Int {
        var at = 0
        while at < message.count {
            if message[at] == comment, message[at...].starts(with: scissors) { return at }
            at = lineEnd(message, at, message.count)
        }
        return message.count
    }

    private static func start(in message: UnsafeRawBufferPointer, end: Int) -> Int {
        // The first paragraph is the title.
        var title = 0
        while title < end {
            if message[title] != comment, isBlankLine(message, title) { break }
            title = lineEnd(message, title, message.count)
        }
        var onlyBlank = true
        var isWritten = false
        var (trailers, others, continuations) = (0, 0, 0)
        var stop = end
        while let line = lastLine(message, before: stop), line >= title {
            stop = line
            if message[line] == comment {
                others += continuations
                continuations = 0
                continue
            }
            if isBlankLine(message, line) {
                if onlyBlank { continue }
                others += continuations
                let isBlock = (isWritten && trailers * 3 >= others) || (trailers > 0 && others == 0)
                return isBlock ? lineEnd(message, line, message.count) : end
            }
            onlyBlank = false
            let rest = message[line...]
            if written.contains(where: { rest.starts(with: $0) }) {
                trailers += 1
                continuations = 0
                isWritten = true
            } else if !isBlank(message[line]), separator(rest) >= 1 {
                trailers += 1
                continuations = 0
            } else if isBlank(message[line]) {
                continuations += 1
            } else {
                others += 1 + continuations
                continuations = 0
            }
        }
        return end
    }

    /// Where the last line before `end` begins; nil when there is none.
    private static func lastLine(_ message: UnsafeRawBufferPointer, before end: Int) -> Int? {
        guard end > 0 else { return nil }
        // The line feed that ends the line itself does not count.
        var at = end - 1
        while at > 0, message[at - 1] != UInt8(ascii: "\n") { at -= 1 }
        return at
    }

    /// Where the next line begins.
    private static func lineEnd(_ message: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int {
        var at = start
        while at < end {
            at += 1
            if message[at - 1] == UInt8(ascii: "\n") { return at }
        }
        return end
    }

    private static func isBlankLine(_ message: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        var at = start
        while at < message.count, message[at] != UInt8(ascii: "\n") {
            if !isBlank(message[at]) { return false }
            at += 1
        }
        return true
    }

    /// How many bytes stand before the colon after a key; -1 when there is no key.
    private static func separator(_ line: some Collection<UInt8>) -> Int {
        var count = 0
        var sawBlank = false
        for byte in line {
            if byte == UInt8(ascii: ":") { return count }
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                if sawBlank { return -1 }
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                if count == 0 { return -1 }
                sawBlank = true
            default: return -1
            }
            count += 1
        }
        return -1
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return [] }
        return bytes[first...last]
    }

    /// One line of several: each line feed and the blanks after it become one blank.
    private static func unfolded(_ value: ArraySlice<UInt8>) -> [UInt8] {
        var line: [UInt8] = []
        var at = value.startIndex
        while at < value.endIndex {
            if value[at] == UInt8(ascii: "\n") {
                while at < value.endIndex, isBlank(value[at]) { at += 1 }
                line.append(UInt8(ascii: " "))
            } else {
                line.append(value[at])
                at += 1
            }
        }
        return Array(trimmed(line[...]))
    }

    /// What git takes for a blank.
    static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }
}
