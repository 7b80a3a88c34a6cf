import TestSupport
import Testing

@testable import steward

/// Files that try to use more time, memory or trust than a configuration deserves.
@Suite("Hostile configuration files")
struct HostileConfigurationTests {
    private func problems(_ text: String) -> [String] {
        var problems: [ConfigurationProblem] = []
        _ = ConfigurationLoader.layer(ofText: text, file: "steward.yml", problems: &problems)
        return problems.map(\.description)
    }

    @Test(
        "an anchor is refused wherever YAML would take one, before anything is expanded",
        arguments: [
            "a: &x [1]\n", "&x a: 1\n", "- &x a\n", "? &x a\n", "a: [&x b]\n", "a: {&x b: c}\n", "a: [b,&x c]\n",
            "a: {\"b\":&x c}\n", "a: ['#', &x c]\n", "a:\n  &x b\n", "a:\t&x b\n",
        ])
    func anchors(text: String) {
        #expect(problems(text).contains { $0.contains("anchors (`&name`) are not taken") })
    }

    @Test(
        "an ampersand that is no anchor is let be",
        arguments: [
            "data_folder: a & b\n", "data_folder: R&D\n", "# Research &Development\nlog: {level: info}\n",
            "collect: {repositories: ['https://example.org/x?a=1&b=2']}\n",
        ])
    func ampersands(text: String) {
        #expect(problems(text).isEmpty)
    }

    @Test("an alias that leads nowhere is refused with its line")
    func strayAlias() {
        #expect(problems("log: {level: info}\ndata_folder: *x\n").first?.hasPrefix("steward.yml line 2: ") == true)
    }

    @Test("deep nesting is refused, not followed until the stack ends")
    func depth() {
        #expect(problems(String(repeating: "[", count: 200_000)).count == 1)
        #expect(problems(String(repeating: "- ", count: 200_000)).count == 1)
        #expect(problems(String(repeating: "{a: ", count: 900) + String(repeating: "}", count: 900)).count == 1)
    }

    @Test("more values than an office can have are refused before they take memory")
    func manyValues() {
        let text = "free_mail_domains: [" + String(repeating: "a,", count: 600_000) + "a]\n"
        #expect(problems(text) == ["steward.yml: holds more than 500000 values"])
    }

    @Test("control characters and hidden ends of lines are refused, as line numbers would be wrong after them")
    func controlCharacters() {
        #expect(problems("data_folder: a\u{1B}[2J\n") == ["steward.yml line 1: holds a control character"])
        #expect(problems("# a\r data_folder: &x b\n") == ["steward.yml line 1: holds a control character"])
        #expect(
            problems("log: {level: info}\n# a\u{2028}data_folder: b\n") == [
                "steward.yml line 2: holds a hidden character, such as a line separator or a byte order mark"
            ])
        #expect(problems("log: {level: info}\n\u{FEFF}&x data_folder: b\n").count == 1)
        #expect(problems("\u{FEFF}log: {level: info}\n").isEmpty)
        #expect(problems("data_folder: a\r\nlog: {level: info}\r\n").isEmpty)
    }

    @Test("an unknown key from a stranger cannot drive the terminal")
    func hostileKey() {
        let found = problems("\"\\e[2Jx\": 1\n")
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("steward.yml line 1: unknown key `␛[2Jx`"))
    }

    @Test("many repeated keys end the reading instead of going on for ever")
    func manyRepeatedKeys() {
        #expect(problems(String(repeating: "log: {}\n", count: 500)).count == 51)
    }

    @Test("keys in private-use characters are unknown keys like any other")
    func privateUseKeys() {
        #expect(problems("\u{E000}og: 1\n").count == 1)
    }

    @Test("no damaged file ends the program, and each of its problems is on a line that it has", arguments: 1...8)
    func damagedFiles(seed: UInt64) {
        let sound = """
            listen: {host: "127.0.0.1", port: 8080}
            groups:
              - cloud
              - {slug: edge, parent: cloud}
            organisations:
              - name: 'Example'   # a comment
                domains: [example.org, {domain: example.com, from: 2020-01-01}]
            """
        var random = SeededNumbers(seed)
        let scraps = Array("&*!|>%@`?:-{}[],#\"'\\\n\t \r\u{0}\u{85}\u{FEFF}é日~<0a")
        for _ in 0..<100 {
            var text = Array(sound)
            for _ in 0...Int.random(in: 0...4, using: &random) {
                let place = Int.random(in: 0..<text.count, using: &random)
                let end = Int.random(in: place...min(place + 5, text.count), using: &random)
                let scrap = (0...Int.random(in: 0...3, using: &random)).compactMap { _ in
                    scraps.randomElement(using: &random)
                }
                text.replaceSubrange(place..<end, with: scrap)
            }
            let lines = text.count { $0.isNewline } + 1
            var problems: [ConfigurationProblem] = []
            _ = ConfigurationLoader.layer(ofText: String(text), file: "steward.yml", problems: &problems)
            for problem in problems {
                guard case .file(_, let line, let column) = problem.origin else { continue }
                #expect((1...lines + 1).contains(line) && column >= 1, "\(problem) in \(String(text))")
            }
        }
    }
}
