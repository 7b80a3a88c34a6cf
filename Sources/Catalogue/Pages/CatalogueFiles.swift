import Access
import Ledger
import Measures
import Pages
import Store

/// What other programs and pages take from the catalogue: the feed of releases, badges, and files in the formats of other catalogues.
struct CatalogueFiles {
    let desk: CatalogueDesk
    let example: String

    var routes: [Route] { [feed, badge, publiccode, backstage] }

    /// The most versions in the feed.
    static let mostReleases = 60

    private var feed: Route {
        .file("/catalogue/releases.atom", "The newest versions of all released projects, in Atom", access: .everybody) { [desk] _ in
            let moment = try await desk.measures.moment()
            let shelf = try await desk.search.shelf()
            let projects = try await desk.store.read { try $0.projects() }
            let slugs = Dictionary(uniqueKeysWithValues: projects.map { ($0.id, $0.slug) })
            let shown = Dictionary(
                shelf.cards.compactMap { card in card.entry.projectID.flatMap { slugs[$0] }.map { ($0, card.entry) } },
                uniquingKeysWith: { first, _ in first })
            let releases = try await desk.figures.releases(limit: 2000, at: moment).filter { shown[$0.project] != nil }.prefix(
                Self.mostReleases)
            let feed = ReleaseFeed(title: desk.settings.organisation, site: desk.settings.site, made: moment.now)
            return .feed(
                Array(feed.xml(releases.compactMap { release in shown[release.project].map { (release: release, entry: $0) } }).utf8))
        }
    }

    private var badge: Route {
        .file(
            "/catalogue/{entry}/badge.svg", "A badge of a released project", access: .everybody,
            parameters: [
                EntryPage.parameter(),
                .choice(
                    "show", [.init("status", "Status"), .init("licence", "Licence"), .init("activity", "Activity")], "What the badge says.",
                    default: "status"),
            ]
        ) { [desk] request in
            let sheet = try await desk.sheet(request.text("entry") ?? "")
            switch request.text("show") {
            case "licence": return .drawing(svg: Array(Badge.licence(sheet.entry).svg.utf8))
            case "activity":
                guard let project = sheet.project, request.may(.seeFigures) else { return .drawing(svg: Array(Badge.health(nil).svg.utf8)) }
                let moment = try await desk.measures.moment()
                let figure = try await desk.figures.figure("contributors.active", .trailing, "Contributors", project, moment)
                return .drawing(svg: Array(Badge.health(figure).svg.utf8))
            default: return .drawing(svg: Array(Badge.status(sheet.entry).svg.utf8))
            }
        }.forOtherSites()
    }

    private var publiccode: Route {
        .file(
            "/catalogue/{entry}/publiccode.yml", "A released project as publiccode.yml", access: .everybody,
            parameters: [EntryPage.parameter()]
        ) { [desk] request in
            let sheet = try await desk.sheet(request.text("entry") ?? "")
            return .download(name: "publiccode.yml", bytes: Array(PubliccodeWriter.text(of: sheet).utf8))
        }
    }

    private var backstage: Route {
        .file(
            "/catalogue/{entry}/catalog-info.yaml", "A released project as catalog-info.yaml", access: .everybody,
            parameters: [EntryPage.parameter()]
        ) { [desk] request in
            let sheet = try await desk.sheet(request.text("entry") ?? "")
            return .download(name: "catalog-info.yaml", bytes: Array(BackstageWriter.text(of: sheet, site: desk.settings.site).utf8))
        }
    }
}

/// Versions as a feed (RFC 4287).
struct ReleaseFeed {
    let title: String
    let site: String
    let made: Instant

    func xml(_ releases: [(release: ProjectFigures.Release, entry: CatalogueEntry)]) -> String {
        let entries = releases.map { release, entry in
            let page = "\(site)/catalogue/\(SafeURL(segments: [entry.slug]).text.dropFirst())"
            return """
                <entry>
                <id>\(Badge.escaped(page))#\(Badge.escaped(String(SafeURL(segments: [release.name]).text.dropFirst())))</id>
                <title>\(Badge.escaped("\(entry.title) \(release.name)".cleaned))</title>
                <updated>\(release.at)</updated>
                <link href="\(Badge.escaped(page))"/>
                <content type="text">\(Badge.escaped(entry.summary.isEmpty ? entry.title : entry.summary))</content>
                </entry>
                """
        }
        return """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom">
            <id>\(Badge.escaped(site))/catalogue/releases.atom</id>
            <title>\(Badge.escaped("Releases of \(title)"))</title>
            <author><name>\(Badge.escaped(title))</name></author>
            <link rel="self" href="\(Badge.escaped(site))/catalogue/releases.atom"/>
            <updated>\(releases.first?.release.at ?? made)</updated>
            \(entries.joined(separator: "\n"))
            </feed>

            """
    }
}
