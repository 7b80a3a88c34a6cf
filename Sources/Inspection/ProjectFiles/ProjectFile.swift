/// A file that projects have so that others can use them and take part, found by its name and judged by its contents.
enum ProjectFile: String, Sendable, CaseIterable {
    case readme = "README"
    case licence = "LICENSE"
    case security = "SECURITY"
    case contributing = "CONTRIBUTING"
    case conduct = "CODE_OF_CONDUCT"
    case support = "SUPPORT"
    case changelog = "CHANGELOG"

    /// The names without ending, in small letters, the usual one first.
    private var stems: [String] {
        switch self {
        case .readme: ["readme"]
        case .licence: ["license", "licence", "copying", "unlicense", "license-mit", "license-apache", "copyright"]
        case .security: ["security"]
        case .contributing: ["contributing", "contribute"]
        case .conduct: ["code_of_conduct", "code-of-conduct", "codeofconduct"]
        case .support: ["support"]
        case .changelog: ["changelog", "changes", "history", "news", "release_notes", "releases"]
        }
    }

    private static let endings: Set<String> = ["", "md", "markdown", "rst", "txt", "adoc", "asciidoc", "org", "html"]

    /// The folders that forges look into, in this order.
    private static let folders = ["", ".github", ".gitlab", "docs", "doc", "licenses"]

    /// The places of the file among the entries of a tree, the best one first.
    func places(in tree: Tree) -> [Int] {
        var found: [(rank: Int, place: Int)] = []
        let files = tree.entries
        let ranks = { (folder: TreePath) in Self.folders.firstIndex(of: folder.text.lowercased()) }
        files.forEach(judging: { folder in ranks(folder).map { (rank: $0, isTexts: folder.text.lowercased() == "licenses") } }) {
            place, folder in
            guard let folder, files.isFile(at: place) else { return }
            let (rank, isTexts) = folder
            let name = files.name(at: place).lowercased()
            // REUSE keeps one text for each licence in a folder, named by its id.
            if self == .licence, isTexts {
                found.append((rank * 100, place))
                return
            }
            let ending = TreePath.fileExtension(of: name)
            let stem = ending.isEmpty ? name : String(name.dropLast(ending.utf8.count + 1))
            guard Self.endings.contains(ending), let order = stems.firstIndex(of: stem) else { return }
            found.append((rank * 100 + order, place))
        }
        return found.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.map(\.place)
    }

    /// What is wrong with the contents; nil when they are what the file is for.
    func fault(in text: String) -> String? {
        let small = text.lowercased()
        let words = small.split { !$0.isLetter && !$0.isNumber }
        if let leftover = Self.leftovers.first(where: { small.contains($0) }) { return "it still holds “\(leftover)” from a template" }
        switch self {
        case .readme:
            return words.count < 30 ? "it has \(words.count) words, too few to say what the project is and how to use it" : nil
        case .licence:
            return Self.isLicence(small, words.count) ? nil : "it does not hold the text of a licence"
        case .security:
            return Self.namesContact(small) ? nil : "it names no address, page or form to report a vulnerability to"
        case .contributing:
            let signs = ["pull request", "merge request", "patch", "issue", "commit", "review", "fork"]
            if words.count < 25, !small.contains("http") { return "it has \(words.count) words, too few to say how to contribute" }
            return signs.contains { small.contains($0) } ? nil : "it does not say how a change is proposed"
        case .conduct:
            return Self.namesContact(small) ? nil : "it names nobody to report to"
        case .support, .changelog:
            return words.count < 5 ? "it is empty" : nil
        }
    }

    /// What templates ask to be filled in.
    private static let leftovers = [
        "[insert contact method]", "[insert email", "[email protected]", "<your email", "your-email@example.com", "lorem ipsum",
        "[project name]",
        "use this section to tell people", "describe your project here", "todo: write", "[name of copyright owner]\n\nlicensed",
        "{{ cookiecutter",
    ]

    private static func namesContact(_ text: String) -> Bool {
        if text.contains("https://") || text.contains("mailto:") || text.contains("private vulnerability") || text.contains("security tab")
        {
            return true
        }
        return text.split { $0.isWhitespace || "<>()[],;\"'`".contains($0) }.contains { word in
            let parts = word.split(separator: "@", omittingEmptySubsequences: false)
            return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && parts[1].count > 3
        }
    }

    private static let licencePhrases = [
        "permission is hereby granted", "permission to use, copy, modify", "redistribution and use in source and binary forms",
        "apache license",
        "gnu general public license", "gnu lesser general public license", "gnu affero general public license", "mozilla public license",
        "european union public licence", "eclipse public license", "creative commons", "boost software license",
        "this is free and unencumbered software",
        "open government licence", "the artistic license", "zlib license", "isc license", "academic free license", "open software license",
        "microsoft public license", "do what the fuck you want", "cc0 1.0 universal", "sil open font license", "the unlicense", "cecill",
        "licensed under the", "microsoft reciprocal license", "this software is provided 'as-is'", "universal permissive license",
    ]

    private static func isLicence(_ text: String, _ words: Int) -> Bool { words >= 25 && licencePhrases.contains { text.contains($0) } }
}
