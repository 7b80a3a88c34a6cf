import Yams

/// The text of a process file, before anything is made of it.
enum ProcessText {
    static let largestFile = 256 << 10
    /// Brackets inside brackets, or dashes behind dashes; a process file has three or four.
    static let deepest = 30

    /// The nodes of a file.
    static func root(of text: String) throws(ProcessFileError) -> Node {
        func fail(_ line: Int, _ sentence: String) -> ProcessFileError {
            ProcessFileError(problems: [ProcessProblem(line: line, sentence)])
        }
        guard text.utf8.count <= largestFile else {
            throw fail(0, "The file has \(text.utf8.count) bytes; a process has at most \(largestFile).")
        }
        if let line = tooDeep(text) { throw fail(line, "The file is nested more than \(deepest) levels deep.") }
        let node: Node?
        do {
            node = try compose(yaml: text, .basic, .default, .utf8)
        } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
            let key = keys.first ?? ""
            let advice = YAMLSection.advice(onStray: key, nil).map { " \($0)" } ?? ""
            throw fail(
                context.mark.line,
                "The key “\(key.prefix(60).shown)” stands here, and again further down in the same mapping.\(advice)")
        } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _)
        {
            throw fail(mark.line, "This is not valid YAML: \(problem.shown).")
        } catch {
            throw fail(0, "The file is not valid YAML.")
        }
        guard let node else { throw fail(0, "The file is empty.") }
        return node
    }

    /// The first line that nests too deeply for a reader that calls itself.
    private static func tooDeep(_ text: String) -> Int? {
        var depth = 0
        for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let words = line.split(separator: UInt8(ascii: " "))
            if words.first?.first == UInt8(ascii: "#") { continue }
            for byte in line {
                if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { depth += 1 }
                if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { depth = max(0, depth - 1) }
                if depth > deepest { return index + 1 }
            }
            let dashes = words.prefix { $0.count == 1 && ($0.first == UInt8(ascii: "-") || $0.first == UInt8(ascii: "?")) }.count
            let indent = line.prefix { $0 == UInt8(ascii: " ") }.count
            if dashes > deepest || indent > deepest * 8 { return index + 1 }
        }
        return nil
    }
}
