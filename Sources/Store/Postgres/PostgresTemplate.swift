/// A statement cut at its question marks, ready to be spelled with the `$1`, `$2` that PostgreSQL wants.
///
/// Question marks in text literals, quoted names and comments are not arguments and stay.
struct PostgresTemplate {
    /// One piece more than there are arguments.
    let pieces: [Substring]

    var argumentCount: Int { pieces.count - 1 }

    init(_ sql: String) {
        var pieces: [Substring] = []
        var start = sql.startIndex
        var scanner = Scanner(sql.utf8)
        while let mark = scanner.nextMark() {
            pieces.append(sql[start..<mark])
            start = sql.utf8.index(after: mark)
        }
        pieces.append(sql[start...])
        self.pieces = pieces
    }

    /// The statement for `arguments`. A null is written out, because PostgreSQL cannot tell the type of an
    /// argument that is only ever compared with nothing.
    func statement(isNull: (Int) -> Bool) -> String {
        var sql = String(pieces[0])
        var number = 0
        for (index, piece) in pieces.dropFirst().enumerated() {
            if isNull(index) {
                sql += "NULL"
            } else {
                number += 1
                sql += "$\(number)"
            }
            sql += piece
        }
        return sql
    }
}

extension PostgresTemplate {
    /// Walks over a statement and stops at each question mark that stands for an argument.
    private struct Scanner {
        private let sql: String.UTF8View
        private var position: String.Index

        init(_ sql: String.UTF8View) {
            self.sql = sql
            position = sql.startIndex
        }

        mutating func nextMark() -> String.Index? {
            while position < sql.endIndex {
                let here = position
                position = sql.index(after: here)
                switch sql[here] {
                case UInt8(ascii: "?"): return here
                // A doubled quote inside closes and opens again, which comes to the same.
                case UInt8(ascii: "'"): skip(past: UInt8(ascii: "'"))
                case UInt8(ascii: "\""): skip(past: UInt8(ascii: "\""))
                case UInt8(ascii: "-") where peek() == UInt8(ascii: "-"): skip(past: UInt8(ascii: "\n"))
                case UInt8(ascii: "/") where peek() == UInt8(ascii: "*"): skipComment()
                default: break
                }
            }
            return nil
        }

        private func peek() -> UInt8? {
            position < sql.endIndex ? sql[position] : nil
        }

        private mutating func skip(past end: UInt8) {
            while position < sql.endIndex {
                defer { position = sql.index(after: position) }
                if sql[position] == end { return }
            }
        }

        /// PostgreSQL's comments may stand inside one another.
        private mutating func skipComment() {
            var depth = 1
            position = sql.index(after: position)
            while position < sql.endIndex, depth > 0 {
                let byte = sql[position]
                position = sql.index(after: position)
                if byte == UInt8(ascii: "*"), peek() == UInt8(ascii: "/") {
                    depth -= 1
                    position = sql.index(after: position)
                } else if byte == UInt8(ascii: "/"), peek() == UInt8(ascii: "*") {
                    depth += 1
                    position = sql.index(after: position)
                }
            }
        }
    }
}
