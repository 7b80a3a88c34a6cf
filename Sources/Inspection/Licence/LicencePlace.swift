/// What kind of a file a licence is looked for in, as far as it matters for licences.
enum LicencePlace: Sendable {
    /// A file whose words are about the file itself: code, and files called LICENSE.
    case source
    /// A text for people, in which licences are mentioned for other reasons too.
    case document
    /// A README, whose section about the licence speaks for the project.
    case readme

    private static let documents = [".md", ".rst", ".markdown", ".adoc", ".asciidoc", ".textile", ".org", ".html", ".htm", ".tex"]

    init(path: String) {
        let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
        let isLicence = ["license", "licence", "copying", "notice", "copyright", "unlicense"].contains { name.hasPrefix($0) }
        if name.contains("readme") {
            self = .readme
        } else if !isLicence, Self.documents.contains(where: { name.hasSuffix($0) }) {
            self = .document
        } else {
            self = .source
        }
    }

    /// Whether a file's name says that it holds the terms of a licence.
    static func holdsLicence(_ path: String) -> Bool {
        let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
        guard ["license", "licence", "copying", "patents", "unlicense"].contains(where: { name.hasPrefix($0) }) else { return false }
        let ending = name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last.map(String.init)
        return ending == nil || ["txt", "md", "rst", "html", "lesser", "adoc"].contains(ending)
    }

    /// Whether the last heading before a byte speaks of the licence: `## License`, or underlined.
    static func isInLicenceSection(_ bytes: [UInt8], before: Int) -> Bool {
        let head = bytes[..<min(before, bytes.count)]
        var end = head.count
        var below: ArraySlice<UInt8> = []
        while end > 0 {
            let start = head[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            let line = head[start..<end]
            let underlined = below.count >= 3 && below.allSatisfy { [0x3D, 0x2D, 0x7E, 0x5E].contains($0) }
            if underlined && !line.isEmpty || line.first == 0x23 || line.starts(with: [0x3D, 0x3D]) || line.starts(with: Array("<h".utf8)) {
                let text = String(decoding: line, as: UTF8.self).lowercased()
                return ["licen", "copyright", "copying", "legal", "terms"].contains { text.contains($0) }
            }
            below = line
            end = start - 1
        }
        return false
    }
}
