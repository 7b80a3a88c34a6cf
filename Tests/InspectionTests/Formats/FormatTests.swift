import Testing

@testable import Inspection

@Suite("TOML")
struct TOMLTests {
    @Test("all kinds of values are read")
    func values() throws {
        let value = try TOMLValue(
            "a = 'x'\nb = 7\nc = 1.5\nd = true\ne = 2026-11-21\nf = [1, 'two', [3]]\n[g.h]\ni = \"\\u00e9\"\n[[j]]\nk = 1\n[[j]]\nk = 2\n",
            name: "x.toml")
        #expect(value["a"] == .string("x"))
        #expect(value["b"]?.integer == 7)
        #expect(value["c"]?.number == 1.5)
        #expect(value["d"]?.bool == true)
        #expect(value["e"] == .date("2026-11-21"))
        #expect(value["f"] == .array([.integer(1), .string("two"), .array([.integer(3)])]))
        #expect(value["g"]?["h"]?["i"]?.string == "é")
        #expect(value["j"]?.array?.map { $0["k"]?.integer } == [1, 2])
    }

    @Test(
        "a mistake is told with the file and the line", arguments: ["a = 1\nb =\n", "a = 1\na = 2\n", "a = 1\nb = 'x\n", "a = 1\n\u{0}\n"])
    func mistakes(text: String) {
        #expect {
            _ = try TOMLValue(text, name: "x.toml")
        } throws: { error in
            "\(error)".hasPrefix("x.toml: line 2") || "\(error)".hasPrefix("x.toml: line 3")
        }
    }

    @Test("deeply nested values are refused, not read on the stack")
    func deep() throws {
        let deep = "a = " + String(repeating: "[", count: 100_000)
        #expect(throws: InspectionError.self) { try TOMLValue(deep, name: "x.toml") }
        for (open, close) in [("", " = 1"), ("[", "]"), ("b = {", " = 1}"), ("\"q\".", " = 1")] {
            let keys = Array(repeating: "a", count: 500_000).joined(separator: ".")
            #expect(throws: InspectionError.self) { try TOMLValue(open + keys + close, name: "x.toml") }
        }
        let dots = String(repeating: ".", count: 500)
        #expect(
            try TOMLValue("# \(dots)\na = '\(dots)'\nb = \"\\\"\(dots)\"\nc = \"\"\"\n'\(dots)\n\"\"\"\n", name: "x.toml")["a"]?.string
                == dots)
    }
}

@Suite("JSON and YAML")
struct StructuredValueTests {
    private func value(_ text: String) throws -> StructuredValue { try StructuredValue(Array(text.utf8), name: "x") }

    @Test("the same document as JSON and as YAML is the same value")
    func same() throws {
        let json = try value("{\"a\": [1, \"2\", true, null], \"b\": {\"c\": \"x: y\"}}")
        let yaml = try value("a:\n  - 1\n  - '2'\n  - true\n  - null\nb:\n  c: 'x: y'\n")
        #expect(json == yaml)
        #expect(json["b"]?["c"]?.string == "x: y")
    }

    @Test("aliases are followed while they are few")
    func aliases() throws {
        #expect(try value("a: &x [1]\nb: *x\n")["b"] == .array([.number(1)]))
        let lines =
            ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
            + (1..<12).map { level in
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]"
            }
        #expect(throws: InspectionError.self) { try value(lines.joined(separator: "\n")) }
    }

    @Test(
        "what is nested too deeply, not valid or no text is refused with the file",
        arguments: [
            String(repeating: "[", count: 100_000), "a: " + String(repeating: "{a: ", count: 5000),
            String(repeating: "- ", count: 5000) + "x",
            "a: [1\nb: 2\n", "a: 'x\n", "\t- a\n", "{\"a\": " + String(repeating: "[", count: 70) + String(repeating: "]", count: 70) + "}",
        ])
    func refused(text: String) {
        #expect {
            _ = try value(text)
        } throws: { error in
            "\(error)".hasPrefix("x: ")
        }
    }
}

@Suite("Patterns")
struct PatternTests {
    @Test("matches come one after another, with their groups; those that took no part are nil")
    func find() throws {
        let pattern = try Pattern("a(b)?(?P<last>c)", name: "p")
        #expect(pattern.groups == 2)
        #expect(pattern.group(named: "last") == 2)
        #expect(pattern.group(named: "first") == nil)
        let found = Array("xac abc".utf8).withUnsafeBytes { bytes in
            [
                pattern.find(in: bytes), pattern.find(in: bytes, from: 3), pattern.find(in: bytes, from: 5),
                pattern.find(in: bytes, from: 99),
            ]
        }
        #expect(found[0] == [1..<3, nil, 2..<3])
        #expect(found[1] == [4..<7, 5..<6, 6..<7])
        #expect(found[2] == nil)
        #expect(found[3] == nil)
    }

    @Test("a pattern that would take a backtracking engine for ever takes time that grows with the text", .timeLimit(.minutes(10)))
    func catastrophic() throws {
        for text in ["(a+)+$", "(a|aa)+$", "(.*a){20}$", "([a-z]+)*=(x)"] {
            let pattern = try Pattern(text, name: text)
            #expect(!pattern.matches(String(repeating: "a", count: 200_000) + "!"), "\(text)")
        }
    }

    @Test("a pattern that needs more memory than it may take is refused")
    func large() {
        #expect(throws: InspectionError.self) { try Pattern("((a{100}){100}){100}", name: "p") }
        #expect(throws: InspectionError.self) { try Pattern("[a-z0-9]{1000}[^x]{1000}(b{500}|c{700})", name: "p", memory: 10_000) }
    }

    @Test("words are found in either case, also inside each other")
    func words() throws {
        let words = ["he", "she", "his", "hers", "KEY", "e", "he"]
        let set = try WordSet(words, name: "w")
        func found(_ text: String) -> [String] {
            var text = text
            return text.withUTF8 { set.find(in: UnsafeRawBufferPointer($0)) }.enumerated().filter(\.element).map { words[$0.offset] }
        }
        #expect(found("uSHErs") == ["he", "she", "hers", "e", "he"])
        #expect(found("my_Key") == ["KEY", "e"])
        #expect(found("xyz") == [])
        #expect(throws: InspectionError.self) { try WordSet(["a", ""], name: "w") }
    }

    @Test("words are found where a plain search finds them")
    func wordsBySearch() throws {
        var state: UInt64 = 42
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        func text(_ length: Int) -> String { String((0..<length).map { _ in "abAB".randomElement(at: next(4)) }) }
        for _ in 0..<200 {
            let words = (0..<6).map { _ in text(1 + next(4)) }
            let set = try WordSet(words, name: "w")
            var haystack = text(next(30))
            let found = haystack.withUTF8 { set.find(in: UnsafeRawBufferPointer($0)) }
            #expect(found == words.map { haystack.lowercased().contains($0.lowercased()) }, "\(words) in \(haystack)")
        }
    }
}

extension String {
    fileprivate func randomElement(at place: Int) -> Character { self[index(startIndex, offsetBy: place)] }
}
