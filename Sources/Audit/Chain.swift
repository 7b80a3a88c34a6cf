import Cryptography

/// How an entry is turned into bytes and digested. What is written here is a promise: a change would break every log.
enum Chain {
    /// The digest of the texts that may have to be erased.
    static func content(salt: String, of entry: AuditEntry) throws(AuditFailure) -> String {
        try digest(["steward audit content 1", salt, entry.reason, entry.before, entry.after])
    }

    /// The digest that closes the chain after an entry.
    static func link(after previous: String, number: Int64, content: String, _ entry: AuditEntry) throws(AuditFailure) -> String {
        try digest([
            "steward audit entry 1", previous, String(number), String(entry.at), entry.actor, entry.action, entry.subject, content,
        ])
    }

    /// Each part stands with its length before it, so that no two lists of parts give the same bytes.
    private static func digest(_ parts: [String?]) throws(AuditFailure) -> String {
        var bytes: [UInt8] = []
        for part in parts {
            guard let part else {
                bytes.append(UInt8(ascii: "-"))
                continue
            }
            bytes += Array("\(part.utf8.count):".utf8)
            bytes += Array(part.utf8)
        }
        guard let digest = Digest.sha256(bytes) else { throw .noCryptography }
        return Digest.hexadecimal(digest)
    }
}
