import Casework
import Ledger
import Notifications
import Pages
import Store

/// What somebody wants to hear of, how and when, and their feed.
extension NotificationPages {
    private static let crumbs = [Page.Crumb("Cases", "/cases"), Page.Crumb("What I am told", "/notifications")]

    var settings: Form {
        let mail = [
            Parameter.Choice("each", "each message when it comes"), .init("digest", "one a day with all of them"), .init("off", "none"),
        ]
        return Form(
            "/notifications/settings", "How I am told", access: .signedIn,
            fields: [
                .field(
                    "mail", .choice(mail), "Urgent messages always come at once, unless you want none.", label: "E-mail", default: "each"),
                .field("time-zone", .text(maxLength: 60), "Such as Europe/Berlin.", label: "Time zone", default: "UTC"),
                .field("quiet-from", .text(maxLength: 5), "Such as 19:00. Leave it empty when no hours are quiet.", label: "Quiet from"),
                .field("quiet-to", .text(maxLength: 5), "Such as 08:00.", label: "Quiet until"),
                .field("quiet-weekends", .flag, "Nothing comes on Saturdays and Sundays.", label: "Quiet weekends", default: "no"),
                .field("digest-at", .text(maxLength: 5), "When the daily digest is sent.", label: "Digest at", default: "08:00"),
            ], button: "Save",
            show: { [desk] request, view in
                guard let actor = Viewer(request.caller).actor else { throw Problem.forbidden("Sign in to change your settings.") }
                let (stored, made) = try await desk.store.read { reader in
                    (
                        try reader.notificationPreferences(of: [actor.id])[actor.id] ?? NotificationPreferences(),
                        try reader.feedMade(for: actor.id)
                    )
                }
                let shown = view.isRefused ? view : view.filling(Self.typed(stored))
                let mutes = stored.mutes.sorted().map { what -> HTML in
                    let fields = [(name: "what", value: what), (name: "muted", value: "no")]
                    let again = PostButton("Hear of it again", to: "/notifications/mute", fields: fields, label: "Hear of \(what) again")
                    return "<li>\(what) \(again.html(for: request))</li>"
                }
                let muted: HTML = mutes.isEmpty ? "" : Section("What you muted", id: "muted", body: "<ul>\(mutes)</ul>").html
                let since: HTML = made.map { "Your feed has an address since \(CaseWords.day($0)). " } ?? "Your feed has no address yet. "
                let secret: HTML = "Whoever knows the address reads it, so it is shown once; a new one ends the old one."
                let button = PostButton(made == nil ? "Make an address" : "Make a new address", to: "/notifications/feed-address")
                return Page(
                    "How I am told", breadcrumbs: Self.crumbs,
                    body: """
                        \(shown.html(command: nil))
                        \(muted)
                        \(Section("Your feed", id: "feed", lead: since + secret, body: button.html(for: request)).html)
                        """)
            },
            submit: { [desk] request in
                guard let actor = Viewer(request.caller).actor else { throw FormRefusal(nil, "Sign in to change your settings.") }
                let preferences = NotificationPreferences(
                    mail: request.choice("mail") ?? .each,
                    quiet: QuietHours(
                        from: try Self.minutes(request, "quiet-from"), to: try Self.minutes(request, "quiet-to"),
                        weekends: request.flag("quiet-weekends"),
                        zone: request.text("time-zone") ?? "UTC"),
                    digestAt: try Self.minutes(request, "digest-at") ?? 8 * 60)
                do {
                    try await desk.store.write { try $0.setNotificationPreferences(preferences, of: actor.id) }
                } catch let error as NotificationError {
                    throw FormRefusal(error.field, error.description)
                }
                return "/notifications/settings"
            })
    }

    /// `08:30` as minutes of the day; nil when nothing was typed.
    static func minutes(_ request: Request, _ field: String) throws -> Int? {
        guard let text = request.text(field) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0..<24).contains(hour), (0..<60).contains(minute)
        else { throw FormRefusal(field, "“\(text)” is no time of day such as 08:30.") }
        return hour * 60 + minute
    }

    private static func clock(_ minutes: Int?) -> String {
        guard let minutes else { return "" }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minutes / 60)):\(two(minutes % 60))"
    }

    private static func typed(_ preferences: NotificationPreferences) -> [String: String] {
        [
            "mail": preferences.mail.rawValue, "time-zone": preferences.quiet.zone, "quiet-from": clock(preferences.quiet.from),
            "quiet-to": clock(preferences.quiet.to), "quiet-weekends": preferences.quiet.weekends ? "yes" : "no",
            "digest-at": clock(preferences.digestAt),
        ]
    }
}
