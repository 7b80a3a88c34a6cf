import Ledger

/// Reads commits from `git log -z` with a format of fields that end with NUL.
///
/// Git cuts every text of a commit at a NUL, so a field never holds one and the frame is unambiguous.
enum CommitParser {
    /// Names and addresses are raw, not those of the mailmap; `%b` and `%s` would lose the paragraphs of odd messages.
    static let format =
        ["%H", "%P", "%an", "%ae", "%at", "%ad", "%cn", "%ce", "%ct", "%cd", "%s", "%B", "%(trailers:only,unfold)"]
        .joined(separator: "%x00")

    private static let longestName = 1000
    private static let longestSubject = 500

    /// The next commit; nil when the output has ended, also in the middle of one.
    ///
    /// - Parameter boundary: commits at which the history was cut off.
    static func next(_ fields: inout FieldReader, boundary: Set<String>) throws(ProcessFailure) -> CommitFact? {
        guard let sha = try fields.field(endingWith: 0) else { return nil }
        var text = FieldText()
        let name = String(decoding: sha, as: UTF8.self)
        guard let parents = try fields.field(endingWith: 0) else { return nil }
        let parentNames =
            parents.isEmpty ? [] : String(decoding: parents, as: UTF8.self).split(separator: " ").map(String.init)
        guard let author = try person(&fields, &text), let committer = try person(&fields, &text),
            let subject = try fields.field(endingWith: 0)
        else { return nil }
        let title = self.subject(subject, &text)
        guard let message = try fields.field(endingWith: 0) else { return nil }
        let lenient = TrailerReader.lenient(message, &text)
        guard let block = try fields.field(endingWith: 0) else { return nil }
        let trailers = TrailerReader.combine(lenient: lenient, strict: TrailerReader.strict(block, &text))

        var notes: CommitNotes = []
        if text.isLossy { notes.insert(.lossyText) }
        if author.isOutOfRange || committer.isOutOfRange { notes.insert(.dateOutOfRange) }
        if author.offset == nil || committer.offset == nil { notes.insert(.oddTimeZone) }
        if boundary.contains(name) { notes.insert(.shallowBoundary) }
        return CommitFact(
            sha: name, parents: parentNames, author: author.identity, committer: committer.identity,
            authoredAt: author.at, authorOffset: author.offset, committedAt: committer.at,
            committerOffset: committer.offset, subject: title, trailers: trailers, notes: notes)
    }

    /// A subject as it is kept: not longer than some.
    static func subject(_ bytes: UnsafeRawBufferPointer, _ text: inout FieldText) -> String {
        shortened(text.decode(bytes, atMost: longestSubject * 8))
    }

    /// A name or an address as it is kept.
    static func name(_ bytes: UnsafeRawBufferPointer, _ text: inout FieldText) -> String {
        text.decode(bytes, atMost: longestName)
    }

    private struct Signature {
        var identity: SpelledIdentity
        var at: Instant
        var offset: Int?
        var isOutOfRange: Bool
    }

    private static func person(
        _ fields: inout FieldReader, _ text: inout FieldText
    ) throws(ProcessFailure) -> Signature? {
        guard let name = try fields.field(endingWith: 0).map({ text.decode($0, atMost: longestName) }),
            let email = try fields.field(endingWith: 0).map({ text.decode($0, atMost: longestName) }),
            let date = try fields.field(endingWith: 0).map({ CommitDate(digits: $0) }),
            let offset = try fields.field(endingWith: 0).map({ CommitDate.offset(raw: $0) })
        else { return nil }
        // Git reads a date that it cannot parse, such as a negative one, as the beginning of 1970.
        return Signature(
            identity: SpelledIdentity(name: name, email: email), at: date?.instant ?? Instant(seconds: 0),
            offset: date?.isOutOfRange == false ? offset : nil, isOutOfRange: date?.isOutOfRange ?? true)
    }

    private static func shortened(_ subject: String) -> String {
        subject.utf8.count <= longestSubject ? subject : String(subject.prefix(longestSubject))
    }
}

/// Turns bytes of a commit into text, and remembers whether any were not what they should have been.
struct FieldText {
    private(set) var isLossy = false

    /// Reads UTF-8, which git has made of the commit's own encoding where it could; Latin-1 otherwise.
    mutating func decode(_ bytes: UnsafeRawBufferPointer, atMost limit: Int) -> String {
        var bytes = bytes
        if bytes.count > limit {
            var end = limit
            // Not in the middle of a character.
            while end > 0 && bytes[end] & 0xC0 == 0x80 && end > limit - 4 { end -= 1 }
            bytes = UnsafeRawBufferPointer(rebasing: bytes[..<end])
        }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        isLossy = true
        var text = ""
        for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
        return text
    }
}
