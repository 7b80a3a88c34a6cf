import Cryptography
import Store

/// Slows down whoever tries passwords: by the name that is tried, and by the address from which.
///
/// An attempt is counted before its password is checked, so that many at once cannot slip through. A name that nobody has is
/// counted like any other.
struct AttemptLimits: Sendable {
    struct Limit: Sendable {
        /// As many as this may fail at once.
        let free: Int64
        /// After these, each failure doubles the wait from this, in seconds.
        let firstWait: Int64
        let longestWait: Int64
    }

    static let byName = Limit(free: 5, firstWait: 15, longestWait: 900)
    static let byAddress = Limit(free: 30, firstWait: 15, longestWait: 900)
    /// Failures older than this are forgotten, in seconds.
    static let memory: Int64 = 3600

    /// Counts an attempt, or refuses it.
    ///
    /// - Throws: ``AccessFailure/tooManyAttempts(seconds:)``; the attempt is not counted then, so waiting helps.
    static func admit(name: String, address: String, now: Int64, in writer: any SQLWriter) throws {
        try writer.execute("DELETE FROM sign_in_attempts WHERE last_at < ?", [.integer(now - memory)])
        for (key, limit) in [(try key("name", name), byName), (try key("address", address), byAddress)] {
            let row = try writer.first("SELECT count, last_at FROM sign_in_attempts WHERE key = ?", [.text(key)]) {
                ($0.integer(0), $0.integer(1))
            }
            guard let (count, last) = row, count >= limit.free else { continue }
            let doublings = min(count - limit.free, 10)
            let wait = min(limit.firstWait << doublings, limit.longestWait)
            let left = last + wait - now
            if left > 0 { throw AccessFailure.tooManyAttempts(seconds: left) }
        }
        for key in [try key("name", name), try key("address", address)] {
            try writer.execute(
                """
                INSERT INTO sign_in_attempts (key, count, began_at, last_at) VALUES (?, 1, ?, ?)
                ON CONFLICT (key) DO UPDATE SET count = sign_in_attempts.count + 1, last_at = excluded.last_at
                """, [.text(key), .integer(now), .integer(now)])
        }
    }

    /// Forgets the failures of a name after a success, and takes the one attempt back from its address.
    static func succeeded(name: String, address: String, in writer: any SQLWriter) throws {
        try writer.execute("DELETE FROM sign_in_attempts WHERE key = ?", [.text(try key("name", name))])
        try writer.execute(
            "UPDATE sign_in_attempts SET count = count - 1 WHERE key = ? AND count > 0", [.text(try key("address", address))])
    }

    private static func key(_ kind: String, _ value: String) throws(AccessFailure) -> String {
        guard let digest = Digest.sha256(Array("\(kind) \(value)".utf8)) else { throw .noCryptography }
        return Digest.hexadecimal(digest)
    }
}
