/// Shows progress on standard error: one line that is written over on a terminal, a plain line every few seconds
/// elsewhere, nothing when asked to be quiet.
///
/// Safe to use from several tasks at once.
actor ProgressLine {
    enum Manner: Sendable {
        case overwriting, plainLines, quiet
    }

    private let manner: Manner
    private let width: Int
    private let clock: @Sendable () -> Double
    private let write: @Sendable (String) -> Void
    private var lastShown: Double?
    private var lineIsOpen = false

    /// - Parameters:
    ///   - width: the columns of the terminal, for a line that is written over.
    ///   - clock: seconds that only ever grow.
    init(
        _ manner: Manner, width: Int, clock: @escaping @Sendable () -> Double,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.manner = manner
        self.width = width
        self.clock = clock
        self.write = write
    }

    /// Seconds between two looks at the same work.
    private var pause: Double { manner == .overwriting ? 0.1 : 5 }

    /// Shows a state unless another was shown a moment ago.
    func show(_ state: ProgressState) {
        let now = clock()
        guard manner != .quiet, lastShown.map({ now - $0 >= pause }) ?? true else { return }
        lastShown = now
        switch manner {
        case .overwriting:
            // The last column stays free: some terminals begin a new line when it is written to.
            write("\r\u{1B}[K" + state.line.truncated(to: max(1, width - 1)))
            lineIsOpen = true
        case .plainLines:
            write(state.line + "\n")
        case .quiet:
            break
        }
    }

    /// Says something that stays, above the line of progress.
    func say(_ text: String) {
        guard manner != .quiet else { return }
        close()
        write(text.asVisible + "\n")
    }

    /// Takes the line of progress away.
    func close() {
        if lineIsOpen { write("\r\u{1B}[K") }
        lineIsOpen = false
        lastShown = nil
    }
}
