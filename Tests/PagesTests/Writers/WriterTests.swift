import Foundation
import Ledger
@testable import Pages
import Testing

@Suite("JSON") struct JSONTests {
    @Test("the same value gives the same bytes, with members in the order given")
    func keepsOrder() {
        let json: JSON = ["z": 1, "a": [true, nil, "x"], "m": ["b": .number(1.5), "a": .number(2)]]
        #expect(json.text == #"{"z":1,"a":[true,null,"x"],"m":{"b":1.5,"a":2}}"#)
    }

    @Test("numbers that JSON has no word for are null; whole numbers have no point")
    func writesNumbers() {
        let json: JSON = [.number(.nan), .number(.infinity), .number(-0.0), .number(1e21), .number(0.1), .number(3)]
        #expect(json.text == "[null,null,0,1e+21,0.1,3]")
        #expect(JSON(nil as Double?).text == "null")
    }

    @Test("every text comes back from another parser as it was", arguments: HostileText.all)
    func roundTrips(_ text: String) throws {
        let bytes = JSON.array([.string(text)]).bytes
        let parsed = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String])
        #expect(parsed == [text])
        #expect(!bytes.contains(UInt8(ascii: "<")))
    }
}

@Suite("CSV") struct CSVTests {
    @Test("cells with commas, quotes and line ends stand in quotes, and lines end with CR LF")
    func quotes() {
        let csv = CSV(
            columns: ["a", "b,c"], rows: [[.text("x\"y"), .text("l\nm")], [.number(1.5), .empty], [.integer(3), .text("plain é")]])
        #expect(csv.text == "a,\"b,c\"\r\n\"x\"\"y\",\"l\nm\"\r\n1.5,\r\n3,plain é\r\n")
    }

    @Test(
        "text that a spreadsheet would take for a formula begins with an apostrophe",
        arguments: [
            "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\u{FF1D}1", "+1 555", "-e",
        ])
    func guards(_ text: String) {
        #expect(CSV.looksLikeFormula(text))
        let line = CSV(columns: ["a"], rows: [[.text(text)]]).text.dropFirst("a\r\n".count)
        #expect(line.hasPrefix("'") || line.hasPrefix("\"'"))
    }

    @Test("numbers and harmless text are left as they are", arguments: ["-5", "+3.25", "-1e9", "a=b", "me@example.org", "2026-01", "'"])
    func leaves(_ text: String) {
        #expect(CSV(columns: ["a"], rows: [[.text(text)]]).text == "a\r\n\(text)\r\n")
    }

    @Test("no text changes the number of lines and cells", arguments: HostileText.all)
    func keepsShape(_ text: String) {
        let csv = CSV(columns: ["a", "b"], rows: [[.text(text), .text("end")]])
        #expect(parse(csv.text).map(\.count) == [2, 2])
        #expect(parse(csv.text)[1][1] == "end")
    }

    /// A second reading of the same rules, a byte at a time.
    private func parse(_ text: String) -> [[String]] {
        var lines: [[String]] = []
        var line: [String] = []
        var cell: [UInt8] = []
        var inQuotes = false
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            switch (byte, inQuotes) {
            case (UInt8(ascii: "\""), true) where bytes.first == UInt8(ascii: "\""): cell.append(bytes.removeFirst())
            case (UInt8(ascii: "\""), _): inQuotes.toggle()
            case (UInt8(ascii: ","), false): line.append(String(decoding: cell, as: UTF8.self)); cell = []
            case (0x0D, false): break
            case (0x0A, false): lines.append(line + [String(decoding: cell, as: UTF8.self)]); line = []; cell = []
            default: cell.append(byte)
            }
        }
        return lines
    }
}

@Suite("Format") struct FormatTests {
    @Test("thousands are set apart, halves are rounded away from zero, minus is a minus sign")
    func numbers() {
        #expect(Format.integer(1_234_567) == "1,234,567")
        #expect(Format.integer(-999) == "−999")
        #expect(Format.integer(.min) == "−9,223,372,036,854,775,808")
        #expect(Format.number(2.5) == "3")
        #expect(Format.number(-1234.567, decimals: 2) == "−1,234.57")
        #expect(Format.number(-0.001, decimals: 2) == "0.00")
        #expect(Format.number(0.05, decimals: 2) == "0.05")
        #expect(Format.number(.nan) == "no data")
        #expect(Format.number(1e300) == "1e+300")
        #expect(Format.short(3.10) == "3.1")
        #expect(Format.short(100) == "100")
    }

    @Test("small places get at most three digits and a letter")
    func compact() {
        #expect(
            [0, 950, 1_500, 12_345, 999_999, 2_400_000, -3_000, 7e9].map(Format.compact) == [
                "0", "950", "1.5k", "12k", "1,000k", "2.4M", "−3k", "7G",
            ])
    }

    @Test("shares, durations, changes and counts read as people say them")
    func words() {
        #expect(Format.percent(0.4255) == "42.6\u{A0}%")
        #expect(Format.days(seconds: 86_400) == "1.00\u{A0}day")
        #expect(Format.days(seconds: 129_600) == "1.50\u{A0}days")
        #expect([12.0, -3, 0, 0.4].map { Format.change($0) } == ["+12", "−3", "±0", "±0"])
        #expect([0, 1, 1200].map { Format.count($0, "commit", "commits") } == ["no commits", "1 commit", "1,200 commits"])
        #expect(ValueFormat.percent.text(nil) == "no data")
    }

    @Test("times are ISO 8601 in UTC")
    func times() throws {
        let instant = try #require(Instant("2026-11-21T10:04:59Z"))
        #expect(Format.date(instant) == "2026-11-21")
        #expect(Format.time(instant) == "2026-11-21 10:04 UTC")
        #expect(Format.timeElement(instant, dateOnly: true).text == "<time datetime=\"2026-11-21T10:04:59Z\">2026-11-21</time>")
    }
}

@Suite("Fingerprints") struct FingerprintTests {
    @Test("the same bytes have the same name in every run, and one changed bit another")
    func names() {
        #expect(Fingerprint.of([]) == Fingerprint.of([]))
        #expect(Fingerprint.of(Array("steward".utf8)) == "dfaeac5c43c6b77c")
        let text = Array(repeating: UInt8(0), count: 40)
        var names: Set<String> = [Fingerprint.of(text), Fingerprint.of(text + [0])]
        for index in text.indices {
            for bit in 0..<8 {
                var changed = text
                changed[index] ^= 1 << bit
                names.insert(Fingerprint.of(changed))
            }
        }
        #expect(names.count == 322)
        #expect(names.allSatisfy { $0.utf8.count == 16 })
    }
}

@Suite("Atom") struct AtomFeedTests {
    private let made = Instant("2026-11-23T12:00:00Z")!

    private func text(_ entries: [AtomFeed.Entry], link: String? = nil) -> String {
        let feed = AtomFeed(
            id: "https://office.example/f", title: "What's new & <old>", author: "Ada", link: link, made: made, entries: entries)
        return String(decoding: feed.bytes, as: UTF8.self)
    }

    private func entry(_ title: String, at time: String = "2026-11-23T13:00:00Z") -> AtomFeed.Entry {
        AtomFeed.Entry(
            id: "https://office.example/e", title: title, updated: Instant(time)!, link: "https://office.example/cases/1?a=1&b=2",
            text: title)
    }

    @Test("a feed is well-formed XML whatever stands in it")
    func hostile() {
        let text = text([entry("<!channel> & \"quotes\" 'too' \\ \u{7}\nsecond\u{FFFE}]]>&#0;")])
        #expect(text.contains("<title>What&#39;s new &amp; &lt;old&gt;</title>"))
        #expect(text.contains("<title>&lt;!channel&gt; &amp; &quot;quotes&quot; &#39;too&#39; \\ \nsecond\u{FFFD}]]&gt;&amp;#0;</title>"))
        #expect(text.contains("<link href=\"https://office.example/cases/1?a=1&amp;b=2\"/>"))
        #expect(!text.unicodeScalars.contains { $0 == "\u{7}" })
    }

    @Test("a feed is as new as its first entry, and says where it is only when it may")
    func head() {
        let entries = [entry("b"), entry("a", at: "2026-11-22T00:00:00Z")]
        #expect(text(entries).contains("</author>\n<updated>2026-11-23T13:00:00Z</updated>\n<entry>"))
        #expect(
            text([], link: "https://office.example/f?x&y").contains(
                "<link rel=\"self\" href=\"https://office.example/f?x&amp;y\"/>\n<updated>2026-11-23T12:00:00Z</updated>"))
    }

    @Test("what a reader of XML reads is what was written", arguments: HostileText.all)
    func roundTrip(_ text: String) throws {
        let reading = text.unicodeScalars.filter { $0.properties.generalCategory != .control || $0 == "\n" || $0 == "\t" }
        let escaped = XML.escaped(text)
        #expect(!escaped.contains("<") && !escaped.contains(">") && !escaped.contains("\"") && !escaped.contains("'"))
        let names = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        let back = names.reduce(escaped) { $0.replacing($1.0, with: $1.1) }
        #expect(back.unicodeScalars.elementsEqual(reading.map { $0.value == 0xFFFE || $0.value == 0xFFFF ? "\u{FFFD}" : $0 }))
    }
}
