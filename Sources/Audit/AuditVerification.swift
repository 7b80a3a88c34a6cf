public import Store

/// What is wrong with a log, at the first entry where it shows.
public enum AuditFault: Sendable, Hashable, CustomStringConvertible {
    /// The entry's place, or what it says, was changed, or the one before it was.
    case altered(Int64)
    /// The reason or a state of the entry was changed.
    case alteredContent(Int64)
    /// The entry is not there and later ones are.
    case missing(Int64)
    /// The entry's texts were erased and no entry says so.
    case erasedSilently(Int64)
    /// Entries are missing at the end: the log had `expected`, and `found` are there.
    case cut(expected: Int64, found: Int64)
    /// Entries follow that the log's own count does not know.
    case uncounted(Int64)
    /// The last hash is not the one that was noted after entry `count`.
    case otherSeal(count: Int64)

    public var description: String {
        switch self {
        case .altered(let number): "Entry \(number) was changed after it was written, or does not belong after the one before it."
        case .alteredContent(let number): "The reason or the state of entry \(number) was changed after it was written."
        case .missing(let number): "Entry \(number) is missing."
        case .erasedSilently(let number): "The texts of entry \(number) were erased and no entry says so."
        case .cut(let expected, let found): "The end of the log is missing: it had \(expected) entries, and \(found) are there."
        case .uncounted(let number): "Entry \(number) follows after what the log itself counted as its end."
        case .otherSeal(let count): "The hash after entry \(count) is not the one that was noted."
        }
    }
}

/// What reading a whole log found.
public struct AuditVerification: Sendable, Hashable {
    /// The entries that stand unbroken from the beginning, and the hash that closes them.
    public let sound: AuditSeal
    /// How many of them had their texts erased, each by an entry of the log.
    public let erased: Int
    /// The first fault; nil when the log is whole.
    public let fault: AuditFault?
}

extension AuditLog {
    /// Reads the whole log and recomputes each hash.
    ///
    /// A tail that was cut off shows by the count kept apart from the entries. Whoever cut both is found out only by a
    /// seal from elsewhere.
    ///
    /// - Parameter noted: a seal noted earlier; the log must have passed through it.
    public static func verify(against noted: AuditSeal? = nil, in reader: any SQLReader) throws -> AuditVerification {
        let head = try seal(in: reader)
        let erasures = try erasures(in: reader)
        var walk = Walk(noted: noted, head: head, erasures: erasures)
        // The first fault ends the reading.
        do {
            try reader.scan("SELECT \(columns) FROM audit_entries ORDER BY number", []) { row in
                try walk.step(row)
                if walk.fault != nil { throw Stop() }
            }
        } catch is Stop {}
        walk.finish()
        return AuditVerification(sound: walk.sound, erased: walk.erased, fault: walk.fault)
    }

    private struct Stop: Error {}

    private static func erasures(in reader: any SQLReader) throws -> Set<String> {
        Set(try reader.rows("SELECT subject FROM audit_entries WHERE action = ?", [.text(erasure)]) { $0.text(0) })
    }
}

/// One pass over the log.
private struct Walk {
    let noted: AuditSeal?
    let head: AuditSeal
    let erasures: Set<String>
    var sound = AuditSeal(count: 0, hash: "")
    var erased = 0
    var fault: AuditFault?

    mutating func step(_ row: any SQLRow) throws {
        let record = AuditRecord(row)
        let expected = sound.count + 1
        guard record.number == expected else {
            fault = record.number > expected ? .missing(expected) : .altered(record.number)
            return
        }
        let salt = row.text(8)
        let content = row.text(9)
        let link = try Chain.link(after: sound.hash, number: record.number, content: content, record.entry)
        guard link == record.hash else {
            fault = .altered(record.number)
            return
        }
        if record.isErased {
            guard erasures.contains("audit:\(record.number)") else {
                fault = .erasedSilently(record.number)
                return
            }
        } else if try Chain.content(salt: salt, of: record.entry) != content {
            fault = .alteredContent(record.number)
            return
        }
        if let noted, noted.count == record.number, noted.hash != record.hash {
            fault = .otherSeal(count: noted.count)
            return
        }
        if record.number > head.count {
            fault = .uncounted(record.number)
            return
        }
        if record.isErased { erased += 1 }
        sound = AuditSeal(count: record.number, hash: record.hash)
    }

    mutating func finish() {
        guard fault == nil else { return }
        let expected = max(head.count, noted?.count ?? 0)
        if sound.count < expected {
            fault = .cut(expected: expected, found: sound.count)
        } else if sound.hash != head.hash {
            fault = .otherSeal(count: sound.count)
        }
    }
}
