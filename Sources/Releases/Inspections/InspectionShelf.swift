import Foundation
import Inspection
import Ledger
import Store

/// An inspection that was carried out, as it is stored.
struct StoredInspection: Sendable, Hashable {
    let id: Int64
    let location: String
    let commit: String
    let rules: String
    let resultHash: String
    let finishedAt: Instant
    let document: InspectionDocument

    /// What a case writes down, so that anybody can repeat it.
    var evidence: String { "commit \(commit); rules sha256:\(rules); result sha256:\(resultHash)" }
}

extension SQLReader {
    /// The newest inspection of a repository; nil when there is none, or it cannot be read any more.
    func newestInspection(of location: String) throws -> StoredInspection? {
        try inspection("location = ? ORDER BY finished_at DESC, id DESC LIMIT 1", [.text(location)])
    }

    /// The inspection of a commit under some rules.
    func inspection(of location: String, commit: String, rules: String) throws -> StoredInspection? {
        try inspection(
            "location = ? AND commit_sha = ? AND rules = ? ORDER BY finished_at DESC, id DESC LIMIT 1",
            [.text(location), .text(commit), .text(rules)])
    }

    private func inspection(_ condition: String, _ arguments: [SQLValue]) throws -> StoredInspection? {
        try first(
            "SELECT id, location, commit_sha, rules, result_hash, finished_at, report FROM release_inspections WHERE \(condition)",
            arguments
        ) { row -> StoredInspection? in
            guard let document = try? JSONDecoder().decode(InspectionDocument.self, from: Data(row.text(6).utf8)) else { return nil }
            return StoredInspection(
                id: row.integer(0), location: row.text(1), commit: row.text(2), rules: row.text(3), resultHash: row.text(4),
                finishedAt: Instant(seconds: row.integer(5)), document: document)
        } ?? nil
    }
}

extension SQLWriter {
    /// Keeps an inspection. The same result of the same commit under the same rules is kept once, with the newest time.
    func keep(_ document: InspectionDocument, rules: String, startedAt: Instant, finishedAt: Instant) throws {
        let bytes = try document.canonical()
        let (hash, text) = (InspectionDocument.digest(bytes), String(decoding: bytes, as: UTF8.self))
        let known = try integer(
            "SELECT id FROM release_inspections WHERE location = ? AND commit_sha = ? AND rules = ? AND result_hash = ?",
            [.text(document.location), .text(document.commit), .text(rules), .text(hash)])
        if let known {
            try execute("UPDATE release_inspections SET finished_at = ? WHERE id = ?", [.integer(finishedAt.seconds), .integer(known)])
            return
        }
        let open = document.findings.count { $0.takenOver == nil && $0.level != .note }
        try execute(
            """
            INSERT INTO release_inspections (id, location, commit_sha, rules, result_hash, findings, started_at, finished_at, report)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(try takeNumbers("release_inspections")), .text(document.location), .text(document.commit), .text(rules),
                .text(hash),
                .int(open), .integer(startedAt.seconds), .integer(finishedAt.seconds), .text(text),
            ])
    }
}
