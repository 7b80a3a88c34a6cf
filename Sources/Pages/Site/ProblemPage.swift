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
        let received: HTML = error.received.map { "was given as <q><bdi>\($0)</bdi></q>" } ?? "is missing"
        let hint: HTML? = error.suggestion.map { "<p>Did you mean <code>\($0)</code>?</p>" }
        return """
            <li><p><code>\(error.parameter)</code> \(received).</p>
            <p>Allowed: \(error.allowed).</p>
            \(hint)</li>

            """
    }

    private var links: HTML {
        let near: HTML = suggestions.isEmpty
            ? ""
            : "<p>Perhaps you were looking for:</p><ul>\(suggestions.map { "<li>\(HTML.link($0.title, to: $0.address)) <code>\($0.address.text)</code></li>" as HTML })</ul>"
        return "\(near)<p><a href=\"/\">Go to the overview</a></p>"
    }
}
