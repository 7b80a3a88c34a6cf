import Store

/// The index over the words of entries, as one engine keeps it.
protocol FullText: Sendable {
    /// Puts the words of entries in the place of all that were there.
    func replaceAll(_ texts: [EntryText], in writer: any SQLWriter) throws
    /// The entries that hold every word, each also as the beginning of a longer one, the best first.
    ///
    /// - Parameter words: as ``SearchText`` spells them: letters and digits, so that nothing in them means anything to the engine.
    func search(_ words: [String], in reader: any SQLReader) throws -> [Int64]
}

extension SQLStore {
    /// The index of this database's engine. Full text is where the two have nothing in common.
    var fullText: any FullText {
        switch engine {
        case .sqlite: SQLiteFullText()
        case .postgres: PostgresFullText()
        }
    }
}

/// FTS5. The number of the entry is the number of the row.
struct SQLiteFullText: FullText {
    func replaceAll(_ texts: [EntryText], in writer: any SQLWriter) throws {
        try writer.execute("DELETE FROM catalogue_texts")
        for text in texts {
            try writer.execute(
                "INSERT INTO catalogue_texts (rowid, title, summary, terms, description) VALUES (?, ?, ?, ?, ?)",
                [.integer(text.entry), .text(text.title), .text(text.summary), .text(text.terms), .text(text.description)])
        }
    }

    func search(_ words: [String], in reader: any SQLReader) throws -> [Int64] {
        let query = words.map { "\"\($0)\"*" }.joined(separator: " ")
        return try reader.rows(
            "SELECT rowid FROM catalogue_texts WHERE catalogue_texts MATCH ? ORDER BY bm25(catalogue_texts, 12, 5, 4, 1), rowid", [.text(query)]
        ) { $0.integer(0) }
    }
}

/// PostgreSQL's text search, without its dictionaries of languages: entries are in any language.
struct PostgresFullText: FullText {
    func replaceAll(_ texts: [EntryText], in writer: any SQLWriter) throws {
        try writer.execute("DELETE FROM catalogue_texts")
        try writer.bulkLoad(into: "catalogue_texts", columns: ["entry_id", "title", "summary", "terms", "description"], onConflict: .fail) { rows in
            for text in texts {
                rows.integer(text.entry)
                for part in [text.title, text.summary, text.terms, text.description] { rows.text(part) }
                try rows.endRow()
            }
        }
    }

    func search(_ words: [String], in reader: any SQLReader) throws -> [Int64] {
        let query = words.map { "'\($0)':*" }.joined(separator: " & ")
        return try reader.rows(
            """
            SELECT entry_id FROM catalogue_texts, to_tsquery('simple', ?) AS query WHERE document @@ query
            ORDER BY ts_rank('{0.05, 0.3, 0.4, 1.0}', document, query) DESC, entry_id
            """, [.text(query)]
        ) { $0.integer(0) }
    }
}
