import Testing

@testable import Reuse

@Suite("The words of code")
struct CodeTokensTests {
    private func tokens(_ text: String, _ ending: String = "c", folded: Bool = false) -> CodeTokens {
        Array(text.utf8).withUnsafeBytes { CodeTokens($0, style: CodeStyle(fileExtension: ending), foldsNames: folded) }
    }

    @Test(
        "layout and comments count for nothing",
        arguments: [
            ("c", "int a = f(1); /* x\n y */ return a;", "int a=f(1);\n// note\nreturn a ;"),
            ("py", "def f(x):\n    return x + 1", "# why\ndef f( x ) :\n\n\treturn x+1   # so"),
            ("sql", "SELECT a -- all\nFROM b", "SELECT a FROM b"),
            ("html", "<p>text<!-- not\nthis --></p>", "<p>text</p>"),
            ("rb", "x = 1 # one", "x=1"),
            ("py", "def f():\n  \"\"\"One\n  two.\"\"\"\n  pass", "def f():\n    \"\"\"One\n    two.\"\"\"\n    pass"),
            ("js", "a = `x\n  y`", "a = `x\n\t\ty`"),
            ("lua", "a = 1 --[[ long\ncomment ]] b = 2", "a = 1 b = 2"),
        ])
    func layout(_ ending: String, _ a: String, _ b: String) {
        #expect(tokens(a, ending).words == tokens(b, ending).words)
        #expect(!tokens(a, ending).words.isEmpty)
    }

    @Test(
        "what does something else has other words",
        arguments: [
            ("c", "a + b", "a - b"), ("c", "f(\"x\")", "f(\"y\")"), ("c", "a1", "a2"), ("py", "'''a'''", "'''b'''"), ("c", "ab", "a b"),
            ("c", "f(\"a b\")", "f(\"ab\")"), ("py", "\"\"\"a\nb\"\"\"", "\"\"\"a\nc\"\"\""),
        ])
    func other(_ ending: String, _ a: String, _ b: String) { #expect(tokens(a, ending).words != tokens(b, ending).words) }

    @Test("names can be folded, words of the language and numbers stay")
    func folded() {
        #expect(tokens("for (x = 1; x < n; x++)", folded: true).words == tokens("for (i = 1; i < count; i++)", folded: true).words)
        #expect(tokens("for (x = 1)", folded: true).words != tokens("while (x = 1)", folded: true).words)
        #expect(tokens("x = 1", folded: true).words != tokens("x = 2", folded: true).words)
        #expect(tokens("x = 1").words != tokens("y = 1").words)
    }

    @Test("each word stands on its line, also behind comments and texts of several lines")
    func lines() {
        #expect(tokens("a\n/* x\n\n */ b\n`1\n2` c").lines == [1, 4, 5, 6])
        #expect(tokens("a = \"\"\"x\ny\"\"\"\nb", "py").lines == [1, 1, 1, 3])
    }

    @Test(
        "what never ends takes the rest, and an apostrophe the rest of its line",
        arguments: [
            ("a /* b c", 1), ("a \"b c", 2), ("a 'b c\nd", 3), ("a `b c\nd", 2), ("\"\\", 1), ("", 0), ("\\", 1),
        ])
    func unended(_ text: String, _ count: Int) { #expect(tokens(text).words.count == count) }

    @Test("bytes that are no UTF-8 are letters like others")
    func bytes() {
        let words = [UInt8]([0x61, 0xFF, 0xFE, 0x20, 0x62]).withUnsafeBytes { CodeTokens($0, style: .c).words }
        #expect(words.count == 2)
    }

    @Test("a file of very many words is cut, and takes bounded time", .timeLimit(.minutes(10)))
    func many() { #expect(tokens(String(repeating: "a ", count: 500_000)).words.count == CodeTokens.most) }
}
