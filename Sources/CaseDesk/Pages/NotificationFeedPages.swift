import Casework
import Ledger
import Notifications
import Pages
import Store
import Transport

/// A person's own feed, and what they mute.
extension NotificationPages {
    /// What the feed of a person needs: making its address, and reading it.
    struct FeedForms {
        let routes: [Route]
    }

    var feed: FeedForms { FeedForms(routes: address.routes + mute.routes + [atom]) }

    private static let crumbs = [Page.Crumb("Cases", "/cases"), Page.Crumb("What I am told", "/notifications")]

    private var address: Form {
        Form(
            "/notifications/feed-address", "Make an address for your feed", access: .signedIn, fields: [], button: "Make an address",
            show: { _, view in
                Page(
                    "Make an address for your feed", lead: "The one before is no longer answered.", breadcrumbs: Self.crumbs,
                    body: view.html(command: nil))
            },
            answer: { [desk] request in
                guard let actor = Viewer(request.caller).actor else { throw FormRefusal(nil, "Sign in to have a feed.") }
                let now = desk.now()
                let secret = try await desk.store.write { try $0.makeFeedSecret(for: actor.id, at: now) }
                return .privatePage(
                    Page(
                        "Your feed has an address", lead: "It is shown once: whoever knows it reads what you are told.",
                        breadcrumbs: Self.crumbs,
                        body: HTML.panel("<p><code>/feeds/\(secret)</code></p><p>\(HTML.link("Open it", to: "/feeds/\(secret)"))</p>")))
            })
    }

    private var mute: Form {
        Form(
            "/notifications/mute", "Hear no more of something", access: .signedIn,
            fields: [
                .field("what", .text(maxLength: 200), "A rule (rule:moved) or a subject (subject:case:17).", label: "What", required: true),
                .field("muted", .flag, "Whether you want to hear no more of it.", label: "Muted", default: "yes"),
            ], button: "Save",
            show: { _, view in Page("Hear no more of something", breadcrumbs: Self.crumbs, body: view.html(command: nil)) },
            submit: { [desk] request in
                guard let actor = Viewer(request.caller).actor else { throw FormRefusal(nil, "Sign in first.") }
                let (what, isMuted, now) = (request.text("what") ?? "", request.flag("muted"), desk.now())
                guard what.hasPrefix("rule:") || what.hasPrefix("subject:") else {
                    throw FormRefusal("what", "What is muted begins with rule: or subject:.")
                }
                try await desk.store.write { try $0.mute(what, for: actor.id, isMuted: isMuted, at: now) }
                return "/notifications/settings"
            })
    }

    private var atom: Route {
        .file(
            "/feeds/{secret}", "A person's feed, in Atom", access: .verifiedByHandler,
            parameters: [.path("secret", "The secret of the feed.")]
        ) { [desk] request in
            let secret = request.text("secret") ?? ""
            guard let feed = try await desk.store.read({ try $0.notificationFeed(secret: secret) }) else {
                throw Problem.notFound("There is no feed at this address. Make a new one in your settings.")
            }
            // Each entry is shown only as long as its reader may see what it is about.
            var visible: [NotificationEvent] = []
            for entry in feed.entries where try await desk.directory.maySee(feed.recipient, subject: entry.subject) {
                visible.append(entry)
            }
            return .feed(Self.atom(visible, of: feed.recipient, on: desk.site.text, made: Instant(seconds: desk.now())).bytes)
        }
    }

    private static func atom(_ events: [NotificationEvent], of recipient: String, on address: String, made: Instant) -> AtomFeed {
        let site = address.hasSuffix("/") ? String(address.dropLast()) : address
        return AtomFeed(
            id: "\(site)/notifications/feed/\(name(recipient))", title: "Steward: what you are told", author: "Steward", made: made,
            entries: events.map { event in
                AtomFeed.Entry(
                    id: "\(site)/notifications/event/\(event.at)/\(name(event.key))", title: event.title,
                    updated: Instant(seconds: event.at), link: site + event.link, text: event.text.isEmpty ? event.title : event.text)
            })
    }

    /// Letters, digits and hyphens, so that a name stands in an address.
    private static func name(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    }
}
