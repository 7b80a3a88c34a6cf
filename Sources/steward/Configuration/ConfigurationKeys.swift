import Access
import Collectors
import Contributions
import Ledger

/// Every key of the configuration: the one table behind the file, the environment, the flags, the suggestions and
/// `docs/configuration.md`.
enum ConfigurationKeys {
    static let all: [Field] = [
        Field(
            "data_folder", .text(.path), fallback: "./data", flag: "--data-folder",
            "The folder that holds everything Steward keeps: its database and its copies of repositories."),
        Field(
            "database", .text(.database), fallback: "<data_folder>/steward.sqlite", flag: "--database",
            "Where the ledger is stored: a SQLite file, or a PostgreSQL database by its address."),
        Field(
            "listen",
            .record([
                Field("host", .text(.host), fallback: "127.0.0.1", flag: "--host", "The address on which pages are served."),
                Field(
                    "port", .integer(0...65_535), fallback: "8080", flag: "--port",
                    "The port on which pages are served; 0 for any that is free."),
                Field(
                    "local_changes", .choice(AccessSettings.LocalTrust.allCases.map(\.rawValue)),
                    fallback: AccessSettings.LocalTrust.untilUsers.rawValue,
                    "Whether somebody in a browser on the machine itself may change settings and see amounts without signing in; refuse it where "
                        + "a proxy on the same machine lets others in without saying so by X-Forwarded-For."),
                Field(
                    "trusted_proxies", .list(of: .text(.host)),
                    "The network addresses of proxies in front, whose X-Forwarded-For and X-Forwarded-Proto are believed."),
                Field(
                    "public_address", .text(.webAddress), fallback: "http://localhost:<listen.port>",
                    "The address by which people reach Steward: links of invitations begin with it, and providers lead back to it."),
            ]), "Where pages are served."),
        Field(
            "sign_in",
            .record([
                Field(
                    "visitors", .choice(["figures", "nothing"]), fallback: "figures",
                    "What those see who did not sign in: figures and public names, or nothing."),
                Field("idle_hours", .integer(1...720), fallback: "12", "A session that nobody uses ends after so many hours."),
                Field("longest_days", .integer(1...365), fallback: "14", "A session ends after so many days whatever happens."),
                Field("token_days", .integer(1...3650), fallback: "366", "The most days for which an API token can be made."),
                Field("providers", .list(of: .record(provider)), "Others who vouch for users, such as a GitLab or Google."),
            ]), "How people sign in."),
        Field(
            "reporting",
            .record([
                Field(
                    "time_zone", .text(.timeZone), fallback: "UTC",
                    "The time zone in which months begin and end, and in which days are shown."),
                Field(
                    "names", .choice(NameDisplay.allCases.map(\.rawValue)), fallback: NameDisplay.shown.rawValue,
                    "Whether the office itself sees the names of contributors: readers on this machine and the command line. Everybody else sees user names of forges, chosen names and pseudonyms."
                ),
            ]), "How figures are reported."),
        Field(
            "collect",
            .record([
                Field(
                    "workers", .integer(1...256), fallback: "one for each processor core", flag: "--workers",
                    "How many repositories are read at the same time."),
                Field(
                    "reader", .choice(LineReading.allCases.map(\.rawValue)), fallback: LineReading.pack.rawValue, flag: "--reader",
                    "Who reads the histories of git: Steward itself from their files, which falls back to git where it must, or git's own programs, which take about ten times as long."
                ),
                Field(
                    "exclude_refs", .list(of: .text(.reference)),
                    fallback: Configuration.defaultExcludedRefs.joined(separator: ", "),
                    "References, or folders of references, that are not collected. Replaces the default list."),
                Field(
                    "repositories", .list(of: .shorthand("location", repository)),
                    "The repositories to collect."),
            ]), "What is collected, and how."),
        Field(
            "organisations", .list(of: .record(organisation)),
            "Organisations, and the e-mail domains of the people who contribute for them."),
        Field(
            "free_mail_domains", .list(of: .text(.domain)),
            "E-mail domains that anybody can get an address at, in addition to the list that Steward brings."),
        Field("joining", .record(joining), "Which accounts are taken for one person's, and which for bots."),
        Field("groups", .list(of: .shorthand("slug", group)), "Groups of projects that are reported together."),
        Field(
            "forges", .list(of: .record(forge)),
            "The forges whose change requests and issues are collected, and how Steward signs in there."),
        Field("programme", .record(programme), "What the programme says of itself."),
        Field("casework", .record(casework), "How cases go."),
        Field("catalogue", .record(catalogue), "The public catalogue of released projects."),
        Field("inspection", .record(inspection), "What inspections of repositories may take."),
        Field("mail", .record(mail), "How messages go out by e-mail."),
        Field(
            "channels", .list(of: .record(channel)),
            "Channels of Slack or Mattermost (incoming webhooks) to which rules of notifications may send."),
        Field(
            "log",
            .record([
                Field(
                    "level", .choice(LogLevel.allCases.map(\.rawValue)), fallback: LogLevel.info.rawValue,
                    flag: "--log-level", "The least severe message that is logged.")
            ]), "What is logged."),
    ]

    private static let repository: [Field] = [
        Field("location", .text(.repository), required: true, "A folder on this machine, or an address to copy from."),
        Field("project", .text(.slug), "The project that it belongs to; made from the location when not given."),
        Field(
            "title", .text(.title),
            "The name of the project for people to read; the project's short name when not given."),
        Field(
            "groups", .list(of: .text(.slug)), "The groups that the project belongs to, each declared under `groups`."),
    ]

    private static let organisation: [Field] = [
        Field("name", .text(.title), required: true, "The name for people to read."),
        Field("slug", .text(.slug), "The name in addresses; made from the name when not given."),
        Field(
            "kind", .choice(Organisation.Kind.allCases.map(\.rawValue)), fallback: Organisation.Kind.company.rawValue,
            "What kind of organisation it is."),
        Field(
            "domains", .list(of: .shorthand("domain", domain)),
            "The e-mail domains that lead to it, with everything below each."),
        Field(
            "forge_groups", .list(of: .text(.repository)),
            "Groups of forges whose members contribute for it, such as gitlab:works/* or github:works/*."),
    ]

    private static let domain: [Field] = [
        Field("domain", .text(.domain), required: true, "The domain."),
        Field("from", .text(.date), "The first day on which its addresses belong to the organisation."),
        Field("to", .text(.date), "The first day on which they no longer do."),
        Field(
            "subdomains", .choice(["included", "excluded"]), fallback: "included",
            "Whether everything below the domain leads to the organisation too; excluded when it is others'."),
    ]

    private static let group: [Field] = [
        Field("slug", .text(.slug), required: true, "The name in addresses."),
        Field("title", .text(.title), "The name for people to read; the short name when not given."),
        Field("parent", .text(.slug), "The group that it is part of."),
    ]
}

extension ConfigurationKeys {
    private static let joining: [Field] = [
        Field(
            "rules_off", .list(of: .choice(JoiningRules.switchable.map(\.key))),
            "Rules that join no accounts; all of them do when nothing is given. `docs/joining.md` tells what each does."),
        Field(
            "bot_patterns", .list(of: .record(botPattern)),
            "Signs by which accounts are taken for bots, in addition to those that Steward brings."),
        Field("links", .list(of: .record(link)), "Accounts that are known to be one person's."),
    ]

    private static let botPattern: [Field] = [
        Field("field", .choice(BotPattern.Field.allCases.map(\.rawValue)), required: true, "What of the account is compared."),
        Field(
            "pattern", .text(.title), required: true,
            "What it looks like in any case of letters: `*` stands for any text, `?` for one character."),
        Field("reason", .text(.title), required: true, "Why such an account is a bot; it is shown as the evidence."),
    ]

    private static let link: [Field] = [
        Field("accounts", .list(of: .text(.account)), required: true, "The accounts, two or more."),
        Field("reason", .text(.title), required: true, "How that is known; it is shown as the evidence."),
    ]

    private static let forge: [Field] = [
        Field("host", .text(.host), required: true, "The host name of the forge, such as gitlab.com."),
        Field("kind", .choice(ForgeKind.allCases.map(\.rawValue)), required: true, "What runs there."),
        Field("api", .text(.webAddress), "The address of its API, where it is not the usual one."),
        Field("token_env", .text(.variable), "The environment variable that holds the token."),
        Field("token_file", .text(.path), "A file that only its owner may read and that holds the token."),
        Field("webhook_secret_env", .text(.variable), "The environment variable that holds the secret of webhooks."),
        Field("webhook_secret_file", .text(.path), "A file that only its owner may read and that holds the secret of webhooks."),
        Field(
            "retention_days", .integer(0...3650), fallback: String(ForgeSetting.standardRetentionDays),
            "How many days the answers of the forge are kept, to read them anew without asking again; 0 keeps none."),
    ]

    private static let provider: [Field] = [
        Field("name", .text(.slug), required: true, "Its short name, which must not change later."),
        Field(
            "kind", .choice(ProviderSetting.Kind.allCases.map(\.rawValue)), required: true,
            "How it is spoken with: `openid` is any provider of OpenID Connect; `gitlab` and `google` are presets of it; `github` speaks OAuth."
        ),
        Field("title", .text(.title), "The name for people to read; the short name when not given."),
        Field("issuer", .text(.webAddress), "Its address; for `openid` it must be given, for the others it is the usual one when not."),
        Field(
            "client_id", .text(.title), required: true,
            "The name under which Steward is registered there, with the address <listen.public_address>/sign-in/return."),
        Field("client_secret_env", .text(.variable), "The environment variable that holds the secret of that registration."),
        Field("client_secret_file", .text(.path), "A file that only its owner may read and that holds the secret of that registration."),
        Field(
            "new_users", .choice(["refused", "members"]), fallback: "refused",
            "What becomes of somebody whom it vouches for and whom nobody invited: refused, or made a member."),
        Field(
            "domains", .list(of: .text(.domain)),
            "Only people with a verified e-mail address of these domains become members; everybody when not given."),
    ]

    private static let programme: [Field] = [
        Field(
            "default_host", .text(.host), fallback: "gitlab.com", "The forge on which user names and paths in the programme's files stand."),
        Field("own_organisations", .list(of: .text(.title)), "The organisations that run the programme, by name or short name."),
        Field(
            "own_namespaces", .list(of: .text(.title)),
            "What the house itself runs, so that work for others is told from it: an address or a part of one such as github.com/works, a folder, `group:SLUG` or `project:SLUG`; the product's projects when not given."
        ),
        Field(
            "community_rule", .choice(CommunityRule.allCases.map(\.key)),
            "How contributions of the community are told apart: by the label `community contribution`, or by the affiliation of authors."),
        Field(
            "product_projects", .text(.path),
            "A CSV file of the projects that are part of the product: `\(ProgrammeList.products.headings)`."),
        Field(
            "coaches", .text(.path),
            "The roster of coaches: a CSV file, `\(ProgrammeList.coaches.headings)`, or a YAML file in the shape of GitLab's team.yml."),
        Field(
            "coach_evidence", .choice(TeamList.Evidence.allCases.map(\.rawValue)), fallback: TeamList.Evidence.both.rawValue,
            "In a YAML roster, whether `Merge Request Coach` must stand in both `departments` and `expertise`, as GitLab counts, or in either."
        ),
        Field(
            "customers", .text(.path), "A CSV file of customers and their annual recurring revenue: `\(ProgrammeList.customers.headings)`."),
        Field(
            "contributors", .text(.path),
            "A CSV file of the organisations for which contributors work: `\(ProgrammeList.contributors.headings)`."),
        Field("currency", .text(.currency), fallback: "USD", "The currency of revenue."),
        Field("targets", .list(of: .record(target)), "What measures should reach, each for a time and with a reason."),
    ]

    private static let target: [Field] = [
        Field("measure", .text(.slug), required: true, "The measure, by its id."),
        Field("value", .text(.decimal), required: true, "The target, in the measure's unit."),
        Field("from", .text(.date), required: true, "The first day on which it is aimed at."),
        Field("to", .text(.date), "The first day on which it no longer is."),
        Field("reason", .text(.title), required: true, "Why it is so, or why it was changed."),
    ]
}

/// A key that can be given on its own: a text, a number or a list, with its name from the top of the file.
struct ConfigurationLeaf: Sendable {
    /// The names from the top of the file, joined by dots: `listen.port`.
    let path: String
    let field: Field

    /// Its environment variable, nil when one line of text cannot say its value: `STEWARD_LISTEN_PORT`.
    var environmentName: String? {
        guard field.shape.fitsOneLine else { return nil }
        return ConfigurationKeys.environmentPrefix + path.uppercased().replacing(".", with: "_")
    }
}

extension ConfigurationKeys {
    static let environmentPrefix = "STEWARD_"
    /// The environment variable that names the configuration file.
    static let fileVariable = environmentPrefix + "CONFIG"

    /// The keys of all sections, in the order of the documentation.
    static let leaves: [ConfigurationLeaf] = all.flatMap { field -> [ConfigurationLeaf] in
        guard case .record(let fields) = field.shape else { return [ConfigurationLeaf(path: field.name, field: field)] }
        return fields.map { ConfigurationLeaf(path: "\(field.name).\($0.name)", field: $0) }
    }
}
