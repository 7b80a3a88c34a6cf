import Foundation
import Testing

@testable import Inspection

@Suite("Secrets")
struct SecretsCheckTests {
    private let check: SecretsCheck

    init() throws { check = try SecretsCheck() }

    @Test("all rules that come with Steward are read, and each keyword leads to its rules")
    func pack() throws {
        let pack = try SecretRulePack.standard.get()
        #expect(pack.rules.count == 222)
        #expect(pack.rules.count { $0.pattern != nil } == 221)
        #expect(pack.rules.count { $0.entropy != nil } == 130)
        #expect(pack.always.map { pack.rules[$0].id } == ["pkcs12-file"])
        #expect(pack.rulesOfKeyword.reduce(0) { $0 + $1.count } == pack.rules.reduce(0) { $0 + $1.keywords.count })
    }

    @Test("the planted control is found, and fails when the rule is gone")
    func control() throws {
        #expect(check.control()?.wasFound == true)
        let toothless = try SecretsCheck(
            rules: Array("[[rules]]\nid = 'github-pat'\nregex = 'never-there-[0-9]'\nkeywords = ['never-there']\n".utf8), name: "rules.toml"
        )
        #expect(toothless.control()?.wasFound == false)
    }

    @Test("a token is found with its line, and nothing that is kept of it holds its value")
    func token() throws {
        let token = MadeUp.token()
        let found = observed("# a\n\nTOKEN = \"\(token)\"\n", by: check)
        #expect(found.map(\.rule) == ["secrets/github-pat"])
        #expect(found.first?.line == 3)
        #expect(found.first?.level == .error)
        #expect(found.first?.confidence == .high)
        let kept = String(decoding: try JSONEncoder().encode(found), as: UTF8.self)
        #expect(!kept.contains(token.dropFirst(4).prefix(12)))
        #expect(found.first?.excerpt?.contains("40 characters") == true)
    }

    @Test("a private key over several lines is one finding")
    func privateKey() {
        let found = observed("x\n" + MadeUp.privateKey, path: "deploy/id", by: check)
        #expect(found.map(\.rule) == ["secrets/private-key"])
        #expect(found.first?.line == 2)
    }

    @Test("the fingerprint stays when lines move and changes with the value, the path and the rest of the line")
    func fingerprint() {
        func print(_ text: String, _ path: String = "a.py") -> String? {
            observed(text, path: path, by: check).first.map { Finding($0, path: TreePath(path)).fingerprint }
        }
        let line = "token = '\(MadeUp.token())'"
        let first = print(line)
        #expect(first != nil)
        #expect(print("# moved\n\n" + line) == first)
        #expect(print("token = '\(MadeUp.token(1))'") != first)
        #expect(print(line, "b.py") != first)
        #expect(print("other_" + line) != first)
    }

    @Test("the same line twice is two findings")
    func twice() {
        let line = "token = '\(MadeUp.token())'\n"
        var gathering = FindingGathering()
        gathering.add(observed(line + line, by: check), path: TreePath("src/a.py"), commit: nil)
        #expect(gathering.all.map(\.place.line) == [1, 2])
        #expect(Set(gathering.all.map(\.fingerprint)).count == 2)
    }

    @Test("entropy, stop words and lists leave out what only looks like a secret")
    func leftOut() {
        #expect(observed("api_key = 'aaaaaaaaaaaaaaaaaaaaaaaa'", by: check).isEmpty)
        #expect(observed("api_key = '${SECRET_FROM_ENVIRONMENT}'", by: check).isEmpty)
        #expect(observed("api_key = 'example-client-development-9'", by: check).isEmpty)
        #expect(observed("api_key = 'k9Xw2Zq7Lm4Tb8Vr1Nc6Yh3'", by: check).map(\.rule) == ["secrets/generic-api-key"])
    }

    @Test("a generic rule says nothing of what a specific rule names")
    func generic() {
        #expect(observed("api_token = \"\(MadeUp.token())\"", by: check).map(\.rule) == ["secrets/github-pat"])
    }

    @Test("paths that the lists name are not read, and a rule for paths needs no text")
    func paths() {
        let line = "token = '\(MadeUp.token())'"
        #expect(observed(line, path: "node_modules/a.js", by: check).isEmpty)
        #expect(observed(line, path: "web/package-lock.json", by: check).isEmpty)
        #expect(observed([0, 1, 2], path: "certs/server.p12", by: check).map(\.rule) == ["secrets/pkcs12-file"])
        #expect(observed([0, 1, 2], path: "certs/server.png", by: check).isEmpty)
    }

    @Test("what stands in tests is a warning, what is marked as allowed a note")
    func levels() {
        let line = "token = '\(MadeUp.token())'"
        #expect(observed(line, path: "tests/test_a.py", by: check).map(\.level) == [.warning])
        let marked = observed(line + "  # gitleaks:allow", by: check)
        #expect(marked.map(\.level) == [.note])
        #expect(marked.first?.excerpt == nil)
    }

    @Test("text in UTF-16 is read too", arguments: [true, false])
    func utf16(isLittle: Bool) {
        let text = "token = '\(MadeUp.token())'\r\n"
        var bytes: [UInt8] = isLittle ? [0xFF, 0xFE] : [0xFE, 0xFF]
        for unit in text.utf16 { bytes += isLittle ? [UInt8(unit & 255), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 255)] }
        #expect(observed(bytes, by: check).map(\.rule) == ["secrets/github-pat"])
    }
}

@Suite("Rule files of gitleaks")
struct SecretRuleFileTests {
    private func check(_ text: String) throws -> SecretsCheck { try SecretsCheck(rules: Array(text.utf8), name: "rules.toml") }

    @Test("conditions of lists are joined by AND or OR, and look at the secret, the match or the line")
    func conditions() throws {
        func rule(_ list: String) -> String {
            "[[rules]]\nid = 'word'\nregex = 'word=([a-z]+)'\nkeywords = ['WORD']\n[[rules.allowlists]]\n\(list)\n"
        }
        let cases: [(list: String, path: String, isFound: Bool)] = [
            ("regexes = ['^abc$']", "a.txt", false),
            ("regexes = ['^word']", "a.txt", true),
            ("regexTarget = 'match'\nregexes = ['^word']", "a.txt", false),
            ("regexTarget = 'line'\nregexes = ['^here']", "a.txt", false),
            ("stopwords = ['B']", "a.txt", false),
            ("paths = ['\\.md$']", "a.md", false),
            ("paths = ['\\.md$']", "a.txt", true),
            ("condition = 'AND'\npaths = ['\\.md$']\nregexes = ['^abc$']", "a.md", false),
            ("condition = 'AND'\npaths = ['\\.md$']\nregexes = ['^abd$']", "a.md", true),
            ("condition = 'OR'\npaths = ['\\.md$']\nregexes = ['^abd$']", "a.md", false),
        ]
        for (list, path, isFound) in cases {
            let found = observed("here word=abc\n", path: path, by: try check(rule(list)))
            #expect(!found.isEmpty == isFound, "\(list) at \(path)")
        }
    }

    @Test("the group of the secret is the one that the rule names, or the first that holds anything")
    func groups() throws {
        let text = "id=one two\n"
        func excerpt(_ more: String) throws -> String? {
            observed(text, by: try check("[[rules]]\nid = 'r'\nregex = 'id=(x)?(one) (two)'\nkeywords = ['id']\n\(more)\n")).first?.excerpt
        }
        #expect(try excerpt("") == "id=‹3 characters, not shown›")
        #expect(try excerpt("secretGroup = 3") == "id=one ‹3 characters, not shown›")
    }

    @Test("a commit that a list names is left out")
    func commits() throws {
        let check = try check("[allowlist]\ncommits = ['ABCDEF']\n[[rules]]\nid = 'r'\nregex = 'x'\n")
        #expect(check.isAllowed("secrets/r", in: "abcdef"))
        #expect(!check.isAllowed("secrets/r", in: "abcdee"))
    }

    @Test(
        "a rule file that is wrong is refused with the place",
        arguments: [
            ("[[rules]\n", "rules.toml: line 1"), ("title = 'x'\n", "it has no rules"),
            ("[[rules]]\nregex = 'x'\n", "rules[0]: it has no id"),
            ("[[rules]]\nid = 'a'\n", "neither a regex nor a path"),
            ("[[rules]]\nid = 'a'\nregex = '('\n", "rules[0] (a): its pattern is not valid"),
            ("[[rules]]\nid = 'a'\nregex = 'x'\nsecretGroup = 2\n", "there is no group 2"),
            ("[[rules]]\nid = 'a'\nregex = 'x'\nkeywords = 'x'\n", "keywords: it is no list"),
            ("[[rules]]\nid = 'a'\nregex = 'x'\n[[rules.allowlists]]\ncondition = 'XOR'\n", "neither AND nor OR"),
            (
                "[[rules]]\nid = 'a'\nregex = '((((((((((a{100}){100}){100}){100}){100}){100}){100}){100}){100}){100}'\n",
                "its pattern is not valid"
            ),
        ])
    func wrong(text: String, words: String) {
        #expect {
            _ = try check(text)
        } throws: { error in
            "\(error)".contains(words)
        }
    }
}
