import Ledger

/// Reads commits from the bytes of their objects, with the result that `CommitParser` has from git's output.
///
/// Only commits as git writes them today: those with an encoding of their own, or with an odd line for a person, are
/// left to git.
enum CommitObject {
    /// - Parameter boundary: commits at which the history was cut off.
    /// - Returns: nil for a commit that git should read.
    static func read(_ sha: String, _ bytes: UnsafeRawBufferPointer, boundary: Set<String>) -> CommitFact? {
        var lines = Lines(bytes: bytes)
        guard let tree = lines.next(), tree.starts(with: "tree ".utf8) else { return nil }
        var parents: [String] = []
        var line = lines.next()
        while let found = line, found.starts(with: "parent ".utf8) {
            parents.append(String(decoding: found.dropFirst(7), as: UTF8.self))
            line = lines.next()
        }
        guard let authorLine = line, authorLine.starts(with: "author ".utf8),
            let committerLine = lines.next(), committerLine.starts(with: "committer ".utf8)
        else { return nil }
        while let header = lines.next(), !header.isEmpty {
            if header.starts(with: "encoding ".utf8) || header.starts(with: "author ".utf8)
                || header.starts(with: "committer ".utf8) || header.starts(with: "parent ".utf8)
            {
                return nil
            }
        }
        guard lines.isAfterHeader else { return nil }
        let message = lines.rest
        // Git ends a text at a NUL.
        guard !message.contains(0) else { return nil }

        var text = FieldText()
        guard let author = person(authorLine.dropFirst(7), &text),
            let committer = person(committerLine.dropFirst(10), &text)
        else { return nil }
        let body = withoutBlankLines(message)
        let subject = subject(of: body)
        let title = subject.withUnsafeBytes { CommitParser.subject($0, &text) }
        let lenient = TrailerReader.lenient(message, &text)
        let strict = TrailerBlock.read(body).withUnsafeBytes { TrailerReader.strict($0, &text) }

        var notes: CommitNotes = []
        if text.isLossy { notes.insert(.lossyText) }
        let isBoundary = boundary.contains(sha)
        if isBoundary { notes.insert(.shallowBoundary) }
        if author.offset == nil || committer.offset == nil { notes.insert(.oddTimeZone) }
        return CommitFact(
            sha: sha, parents: isBoundary ? [] : parents, author: author.identity, committer: committer.identity,
            authoredAt: author.at, authorOffset: author.offset, committedAt: committer.at,
            committerOffset: committer.offset, subject: title,
            trailers: TrailerReader.combine(lenient: lenient, strict: strict), notes: notes)
    }

    private struct Lines {
        let bytes: UnsafeRawBufferPointer
        private var at = 0
        /// The blank line that ends the header was passed.
        private(set) var isAfterHeader = false

        init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        mutating func next() -> Slice<UnsafeRawBufferPointer>? {
            guard let end = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            defer { at = end + 1 }
            if end == at { isAfterHeader = true }
            return bytes[at..<end]
        }

        var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[at...]) }
    }

    private struct Person {
        var identity: SpelledIdentity
        var at: Instant
        var offset: Int?
    }

    /// A name, an address in angle brackets, seconds, an offset of four digits; nil for anything else.
    private static func person(_ line: Slice<UnsafeRawBufferPointer>, _ text: inout FieldText) -> Person? {
        guard let open = line.firstIndex(of: UInt8(ascii: "<")), let close = line.firstIndex(of: UInt8(ascii: ">")),
            open < close, !line[(open + 1)...].contains(UInt8(ascii: "<")),
            !line[(close + 1)...].contains(UInt8(ascii: ">")), !line.contains(0), !line.contains(13)
        else { return nil }
        var name = line[..<open]
        while let last = name.last, TrailerBlock.isBlank(last) { name = name.dropLast() }
        if let first = name.first, TrailerBlock.isBlank(first) { return nil }
        let words = line[(close + 1)...].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 3, words[0].isEmpty, words[1].count <= 11, words[2].count == 5,
            words[2].first == UInt8(ascii: "+") || words[2].first == UInt8(ascii: "-"),
            words[2].dropFirst().allSatisfy(\.isDecimalDigit),
            let date = CommitDate(digits: words[1]), !date.isOutOfRange
        else { return nil }
        return Person(
            identity: SpelledIdentity(
                name: CommitParser.name(UnsafeRawBufferPointer(rebasing: name), &text),
                email: CommitParser.name(UnsafeRawBufferPointer(rebasing: line[(open + 1)..<close]), &text)),
            at: date.instant, offset: CommitDate.offset(raw: words[2]))
    }

    /// Without the lines at the beginning that hold nothing but blanks.
    private static func withoutBlankLines(_ message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var start = 0
        var at = 0
        while at < message.count, TrailerBlock.isBlank(message[at]) {
            at += 1
            if message[at - 1] == UInt8(ascii: "\n") { start = at }
        }
        if at == message.count { start = at }
        return UnsafeRawBufferPointer(rebasing: message[start...])
    }

    /// The lines of the first paragraph as one.
    private static func subject(of message: UnsafeRawBufferPointer) -> [UInt8] {
        var subject: [UInt8] = []
        var isFirst = true
        for line in message.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            var line = line
            while let last = line.last, TrailerBlock.isBlank(last) { line = line.dropLast() }
            if line.isEmpty { break }
            if !isFirst { subject.append(UInt8(ascii: " ")) }
            isFirst = false
            subject += line
        }
        return subject
    }
}
