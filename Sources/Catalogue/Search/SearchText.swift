import Foundation

/// Words as the index holds them and as queries ask for them: letters and digits only, small, without accents, so that both engines
/// see the same words.
public enum SearchText {
    /// The most words of one text, and the most letters of a word.
    static let mostWords = 5000
    static let longestWord = 40

    public static func words(of text: String) -> [String] {
        let folded = named(text).folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
        var words: [String] = []
        var word = ""
        for scalar in folded.unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                if word.unicodeScalars.count < longestWord { word.unicodeScalars.append(scalar) }
            } else if !word.isEmpty {
                words.append(word)
                word = ""
                if words.count == mostWords { return words }
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    static func text(of text: String) -> String { words(of: text).joined(separator: " ") }

    /// Names whose signs tell them apart.
    private static func named(_ text: String) -> String {
        guard text.contains("+") || text.contains("#") else { return text }
        return text.replacingOccurrences(of: "c++", with: "cplusplus", options: .caseInsensitive)
            .replacingOccurrences(of: "c#", with: "csharp", options: .caseInsensitive)
            .replacingOccurrences(of: "f#", with: "fsharp", options: .caseInsensitive)
    }
}

/// The words of one entry, by how much a match in them says.
struct EntryText: Sendable {
    let entry: Int64
    let title: String
    let summary: String
    let terms: String
    let description: String

    init(_ entry: CatalogueEntry, _ metadata: Metadata) {
        self.entry = entry.id
        title = SearchText.text(of: "\(entry.title) \(entry.slug)")
        summary = SearchText.text(of: entry.summary)
        let lists: [Metadata.Field] = [.tags, .categories, .features, .platforms, .standards, .audience, .usedBy, .dependsOnOpen]
        let terms =
            lists.flatMap { metadata[all: $0] } + entry.languages + entry.licenceIDs
            + [metadata[.organisation], metadata[.system]].compactMap(\.self)
        self.terms = SearchText.text(of: terms.joined(separator: " "))
        description = SearchText.text(of: metadata[.description] ?? "")
    }

    /// Each word once.
    var vocabulary: Set<String> {
        Set(
            [title, summary, terms, description].flatMap { $0.split(separator: " ").map(String.init) }.filter {
                $0.count > 2 && $0.contains(where: \.isLetter)
            })
    }
}
