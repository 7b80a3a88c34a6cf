public import Access

/// What is the same around every page of a site.
public struct Frame: Sendable {
    /// What belongs together in the main navigation, in this order.
    public enum Group: Sendable, CaseIterable {
        case programme, people, projects, cases, figures, administration

        public var title: String {
            switch self {
            case .programme: "Programme"
            case .people: "People"
            case .projects: "Projects"
            case .cases: "Cases"
            case .figures: "Figures"
            case .administration: "Administration"
            }
        }
    }

    /// An entry of the main navigation.
    public struct Entry: Sendable {
        public let title: String
        /// A path without a query. The entry is current on this page and on all pages below it.
        public let path: SafeURL
        /// Entries of one group stand in the order in which features are listed; the group leads to the first of them.
        public let group: Group
        /// Shown to those who may do this.
        public let permission: Permission

        public init(_ title: String, _ path: SafeURL, in group: Group = .programme, for permission: Permission = .seeFigures) {
            self.title = title
            self.path = path
            self.group = group
            self.permission = permission
        }
    }

    public let product: String
    public let version: String
    public let navigation: [Entry]
    /// The page that explains what is counted and how; linked from the foot of every page.
    public let definitions: SafeURL?
    /// Whether people sign in here: the head of each page says who is signed in.
    public let hasSignIn: Bool

    public init(
        product: String = "Steward", version: String, navigation: [Entry], definitions: SafeURL? = nil, hasSignIn: Bool = false
    ) {
        self.hasSignIn = hasSignIn
        self.product = product
        self.version = version
        self.navigation = navigation
        self.definitions = definitions
    }
}

extension Frame {
    /// The whole document.
    ///
    /// - Parameters:
    ///   - path: the path of the page, which decides the current entry of the navigation.
    ///   - caller: who reads it.
    func document(_ page: Page, at path: SafeURL, for caller: Caller = .visitor()) -> HTML {
        // With the page above it: a measure and the page about what it counts may share a name.
        let title = ([page.title] + page.breadcrumbs.suffix(1).map(\.title) + [product].filter { $0 != page.title }).joined(
            separator: " – ")
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>\(title)</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <link rel="stylesheet" href="\(Assets.stylesheetPath)">
            <link rel="icon" href="\(Assets.markPath)" type="image/svg+xml">
            </head>
            <body>
            <a class="skip" href="#content">Skip to content</a>
            \(header(of: page, at: path, for: caller))
            <main id="content" tabindex="-1">
            \(breadcrumb(of: page))
            \(notices(of: page))
            \(heading(of: page))
            \(page.body)
            </main>
            \(footer(of: page))
            </body>
            </html>

            """
    }

    private func header(of page: Page, at path: SafeURL, for caller: Caller) -> HTML {
        let navigation = Navigation(navigation.filter { caller.mayAnywhere($0.permission) }, at: path, crumbs: page.breadcrumbs)
        return """
            <header class="site-header"><div class="bounds">
            <a class="wordmark" href="/">\(Assets.inlineMark)<span>\(product)</span></a>
            \(navigation.main)
            \(account(of: caller, at: path))</div>
            \(navigation.section)</header>
            """
    }

    private func account(of caller: Caller, at path: SafeURL) -> HTML {
        guard hasSignIn else { return "" }
        let title = caller.user?.displayName ?? "Sign in"
        let address: SafeURL = caller.isSignedIn ? "/account" : "/sign-in"
        let mark: HTML =
            address == path ? " aria-current=\"page\"" : path.text.hasPrefix(address.text + "/") ? " aria-current=\"true\"" : ""
        return """
            <nav class="account" aria-label="Account"><a href="\(address)"\(mark)><bdi>\(title)</bdi></a></nav>

            """
    }

    private func breadcrumb(of page: Page) -> HTML {
        guard !page.breadcrumbs.isEmpty else { return "" }
        return """
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
            \(page.breadcrumbs.map { crumb -> HTML in "<li>\(HTML.link(crumb.title, to: crumb.address))</li>" })
            <li aria-current="page"><bdi>\(page.title)</bdi></li>
            </ol></nav>
            """
    }

    private func notices(of page: Page) -> HTML {
        var notices = HTML()
        if !page.missing.isEmpty {
            let sentences: HTML =
                page.missing.count == 1
                ? "<p>\(page.missing[0])</p>" : "<ul>\(page.missing.map { "<li>\($0)</li>" as HTML })</ul>"
            notices += Notice.html(.warning, "The data is incomplete", sentences)
        }
        if let past = page.asKnown {
            notices += Notice.html(
                .past, "This page shows the past",
                "<p>Figures are as they were known at \(Format.timeElement(past.instant)). <a href=\"\(past.present)\">Show what is known today</a></p>"
            )
        }
        return notices
    }

    private func heading(of page: Page) -> HTML {
        """
        <div class="heading"><div>
        <h1><bdi>\(page.title)</bdi></h1>
        \(page.lead.map { "<p class=\"lead\">\($0)</p>" as HTML })
        </div>\(page.actions.isEmpty ? "" : "<ul class=\"actions\">\(page.actions.map { "<li>\($0)</li>" as HTML })</ul>" as HTML)</div>
        """
    }

    private func footer(of page: Page) -> HTML {
        """
        <footer class="site-footer"><div class="bounds">
        <p>\(freshness(page.freshness))</p>
        <ul>
        \(definitions.map { "<li><a href=\"\($0)\">How figures are counted</a></li>" as HTML })
        <li><a href="/api">Data for programs</a></li>
        <li>\(product) \(version)</li>
        </ul>
        </div></footer>
        """
    }

    private func freshness(_ freshness: Page.Freshness?) -> HTML {
        guard let freshness else { return "" }
        guard let collected = freshness.collectedAt else { return "Nothing has been collected yet." }
        guard let newest = freshness.newestFact else { return "Sources last read \(Format.timeElement(collected))." }
        return "Sources last read \(Format.timeElement(collected)); newest fact \(Format.timeElement(newest))."
    }
}
