/// What a manifest's field says about a licence, which people write in many ways.
struct DeclaredLicence {
    /// An SPDX expression.
    let expression: String
    /// Why the text is no SPDX expression; nil when it is one.
    let problem: String?

    init(_ text: String) {
        do throws(LicenceExpressionError) {
            expression = try LicenceExpression(text).normalised().description
            problem = nil
            return
        } catch {
            problem = error.description
        }
        var text = text
        // "License :: OSI Approved :: MIT License", as trove classifiers say it.
        if let last = text.split(separator: "::").last { text = String(last) }
        let words = text.withUTF8 { LicenceWords($0).words }
        let found = LicenceMentionFinder(names: .shared, words: words).mentions(skipping: [])
        let expressions = found.flatMap(\.expressions)
        let joined = Array(Set(expressions)).sorted().joined(separator: " OR ")
        expression = (try? LicenceExpression(joined))?.normalised().description ?? "LicenseRef-unknown"
    }
}
