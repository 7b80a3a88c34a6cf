import Access
import Ledger
import Measures
import Pages
import Store

/// One person: their accounts, for whom they contribute, what they do, and why we believe each.
struct PersonPage {
    let people: PeopleDesk
    let examples: ScopeExamples
    private let cache = AnswerCache<Found>(capacity: 50)

    init(people: PeopleDesk, examples: ScopeExamples) {
        self.people = people
        self.examples = examples
    }

    private var desk: MeasureDesk { people.desk }

    var routes: [Route] { [page, data] }

    static let person = Parameter.path("id", "The person's identifier, which says nothing about them.", kind: .text(maxLength: 20))

    /// A person with everything that is known of them.
    struct Found: Sendable {
        let label: PersonLabel
        let dossier: PersonDossier
        let activity: PersonActivity
        let now: Instant
    }

    /// - Throws: a ``Problem`` when there is nobody, or nobody whom this reader may see: the two look the same.
    private func find(_ request: Request) async throws -> Found {
        let missing = Problem.notFound("There is no such person.", suggestions: [.init("People", "/people")])
        guard let text = request.text("id"), let person = PersonID(text) else { throw missing }
        let moment = try await desk.moment()
        if let known = cache.value(text, revision: moment.revision) {
            guard known.label.hasPage(for: desk.reader(request)) else { throw missing }
            return known
        }
        let items = try await people.context.items(at: moment)
        guard let label = items.label(of: person), label.hasPage(for: desk.reader(request)) else { throw missing }
        let accounts = items.actors.accounts(of: person)
        let commits = try await people.context.keeper.facts(at: moment, CommitFactsKey(asKnown: nil, dates: .author))
        let found = Found(
            label: label, dossier: try await desk.store.read { try PersonDossier(accounts, $0) },
            activity: PersonActivity(of: person, commits: commits, items: items, desk.calendar), now: moment.now)
        cache.keep(found, text, revision: moment.revision)
        return found
    }

    /// The person who has the accounts of one that is no more, because somebody joined them; nil while the person is there.
    private func successor(_ request: Request) async throws -> PersonID? {
        guard let person = request.text("id").flatMap(PersonID.init) else { return nil }
        let items = try await people.context.items(at: desk.moment())
        guard items.actors.index(of: person) == nil else { return nil }
        let account = try await desk.store.read { try $0.lastAccount(ofPerson: person) }
        guard let account, let successor = items.actors.person(behind: account), successor != person,
            items.label(of: successor)?.hasPage(for: desk.reader(request)) == true
        else { return nil }
        return successor
    }

    private var page: Route {
        .page(
            "/people/{id}", "A person: accounts, affiliations and activity, and why we believe each",
            parameters: [Self.person, .integer("done", 0...Int.max, "The number of a change that was just made.")],
            examples: ["/people/\(examples.person)"], revision: { [desk] _ in try await desk.revision() }
        ) { request in
            if let successor = try await successor(request) { return .redirect(to: "/people/\(successor.description)") }
            let found = try await find(request)
            let sections = PersonSections(
                people: people, found: found, reader: desk.reader(request), mayCorrect: request.may(.correctPeople))
            let done: HTML =
                if let number = request.integer("done"), request.may(.correctPeople) {
                    try await people.confirmation(of: Int64(number), request)
                } else { "" }
            return .page(
                Page(
                    found.label.text(for: desk.reader(request)), lead: sections.lead, breadcrumbs: [.init("People", "/people")],
                    actions: [HTML.button("JSON", to: "/api/v1/people/\(found.label.id.description)")],
                    body: "\(done)\(sections.html)"))
        }
    }

    // MARK: Data

    private var data: Route {
        .data(
            "/api/v1/people/{id}", "A person: accounts, affiliations and activity",
            details: "Names, addresses and evidence are told only to those who may see people. Others do not find who opted out.",
            parameters: [Self.person], examples: ["/api/v1/people/\(examples.person)"],
            answer: .object([
                "id": .string(), "name": .string("As this reader may see it."),
                "accounts": .array(
                    of: .object([
                        "number": .integer(), "source": .string("git, or the host of a forge."), "username": .nullable(.string()),
                        "spelling": .nullable(.string("Null to those who may not see people.")),
                    ])),
                "affiliations": .array(
                    of: .object([
                        "organisation": .string("Its slug."), "from": .nullable(.string(format: "date")),
                        "to": .nullable(.string(format: "date")),
                        "share": .nullable(.number("From 0 to 1; null when nothing was said.")), "rule": .string(),
                        "counts": .string("Whether it counts, and why not."),
                        "evidence": .nullable(.string("Null to those who may not see people.")),
                    ])),
                "beliefs": .nullable(
                    .array(
                        of: .object([
                            "words": .string(), "rule": .string(), "evidence": .string(), "made_by": .string(),
                            "recorded_at": .string(format: "date-time"),
                            "operation": .integer(),
                        ]), "Everything else that is believed; null to those who may not see people.")),
                "activity": .object([
                    "first": .nullable(.string(format: "date-time")), "last": .nullable(.string(format: "date-time")),
                    "commits": .integer(),
                    "credits": .integer("Named in the trailers of commits."), "change_requests": .integer(), "merged": .integer(),
                    "issues": .integer(),
                    "months": .array(
                        of: .object(["month": .string(), "commits": .integer(), "change_requests": .integer()]), "The last 24."),
                    "projects": .array(of: .object(["project": .string(), "commits": .integer(), "change_requests": .integer()])),
                ]),
            ]), revision: { [desk] _ in try await desk.revision() }
        ) { request in
            let found = try await find(request)
            let record = PersonRecord(found: found, people: people, reader: desk.reader(request))
            return .data { record.json }
        }
    }
}

/// A person as files hold them.
struct PersonRecord: Sendable {
    let found: PersonPage.Found
    let people: PeopleDesk
    let reader: PersonLabel.Reader

    private var isStaff: Bool { reader == .staff }

    var json: JSON {
        let (dossier, activity) = (found.dossier, found.activity)
        return [
            "id": .string(found.label.id.description), "name": .string(found.label.text(for: reader)),
            "accounts": .array(
                dossier.accounts.map { account in
                    [
                        "number": .integer(Int(account.id)), "source": .string(account.source),
                        "username": JSON(reader == .pseudonyms ? nil : account.login), "spelling": JSON(isStaff ? account.spelling : nil),
                    ]
                }),
            "affiliations": .array(dossier.affiliationStretches().map(affiliation)),
            "beliefs": isStaff ? .array(dossier.beliefs.map(belief)) : .null,
            "activity": [
                "first": JSON(activity.first?.description), "last": JSON(activity.last?.description),
                "commits": .integer(activity.counts.commits),
                "credits": .integer(activity.counts.credits), "change_requests": .integer(activity.counts.opened),
                "merged": .integer(activity.counts.merged), "issues": .integer(activity.counts.issues),
                "months": .array(
                    activity.newest(24, before: people.desk.calendar.period(.month, containing: found.now)).map { month, counts in
                        ["month": .string(month.key), "commits": .integer(counts.commits), "change_requests": .integer(counts.opened)]
                    }),
                "projects": .array(
                    activity.projects.sorted { $0.key < $1.key }.map { slug, entry in
                        [
                            "project": .string(slug), "commits": .integer(entry.counts.commits),
                            "change_requests": .integer(entry.counts.opened),
                        ]
                    }),
            ],
        ]
    }

    private func affiliation(_ stretch: AffiliationStretch) -> JSON {
        let assertion = stretch.belief.assertion
        func date(_ instant: Instant?) -> JSON { JSON(instant.map { people.desk.calendar.day(of: $0).description }) }
        return [
            "organisation": .string(stretch.organisation.slug), "from": date(assertion.validFrom), "to": date(assertion.validTo),
            "share": JSON(assertion.share.map { Double($0) / 1_000_000 }), "rule": .string(assertion.rule),
            "counts": .string(stretch.standing),
            "evidence": JSON(isStaff ? assertion.evidence : nil),
        ]
    }

    private func belief(_ belief: AttributedAssertion) -> JSON {
        [
            "words": .string(belief.assertion.words(found.dossier.names, day: people.day)), "rule": .string(belief.assertion.rule),
            "evidence": .string(belief.assertion.evidence), "made_by": .string(belief.madeBy),
            "recorded_at": .string(belief.held.recordedAt.description), "operation": .integer(Int(belief.held.operation)),
        ]
    }
}
