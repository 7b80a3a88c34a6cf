@testable import Pages
import TestSupport
import Testing

@Suite("Markup") struct HTMLTests {
    @Test("text that is interpolated is escaped, in elements and in attributes")
    func escapesText() {
        let text = "<b a='1' b=\"2\">&</b>"
        let html: HTML = "<p title=\"\(text)\">\(text)</p>"
        let escaped = "&lt;b a=&#39;1&#39; b=&quot;2&quot;&gt;&amp;&lt;/b&gt;"
        #expect(html.text == "<p title=\"\(escaped)\">\(escaped)</p>")
    }

    @Test("markup that is interpolated goes in as it is, alone, in lists and when it is there")
    func keepsMarkup() {
        let bold: HTML = "<b>x</b>"
        let none: HTML? = nil
        let html: HTML = "\(bold)\(none)\([bold, bold])\(7)\([bold, bold].joined(separator: ", "))"
        #expect(html.text == "<b>x</b><b>x</b><b>x</b>7<b>x</b>, <b>x</b>")
    }

    @Test("control characters become U+FFFD; tab and line ends stay; letters of all scripts stay")
    func replacesControlCharacters() {
        let html: HTML = "\("a\u{0}b\u{1F}c\u{7F}d\u{85}e\t\r\nfÂ©é漢👍")"
        #expect(html.text == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e\t\r\nfÂ©é漢👍")
    }

    @Test("parts of strings and text that is not stored contiguously are escaped alike")
    func escapesSubstrings() {
        let part = "xx<yy>".dropFirst(2)
        let html: HTML = "\(part)"
        #expect(html.text == "&lt;yy&gt;")
    }

    @Test("no hostile text breaks out of an element, an attribute, a link or a table", arguments: HostileText.all)
    func survives(_ text: String) {
        let table = Table(
            text, id: "t", columns: [Table.Column(text, sort: "/x?\(text)=\(text)", order: .ascending), Table.Column(text, .number)],
            rows: [[.link(text, "/people/\(text)"), .text(text)], [.html("<i>\(text)</i>"), .value(nil, .percent)]])
        let parts = [
            "<p title=\"\(text)\">\(text)</p>", table.html, Notice(.warning, text, body: "\(text)").html,
            EmptyState(text, next: "\(text)").html, Card(text, value: text, unit: text, address: "/\(text)").html,
            Facts([(text, "\(text)")]).html, HTML.tag(text), HTML.code(text), HTML.button(text, to: "/\(text)"),
        ]
        for part in parts {
            #expect(MarkupCheck.faults(in: part.text, isWholePage: false) == [])
        }
    }
}

@Suite("Addresses") struct SafeURLTests {
    @Test("what is interpolated into an address is percent-encoded")
    func encodes() {
        let name = "a/b?c=d&e#f é"
        let address: SafeURL = "/people/\(name)?page=\(2)"
        #expect(address.text == "/people/a%2Fb%3Fc%3Dd%26e%23f%20%C3%A9?page=2")
        #expect(SafeURL(segments: ["a b", "c"], query: [("x", "1,2"), ("y", "&")]).text == "/a%20b/c?x=1,2&y=%26")
        #expect(SafeURL(segments: []).text == "/")
    }

    @Test(
        "an address from outside is taken only with a harmless scheme",
        arguments: [
            "/projects/curl", "https://example.org/x?y=1", "HTTP://example.org", "mailto:a@example.org",
        ])
    func takesHarmless(_ text: String) {
        #expect(SafeURL(untrusted: text)?.text == text)
    }

    @Test(
        "an address from outside that could run, hide or lead elsewhere is refused",
        arguments: [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x",
            "vbscript:x", "//example.org", "\\\\example.org", "/\\example.org", "file:///etc/passwd", "https://", "", "example.org",
            "blob:https://example.org/1", "https://example.org/\u{0}",
            "https://example.org/" + String(repeating: "a", count: 3000),
        ])
    func refuses(_ text: String) {
        #expect(SafeURL(untrusted: text) == nil)
    }
}

@Suite("Suggestions") struct SuggestionTests {
    @Test("a slip of the finger finds the word that was meant")
    func finds() {
        let words = ["period", "project", "split", "from", "to"]
        #expect(Suggestion.nearest(to: "perido", among: words) == "period")
        #expect(Suggestion.nearest(to: "Projet", among: words) == "project")
        #expect(Suggestion.nearest(to: "form", among: words) == "from")
    }

    @Test("a word that is far from all is not guessed at")
    func leavesFarWords() {
        #expect(Suggestion.nearest(to: "colour", among: ["period", "project"]) == nil)
        #expect(Suggestion.nearest(to: String(repeating: "x", count: 100_000), among: ["period"]) == nil)
    }

    @Test("swapped neighbours are one edit, as are insertion, deletion and replacement")
    func counts() {
        func distance(_ a: String, _ b: String) -> Int { Suggestion.distance(Array(a.utf8), Array(b.utf8)) }
        #expect(distance("ab", "ba") == 1)
        #expect(distance("ab", "abc") == 1)
        #expect(distance("abc", "axc") == 1)
        #expect(distance("kitten", "sitting") == 3)
        #expect(distance("", "abc") == 3)
    }
}
