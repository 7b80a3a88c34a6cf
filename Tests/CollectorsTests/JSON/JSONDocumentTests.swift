import Ledger
import Testing

@testable import Collectors

@Suite("JSON documents")
struct JSONDocumentTests {
    private func root(_ text: String, limits: JSONLimits = JSONLimits()) throws -> JSONValue {
        try JSONDocument(bytes: Array(text.utf8), source: "test.json", limits: limits).root
    }

    private func reason(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONFailure.Reason? {
        do throws(JSONFailure) {
            _ = try JSONDocument(bytes: bytes, source: "test.json", limits: limits)
            return nil
        } catch {
            return error.reason
        }
    }

    private func reason(_ text: String, limits: JSONLimits = JSONLimits()) -> JSONFailure.Reason? {
        reason(Array(text.utf8), limits: limits)
    }

    @Test("values come back as they were written, and as nothing else")
    func values() throws {
        let value = try root(
            #"{"text":"a\u00e9\n\ud83d\ude00","whole":-7,"part":1.5,"yes":true,"none":null,"list":[1,null,"x"],"inner":{"deep":1}}"#)
        #expect(value["text"]?.string == "aé\n😀")
        #expect(value["whole"]?.integer == -7)
        #expect(value["whole"]?.number == -7)
        #expect(value["part"]?.number == 1.5)
        #expect(value["part"]?.integer == nil)
        #expect(value["yes"]?.bool == true)
        #expect(value["yes"]?.integer == nil)
        #expect(value["whole"]?.string == nil)
        #expect(value["none"] == nil)
        #expect(value["absent"] == nil)
        #expect(value["text"]?["inner"] == nil)
        #expect(value["inner"]?["deep"]?.integer == 1)
        #expect(value["list"]?.elements.map(\.isNull) == [false, true, false])
        #expect(value["inner"]?.elements.map(\.isNull) == [])
        #expect(value.members.map(\.name) == ["text", "whole", "part", "yes", "none", "list", "inner"])
        #expect(value["list"]?.members.map(\.name) == [])
        #expect(value.member(named: "whole")?.integer == -7)
        #expect(value.member(named: "")?.integer == nil)
    }

    @Test("whole numbers are exact at the ends of 64 bits, and one beyond is none")
    func bounds() throws {
        let value = try root("[9223372036854775807,-9223372036854775808,9223372036854775808,18446744073709551615]")
        #expect(value.elements.map(\.integer) == [.max, .min, nil, nil])
        #expect(reason("[18446744073709551616]") == .malformed("a number is malformed or too great"))
        #expect(reason("[1e400]") == .malformed("a number is malformed or too great"))
        #expect(reason("[\(String(repeating: "9", count: 100_000))]") == .malformed("a number is malformed or too great"))
    }

    @Test(
        "text that is not JSON is refused with its source",
        arguments: [
            "", " ", "{", "[", "[1", "{\"a\"", "{\"a\":", "{\"a\":1,", "\"open", "[1,]", "{a:1}", "nul", "[1] [2]", "[\u{1}]",
            "\u{0}", "[\"a\u{0}b\"]", "[\"\\x\"]", "[\"\\u12\"]", "NaN", "[01]", "\u{FEFF}[1,",
        ])
    func malformed(_ text: String) {
        let failure = #expect(throws: JSONFailure.self) { try root(text) }
        #expect(failure?.source == "test.json")
        #expect(failure?.description.hasPrefix("test.json: ") == true)
    }

    @Test("every document that is cut off is refused, wherever the cut is")
    func truncated() throws {
        let text = Array(#"{"number":12,"user":{"login":"ada\u00e9","id":1},"labels":[{"name":"bug"},null],"ok":true}"#.utf8)
        #expect(reason(text) == nil)
        for length in 0..<text.count { #expect(reason(Array(text[..<length])) != nil, "cut after \(length) bytes") }
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
        ] as [[UInt8]])
    func utf8(_ bytes: [UInt8]) {
        #expect(reason(Array("[\"".utf8) + bytes + Array("\"]".utf8)) == .notUTF8)
    }

    @Test("half of a surrogate pair becomes a replacement character, and the rest of the text stays")
    func surrogates() throws {
        let value = try root(#"["a\ud83dz","\udc00","\ud83d\ud83d\ude00","\\ud83d","\ud83d\u0041"]"#)
        let texts = value.elements.compactMap(\.string)
        #expect(texts[0] == "a\u{FFFD}z")
        #expect(texts[1].unicodeScalars.allSatisfy { $0 == "\u{FFFD}" } && !texts[1].isEmpty)
        #expect(texts[2] == "\u{FFFD}😀")
        #expect(texts[3] == "\\ud83d")
        #expect(texts[4] == "\u{FFFD}A")
    }

    @Test("an escaped NUL is a character like any other")
    func nul() throws {
        #expect(try root(#"{"a\u0000b":"x\u0000y"}"#).members.map { $0.name + $0.value.string! } == ["a\0bx\0y"])
    }

    @Test("of two members with one name the first counts")
    func duplicates() throws {
        let value = try root(#"{"a":1,"a":2}"#)
        #expect(value["a"]?.integer == 1)
        #expect(value.members.map(\.value.integer) == [1, 2])
    }

    @Test("nesting is bounded: one level less than the limit is read, a million levels are refused")
    func depth() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        let limits = JSONLimits(depth: 10)
        #expect(reason(nested(9), limits: limits) == nil)
        #expect(reason(nested(11), limits: limits) == .tooDeep(limit: 10))
        #expect(reason(nested(1_000_000)) == .tooDeep(limit: 100))
        #expect(reason(String(repeating: "{\"a\":", count: 100_000)) != nil)
    }

    @Test("size is bounded before anything is built")
    func size() throws {
        #expect(reason("[12345]", limits: JSONLimits(bytes: 7)) == nil)
        #expect(reason("[123456]", limits: JSONLimits(bytes: 7)) == .tooLong(limit: 7))
        #expect(reason([UInt8](repeating: UInt8(ascii: " "), count: (64 << 20) + 1)) == .tooLong(limit: 64 << 20))
    }

    @Test("a value outlives its document and the parser's next one")
    func lifetime() throws {
        var parser = JSONParser()
        var kept: [JSONValue] = []
        for number in 0..<50 {
            let root = try parser.parse(Array(#"{"text":"document \#(number)","list":[1,2]}"#.utf8), source: "\(number)")
            if number % 3 == 0 { kept.append(root["text"]!) }
        }
        #expect(kept.map(\.string) == stride(from: 0, to: 50, by: 3).map { "document \($0)" })
        #expect(kept[1].source == "3")
        let elements = try root("[\"a\",\"b\"]").elements
        #expect(elements.map(\.string) == ["a", "b"])
    }

    @Test("a parser goes on after a document that it refused")
    func recovery() throws {
        var parser = JSONParser()
        #expect(throws: JSONFailure.self) { try parser.parse(Array("{".utf8), source: "bad") }
        #expect(try parser.parse(Array("[7]".utf8), source: "good").elements.map(\.integer) == [7])
    }

    @Test("a reader of a field that must be there names its path and what it found")
    func required() throws {
        let value = try root(#"{"user":{"login":7,"name":null,"id":"\#(String(repeating: "x", count: 90))"},"at":"soon","n":1}"#)
        func failure(_ body: () throws -> Void) -> String {
            do { try body() } catch { return "\(error)" }
            return "none"
        }
        #expect(try value.requiredInteger("n") == 1)
        #expect(
            failure { _ = try value.requiredString("user.login") } == "test.json, user.login: a string was expected, a number was found.")
        #expect(failure { _ = try value.requiredString("user.name") } == "test.json, user.name: it is missing.")
        #expect(failure { _ = try value.requiredString("n.name") } == "test.json, n: an object was expected, a number was found.")
        #expect(failure { _ = try value.requiredInstant("at") } == "test.json, at: a time was expected, “soon” was found.")
        #expect(failure { _ = try value.requiredInteger("user.id") }.utf8.count < 120)
        #expect(JSONFailure(.missing, in: "f", at: "[3].id").inside("events").place == "events[3].id")
        #expect(JSONFailure(.missing, in: "f", at: "login").inside("user").place == "user.login")
    }
}
