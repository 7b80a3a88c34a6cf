import Yams

/// The nodes of a configuration file, with what had to be set aside while reading it.
struct YAMLDocument {
    /// Nil for an empty file.
    let root: Node?
    /// Places of keys that stand a second time in their mapping; each has been reported and is passed over.
    let repeatedKeys: Set<YAMLPlace>
}

/// A line and a column, counted from 1.
struct YAMLPlace: Hashable {
    let line: Int
    let column: Int
}

extension YAMLDocument {
    /// The largest file that is read, in bytes.
    static let largestFile = 4 << 20
    /// The most values that a file may hold, counted generously.
    static let mostValues = 500_000
    /// After so many repeated keys the rest of the file is not read.
    private static let mostRepeatedKeys = 50

    /// Reads a file's text into nodes; nil when it cannot be read, with at least one problem.
    ///
    /// Repeated keys end the YAML library's reading at the first one. To find the other mistakes too, the second key
    /// is noted, renamed in memory to a private-use character of the same width, and the text is read again.
    static func reading(
        _ text: String, file: String, problems: inout [ConfigurationProblem]
    ) -> YAMLDocument? {
        // Some editors begin a file with a byte order mark.
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        let unsafe = YAMLGuard.problems(in: text, file: file)
        guard unsafe.isEmpty else {
            problems += unsafe
            return nil
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var repeated: Set<YAMLPlace> = []
        while true {
            do {
                let root = try compose(yaml: lines.joined(separator: "\n"), .basic, .default, .utf8)
                return YAMLDocument(root: root, repeatedKeys: repeated)
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                let name = names.first ?? ""
                let first = YAMLPlace(line: context.mark.line, column: context.mark.column)
                let place = RepeatedKey.second(of: name, after: first, in: lines)
                problems.append(
                    ConfigurationProblem(
                        .file(file, line: place?.line ?? first.line, column: place?.column ?? first.column),
                        place == nil
                            ? "the key `\(name.asVisible)` stands twice in one mapping; the rest was not checked"
                            : "the key `\(name.asVisible)` stands twice; it stands on line \(first.line) already"))
                guard let place, repeated.count < mostRepeatedKeys else { return nil }
                RepeatedKey.rename(at: place, number: repeated.count, in: &lines)
                repeated.insert(place)
            } catch {
                problems.append(problem(for: error, file: file))
                return nil
            }
        }
    }

    private static func problem(for error: any Error, file: String) -> ConfigurationProblem {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let during = context.map { ", \($0.text) that begins on line \($0.mark.line)" } ?? ""
            return ConfigurationProblem(
                .file(file, line: mark.line, column: mark.column),
                "not valid YAML at column \(mark.column): \(problem)\(during)")
        default:
            return ConfigurationProblem(.wholeFile(file), "not valid YAML")
        }
    }
}

/// Finds and renames the second of two equal keys in a block mapping.
private enum RepeatedKey {
    /// The next key called `name` in the mapping whose first such key is at `first`; nil when it is not in block style.
    static func second(of name: String, after first: YAMLPlace, in lines: [String]) -> YAMLPlace? {
        for index in first.line..<max(first.line, lines.count) {
            let line = lines[index].unicodeScalars
            let indent = line.prefix { $0 == " " }.count
            guard indent < line.count, line.dropFirst(indent).first != "#" else { continue }
            // A key that begins further left ends the mapping; so does a dash in front of the column.
            guard indent >= first.column - 1 else { return nil }
            guard indent == first.column - 1 else { continue }
            let key = String(line.dropFirst(indent))
            let isSame = ["\(name)", "\"\(name)\"", "'\(name)'"].contains { spelling in
                key.hasPrefix(spelling) && key.dropFirst(spelling.count).trimmed.hasPrefix(":")
            }
            if isSame { return YAMLPlace(line: index + 1, column: first.column) }
        }
        return nil
    }

    /// Puts a private-use character, a different one for each number, in the place of the key's first letter.
    static func rename(at place: YAMLPlace, number: Int, in lines: inout [String]) {
        var scalars = Array(lines[place.line - 1].unicodeScalars)
        let quoted = scalars[place.column - 1] == "\"" || scalars[place.column - 1] == "'"
        let index = place.column - 1 + (quoted ? 1 : 0)
        scalars[index] = Unicode.Scalar(UInt32(0xE000 + number)) ?? "\u{E000}"
        lines[place.line - 1] = String(String.UnicodeScalarView(scalars))
    }
}
