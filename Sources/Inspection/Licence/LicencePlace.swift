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
        if name.hasPrefix("readme") {
            self = .readme
        } else if !isLicence, Self.documents.contains(where: { name.hasSuffix($0) }) {
            self = .document
        } else {
            self = .source
        }
    }
}
