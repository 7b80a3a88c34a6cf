public import Ledger

/// A `.mailmap`: how a project wants the names and addresses of its people spelled.
///
/// Reads the four forms of gitmailmap(5) as git does: addresses and names are compared without regard to the case
/// of ASCII letters, and of several lines for the same identity the last one counts.
public struct Mailmap: Sendable {
    /// More of a file than this is not looked at, in bytes.
    public static let longestFile = 4 << 20
    private static let longestLine = 4000

    /// A new spelling; what is nil stays as it was.
    private struct Spelling {
        var name: String?
        var email: String?
    }

    private struct Entry {
        /// For the address whatever the name is.
        var any = Spelling()
        /// For the address with a certain name.
        var named: [[UInt8]: Spelling] = [:]
    }

    private var entries: [[UInt8]: Entry] = [:]
    /// Lines that are neither empty nor comments and that map nothing.
    public private(set) var skippedLines = 0

    /// Reads the contents of a file.
    public init(_ bytes: [UInt8]) {
        for line in bytes.prefix(Self.longestFile).split(separator: UInt8(ascii: "\n"))
        where line.first != UInt8(ascii: "#") {
            if line.allSatisfy(Self.isBlank) { continue }
            if !add(line) { skippedLines += 1 }
        }
    }

    /// The spelling that the project wants for an identity; the same identity when it has no say.
    public func resolve(_ identity: SpelledIdentity) -> SpelledIdentity {
        guard let entry = entries[Self.folded(identity.email.utf8)] else { return identity }
        let spelling = entry.named[Self.folded(identity.name.utf8)] ?? entry.any
        return SpelledIdentity(name: spelling.name ?? identity.name, email: spelling.email ?? identity.email)
    }

    /// What one line says: the spelling that is wanted, and the identity in commits that gets it.
    struct Line {
        let name: String?
        /// Nil when the address stays as it is.
        let email: String?
        /// The name in commits; nil for every name with the address.
        let commitName: ArraySlice<UInt8>?
        let commitEmail: ArraySlice<UInt8>

        /// Nil for a line that maps nothing.
        init?(_ line: ArraySlice<UInt8>) {
            guard line.count <= Mailmap.longestLine, let first = Mailmap.identity(in: line, mayBeEmpty: false) else { return nil }
            let second = Mailmap.identity(in: first.rest, mayBeEmpty: true)
            name = Mailmap.text(first.name)
            email = second == nil ? nil : Mailmap.text(first.email)
            commitName = second.flatMap { $0.name.isEmpty ? nil : $0.name }
            commitEmail = second?.email ?? first.email
        }
    }

    /// False for a line that maps nothing.
    private mutating func add(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let line = Line(bytes) else { return false }
        let key = Self.folded(line.commitEmail)
        if let name = line.commitName {
            entries[key, default: Entry()].named[Self.folded(name)] = Spelling(name: line.name, email: line.email)
        } else {
            var any = entries[key]?.any ?? Spelling()
            any.name = line.name ?? any.name
            any.email = line.email ?? any.email
            entries[key, default: Entry()].any = any
        }
        return true
    }

    /// The first `name <address>` of a line, and what follows it.
    private static func identity(
        in line: ArraySlice<UInt8>, mayBeEmpty: Bool
    ) -> (name: ArraySlice<UInt8>, email: ArraySlice<UInt8>, rest: ArraySlice<UInt8>)? {
        guard let open = line.firstIndex(of: UInt8(ascii: "<")),
            let close = line[(open + 1)...].firstIndex(of: UInt8(ascii: ">")), mayBeEmpty || open + 1 < close
        else { return nil }
        var name = line[..<open]
        while let byte = name.first, isBlank(byte) { name = name.dropFirst() }
        while let byte = name.last, isBlank(byte) { name = name.dropLast() }
        return (name, line[(open + 1)..<close], line[(close + 1)...])
    }

    /// Nil for nothing.
    static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        if bytes.isEmpty { return nil }
        var text = FieldText()
        return bytes.withUnsafeBytes { text.decode($0, atMost: longestLine) }
    }

    static func folded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
