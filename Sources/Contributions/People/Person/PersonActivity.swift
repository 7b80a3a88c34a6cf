import Ledger

/// What one person did, by kind, by month and by project.
struct PersonActivity: Sendable {
    /// What was done in a month, in a project or ever.
    struct Counts: Sendable, Equatable {
        /// Commits written.
        var commits = 0
        /// Credits in the trailers of others' commits.
        var credits = 0
        var opened = 0
        var merged = 0
        var issues = 0

        var total: Int { commits + credits + opened + issues }
    }

    private(set) var counts = Counts()
    private(set) var first: Instant?
    private(set) var last: Instant?
    /// By month.
    private(set) var months: [Period: Counts] = [:]
    /// By the slug of the project, with its title.
    private(set) var projects: [String: (title: String, counts: Counts)] = [:]

    init() {}

    /// The contributions of a person, found by going over all: a few milliseconds for a million.
    init(of person: PersonID, commits facts: ContributionFacts, items: ItemFacts, _ calendar: ReportingCalendar) {
        if let index = facts.people.firstIndex(where: { $0.id == person }).map({ Int32($0) }) {
            for row in facts.contributions.person.indices where facts.contributions.person[row] == index {
                let project = facts.projects[Int(facts.commits.home[Int(facts.contributions.commit[row])])]
                let isAuthor = facts.contributions.role[row] == .authored
                add(Instant(seconds: facts.contributions.time[row]), project.slug, project.title, calendar) { counts in
                    if isAuthor { counts.commits += 1 } else { counts.credits += 1 }
                }
            }
        }
        if let index = items.actors.index(of: person) {
            for item in items.items where item.author == index {
                let project = items.projects[Int(item.project)]
                add(Instant(seconds: item.createdAt), project.slug, project.title, calendar) { counts in
                    if item.kind == .issue { counts.issues += 1 } else { counts.opened += 1 }
                    if item.status == .merged { counts.merged += 1 }
                }
            }
        }
    }

    mutating func add(_ at: Instant, _ slug: String, _ title: String, _ calendar: ReportingCalendar, _ count: (inout Counts) -> Void) {
        count(&counts)
        count(&months[calendar.period(.month, containing: at), default: Counts()])
        count(&projects[slug, default: (title, Counts())].counts)
        first = min(first ?? at, at)
        last = max(last ?? at, at)
    }

    /// The month with which a chart of two years ends: the present one, or that of the last thing done where nothing would be seen.
    static func lastMonth(of activities: [PersonActivity], at now: Instant, _ calendar: ReportingCalendar) -> Period {
        let present = calendar.period(.month, containing: now)
        guard let last = activities.compactMap(\.last).max() else { return present }
        let month = calendar.period(.month, containing: min(last, now))
        return month.index > present.index - 24 ? present : month
    }

    /// What a chart of the two years that end with a month is called.
    static func twoYears(to month: Period, at now: Instant, _ calendar: ReportingCalendar) -> String {
        "Contributions by month, two years" + (month == calendar.period(.month, containing: now) ? "" : " to \(month.key)")
    }

    /// The newest months, oldest first, those without anything too.
    func newest(_ count: Int, before now: Period) -> [(month: Period, counts: Counts)] {
        (0..<count).reversed().map { back in
            let month = now.advanced(by: -back)
            return (month, months[month] ?? Counts())
        }
    }
}
