public import Ledger

/// A feed in Atom (RFC 4287).
public struct AtomFeed: Sendable {
    /// One thing that happened. Its text is plain, and its `id` an address that never changes.
    public struct Entry: Sendable {
        let id: String
        let title: String
        let updated: Instant
        let link: String
        let text: String

        public init(id: String, title: String, updated: Instant, link: String, text: String) {
            (self.id, self.title, self.updated, self.link, self.text) = (id, title, updated, link, text)
        }
    }

    private let id: String
    private let title: String
    private let author: String
    private let link: String?
    private let made: Instant
    private let entries: [Entry]

    /// - Parameters:
    ///   - link: where the feed itself is; nil when only its reader may know.
    ///   - made: shown as the time of an empty feed.
    ///   - entries: the newest first.
    public init(id: String, title: String, author: String, link: String? = nil, made: Instant, entries: [Entry]) {
        (self.id, self.title, self.author, self.link, self.made, self.entries) = (id, title, author, link, made, entries)
    }

    /// The feed as XML in UTF-8.
    public var bytes: [UInt8] {
        let own = link.map { "<link rel=\"self\" href=\"\(XML.escaped($0))\"/>\n" } ?? ""
        let text = """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom">
            <id>\(XML.escaped(id))</id>
            <title>\(XML.escaped(title))</title>
            <author><name>\(XML.escaped(author))</name></author>
            \(own)<updated>\(entries.first?.updated ?? made)</updated>
            \(entries.map(Self.xml).joined(separator: "\n"))
            </feed>

            """
        return Array(text.utf8)
    }

    private static func xml(_ entry: Entry) -> String {
        """
        <entry>
        <id>\(XML.escaped(entry.id))</id>
        <title>\(XML.escaped(entry.title))</title>
        <updated>\(entry.updated)</updated>
        <link href="\(XML.escaped(entry.link))"/>
        <content type="text">\(XML.escaped(entry.text))</content>
        </entry>
        """
    }
}
