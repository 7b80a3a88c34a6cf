import Ledger

/// Makes up commits one after the other, the oldest first.
struct InventedHistory {
    struct Commit: Sendable {
        let project: Int
        let fact: CommitFact
        let files: CommitFiles
    }

    private let office: InventedOffice
    private let start: Instant
    private let seconds: Int
    private var random = SteadyGenerator(seed: 0x5eed)
    private var made = 0
    private(set) var lastCommitOfProject: [String?]
    private(set) var pathsOfProject: [Set<String>]
    private var tagsOfProject: [[RefFact]]

    init(_ office: InventedOffice) {
        self.office = office
        let end = Instant(CivilDate(daysSince1970: office.until.daysSince1970 + 1))
        start = Instant(CivilDate(year: office.until.year - InventedOffice.years, month: office.until.month, day: 1))
        seconds = Int(end.seconds - start.seconds)
        lastCommitOfProject = Array(repeating: nil, count: office.projects)
        pathsOfProject = Array(repeating: [], count: office.projects)
        tagsOfProject = Array(repeating: [], count: office.projects)
    }

    func tags(of project: Int) -> [RefFact] { tagsOfProject[project] }

    mutating func next() -> Commit {
        // More commits in later years, with a little disorder in time.
        let progress = Double(made) / Double(office.commits)
        let elapsed = Int(progress.squareRoot() * Double(seconds))
        let project = random.skewed(office.projects)
        let person = personActive(at: progress, in: project)
        let offset = Self.offset(of: person)
        let authored = workingTime(near: start.advanced(by: Int64(elapsed)), offset: offset)
        let sha = objectName()
        let parent = lastCommitOfProject[project]
        let isMerge = parent != nil && random.chance(5)
        let fact = CommitFact(
            sha: sha, parents: [parent, isMerge ? objectName() : nil].compactMap { $0 }, author: identity(person),
            committer: identity(random.chance(70) ? person : random.skewed(max(1, office.people / 100))),
            authoredAt: authored, authorOffset: offset,
            committedAt: authored.advanced(by: Int64(random.below(7200))), committerOffset: 0,
            subject: "\(Self.verbs[random.below(Self.verbs.count)]) the \(Self.things[random.below(Self.things.count)])",
            trailers: trailers(person))
        lastCommitOfProject[project] = sha
        made += 1
        if random.chance(1) { tag(project, sha, authored) }
        return Commit(project: project, fact: fact, files: CommitFiles(sha: sha, changes: changes(project, isMerge)))
    }

    private static let verbs = ["Mend", "Extend", "Simplify", "Document", "Test", "Speed up", "Split", "Rename", "Remove"]
    private static let things = ["parser", "start-up", "error messages", "cache", "configuration", "tests", "writer", "index"]

    /// Minutes east of UTC: most people live where most programmers do.
    private static func offset(of person: Int) -> Int {
        [-480, -480, -300, -300, -180, 0, 0, 60, 60, 60, 120, 120, 330, 330, 480, 540][person % 16]
    }

    /// A time within the day before, mostly in working hours on the person's own clock, and seldom at weekends.
    private mutating func workingTime(near instant: Instant, offset: Int) -> Instant {
        let day = Instant.secondsPerDay
        var local = (instant.seconds + Int64(offset) * 60) / day - 1
        let weekday = ((local + 3) % 7 + 7) % 7
        if weekday > 4, random.chance(70) { local -= weekday - 4 }
        let hour = random.chance(80) ? 9 + random.below(9) : random.below(24)
        let second = local * day + Int64(hour * 3600 + random.below(3600)) - Int64(offset) * 60
        return Instant(seconds: max(start.seconds, second))
    }

    /// People come and go: each is active for a stretch of the ten years, a few for all of it.
    private mutating func personActive(at progress: Double, in project: Int) -> Int {
        // Some projects hang on one person, as many real ones do.
        if project % 6 == 4, random.chance(75) { return project * 11 % office.people }
        let core = office.people / 20
        if core > 0, random.chance(60) { return (random.skewed(core) + project * 7) % core }
        let width = max(1, office.people / 12)
        let first = Int(progress * Double(max(1, office.people - width)))
        return min(office.people - 1, first + random.skewed(width))
    }

    /// Two people in five write from an organisation; a few have a second account with the same address.
    private mutating func identity(_ person: Int) -> SpelledIdentity {
        if person % 997 == 5 { return SpelledIdentity(name: "helper-\(person)[bot]", email: "helper-\(person)@bots.example") }
        let name = InventedNames.person(person)
        let spelled = person % 10 == 3 && random.chance(30) ? String(name.prefix { $0 != " " }) : name
        return SpelledIdentity(name: spelled, email: office.address(of: person))
    }

    private mutating func trailers(_ person: Int) -> [Trailer] {
        var trailers: [Trailer] = []
        if person % 3 == 0 { trailers.append(trailer("Signed-off-by", person)) }
        if random.chance(20) { trailers.append(trailer("Reviewed-by", random.skewed(office.people))) }
        return trailers
    }

    private mutating func trailer(_ name: String, _ person: Int) -> Trailer {
        Trailer(name: name, value: identity(person).spelling, strict: true, lenient: true)
    }

    private mutating func changes(_ project: Int, _ isMerge: Bool) -> [FileChange]? {
        guard !isMerge else { return nil }
        let folders = ["src", "tests", "docs", "tools"]
        let endings = ["swift", "c", "py", "md", "go"]
        var changes: [FileChange] = []
        for _ in 0...random.below(3) {
            let path = "\(folders[random.below(4)])/part\(random.skewed(60)).\(endings[project % endings.count])"
            guard !changes.contains(where: { $0.path == path }) else { continue }
            let isNew = pathsOfProject[project].insert(path).inserted
            changes.append(
                FileChange(status: isNew ? "A" : "M", path: path, added: 1 + random.below(60), removed: isNew ? 0 : random.below(40)))
        }
        return changes
    }

    private mutating func tag(_ project: Int, _ sha: String, _ time: Instant) {
        let number = tagsOfProject[project].count
        tagsOfProject[project].append(
            RefFact(name: "refs/tags/v\(number / 10).\(number % 10).0", kind: .tag, target: sha, commit: sha, taggedAt: time))
    }

    /// Forty hexadecimal digits.
    private mutating func objectName() -> String {
        var digits = ""
        for _ in 0..<3 {
            let part = String(random.next(), radix: 16)
            digits += String(repeating: "0", count: 16 - part.count) + part
        }
        return String(digits.prefix(40))
    }
}
