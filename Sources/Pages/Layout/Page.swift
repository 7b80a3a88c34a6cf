public import Ledger

/// What a handler says about a page; the frame around it is the site's.
public struct Page: Sendable {
    /// The heading of the page and, with the title of the page above it and the product's name, the title of the window.
    public var title: String
    /// A sentence or two beneath the heading.
    public var lead: HTML?
    /// The pages above this one, outermost first; the page itself is added by the layout.
    public var breadcrumbs: [Crumb]
    /// Links and buttons beside the heading.
    public var actions: [HTML]
    public var body: HTML
    /// Set when the page shows what was known at an earlier time.
    public var asKnown: AsKnown?
    /// What is missing from the data that this page shows, one sentence each; shown above everything else.
    public var missing: [HTML]
    /// How new the data is.
    public var freshness: Freshness?

    public init(
        _ title: String, lead: HTML? = nil, breadcrumbs: [Crumb] = [], actions: [HTML] = [], asKnown: AsKnown? = nil,
        missing: [HTML] = [], freshness: Freshness? = nil, body: HTML
    ) {
        self.title = title
        self.lead = lead
        self.breadcrumbs = breadcrumbs
        self.actions = actions
        self.asKnown = asKnown
        self.missing = missing
        self.freshness = freshness
        self.body = body
    }

    /// A page above this one.
    public struct Crumb: Sendable {
        public let title: String
        public let address: SafeURL

        public init(_ title: String, _ address: SafeURL) {
            self.title = title
            self.address = address
        }
    }

    /// The page shows the past.
    public struct AsKnown: Sendable {
        public let instant: Instant
        /// The same page as known today.
        public let present: SafeURL

        public init(_ instant: Instant, present: SafeURL) {
            self.instant = instant
            self.present = present
        }
    }

    /// How new the data is.
    public struct Freshness: Sendable {
        /// The time of the newest fact; nil when there is none.
        public let newestFact: Instant?
        /// When the sources were last read; nil when they never were.
        public let collectedAt: Instant?

        public init(newestFact: Instant?, collectedAt: Instant?) {
            self.newestFact = newestFact
            self.collectedAt = collectedAt
        }
    }
}
