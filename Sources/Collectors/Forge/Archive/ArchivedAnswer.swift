import Cryptography
public import Ledger

/// An answer of a forge as the archive keeps it.
public struct ArchivedAnswer: Sendable, Hashable {
    /// Without secrets.
    public var address: String
    /// When it was asked for, by this machine's clock.
    public var fetchedAt: Instant
    /// What the forge called this version of the answer, to ask whether it still holds.
    public var etag: String?
    /// Where the answer goes on.
    public var next: String?
    public var body: [UInt8]

    public init(address: String, fetchedAt: Instant, etag: String? = nil, next: String? = nil, body: [UInt8]) {
        self.address = address
        self.fetchedAt = fetchedAt
        self.etag = etag
        self.next = next
        self.body = body
    }

    /// SHA-256 of the body in hexadecimal.
    public var contentHash: String { Digest.sha256(body).map(Digest.hexadecimal) ?? "" }
}

/// Which answers tell all of one item, so that it can be mapped again without asking for them.
public struct ArchivedItem: Sendable, Hashable {
    /// One of the answers, as the collector names it.
    public struct Part: Sendable, Hashable {
        public var name: String
        public var place: ArchivePlace

        public init(_ name: String, _ place: ArchivePlace) {
            self.name = name
            self.place = place
        }
    }

    public var kind: ItemKind
    public var number: Int64
    /// The time of the item's last change, as the forge spelled it in its list.
    public var updatedAt: String
    /// The forge's time when its parts were asked for: what it changed later is not in them.
    public var readAt: Instant
    public var parts: [Part]

    public init(_ kind: ItemKind, number: Int64, updatedAt: String, readAt: Instant, parts: [Part]) {
        self.kind = kind
        self.number = number
        self.updatedAt = updatedAt
        self.readAt = readAt
        self.parts = parts
    }
}

/// Where a record stands.
public struct ArchivePlace: Sendable, Hashable {
    /// The file, in the order of time.
    let segment: Int
    let offset: Int
}

// A record's text is a few lines of names and values, a blank line, and a body: readable with `zcat`.

extension ArchivedAnswer {
    static func key(_ address: String) -> UInt64 { UInt64(bitPattern: ItemEvent.number(from: "answer " + address)) }

    var record: [UInt8] {
        var lines = RecordLines()
        lines.add("address", address)
        lines.add("fetched-at", fetchedAt.description)
        if let etag { lines.add("etag", etag) }
        if let next { lines.add("next", next) }
        lines.add("sha256", contentHash)
        return lines.bytes + body
    }

    init?(record: [UInt8]) {
        guard let (lines, body) = RecordLines.read(record), let address = lines["address"],
            let fetchedAt = lines["fetched-at"].flatMap({ Instant($0) })
        else { return nil }
        self.init(address: address, fetchedAt: fetchedAt, etag: lines["etag"], next: lines["next"], body: Array(body))
    }
}

extension ArchivedItem {
    static func key(_ kind: ItemKind, _ number: Int64) -> UInt64 {
        UInt64(bitPattern: ItemEvent.number(from: "item \(kind.rawValue) \(number)"))
    }

    /// Only the offset of a part is written: all parts of an item stand in the file of the item.
    var record: [UInt8] {
        var lines = RecordLines()
        lines.add("kind", String(kind.rawValue))
        lines.add("number", String(number))
        lines.add("updated-at", updatedAt)
        lines.add("read-at", readAt.description)
        for part in parts { lines.add("part", "\(part.place.offset) \(part.name)") }
        return lines.bytes
    }

    init?(record: [UInt8], segment: Int) {
        guard let (lines, _) = RecordLines.read(record), let kind = lines["kind"].flatMap({ Int($0) }).flatMap(ItemKind.init),
            let number = lines["number"].flatMap({ Int64($0) }), let updatedAt = lines["updated-at"],
            let readAt = lines["read-at"].flatMap({ Instant($0) })
        else { return nil }
        var parts: [Part] = []
        for line in lines.all("part") {
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2, let offset = Int(words[0]), offset >= 0 else { return nil }
            parts.append(Part(String(words[1]), ArchivePlace(segment: segment, offset: offset)))
        }
        self.init(kind, number: number, updatedAt: updatedAt, readAt: readAt, parts: parts)
    }
}

/// The lines before a record's body.
private struct RecordLines {
    private var lines: [(name: String, value: String)] = []

    mutating func add(_ name: String, _ value: String) { lines.append((name, value.onOneLine())) }

    subscript(name: String) -> String? { lines.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { lines.filter { $0.name == name }.map(\.value) }

    var bytes: [UInt8] { Array((lines.map { "\($0.name): \($0.value)\n" }.joined() + "\n").utf8) }

    static func read(_ record: [UInt8]) -> (RecordLines, ArraySlice<UInt8>)? {
        var lines = RecordLines()
        var rest = record[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            if line.isEmpty { return (lines, rest) }
            guard let colon = line.firstRange(of: ": ") else { return nil }
            lines.lines.append((String(line[..<colon.lowerBound]), String(line[colon.upperBound...])))
        }
        return nil
    }
}

extension String {
    fileprivate func onOneLine() -> String {
        utf8.contains(where: { $0 < 0x20 }) ? String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 ? " " : $0 })) : self
    }
}
