import Ledger
import Measures

/// Which contributions a question is about.
struct Selection: Sendable {
    let facts: ContributionFacts
    let crediting: Crediting
    private let scope: ScopeFilter
    private let roles: [Bool]
    private let withMerges: Bool
    private let withBots: Bool
    private let strictOnly: Bool

    /// - Throws: ``QuestionError/unknownScope(kind:slug:)``
    init(_ question: Question, of card: MeasureCard, in facts: ContributionFacts) throws(QuestionError) {
        self.facts = facts
        scope = try ScopeFilter(question.scope, facts.projects, facts.groups)
        crediting = try Crediting(question, of: card, facts.actors)
        let chosen = question.parameter(CommonParameter.types.name, of: card).split(separator: ",")
        let wanted = Set(chosen.compactMap { Role(key: String($0)) })
        roles = Role.allCases.map { wanted.isEmpty ? $0 == .authored : wanted.contains($0) }
        withMerges = question.parameter(CommonParameter.merges.name, of: card) != "exclude"
        withBots = question.parameter(CommonParameter.bots.name, of: card) == "include"
        strictOnly = question.parameter(CommonParameter.reading.name, of: card) == "strict"
    }

    /// Whether the scope holds a project.
    func holds(project: Int32) -> Bool { scope.holds(project: project) }

    /// The projects of the scope that hold a commit; the home project first.
    func projects(ofCommit commit: Int32) -> [Int32] {
        let home = facts.commits.home[Int(commit)]
        guard facts.commits.flags[Int(commit)].contains(.shared) else { return holds(project: home) ? [home] : [] }
        return ([home] + (facts.otherProjects[commit] ?? [])).filter(holds(project:))
    }

    /// Who made a contribution, when and for whom.
    func deed(_ row: Int32) -> Crediting.Deed {
        let contributions = facts.contributions
        return Crediting.Deed(
            account: contributions.account[Int(row)], belonging: contributions.belonging[Int(row)], time: contributions.time[Int(row)])
    }

    func contains(_ row: Int) -> Bool { mayContain(row) && (crediting.holdsEverything || crediting.share(of: deed(Int32(row))) > 0) }

    /// Whether it is selected, for whomever it was made.
    private func mayContain(_ row: Int) -> Bool {
        let contributions = facts.contributions
        guard roles[Int(contributions.role[row].rawValue)] else { return false }
        if !withBots && contributions.bot[row] { return false }
        if strictOnly && !contributions.strict[row] { return false }
        let commit = contributions.commit[row]
        let flags = facts.commits.flags[Int(commit)]
        if !withMerges && flags.contains(.merge) { return false }
        if holds(project: facts.commits.home[Int(commit)]) { return true }
        return flags.contains(.shared) && facts.otherProjects[commit]?.contains(where: holds(project:)) == true
    }

    /// The selected contributions in a half-open range of instants, oldest first.
    func counted(in range: Range<Instant>) -> Counted {
        var counted = Counted()
        let slice = facts.slice(range)
        counted.rows.reserveCapacity(slice.count)
        for row in slice where mayContain(row) {
            let share = crediting.holdsEverything ? Portion.whole : crediting.share(of: deed(Int32(row)))
            if share > 0 { counted.append(Int32(row), share) }
        }
        return counted
    }
}

/// The choices that several measures of commits leave open, said once.
enum CommonParameter {
    static let types = MeasureParameter(
        "types", "Which contributions count: writing a commit, or being credited for one in a trailer.",
        .choices(Role.allCases.map(\.key)), default: Role.authored.key)
    static let merges = MeasureParameter(
        "merges", "Whether commits with several parents count.", .choice(["include", "exclude"]), default: "include")
    static let bots = MeasureParameter(
        "bots", "Whether accounts that are marked as bots count.", .choice(["exclude", "include"]), default: "exclude")
    static let dates = MeasureParameter(
        "date", "Which of a commit's two times decides its period.",
        .choice(ContributionFacts.DateKind.allCases.map(\.rawValue)), default: "author")
    static let reading = MeasureParameter(
        "reading", "How trailers are read: as people write them, or by git's own strict rule.",
        .choice(["lenient", "strict"]), default: "lenient")

    /// What every measure over people takes.
    static let people = [types, merges, bots, dates]
    /// What every measure over commits takes.
    static let commits = [merges, bots, dates]
}
