extension Problem {
    /// The problem for people: what happened, what was received, where to go instead.
    var page: Page {
        Page(
            kind.title, lead: "\(detail)",
            body: """
                \(parameters.isEmpty ? "" : "<ul class=\"refusals\">\(parameters.map(Self.refusal))</ul>" as HTML)
                \(links)
                """)
    }

    private static func refusal(_ error: ParameterError) -> HTML {
        let fault: HTML =
            switch error.reason {
            case .unknown: "is not a parameter of this page"
            case .missing: "is missing"
            case .invalid: "cannot be <q><bdi>\(error.received ?? "")</bdi></q>"
            }
        let hint: HTML? = error.suggestion.map { "<p>Did you mean <code>\($0)</code>?</p>" }
        return """
            <li><p><code>\(error.parameter)</code> \(fault).</p>
            <p>Allowed: \(error.allowed).</p>
            \(hint)</li>

            """
    }

    private var links: HTML {
        let near: HTML =
            suggestions.isEmpty
            ? ""
            : "<p>Perhaps you were looking for:</p><ul>\(suggestions.map { "<li>\(HTML.link($0.title, to: $0.address)) <code>\($0.address.text)</code></li>" as HTML })</ul>"
        return "\(near)<p><a href=\"/\">Go to the overview</a></p>"
    }
}
