/// Options that an answer gives, a line for each: candidates, places, dates.
struct AnsweredOptions {
    let options: [VoteOption]
    /// What keeps them from being voted on, in sentences.
    let problems: [String]

    static let most = 100
    static let longestLine = 200

    /// - Parameter title: the title of the field.
    init(_ answer: String, title: String, fewest: Int) {
        let lines = answer.split(whereSeparator: \.isNewline).map { line in
            line.split(whereSeparator: \.isWhitespace).drop { ["-", "*", "•"].contains($0) }.joined(separator: " ")
        }.filter { !$0.isEmpty }
        var problems: [String] = []
        if lines.count < fewest {
            problems.append("“\(title)” gives \(lines.count) to choose between, a line for each; the vote needs \(fewest) at least.")
        }
        if lines.count > Self.most {
            problems.append("“\(title)” gives \(lines.count) to choose between; a vote takes \(Self.most) at most.")
        }
        if let long = lines.first(where: { $0.count > Self.longestLine }) {
            problems.append("“\(title)” has a line of \(long.count) characters; give at most \(Self.longestLine).")
        }
        var seen: Set<String> = []
        for line in lines where !seen.insert(line.lowercased()).inserted { problems.append("“\(line)” stands twice in “\(title)”.") }
        var names: Set<String> = []
        self.problems = problems
        options = lines.enumerated().map { index, line in
            let name = Self.name(line)
            // Two lines may differ only in what a name cannot hold.
            let isFree = !name.isEmpty && names.insert(name).inserted
            return VoteOption(id: isFree ? name : "option-\(index + 1)", title: line)
        }
    }

    /// `ada-lovelace` for “Ada Lovelace”: what a ballot on the command line calls it.
    private static func name(_ line: String) -> String {
        let words = line.lowercased().unicodeScalars.split { !("a"..."z").contains($0) && !("0"..."9").contains($0) }
        return String(words.map { String($0) }.joined(separator: "-").prefix(60))
    }
}
