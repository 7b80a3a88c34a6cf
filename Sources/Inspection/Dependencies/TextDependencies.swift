/// Manifests and lock files that are lines of text.
enum TextDependencies {
    /// A line of more bytes is cut: no format has such.
    private static let longestLine = 4096

    static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            let line = line.last == 0x0D ? line.dropLast() : line
            return String(decoding: line.prefix(longestLine), as: UTF8.self)
        }
    }

    static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }

    // MARK: Go

    static func goModule(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        var isInside = false
        for (number, line) in lines(bytes).enumerated() {
            var words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            if let comment = words.firstIndex(where: { $0.hasPrefix("//") }) { words.removeSubrange(comment...) }
            if words.first == "module", words.count == 2 { file.name = words[1] }
            if words.first == "require" {
                if words.last == "(" { isInside = true; continue }
                words.removeFirst()
            } else if words == [")"] {
                isInside = false
                continue
            } else if !isInside {
                continue
            }
            guard words.count == 2, words[1].hasPrefix("v") else { continue }
            file.packages.append(DependencyPackage(type: "golang", name: words[0], version: words[1], line: number + 1))
        }
    }

    // MARK: Gradle, Bundler, Yarn

    static func gradleLock(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        for (number, line) in lines(bytes).enumerated() where !line.hasPrefix("#") {
            let parts = (line.split(separator: "=").first ?? "").split(separator: ":").map(String.init)
            guard parts.count == 3 else { continue }
            file.packages.append(DependencyPackage(type: "maven", name: parts[0] + "/" + parts[1], version: parts[2], line: number + 1))
        }
    }

    static func gemLock(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        var section = ""
        for (number, line) in lines(bytes).enumerated() {
            if let first = line.first, !first.isWhitespace { section = line }
            // Four spaces: a gem; six: what it needs.
            guard section == "GEM", line.hasPrefix("    "), !line.hasPrefix("     "), line.hasSuffix(")"),
                let open = line.firstIndex(of: "(")
            else { continue }
            let version = line[line.index(after: open)...].dropLast()
            file.packages.append(
                DependencyPackage(type: "gem", name: trimmed(line[..<open]), version: String(version), line: number + 1))
        }
    }

    static func yarnLock(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        var name: String?
        for (number, line) in lines(bytes).enumerated() {
            if let first = line.first, !first.isWhitespace, first != "#" {
                // "@babel/core@^7.0.0", "@babel/core@^7.1.0":
                let entry = line.prefix { $0 != "," }.filter { $0 != "\"" && $0 != ":" || $0 == ":" && line.contains("npm:") }
                let at = entry.dropFirst().firstIndex(of: "@")
                name = at.map { String(entry[..<$0]) }
                if name == "__metadata" { name = nil }
            } else if let known = name, line.hasPrefix("  version") {
                let version = line.dropFirst(9).filter { !$0.isWhitespace && $0 != "\"" && $0 != ":" }
                if !version.contains("use.local") {
                    file.packages.append(DependencyPackage(type: "npm", name: known, version: String(version), line: number + 1))
                }
                name = nil
            }
        }
    }

    // MARK: Ruby

    static func gemspec(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        for (number, line) in lines(bytes).enumerated() {
            let text = trimmed(line[...])
            guard !text.hasPrefix("#") else { continue }
            let quoted = quotedTexts(text)
            guard let first = quoted.first else { continue }
            let call = text.prefix { $0 != "\"" && $0 != "'" && $0 != "%" }
            if call.contains(".license") {
                file.declaredLicence = (quoted.joined(separator: " OR "), number + 1)
            } else if call.contains(".name") {
                file.name = file.name ?? first
            } else if call.contains("_dependency") {
                file.packages.append(DependencyPackage(type: "gem", name: first, version: nil, line: number + 1))
            }
        }
    }

    /// Texts in single or double quotes.
    private static func quotedTexts(_ line: String) -> [String] {
        var texts: [String] = []
        var open: Character?
        var text = ""
        for character in line {
            if let sign = open {
                if character == sign {
                    texts.append(text)
                    (open, text) = (nil, "")
                } else {
                    text.append(character)
                }
            } else if character == "\"" || character == "'" {
                open = character
            }
        }
        return texts
    }
}
