import Cryptography
public import Store

/// The record of every change of state: append-only, each entry sealed with the digest of the one before it.
///
/// Anybody who can write to the database can rewrite the whole chain. What the chain gives is that a single entry cannot be
/// changed, taken out or put in without every later hash changing, and that whoever noted an ``AuditSeal`` can tell.
public enum AuditLog {
    /// The most bytes of actor, action and subject: both engines keep them in indexes.
    static let longestName = 200
    /// The most bytes of reason, before and after.
    static let longestText = 1 << 20

    /// Adds an entry to the log, within the transaction that makes the change which it tells of: both are stored, or neither.
    ///
    /// The character U+0000 is kept as U+FFFD, as the store does.
    ///
    /// - Returns: the entry's number.
    /// - Throws: ``AuditFailure`` or `StoreError`; the transaction must not be stored then.
    @discardableResult
    public static func append(_ entry: AuditEntry, in writer: any SQLWriter) throws -> Int64 {
        let entry = entry.storable
        try check(entry)
        guard let random = RandomBytes.make(16) else { throw AuditFailure.noCryptography }
        let salt = Digest.hexadecimal(random)
        let head = try seal(in: writer)
        let number = head.count + 1
        let content = try Chain.content(salt: salt, of: entry)
        let hash = try Chain.link(after: head.hash, number: number, content: content, entry)
        try writer.execute(
            """
            INSERT INTO audit_entries (number, at, actor, action, subject, reason, state_before, state_after, salt, content_hash, hash, erased)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
            """,
            [
                .integer(number), .integer(entry.at), .text(entry.actor), .text(entry.action), .text(entry.subject),
                .optional(entry.reason), .optional(entry.before), .optional(entry.after), .text(salt), .text(content), .text(hash),
            ])
        try writer.execute("UPDATE audit_head SET entries = ?, hash = ? WHERE id = 1", [.integer(number), .text(hash)])
        return number
    }

    /// Adds entries in their order, as ``append(_:in:)`` would one after another, with one load for all of them.
    ///
    /// - Throws: ``AuditFailure`` or `StoreError`; the transaction must not be stored then.
    public static func append(_ entries: [AuditEntry], in writer: any SQLWriter) throws {
        guard !entries.isEmpty else { return }
        var head = try seal(in: writer)
        let columns = [
            "number", "at", "actor", "action", "subject", "reason", "state_before", "state_after", "salt", "content_hash", "hash", "erased",
        ]
        _ = try writer.bulkLoad(into: "audit_entries", columns: columns, onConflict: .fail) { loader in
            for entry in entries {
                let entry = entry.storable
                try check(entry)
                guard let random = RandomBytes.make(16) else { throw AuditFailure.noCryptography }
                let salt = Digest.hexadecimal(random)
                let content = try Chain.content(salt: salt, of: entry)
                let hash = try Chain.link(after: head.hash, number: head.count + 1, content: content, entry)
                head = AuditSeal(count: head.count + 1, hash: hash)
                loader.integer(head.count)
                loader.integer(entry.at)
                for text in [entry.actor, entry.action, entry.subject, entry.reason, entry.before, entry.after, salt, content, hash] {
                    loader.text(text)
                }
                loader.integer(0 as Int64)
                try loader.endRow()
            }
        }
        try writer.execute("UPDATE audit_head SET entries = ?, hash = ? WHERE id = 1", [.integer(head.count), .text(head.hash)])
    }

    /// The log's length and last hash, to be kept elsewhere.
    public static func seal(in reader: any SQLReader) throws -> AuditSeal {
        try reader.first("SELECT entries, hash FROM audit_head WHERE id = 1") {
            AuditSeal(count: $0.integer(0), hash: $0.text(1))
        } ?? AuditSeal(count: 0, hash: "")
    }

    /// Erases the reason and the states before and after of one entry, as a person may demand (GDPR article 17). That it
    /// happened, when, by whom and to what stays, the chain still verifies, and the erasure is an entry of its own.
    ///
    /// - Throws: ``AuditFailure/nothingToErase(_:)`` when there is no such entry or it was erased before.
    public static func erase(
        _ number: Int64, at: Int64, actor: String, reason: String, in writer: any SQLWriter
    ) throws {
        let changed = try writer.execute(
            """
            UPDATE audit_entries SET reason = NULL, state_before = NULL, state_after = NULL, salt = '', erased = 1
            WHERE number = ? AND erased = 0
            """, [.integer(number)])
        guard changed == 1 else { throw AuditFailure.nothingToErase(number) }
        try append(
            AuditEntry(at: at, actor: actor, action: erasure, subject: "audit:\(number)", reason: reason), in: writer)
    }

    /// What ``erase(_:at:actor:reason:in:)`` writes as its action; an erased entry without such an entry is a fault.
    static let erasure = "audit.erase"

    private static func check(_ entry: AuditEntry) throws(AuditFailure) {
        for (field, text) in [("actor", entry.actor), ("action", entry.action), ("subject", entry.subject)] {
            guard (1...longestName).contains(text.utf8.count) else {
                throw .unfit(field: field, size: text.utf8.count, largest: longestName)
            }
        }
        for (field, text) in [("reason", entry.reason), ("state before", entry.before), ("state after", entry.after)] {
            guard let size = text?.utf8.count, size > longestText else { continue }
            throw .unfit(field: field, size: size, largest: longestText)
        }
    }
}

extension AuditEntry {
    /// The entry as both engines give it back, so that its digest is that of what is stored.
    fileprivate var storable: AuditEntry {
        func clean(_ text: String) -> String {
            guard text.utf8.contains(0) else { return text }
            return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
        }
        return AuditEntry(
            at: at, actor: clean(actor), action: clean(action), subject: clean(subject), reason: reason.map(clean),
            before: before.map(clean), after: after.map(clean))
    }
}
