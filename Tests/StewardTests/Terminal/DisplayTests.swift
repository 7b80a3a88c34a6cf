import Testing

@testable import steward

/// Text as a terminal shows it.
@Suite("Text in the terminal")
struct DisplayTests {
    @Test(
        "a text takes as many columns as a terminal gives it",
        arguments: [
            ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한국", 4), ("ﾊﾝ", 2), ("Ａ", 2), ("🎉", 2),
            ("👩‍👩‍👧‍👦", 2), ("🇪🇺", 2), ("❤️", 2), ("naïve", 5), ("กำ", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("\u{200B}", 0),
            ("…", 1),
        ])
    func width(text: String, columns: Int) {
        #expect(text.displayWidth == columns)
    }

    @Test("a text is cut before the letter that would not fit, and the cut is shown")
    func truncation() {
        #expect("contributors".truncated(to: 12) == "contributors")
        #expect("contributors".truncated(to: 6) == "contr…")
        #expect("日本語".truncated(to: 4) == "日…")
        #expect("日本語".truncated(to: 5) == "日本…")
        #expect("abc".truncated(to: 1) == "…")
        #expect("abc".truncated(to: 0) == "")
    }

    @Test("columns are aligned by width, headings included, without spaces at the ends of lines")
    func table() {
        var table = TextTable([.init("name"), .init("commits", alignment: .trailing), .init("", flexible: true)])
        table.add(["Åsa", "12", "x"])
        table.add(["李小龍", "7"])
        #expect(table.lines() == ["name    commits", "Åsa          12  x", "李小龍        7"])
    }

    @Test("a narrow terminal cuts the widest flexible column first, and never a figure")
    func narrowTable() {
        var table = TextTable([
            .init("subject", flexible: true), .init("author", flexible: true), .init("lines", alignment: .trailing),
        ])
        table.add([String(repeating: "a", count: 40), String(repeating: "b", count: 20), "1234567"])
        let lines = table.lines(width: 41)
        #expect(
            lines[1] == String(repeating: "a", count: 14) + "…  " + String(repeating: "b", count: 14) + "…  1234567")
        #expect(lines.allSatisfy { $0.displayWidth <= 41 })
        #expect(table.lines(width: nil)[1].contains(String(repeating: "a", count: 40)))
    }

    @Test(
        "what could drive a terminal or hide in it is made visible",
        arguments: [
            ("\u{1B}[2J", "␛[2J"), ("a\nb\tc\rd", "a␊b␉c␍d"), ("\u{0}", "␀"), ("\u{7F}", "␡"),
            ("\u{9B}2J", "<U+009B>2J"), ("a\u{202E}cba", "a<U+202E>cba"), ("\u{2066}", "<U+2066>"),
            ("\u{FEFF}x", "<U+FEFF>x"), ("\u{E0041}", "<U+E0041>"), ("\r\n", "␍␊"), ("Zoë 日本 🎉", "Zoë 日本 🎉"),
        ])
    func visible(text: String, shown: String) {
        #expect(text.asVisible == shown)
    }

    @Test("a letter under a tower of marks loses what no language puts there")
    func towerOfMarks() {
        let tower = "a" + String(repeating: "\u{301}", count: 1000)
        #expect(tower.asVisible.unicodeScalars.count == 12)
    }

    @Test("a table makes its cells visible")
    func hostileCell() {
        var table = TextTable([.init("subject")])
        table.add(["\u{1B}]0;owned\u{7}"])
        #expect(table.lines() == ["subject", "␛]0;owned␇"])
    }

    @Test("emphasis goes to a terminal only, and not against NO_COLOR")
    func style() {
        #expect(TextStyle.allowed(isTerminal: true, environment: [:]) == .ansi)
        #expect(TextStyle.allowed(isTerminal: true, environment: ["NO_COLOR": ""]) == .ansi)
        #expect(TextStyle.allowed(isTerminal: true, environment: ["NO_COLOR": "1"]) == .plain)
        #expect(TextStyle.allowed(isTerminal: true, environment: ["TERM": "dumb"]) == .plain)
        #expect(TextStyle.allowed(isTerminal: false, environment: [:]) == .plain)
        #expect(TextStyle.plain.bold("x") == "x")
        #expect(TextStyle.ansi.bold("x") == "\u{1B}[1mx\u{1B}[0m")
    }
}
