import Glibc

/// What is known about the place that output goes to.
struct Terminal: Sendable {
    /// Whether standard output is shown to a person.
    let showsOutput: Bool
    /// Whether standard error is shown to a person.
    let showsErrors: Bool
    /// Columns of the terminal that shows standard output; nil when output goes elsewhere, which is never cut.
    let width: Int?
    /// How standard output may be emphasised.
    let style: TextStyle

    /// Looks at the running program and its environment.
    static func current(environment: [String: String]) -> Terminal {
        let showsOutput = isatty(STDOUT_FILENO) == 1
        var size = winsize()
        let isKnown = showsOutput && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Terminal(
            showsOutput: showsOutput, showsErrors: isatty(STDERR_FILENO) == 1,
            width: showsOutput ? (isKnown ? Int(size.ws_col) : 80) : nil,
            style: TextStyle.allowed(isTerminal: showsOutput, environment: environment))
    }
}

/// How text may be emphasised.
enum TextStyle: Sendable {
    case plain, ansi

    /// Emphasis goes only to a terminal that can show it, and not against the user's wish (https://no-color.org).
    static func allowed(isTerminal: Bool, environment: [String: String]) -> TextStyle {
        let refused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return isTerminal && !refused && environment["TERM"] != "dumb" ? .ansi : .plain
    }

    func bold(_ text: String) -> String { marked(text, "1") }
    func dim(_ text: String) -> String { marked(text, "2") }
    func red(_ text: String) -> String { marked(text, "31") }
    func yellow(_ text: String) -> String { marked(text, "33") }

    private func marked(_ text: String, _ code: String) -> String {
        self == .ansi ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

/// Writes whole texts to standard error.
enum StandardError {
    static func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            // Nobody can be told that errors cannot be told.
            guard count > 0 || errno == EINTR else { return }
            if count > 0 { bytes = bytes.dropFirst(count) }
        }
    }
}
