/// The state of one read or write: whether it still runs, what it was lost by, and who counts its statements.
///
/// PostgreSQL refuses every statement after one that failed, until the transaction ends. SQLite would go on;
/// keeping the rule here makes a program behave the same on both.
final class StatementScope {
    private let tally: StatementTally?
    private var isOver = false
    private var isLoading = false
    /// The first error of a statement; the transaction that met it cannot be stored any more.
    private(set) var failure: StoreError?

    init(tally: StatementTally?) {
        self.tally = tally
    }

    /// Admits one statement and counts it.
    func admit(_ sql: String) throws {
        if isOver {
            throw StoreError(
                .closed, doing: "running \(shortened(sql))", detail: "its transaction has ended",
                hint: "Use a reader or writer only inside the closure that received it.")
        }
        if isLoading {
            throw fail(
                StoreError(
                    .statement, doing: "running \(shortened(sql))", detail: "a bulk load is under way on this connection",
                    hint: "Gather what the load needs before it begins."))
        }
        if let failure {
            throw StoreError(
                failure.reason, doing: "running \(shortened(sql))",
                detail: "an earlier statement of this transaction failed (\(failure.detail))",
                hint: "Let the first error end the transaction.")
        }
        tally?.add()
    }

    /// Admits a bulk load; until it ends no other statement is admitted.
    func load<T>(_ sql: String, _ body: () throws -> T) throws -> T {
        try admit(sql)
        isLoading = true
        defer { isLoading = false }
        return try body()
    }

    /// Remembers that the transaction is lost.
    func fail(_ error: StoreError) -> StoreError {
        if failure == nil { failure = error }
        return error
    }

    /// Ends the scope: a reader or writer that escaped its closure is of no use any more.
    func end() {
        isOver = true
    }
}

/// A statement on one line and short enough for a message.
func shortened(_ sql: String) -> String {
    let words = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count <= 160 ? words : "\(words.prefix(157))..."
}

extension String {
    /// The text as both engines can hold it: PostgreSQL has no place for the character U+0000, so U+FFFD,
    /// the replacement character, is stored in its stead.
    var storable: String {
        guard utf8.contains(0) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
}

extension StoreError {
    /// A statement with too few or too many arguments.
    static func arguments(_ sql: String, given: Int, wanted: Int) -> StoreError {
        StoreError(
            .statement, doing: "running \(shortened(sql))",
            detail: "it has \(wanted) question marks and was given \(given) arguments")
    }

    /// A row of a bulk load with too few or too many cells.
    static func cells(_ doing: String, given: Int, wanted: Int) -> StoreError {
        StoreError(
            .statement, doing: doing, detail: "a row was given \(given) cells for \(wanted) columns",
            hint: "Append one cell for each column, in their order, then end the row.")
    }
}
