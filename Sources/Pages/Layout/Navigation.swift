/// The main navigation of a page: groups, and beneath them the pages of the group in which the reader is.
///
/// Plain links in two rows work without scripts, with the keyboard and on a phone, and hide nothing behind a button.
struct Navigation {
    private struct Part {
        let group: Frame.Group
        let entries: [Frame.Entry]
    }

    /// Groups with what the reader may see of them, in the order of the groups.
    private let parts: [Part]
    private let path: SafeURL
    private let current: Frame.Entry?

    /// - Parameters:
    ///   - entries: those that the reader may see.
    ///   - crumbs: the pages above this one: a page that is below no entry belongs to the one from which it is reached.
    init(_ entries: [Frame.Entry], at path: SafeURL, crumbs: [Page.Crumb] = []) {
        parts = Frame.Group.allCases.compactMap { group in
            let own = entries.filter { $0.group == group }
            return own.isEmpty ? nil : Part(group: group, entries: own)
        }
        self.path = path
        current = Self.holder(of: path, in: entries) ?? crumbs.reversed().lazy.compactMap { Self.holder(of: $0.address, in: entries) }.first
    }

    /// The entry whose page this is, or below which it is most closely.
    private static func holder(of address: SafeURL, in entries: [Frame.Entry]) -> Frame.Entry? {
        let path = address.text.prefix { $0 != "?" && $0 != "#" }
        return entries.filter { $0.path.text == path || $0.path.text != "/" && path.hasPrefix($0.path.text + "/") }
            .max { $0.path.text.count < $1.path.text.count }
    }

    /// The row in the head of the page: the groups; the entries themselves where there is only one group.
    var main: HTML {
        let items: [HTML] = parts.count > 1 ? parts.map { item(of: $0) } : parts.flatMap { $0.entries.map { item(of: $0) } }
        return """
            <nav aria-label="Main"><ul>
            \(items)
            </ul></nav>
            """
    }

    /// The row beneath the head; empty where the page is in no group, or in one of a single page.
    var section: HTML {
        guard parts.count > 1, let part = parts.first(where: { $0.group == current?.group }), part.entries.count > 1 else { return "" }
        return """
            <nav class="section-nav" aria-label="\(part.group.title)"><div class="bounds"><ul>
            \(part.entries.map { item(of: $0) })
            </ul></div></nav>

            """
    }

    /// Leads to the first page of the group. The page itself is marked in the row beneath.
    private func item(of part: Part) -> HTML {
        let isCurrent = part.group == current?.group
        let mark: HTML = isCurrent ? part.entries.count > 1 ? " aria-current=\"true\"" : self.mark(part.entries[0]) : ""
        return "<li><a href=\"\(part.entries[0].path)\"\(mark)>\(part.group.title)</a></li>"
    }

    private func item(of entry: Frame.Entry) -> HTML {
        "<li><a href=\"\(entry.path)\"\(mark(entry))>\(entry.title)</a></li>"
    }

    /// `page` for the page itself, `true` for a page below it.
    private func mark(_ entry: Frame.Entry) -> HTML {
        guard entry.path == current?.path else { return "" }
        return entry.path == path ? " aria-current=\"page\"" : " aria-current=\"true\""
    }
}
