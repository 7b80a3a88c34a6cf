/// The table of floors in `docs/architecture.md`.
struct FloorTable: Sendable {
    struct Module: Sendable, Hashable {
        let floor: String
        let name: String
        /// Modules of Steward that it may import.
        let inside: Set<String>
        /// Modules of other packages that it may import.
        let outside: Set<String>
    }

    /// From the ground up.
    let modules: [Module]

    /// What comes with Swift; any module may import it.
    static let standard: Set<String> = [
        "Foundation", "FoundationEssentials", "Glibc", "Darwin", "Dispatch", "Synchronization",
    ]

    subscript(name: String) -> Module? { modules.first { $0.name == name } }

    /// Reads the first table of a Markdown text whose second column is headed "module".
    init(markdown: String) {
        let rows = markdown.split(separator: "\n").filter { $0.hasPrefix("|") }.map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map(String.init)
        }
        let start = rows.firstIndex { $0.count == 5 && $0[1].contains("module") } ?? rows.endIndex
        modules = rows[start...].dropFirst(2).prefix { $0.count == 5 }.map { cells in
            Module(
                floor: cells[0].split(separator: " ").joined(separator: " "),
                name: Self.names(in: cells[1]).first ?? "",
                inside: Set(Self.names(in: cells[3])), outside: Set(Self.names(in: cells[4])))
        }
    }

    /// What stands between backticks.
    private static func names(in cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }

    /// What is wrong with the table itself: it must lead downwards only.
    var problems: [String] {
        var problems: [String] = []
        var below: Set<String> = []
        for module in modules {
            for name in module.inside.sorted() where !below.contains(name) {
                problems.append("\(module.name) may import \(name), which does not stand in a row above its own")
            }
            if module.floor == "features" {
                let others = Set(modules.filter { $0.floor == "features" }.map(\.name))
                for name in module.inside.intersection(others).sorted() {
                    problems.append("\(module.name) and \(name) are features: they must not import each other")
                }
            }
            below.insert(module.name)
        }
        return problems
    }

    /// The imports of a Swift source that the table does not allow, each as `file:line: what is wrong`.
    func violations(in source: String, of module: String, file: String) -> [String] {
        guard let row = self[module] else { return ["\(file):1: docs/architecture.md does not list \(module)"] }
        return ImportLine.all(in: source).compactMap { found in
            guard !row.inside.contains(found.module), !row.outside.contains(found.module),
                !Self.standard.contains(found.module)
            else { return nil }
            return "\(file):\(found.line): \(module) must not import \(found.module)"
        }
    }
}

/// An `import` in a Swift source.
struct ImportLine: Sendable, Hashable {
    let line: Int
    let module: String

    /// All imports, with or without attributes and access levels, outside comments and texts of several lines.
    static func all(in source: String) -> [ImportLine] {
        var found: [ImportLine] = []
        var isInText = false
        var commentDepth = 0
        for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let opens = commentDepth == 0 && !isInText
            let words = line.split(whereSeparator: { " \t;".contains($0) })
            if opens, let place = words.firstIndex(of: "import"), place + 1 < words.endIndex,
                words[..<place].allSatisfy({ $0.hasPrefix("@") || accessLevels.contains(String($0)) })
            {
                let kinds = ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"]
                let isKind = kinds.contains(String(words[place + 1])) && place + 2 < words.endIndex
                let path = words[isKind ? place + 2 : place + 1]
                found.append(ImportLine(line: index + 1, module: String(path.prefix { $0 != "." })))
            }
            if line.ranges(of: "\"\"\"").count % 2 == 1, commentDepth == 0 { isInText.toggle() }
            if !isInText {
                commentDepth = max(0, commentDepth + line.ranges(of: "/*").count - line.ranges(of: "*/").count)
            }
        }
        return found
    }

    private static let accessLevels = ["public", "package", "internal", "fileprivate", "private"]
}
