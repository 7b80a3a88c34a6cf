import Ledger
import Measures
import Pages
import Store

/// The parts of the page about data quality that are about people.
struct MendSections: Sendable {
    let desk: MeasureDesk
    let context: ContributionContext
    private let cache = AnswerCache<Mends>(capacity: 2)

    init(desk: MeasureDesk, context: ContributionContext) {
        self.desk = desk
        self.context = context
    }

    func mends(_ moment: Moment) async throws -> Mends {
        let period = desk.calendar.period(.trailing, containing: moment.now)
        let range = desk.calendar.range(of: period)
        let (context, store) = (context, desk.store)
        return try await cache.value("\(period.key) \(desk.calendar.day(of: moment.now))", revision: moment.revision) {
            let items = try await context.items(at: moment)
            let suggestions = try await context.suggestions.list(moment)
            return try await store.read { try Mends($0, items, suggestions, in: range) }
        }
    }

    func html(_ mends: Mends, _ reader: PersonLabel.Reader, mayCorrect: Bool) -> HTML {
        """
        \(effects(mends, reader, mayCorrect: mayCorrect))
        \(waiting(mends))
        \(conflicts(mends, reader))
        """
    }

    private func effects(_ mends: Mends, _ reader: PersonLabel.Reader, mayCorrect: Bool) -> HTML {
        let table = Table(
            "What mending would change most", id: "mends",
            columns: [
                .init("What is unknown"), .init("Kind"), .init("Contributions", .number), .init("Unknown after", .number),
                .init("Accounts", .number),
                .init("Mend"),
            ],
            rows: mends.mends.map { mend in
                [
                    .html(subject(mend, reader)), .text(kind(mend)), .integer(mend.contributions),
                    .value(mends.share(after: mend), .percent),
                    .integer(mend.accounts), .html(mayCorrect ? link(mend) : HTML()),
                ]
            }, empty: EmptyState("Every contribution has a known organisation", next: "There is nothing to mend here."), hidesCaption: true,
            stacks: true)
        let now =
            mends.share.map {
                "\(Format.percent($0)) of \(Format.integer(mends.contributions)) commits and change requests of twelve months have no known organisation."
            } ?? "Nothing was contributed in twelve months."
        return Section(
            "What mending would change", id: "mend",
            lead: "\(now) Each row says what that share would be if this one thing became known. Bots are left out.", body: table.html
        ).html
    }

    private func subject(_ mend: Mends.Mend, _ reader: PersonLabel.Reader) -> HTML {
        switch mend.kind {
        case .domain(let domain): reader == .staff ? HTML.code(domain) : "(a domain)"
        case .person(let label): .person(label, reader)
        case .suggestion(let first, let second, let score):
            "\(reader == .staff ? "\(HTML.isolated(first.words)) and \(HTML.isolated(second.words))" : "two accounts" as HTML), \(Format.percent(score, decimals: 0)) likely one person’s"
        }
    }

    private func kind(_ mend: Mends.Mend) -> String {
        switch mend.kind {
        case .domain: "a domain without an organisation"
        case .person: "a person without an organisation"
        case .suggestion: "a suggestion that waits"
        }
    }

    private func link(_ mend: Mends.Mend) -> HTML {
        switch mend.kind {
        case .domain: "give it to an organisation in <code>steward.yml</code>"
        case .person(let label):
            "<a href=\"/people/affiliate?person=\(label.id.description)\">Affiliate<span class=\"visually-hidden\"> \(label.text(for: desk.operatorReader))</span></a>"
        case .suggestion(let first, let second, _):
            "<a href=\"/people/review?first=\(first.id)&amp;second=\(second.id)\">Review<span class=\"visually-hidden\"> \(first.words) and \(second.words)</span></a>"
        }
    }

    private func waiting(_ mends: Mends) -> HTML {
        Section(
            "Waiting for a decision", id: "waiting",
            body: Facts([
                ("Suggestions that two accounts are one person’s", "<a href=\"/people/review\">\(Format.integer(mends.suggestions))</a>"),
                ("Accounts that work as no person does", "<a href=\"/people/rates\">Ask whether they are bots</a>"),
                ("Contributions by accounts placed with nobody", "\(Format.integer(mends.unplaced))"),
                (
                    "User names on lists that no account answers to",
                    "<a href=\"/programme/unmapped\">\(Format.integer(mends.unanswered))</a>"
                ),
                ("People whose affiliations do not agree", "<a href=\"#conflicts\">\(Format.integer(mends.conflicts.count))</a>"),
            ]).html
        ).html
    }

    private func conflicts(_ mends: Mends, _ reader: PersonLabel.Reader) -> HTML {
        let shown = mends.conflicts.filter { $0.label.hasPage(for: reader) }
        let table = Table(
            "People whose affiliations do not agree", id: "conflict-table",
            columns: [.init("Person"), .init("Organisations"), .init("Contributions", .number)],
            rows: shown.prefix(50).map {
                [.person($0.label, reader), .text($0.organisations.joined(separator: ", ")), .integer($0.contributions)]
            },
            empty: EmptyState(
                "Every rule agrees",
                next: "Where several rules speak of one time, the strongest counts and the page of the person says why."),
            hidesCaption: true)
        return Section(
            "Conflicts of affiliation", id: "conflicts",
            lead: "The strongest rule counts. The page of each person says which, and why the others do not.", body: table.html
        ).html
    }

    // MARK: Data

    static let schema: Pages.Schema = .object([
        "contributions": .integer("Commits and change requests of twelve months, without those of bots."),
        "unknown": .integer("Of them without a known organisation."),
        "unplaced": .integer("By accounts placed with nobody."), "suggestions": .integer("That wait."),
        "unanswered_names": .integer("On lists, without an account."),
        "mends": .array(
            of: .object([
                "kind": .oneOf(["domain", "person", "suggestion"]), "subject": .string("What this reader may see of it."),
                "contributions": .integer("That would become known."),
                "accounts": .integer(), "unknown_share_after": .nullable(.number()),
            ])),
        "conflicts": .array(of: .object(["person": .string(), "organisations": .array(of: .string()), "contributions": .integer()])),
    ])

    func json(_ mends: Mends, _ reader: PersonLabel.Reader) -> JSON {
        func words(_ mend: Mends.Mend) -> (kind: String, subject: String) {
            switch mend.kind {
            case .domain(let domain): ("domain", reader == .staff ? domain : "(not shown)")
            case .person(let label): ("person", label.text(for: reader))
            case .suggestion(let first, let second, _): ("suggestion", reader == .staff ? "\(first.id) \(second.id)" : "(not shown)")
            }
        }
        return [
            "contributions": .integer(mends.contributions), "unknown": .integer(mends.unknown), "unplaced": .integer(mends.unplaced),
            "suggestions": .integer(mends.suggestions), "unanswered_names": .integer(mends.unanswered),
            "mends": .array(
                mends.mends.map { mend in
                    let (kind, subject) = words(mend)
                    return [
                        "kind": .string(kind), "subject": .string(subject), "contributions": .integer(mend.contributions),
                        "accounts": .integer(mend.accounts),
                        "unknown_share_after": JSON(mends.share(after: mend)),
                    ]
                }),
            "conflicts": .array(
                mends.conflicts.filter { $0.label.hasPage(for: reader) }.map {
                    [
                        "person": .string($0.label.text(for: reader)), "organisations": .array($0.organisations.map { .string($0) }),
                        "contributions": .integer($0.contributions),
                    ]
                }),
        ]
    }
}
