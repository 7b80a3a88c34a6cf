/// What both engines can hold as text.
enum StorableText {
    /// PostgreSQL cannot store NUL, so it becomes U+FFFD on both engines and figures stay the same.
    static func cleaned(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return String(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : Character($0) })
    }
}

extension BulkLoader {
    /// - Throws: ``StoreError`` when a row does not have as many cells as the load has columns.
    func check(cells: Int, of columns: Int, whole: Bool) throws {
        guard whole && cells == columns else {
            throw StoreError(
                .statement, doing: "Loading rows",
                detail: "a row has \(cells) cells instead of \(columns)\(whole ? "" : " and was not ended")")
        }
    }
}
