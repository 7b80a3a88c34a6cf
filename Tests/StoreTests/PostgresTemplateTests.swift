@testable import Store
import Testing

@Suite("Statements as PostgreSQL wants them")
struct PostgresTemplateTests {
    @Test(
        "question marks become numbers, outside literals, names and comments",
        arguments: [
            ("SELECT 1", "SELECT 1"),
            ("", ""),
            ("?", "$1"),
            ("a = ? AND b = ?", "a = $1 AND b = $2"),
            ("'?' = ?", "'?' = $1"),
            ("'it''s ?' = ?", "'it''s ?' = $1"),
            ("'' = ?", "'' = $1"),
            (#""?" = ? AND "a""?" = ?"#, #""?" = $1 AND "a""?" = $2"#),
            ("? -- why?\n + ?", "$1 -- why?\n + $2"),
            ("? -- why?", "$1 -- why?"),
            ("? - ? -? / ? * ?", "$1 - $2 -$3 / $4 * $5"),
            ("/* ? */ ?", "/* ? */ $1"),
            ("/* /* ? */ ? */ ?", "/* /* ? */ ? */ $1"),
            ("/*/ ? */ ?", "/*/ ? */ $1"),
            ("/* ?", "/* ?"),
            ("'?", "'?"),
            ("'é?' || ? || 'ü'", "'é?' || $1 || 'ü'"),
        ])
    func rewriting(_ portable: String, _ numbered: String) {
        #expect(PostgresTemplate(portable).statement { _ in false } == numbered)
    }

    @Test("a null is written out and takes no number")
    func nulls() {
        #expect(PostgresTemplate("f(?, ?, ?)").statement { $0 == 1 } == "f($1, NULL, $2)")
    }
}
