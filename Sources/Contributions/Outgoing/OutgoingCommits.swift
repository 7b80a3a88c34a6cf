import Ledger
import Measures

/// Commits of staff in projects of others.
struct OutgoingCommits: WindowMeasure {
    let own: OwnNamespaces

    let card = MeasureCard(
        id: "outgoing.commits",
        title: "Commits elsewhere",
        question: "How much of the code of others did our staff write?",
        definition: """
            Commits that staff wrote and that branches or tags of projects of others lead to, each counted once. A commit that a copy \
            in the house's own namespaces holds as well counts too. \(OutgoingText.definition)
            """,
        unit: .commits, parameters: CommonParameter.commits, dimensions: [.project, .group, .organisation], parts: .sum, rowNoun: "commits",
        caveats: ["Most forges merge a change request as one or more commits: both count, in two measures, and are not to be added."])

    func run(_ question: Question, at moment: Moment, in context: ContributionContext) async throws -> CommitRun {
        let facts = try await context.facts(for: question, of: card, at: moment)
        let items = try await context.items(at: moment, asKnown: question.asKnown)
        let now = min(moment.now, question.asKnown ?? moment.now)
        var run = try CommitRun(self, question, facts, nil, moment, context.calendar)
        run.missing = OutgoingText.missing(own, items, at: now)
        let outside = own.outside(items, at: now) ?? []
        run.accepts = { row in
            let contributions = facts.contributions
            let commit = contributions.commit[Int(row)]
            let homes = [facts.commits.home[Int(commit)]] + (facts.otherProjects[commit] ?? [])
            guard homes.contains(where: { outside.indices.contains(Int($0)) && outside[Int($0)] }) else { return false }
            return items.programme.isOwn(
                contributions.belonging[Int(row)], of: facts.actors.mixtures, at: Instant(seconds: contributions.time[Int(row)]))
        }
        return run
    }

    func value(of window: Window) -> Double? { window.total }
    func listing(of window: Window) -> Listing { .commits(window.rows) }
}
