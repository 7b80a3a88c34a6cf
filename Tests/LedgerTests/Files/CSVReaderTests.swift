@testable import Ledger
import Testing

@Suite("Reading comma-separated values")
struct CSVReaderTests {
    private func read(_ text: String, _ required: [String] = ["a"]) throws -> [[String?]] {
        try CSVReader.rows(of: text, file: "x.csv", required: required).map { row in ["a", "b"].map { row[$0] } }
    }

    @Test(
        "quotes, doubled quotes, commas and line ends inside them, both ends of lines, a byte order mark",
        arguments: [
            ("a,b\r\n1,2\r\n", [["1", "2"]]), ("\u{FEFF}a,b\n1,2", [["1", "2"]]), ("A , B\n 1 ,\t2", [["1", "2"]]),
            ("b,a\n2,1\n", [["1", "2"]]), ("a,b\n\"1,\"\"x\"\"\",\"two\nlines\"\n3,4\n", [["1,\"x\"", "two\nlines"], ["3", "4"]]),
            ("a,b\n\n,\n1,\n", [["1", nil]]), ("a,b,c\n1,2,3\n", [["1", "2"]]), ("\"a\",\"b\"\n\"\",\"2\"\n", [[nil, "2"]]), ("a,b\n", []),
        ] as [(String, [[String?]])])
    func reads(_ text: String, _ rows: [[String?]]) throws {
        #expect(try read(text) == rows)
    }

    @Test(
        "what is no such file is refused with its line",
        arguments: [
            ("", "x.csv: is empty; its first line names the columns"), ("b\n1\n", "x.csv line 1: has no column “a”; it has “b”"),
            ("a,a\n", "x.csv line 1, a: stands twice among the columns"),
            ("a,b\n1\n", "x.csv line 2: has 1 fields where there are 2 columns"),
            ("a,b\n1,2,3\n", "x.csv line 2: has 3 fields where there are 2 columns"),
            ("a,b\n1,\"2\n3\n", "x.csv line 2: has a quotation mark that is never closed"),
            ("a,b\n\"x\ny\"z,2\n", "x.csv line 3: has text after the closing quotation mark of a field"),
            ("a,b\n1,2\"\n", "x.csv line 2: has a quotation mark inside a field that does not begin with one"),
            ("a,b\n1,2\r3\n", "x.csv line 2: has a carriage return that does not end the line"),
            ("a,b\n1,\u{0}\n", "x.csv line 2: holds the control character U+0000"),
            ("a,b\n1,\u{1B}[2J\n", "x.csv line 2: holds the control character U+001b"),
        ])
    func refuses(_ text: String, _ message: String) {
        #expect { try read(text) } throws: { "\($0)" == message }
    }

    @Test("a file, a line and a field have a greatest length")
    func bounds() {
        let long = String(repeating: "x", count: 10_001)
        for text in [
            "a\n\(long)\n", "a\n\"\(long)\"\n", "a" + String(repeating: ",", count: 200), "a\n" + String(repeating: "x\n", count: 3 << 20),
        ] {
            #expect(throws: FileProblem.self) { try read(text) }
        }
    }
}
