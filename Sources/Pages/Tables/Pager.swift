/// Links from one page of a long list to the pages beside it and back to the first.
///
/// Lists are cut by keys, not by counting rows from the start, so there are no page numbers: rows that arrive while
/// somebody reads neither repeat nor vanish.
public struct Pager: Sendable {
    /// What the list holds, in the plural, such as `commits`.
    public let noun: String
    /// How many there are in all; nil when that is not counted.
    public let total: Int?
    /// The number of rows on this page.
    public let shown: Int
    public let first: SafeURL?
    public let previous: SafeURL?
    public let next: SafeURL?

    /// - Parameters:
    ///   - first: the first page; nil on the first page itself.
    ///   - previous: the page before this one; nil on the first, or when lists are only read forwards.
    ///   - next: the page after this one; nil on the last.
    public init(_ noun: String, shown: Int, total: Int? = nil, first: SafeURL?, previous: SafeURL? = nil, next: SafeURL?) {
        self.noun = noun
        self.total = total
        self.shown = shown
        self.first = first
        self.previous = previous
        self.next = next
    }

    public var html: HTML {
        let count: HTML = total.map { "\(Format.integer(shown)) of \(Format.integer($0)) \(noun)" } ?? "\(Format.integer(shown)) \(noun)"
        let links: [HTML] = [(first, "first", "First page"), (previous, "prev", "Previous page"), (next, "next", "Next page")]
            .compactMap { address, relation, title in
                address.map { "<li><a class=\"button\" href=\"\($0)\" rel=\"\(relation)\">\(title)</a></li>" }
            }
        guard !links.isEmpty else { return "<p class=\"pager-count\">\(count)</p>" }
        return """
            <nav class="pager" aria-label="Pages of \(noun)"><p class="pager-count">\(count) on this page</p>
            <ul>\(links)</ul></nav>
            """
    }
}
