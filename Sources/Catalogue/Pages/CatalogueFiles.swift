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
        .file("/catalogue/releases.atom", "The newest versions of all released projects, in Atom", access: .everybody) { [self] _ in
            let moment = try await desk.measures.moment()
            let shelf = try await desk.search.shelf()
            let projects = try await desk.store.read { try $0.projects() }
            let slugs = Dictionary(uniqueKeysWithValues: projects.map { ($0.id, $0.slug) })
            let shown = Dictionary(
                shelf.cards.compactMap { card in card.entry.projectID.flatMap { slugs[$0] }.map { ($0, card.entry) } },
                uniquingKeysWith: { first, _ in first })
            let releases = try await desk.figures.releases(limit: 2000, at: moment).filter { shown[$0.project] != nil }.prefix(
                Self.mostReleases)
            return .feed(atom(releases.compactMap { release in shown[release.project].map { (release, $0) } }, made: moment.now).bytes)
        }
    }

    private func atom(_ releases: [(release: ProjectFigures.Release, entry: CatalogueEntry)], made: Instant) -> AtomFeed {
        let (site, title) = (desk.settings.site, desk.settings.organisation)
        let own = "\(site)/catalogue/releases.atom"
        return AtomFeed(
            id: own, title: "Releases of \(title)", author: title, link: own, made: made,
            entries: releases.map { release, entry in
                let page = site + SafeURL(segments: ["catalogue", entry.slug]).text
                return AtomFeed.Entry(
                    id: "\(page)#\(SafeURL(segments: [release.name]).text.dropFirst())", title: "\(entry.title) \(release.name)".cleaned,
                    updated: release.at, link: page, text: entry.summary.isEmpty ? entry.title : entry.summary)
            })
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
