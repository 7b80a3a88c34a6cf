/// A remark that stands out from the text around it. Its kind is said in words, not by colour alone.
public struct Notice: Sendable {
    public enum Kind: String, Sendable {
        case information, warning, past
    }

    public let kind: Kind
    public let title: String
    public let body: HTML

    public init(_ kind: Kind, _ title: String, body: HTML) {
        self.kind = kind
        self.title = title
        self.body = body
    }

    public var html: HTML { Self.html(kind, title, "<p>\(body)</p>") }

    /// - Parameter blocks: paragraphs and lists.
    static func html(_ kind: Kind, _ title: String, _ blocks: HTML) -> HTML {
        """
        <div class="notice \(kind.rawValue)" role="note">
        <p class="notice-title">\(title)</p>
        \(blocks)
        </div>
        """
    }
}

/// What a page shows where there is nothing to show yet: why, and what to do next.
public struct EmptyState: Sendable {
    public let title: String
    /// What to do next, with its link or command.
    public let next: HTML

    public init(_ title: String, next: HTML) {
        self.title = title
        self.next = next
    }

    public var html: HTML {
        "<div class=\"empty\"><p class=\"empty-title\">\(title)</p><p>\(next)</p></div>"
    }
}

/// A part of a page with its own heading. It has no name of its own besides, or each would be one more landmark
/// among those by which screen readers move.
public struct Section: Sendable {
    public let id: String
    public let title: String
    public let lead: HTML?
    /// Links beside the heading.
    public let actions: [HTML]
    public let body: HTML

    /// - Parameter id: unique on the page; the anchor of the section.
    public init(_ title: String, id: String, lead: HTML? = nil, actions: [HTML] = [], body: HTML) {
        self.title = title
        self.id = id
        self.lead = lead
        self.actions = actions
        self.body = body
    }

    public var html: HTML {
        """
        <section class="section">
        <div class="section-head"><h2 id="\(id)">\(title)</h2>\
        \(actions.isEmpty ? "" : "<ul class=\"actions\">\(actions.map { "<li>\($0)</li>" as HTML })</ul>" as HTML)</div>
        \(lead.map { "<p class=\"section-lead\">\($0)</p>" as HTML })
        \(body)
        </section>
        """
    }
}

/// Names and their values, for the facts at the head of a page.
public struct Facts: Sendable {
    public let entries: [(name: String, value: HTML)]
    /// Sentences and paragraphs, which are read one beneath the other, rather than words and numbers.
    public let areText: Bool

    public init(_ entries: [(name: String, value: HTML)], areText: Bool = false) {
        self.entries = entries
        self.areText = areText
    }

    public var html: HTML {
        "<dl class=\"facts\(areText ? " long" : "" as HTML)\">\(entries.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>" as HTML })</dl>"
    }
}

extension HTML {
    /// A block with a border, to group what belongs together.
    public static func panel(_ body: HTML) -> HTML { "<div class=\"panel\">\(body)</div>" }

    /// Blocks side by side where the window is wide enough, beneath each other where it is not.
    public static func columns(_ blocks: [HTML]) -> HTML { "<div class=\"columns\">\(blocks)</div>" }

    /// A word that classifies, such as a kind or a state.
    public static func tag(_ text: String) -> HTML { "<span class=\"tag\">\(text)</span>" }

    /// The same, set apart when somebody should do something about it; the word itself says so too.
    public static func tag(_ text: String, isBad: Bool) -> HTML { isBad ? "<span class=\"tag late\">\(text)</span>" : tag(text) }

    /// Text as a program spells it: a name, a command, a hash.
    public static func code(_ text: String) -> HTML { "<code>\(text)</code>" }

    /// A link that looks like a button.
    ///
    /// - Parameter isMain: the one that most readers want; at most one stands on a page.
    public static func button(_ text: String, to address: SafeURL, isMain: Bool = false) -> HTML {
        "<a class=\"button\(isMain ? " main" : "" as HTML)\" href=\"\(address)\">\(text)</a>"
    }
}
