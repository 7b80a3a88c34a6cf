import Store

/// The index over the words of entries, as one engine keeps it.
protocol FullText: Sendable {
    /// Puts the words of entries in the place of all that were there.
    func replaceAll(_ texts: [EntryText], in writer: any SQLWriter) throws
    /// The entries that hold every word, each also as the beginning of a longer one, in no order.
    ///
    /// - Parameter words: as ``SearchText`` spells them: letters and digits, so that nothing in them means anything to the engine.
    func search(_ words: [String], in reader: any SQLReader, _ found: (Int64) -> Void) throws
    /// The words of each entry's title, and of its summary and terms.
    func heads(in reader: any SQLReader) throws -> [Int64: (title: String, rest: String)]
}

extension FullText {
    fileprivate func heads(_ number: String, in reader: any SQLReader) throws -> [Int64: (title: String, rest: String)] {
        var heads: [Int64: (title: String, rest: String)] = [:]
        try reader.scan("SELECT \(number), title, summary, terms FROM catalogue_texts", []) { row in
            heads[row.integer(0)] = (row.text(1), "\(row.text(2)) \(row.text(3))")
        }
        return heads
    }
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

    func search(_ words: [String], in reader: any SQLReader, _ found: (Int64) -> Void) throws {
        let query = words.map { "\"\($0)\"*" }.joined(separator: " ")
        try reader.forEachRow("SELECT rowid FROM catalogue_texts WHERE catalogue_texts MATCH ?", [.text(query)]) { found($0.integer(0)) }
    }

    func heads(in reader: any SQLReader) throws -> [Int64: (title: String, rest: String)] { try heads("rowid", in: reader) }
}

/// PostgreSQL's text search, without its dictionaries of languages: entries are in any language.
struct PostgresFullText: FullText {
    func replaceAll(_ texts: [EntryText], in writer: any SQLWriter) throws {
        try writer.execute("DELETE FROM catalogue_texts")
        try writer.bulkLoad(into: "catalogue_texts", columns: ["entry_id", "title", "summary", "terms", "description"], onConflict: .fail) {
            rows in
            for text in texts {
                rows.integer(text.entry)
                for part in [text.title, text.summary, text.terms, text.description] { rows.text(part) }
                try rows.endRow()
            }
        }
    }

    func search(_ words: [String], in reader: any SQLReader, _ found: (Int64) -> Void) throws {
        let query = words.map { "'\($0)':*" }.joined(separator: " & ")
        try reader.forEachRow("SELECT entry_id FROM catalogue_texts WHERE document @@ to_tsquery('simple', ?)", [.text(query)]) {
            found($0.integer(0))
        }
    }

    func heads(in reader: any SQLReader) throws -> [Int64: (title: String, rest: String)] { try heads("entry_id", in: reader) }
}
