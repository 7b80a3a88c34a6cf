import Access
import Ledger
import Measures
import Pages
import Store

/// The forms with which staff correct what is believed of a person. Each leads to a preview; nothing is stored before that
/// is confirmed.
struct CorrectionForms {
    let people: PeopleDesk

    var routes: [Route] { Correction.Action.allCases.flatMap { form($0).routes } }

    // MARK: Fields

    static let person = Parameter.field(
        "person", .text(maxLength: 12), "The person, by the identifier in the address of their page.", required: true)
    private static let from = Parameter.field(
        "from", .date, "The first day on which it holds; from the beginning when left empty.", label: "From")
    private static let to = Parameter.field("to", .date, "The first day on which it no longer holds.", label: "Until")

    private static func reason(required: Bool = true) -> Parameter {
        .field(
            "reason", .text(maxLength: 500), "Why, for whoever asks later. It stays with the statement.", label: "Reason",
            required: required)
    }

    private static func other(_ label: String, required: Bool) -> Parameter {
        .field(
            "other", .text(maxLength: 200),
            "By their name or e-mail address, the number of one of their accounts, or the identifier in the address of their page.",
            label: label,
            required: required)
    }

    static func fields(_ action: Correction.Action) -> [Parameter] {
        let account = Parameter.field(
            "account", .text(maxLength: 400), "Numbers of accounts, with commas between them; all accounts when left empty.",
            label: "Accounts")
        switch action {
        case .join: return [person, other("The other person", required: true), reason()]
        case .split:
            return [
                person,
                .field(
                    "account", .text(maxLength: 400), "The numbers of the accounts that are somebody else’s, with commas between them.",
                    label: "Accounts",
                    required: true), reason(),
            ]
        case .affiliate:
            return [
                person, .field("organisation", .text(maxLength: 120), "By its name or short name.", label: "Organisation", required: true),
                from, to,
                .field(
                    "share", .text(maxLength: 10), "The percentage of what they do that is for it; evenly with others when left empty.",
                    label: "Share"),
                .field(
                    "instead", .choice([.init("yes", "Yes, it replaces what was stated"), .init("no", "No, it stands beside that")]),
                    "Whether what was stated of other organisations ends for those days.", label: "Instead of others", default: "yes"),
                reason(),
            ]
        case .withdraw:
            return [
                person,
                .field(
                    "organisation", .text(maxLength: 120), "By its name or short name; all that were stated when left empty.",
                    label: "Organisation"),
                from, to,
            ]
        case .team:
            return [
                person, .field("team", .text(maxLength: 120), "By its short name; none when left empty.", label: "Team"), from, to,
                reason(),
            ]
        case .manager: return [person, other("Reports to", required: false), from, to, reason()]
        case .bot:
            let states = [
                Parameter.Choice("bot", "A program uses it"), .init("human", "A person uses it"), .init("rules", "Leave it to the rules"),
            ]
            return [person, account, .field("state", .choice(states), "What is so.", label: "State", required: true), from, to, reason()]
        case .displayName:
            return [
                person, .field("name", .text(maxLength: 100), "As the person wishes to be called; no wish when left empty.", label: "Name"),
                reason(required: false),
            ]
        case .optOut:
            let wishes = [Parameter.Choice("hidden", "Count, and never show"), .init("shown", "Show again")]
            return [
                person, .field("wish", .choice(wishes), "What the person asked for.", label: "Wish", required: true),
                reason(required: false),
            ]
        }
    }

    static func title(_ action: Correction.Action) -> String {
        switch action {
        case .join: "Join with somebody"
        case .split: "Split accounts off"
        case .affiliate: "Affiliate"
        case .withdraw: "End an affiliation"
        case .team: "Set the team"
        case .manager: "Set the manager"
        case .bot: "Bot or no bot"
        case .displayName: "Set the display name"
        case .optOut: "Show or do not show"
        }
    }

    /// What does the same on the command line.
    private static func command(_ action: Correction.Action) -> String {
        switch action {
        case .join: "steward people join ACCOUNT ACCOUNT --reason TEXT"
        case .split: "steward people split ACCOUNT… --reason TEXT"
        case .affiliate: "steward people affiliate ACCOUNT ORGANISATION --from DAY --reason TEXT"
        case .withdraw: "steward people affiliate ACCOUNT ORGANISATION --end"
        case .team: "steward people affiliate ACCOUNT --team TEAM --reason TEXT"
        case .manager: "steward people affiliate ACCOUNT --manager ACCOUNT --reason TEXT"
        case .bot: "steward people bots add ACCOUNT --reason TEXT"
        case .displayName: "steward people display-name ACCOUNT NAME --reason TEXT"
        case .optOut: "steward people opt-out ACCOUNT --reason TEXT"
        }
    }

    /// What it does, in a sentence or two.
    static func explanation(_ action: Correction.Action) -> String {
        switch action {
        case .join: "All accounts of both become one person’s, and stay so until that is undone."
        case .split: "The accounts become somebody else’s, and no rule joins them with the rest again."
        case .affiliate: "For whom this person contributes. What is stated here goes before every list, forge and address."
        case .withdraw: "Takes back what was stated by hand. What lists, forges and addresses say counts again."
        case .team: "The team counts from its first day on, so that earlier figures stay with the earlier team."
        case .manager: "The line of management counts from its first day on."
        case .bot: "Bots are left out of figures about people, for the days on which they are bots."
        case .displayName: "Everybody sees the person under this name, in place of a user name or a pseudonym."
        case .optOut: "Who opts out is counted in every figure and shown to nobody but staff."
        }
    }

    // MARK: Forms

    private func form(_ action: Correction.Action) -> Form {
        Form(
            PathPattern("/people/\(action.rawValue)"), Self.title(action), access: .may(.correctPeople), seenBy: Route.standardAccess,
            fields: Self.fields(action),
            button: "Preview",
            show: { request, view in
                let about = try await people.name(view.typed("person"), request)
                let hidden: Set<String> = about == nil ? [] : ["person"]
                let crumbs = [Page.Crumb("People", "/people")] + (about.map { [Page.Crumb($0.text, $0.address)] } ?? [])
                return Page(
                    Self.title(action), lead: "\(Self.explanation(action))", breadcrumbs: crumbs,
                    body:
                        "\(view.html(command: Self.command(action), choices: try await choices(action), hidden: hidden, cancel: about?.address))"
                )
            },
            submit: { request in
                var typed = request.typed
                typed["action"] = action.rawValue
                let correction = try await Correction(typed, people)
                // Said now, beside its field, rather than on the preview.
                _ = try await people.rehearse(correction)
                let fields = Self.fields(action).map(\.name).compactMap { name in typed[name].map { (name: name, value: $0) } }
                return SafeURL(segments: ["people", "preview"], query: [("action", action.rawValue)] + fields)
            })
    }

    private func choices(_ action: Correction.Action) async throws -> [String: [Parameter.Choice]] {
        guard [.affiliate, .withdraw, .team].contains(action) else { return [:] }
        let all = try await people.desk.store.read { try $0.organisations() }
        return [
            "organisation": all.filter { $0.kind != .team }.prefix(500).map { .init($0.slug, $0.name) },
            "team": all.filter { $0.kind == .team }.prefix(500).map { .init($0.slug, $0.name) },
        ]
    }
}

extension PeopleDesk {
    /// The words and the address of a person's page for this reader.
    func name(_ text: String?, _ request: Request) async throws -> (text: String, address: SafeURL)? {
        guard let text, let person = PersonID(text) else { return nil }
        let facts = try await context.items(at: desk.moment())
        guard let label = facts.label(of: person), label.hasPage(for: desk.reader(request)) else { return nil }
        return (label.text(for: desk.reader(request)), "/people/\(text)")
    }
}
