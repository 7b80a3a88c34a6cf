import Foundation
import Store

/// What somebody typed into a form that they have not sent yet; only they see it.
struct CaseDraft: Sendable, Hashable {
    let process: String
    /// By the names of the form's fields, right or wrong.
    let typed: [String: String]
    /// UTC, in seconds since 1970.
    let savedAt: Int64
}

/// What the desk keeps beside casework.
enum DeskSchema {
    static let schema = Schema(module: "case-desk", tables: tables, migrations: [Migration(1, "drafts", creating: tables)])

    private static let tables = [
        Store.Table("case_drafts", primaryKey: ["author", "process"]) {
            Column("author", .text, .pseudonymous("Who typed it.", retention: .person, erasure: .rowDeleted))
            Column("process", .text, .none("The process whose form it is."))
            Column("typed", .text, .personal("What was typed, as JSON.", retention: .person, erasure: .rowDeleted))
            Column("saved_at", .integer, .none("When it was saved last."))
        }
    ]
}

extension SQLReader {
    func drafts(of author: String) throws -> [CaseDraft] {
        try rows("SELECT process, typed, saved_at FROM case_drafts WHERE author = ? ORDER BY saved_at DESC", [.text(author)]) { row in
            CaseDraft(
                process: row.text(0), typed: try JSONDecoder().decode([String: String].self, from: Data(row.text(1).utf8)),
                savedAt: row.integer(2))
        }
    }
}

extension SQLWriter {
    /// Keeps one draft per person and process: the last one.
    func save(_ draft: CaseDraft, of author: String) throws {
        let typed = String(decoding: try JSONEncoder().encode(draft.typed), as: UTF8.self)
        try execute(
            """
            INSERT INTO case_drafts (author, process, typed, saved_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (author, process) DO UPDATE SET typed = excluded.typed, saved_at = excluded.saved_at
            """, [.text(author), .text(draft.process), .text(typed), .integer(draft.savedAt)])
    }

    func forgetDraft(of author: String, process: String) throws {
        try execute("DELETE FROM case_drafts WHERE author = ? AND process = ?", [.text(author), .text(process)])
    }
}
