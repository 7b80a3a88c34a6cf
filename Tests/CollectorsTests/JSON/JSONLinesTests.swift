import Testing

@testable import Collectors

@Suite("JSON lines")
struct JSONLinesTests {
    /// Reads a text in pieces of `step` bytes; gives each line as `number:integer` or `number!reason`.
    private func read(_ text: String, step: Int, limits: JSONLimits = JSONLimits()) throws -> [String] {
        var lines = JSONLines(source: "feed", limits: limits)
        var seen: [String] = []
        let body: JSONLines.Body = { line, result in
            switch result {
            case .success(let value): seen.append("\(line):\(value["n"]?.integer ?? -1)")
            case .failure(let failure): seen.append("\(line)!\(failure.place)")
            }
        }
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: step) {
            try lines.read(bytes[start..<min(bytes.count, start + step)], body)
        }
        try lines.finish(body)
        return seen
    }

    @Test("lines are the same however the bytes arrive, and a damaged line loses only itself", arguments: [1, 2, 7, 1000])
    func pieces(_ step: Int) throws {
        let text = "{\"n\":1}\n\r\n{\"n\":2}\r\n{\"n\":\n  \n{\"n\":3}"
        #expect(try read(text, step: step) == ["1:1", "3:2", "4!line 4", "6:3"])
    }

    @Test("a line beyond the limit is told and passed over without being kept", arguments: [1, 5, 1000])
    func longLine(_ step: Int) throws {
        let text = "{\"n\":1}\n{\"n\":\(String(repeating: "1", count: 300))}\n{\"n\":3}\n"
        #expect(try read(text, step: step, limits: JSONLimits(bytes: 20)) == ["1:1", "2!line 2", "3:3"])
        #expect(try read(String(repeating: "x", count: 100), step: step, limits: JSONLimits(bytes: 20)) == ["1!line 1"])
    }
}
