import Ledger

/// Makes up change requests and issues with what happened to them, the oldest first.
struct InventedItems {
    static let host = "forge.example"
    private static let minute = 60.0
    private static let day = 86_400.0

    private let office: InventedOffice
    private let start: Instant
    private let end: Instant
    private var random = SteadyGenerator(seed: 0xf0e6)
    private var made = 0
    private var numbers: [Int64]

    init(_ office: InventedOffice) {
        self.office = office
        start = Instant(CivilDate(year: office.until.year - InventedOffice.years, month: office.until.month, day: 1))
        end = Instant(CivilDate(daysSince1970: office.until.daysSince1970 + 1))
        numbers = Array(repeating: 0, count: office.projects)
    }

    /// Two change requests for each issue.
    mutating func next() -> (project: Int, fact: ItemFact) {
        let progress = Double(made) / Double(office.items)
        made += 1
        let project = random.skewed(office.projects)
        numbers[project] += 1
        let created = start.advanced(by: Int64(progress.squareRoot() * Double(end.seconds - start.seconds)))
        let kind: ItemKind = made % 3 == 0 ? .issue : .changeRequest
        var life = Life(kind: kind, author: person(at: progress), at: created, until: end)
        let labels = labels(life)
        for label in labels { life.happen(.labelled, by: colleague(), term: label, after: wait(Self.minute)) }
        for _ in 0..<random.below(4) { life.happen(.other, by: person(at: progress), term: "subscribed", after: wait(Self.minute)) }
        if kind == .changeRequest { proposed(&life) } else { reported(&life) }
        return (project, life.fact(numbers[project], title: title(), labels: labels, account))
    }

    /// Coaches and others who work for the programme itself.
    static func isStaff(_ person: Int) -> Bool { person % 7 == 0 }
    static func isBot(_ person: Int) -> Bool { person % 97 == 13 }

    func account(_ person: Int) -> ForgeAccount {
        let name = InventedNames.person(person)
        let login = Self.isBot(person) ? "helper-\(person)" : name.lowercased().split(separator: " ").joined(separator: ".") + "\(person)"
        // Many people show no address, so that nobody knows for whom they work.
        let showsAddress = Self.isStaff(person) || person % 5 < 2 && person % 3 != 2
        return ForgeAccount(
            host: Self.host, number: Int64(person) + 1, login: login, name: name,
            email: showsAddress ? office.address(of: person) : nil, isBot: Self.isBot(person))
    }

    private mutating func person(at progress: Double) -> Int {
        if random.chance(30) { return random.below(max(1, office.people / 40)) * 7 % office.people }
        let width = max(1, office.people / 8)
        let first = Int(progress * Double(max(1, office.people - width)))
        return min(office.people - 1, first + random.skewed(width))
    }

    private mutating func colleague() -> Int { random.below(max(1, office.people / 40)) * 7 % office.people }

    /// Time that is mostly short and sometimes very long, in seconds.
    private mutating func wait(_ typical: Double) -> Double {
        let unit = Double(random.below(1_000_000)) / 1e6
        return typical * (0.1 + 2 * unit * unit) * (unit > 0.98 ? 20 : 1)
    }

    private mutating func proposed(_ life: inout Life) {
        let community = !Self.isStaff(life.author)
        life.size = (1 + random.skewed(600), random.skewed(300), 1 + random.skewed(20))
        life.happen(.pushed, by: nil, after: wait(Self.minute))
        if random.chance(12) {
            life.isDraft = true
            if random.chance(80), life.happen(.readyForReview, by: life.author, after: wait(3 * Self.day)) { life.isDraft = false }
        }
        // Some are never answered, and wait.
        guard !random.chance(community ? 7 : 2) else { return abandoned(&life) }
        let reviewer = colleague()
        if random.chance(60) { life.happen(.reviewRequested, by: life.author, about: reviewer, after: wait(6 * 60 * Self.minute)) }
        life.happen(.commented, by: reviewer, after: wait(community ? 2.5 * Self.day : 0.4 * Self.day))
        for _ in 0..<random.below(4) {
            life.happen(.changesRequested, by: reviewer, after: wait(Self.day))
            life.happen(.lineCommented, by: reviewer, after: wait(Self.minute))
            guard !random.chance(6) else { return abandoned(&life) }
            life.happen(.pushed, by: life.author, after: wait(community ? 3 * Self.day : Self.day))
            life.happen(.commented, by: life.author, after: wait(10 * Self.minute))
        }
        if random.chance(community ? 18 : 6) {
            life.happen(.closed, by: random.chance(50) ? life.author : reviewer, after: wait(12 * Self.day))
            if random.chance(8) { life.happen(.reopened, by: life.author, after: wait(5 * Self.day)) }
            return
        }
        life.happen(.approved, by: reviewer, after: wait(Self.day))
        life.happen(.merged, by: random.chance(90) ? reviewer : life.author, after: wait(0.6 * Self.day))
    }

    /// Most of what nobody goes on with is closed one day.
    private mutating func abandoned(_ life: inout Life) {
        if random.chance(94) { life.happen(.closed, by: colleague(), after: wait(60 * Self.day)) }
    }

    private mutating func reported(_ life: inout Life) {
        guard !random.chance(12) else { return abandoned(&life) }
        life.happen(.commented, by: colleague(), after: wait(2 * Self.day))
        if random.chance(40) { life.happen(.commented, by: life.author, after: wait(Self.day)) }
        guard !random.chance(15) else { return abandoned(&life) }
        life.happen(.closed, by: colleague(), after: wait(25 * Self.day))
    }

    private mutating func labels(_ life: Life) -> [String] {
        var labels = [["type::bug", "type::feature", "type::maintenance"][random.below(3)]]
        if life.kind == .changeRequest, !Self.isStaff(life.author), !Self.isBot(life.author) { labels.append("Community contribution") }
        if random.chance(20) { labels.append("group::\(["parser", "server", "pages"][random.below(3)])") }
        return labels
    }

    private static let verbs = ["Mend", "Extend", "Simplify", "Document", "Test", "Speed up", "Split", "Rename", "Remove"]
    private static let things = ["parser", "start-up", "error messages", "cache", "configuration", "tests", "writer", "index"]

    private mutating func title() -> String {
        "\(Self.verbs[random.below(Self.verbs.count)]) the \(Self.things[random.below(Self.things.count)])"
    }

    /// What happens to one item, in the order of time, until the last day.
    private struct Life {
        let kind: ItemKind
        let author: Int
        let created: Instant
        let until: Instant
        var now: Instant
        var isDraft = false
        var size: (added: Int, removed: Int, files: Int)?
        private var events: [(kind: ItemEventKind, at: Instant, actor: Int?, subject: Int?, term: String?)] = []

        init(kind: ItemKind, author: Int, at created: Instant, until: Instant) {
            self.kind = kind
            self.author = author
            self.created = created
            self.until = until
            now = created
        }

        /// - Returns: false when that would be after the last day: it has not happened yet, and nothing after it has.
        @discardableResult
        mutating func happen(
            _ kind: ItemEventKind, by actor: Int?, about subject: Int? = nil, term: String? = nil, after seconds: Double
        ) -> Bool {
            now = now.advanced(by: 1 + Int64(max(0, seconds)))
            guard now < until else {
                now = until
                return false
            }
            events.append((kind, now, actor, subject, term))
            return true
        }

        func fact(_ number: Int64, title: String, labels: [String], _ account: (Int) -> ForgeAccount) -> ItemFact {
            let merged = events.last { $0.kind == .merged }
            let closing = events.last { [.closed, .reopened].contains($0.kind) }
            let closed = closing?.kind == .closed ? closing : nil
            let state = ItemState(
                merged != nil ? .merged : closed != nil ? .closed : .open, title: title, updatedAt: events.last?.at ?? created,
                isDraft: isDraft, closedAt: (merged ?? closed)?.at, mergedAt: merged?.at, mergedBy: (merged?.actor).map(account),
                labels: labels, targetBranch: kind == .changeRequest ? "main" : nil, additions: size?.added, deletions: size?.removed,
                files: size?.files)
            return ItemFact(
                kind, number: number, author: account(author), createdAt: created, state: state,
                events: events.enumerated().map { index, event in
                    ItemEvent(
                        event.kind, number: Int64(index) + 1, at: event.at, actor: event.actor.map(account),
                        subject: event.subject.map(account), term: event.term)
                })
        }
    }
}
