import Foundation
import Inspection
import Testing

@testable import Catalogue

@Suite("Hostile files about projects")
struct HostileFileTests {
    private static func readings(_ bytes: [UInt8]) -> [FileReading] {
        [PubliccodeFile.read(bytes, name: "f"), CodeJSONFile.read(bytes, name: "f"), BackstageFile.read(bytes, name: "f")]
            + PortalFile.read(bytes, name: "f").readings + AgencyIndexFile.read(bytes, name: "f").readings
    }

    @Test("a few lines that stand for a great many values are refused at once")
    func laughs() {
        var lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        for level in 1..<12 {
            lines.append("a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]")
        }
        let start = ContinuousClock.now
        for reading in Self.readings(Array(lines.joined(separator: "\n").utf8)) {
            #expect(reading.isUnreadable && reading.problems.count == 1)
        }
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test(
        "what is nested too deep, too large or no document at all is one problem of the whole file",
        arguments: [
            String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 5000), String(repeating: "- ", count: 5000) + "x",
            String(repeating: "x", count: 5 << 20), "name: a\nname: b\n", "a: 1\n---\nb: 2\n", "\"just a text\"", "[]", "12", "",
            "a: *nobody", "a: !!binary x\n\tb: 1", "%YAML 9.9\n---\na: [",
        ])
    func shapes(_ text: String) {
        let reading = PubliccodeFile.read(Array(text.utf8), name: "f")
        #expect(!reading.isValid && reading.metadata.isEmpty)
        #expect(reading.problems.count < 30)
    }

    @Test("other encodings than UTF-8 are named, and a mark at the start of UTF-8 is passed over")
    func encodings() throws {
        let text = "name: Müllabfuhr\n"
        for encoding: String.Encoding in [.utf16LittleEndian, .utf16BigEndian, .utf16, .utf32, .isoLatin1, .windowsCP1252] {
            let bytes = Array(try #require(text.data(using: encoding)))
            let reading = PubliccodeFile.read(bytes, name: "f")
            #expect(
                reading.isUnreadable && reading.problems.first?.message.contains("save it as UTF-8") == true,
                "\(encoding): \(reading.problems)")
        }
        #expect(PubliccodeFile.read([0xEF, 0xBB, 0xBF] + Array(text.utf8), name: "f").metadata[.title] == "Müllabfuhr")
    }

    @Test("marks that turn the direction of the text around them, and control characters, are dropped")
    func marks() {
        let reading = PubliccodeFile.read(Array("name: \"a\u{202E}b\u{2066}c\\u0007d\"\n".utf8), name: "f")
        #expect(reading.metadata[.title] == "abcd")
    }

    @Test("a value of any wrong type is a problem of its field in each format, and stops nothing")
    func wrongTypes() {
        let keys = [
            "publiccodeYmlVersion", "name", "url", "description", "legal", "maintenance", "localisation", "usedBy", "permissions",
            "languages", "contact",
            "metadata", "spec", "apiVersion", "html_url", "_InnerSourceMetadata", "license", "releases", "supports", "IT",
        ]
        let values = [
            "null", "true", "1", "1e999", "-0", "[]", "[[]]", "{}", "{\"a\": []}", "[null]", "\"\"", "[{\"name\": {}}]", "{\"en\": 3}",
            "{\"license\": [1]}",
        ]
        for key in keys {
            for value in values {
                let text = "{\"\(key)\": \(value)}"
                for reading in Self.readings(Array(text.utf8)) { #expect(!reading.isValid, "\(text)") }
                _ = Self.readings(Array("[\(text)]".utf8))
            }
        }
    }

    @Test("no more problems are listed than anybody mends, however wrong a file is")
    func bounded() {
        let many = "publiccodeYmlVersion: \"0\"\n" + (0..<20_000).map { "key\($0): 1" }.joined(separator: "\n")
        let reading = PubliccodeFile.read(Array(many.utf8), name: "f")
        #expect(reading.problems.count <= DocumentCheck.mostProblems && reading.problems.count > 100)
    }

    @Test("what is written in YAML is read back as it was, whatever signs it holds")
    func quoting() {
        let texts = [
            "plain", "- a", "a: b", "\"quoted\"", "back\\slash", "line\nline", "tab\there", "#no comment", "*x", "&x", "!x", "yes", "null",
            "1.10", "%",
            "@", "{}", "\u{85}", "\u{2028}", "\u{7F}", "emoji 👩‍👩‍👧", "", " ", "---", "<script>",
        ]
        for text in texts {
            var yaml = YAMLWriter()
            yaml.text("key", text)
            yaml.list("list", [text])
            let read = try? DocumentSamples.value(yaml.text)
            #expect(read?["key"]?.text == text && read?["list"]?.elements.first?.text == text, "\(text.debugDescription)")
        }
    }
}
