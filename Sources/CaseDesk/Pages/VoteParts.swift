import Casework
import Pages

/// The votes of a case: who may vote, until when, how many have, and the result with how it was counted.
struct VoteParts {
    let sheet: CaseSheet
    let request: Request

    var html: HTML {
        let votes = sheet.process.votes.compactMap { sheet.aCase.votes[$0.id] }
        guard !votes.isEmpty else { return "" }
        return votes.map { vote -> HTML in
            Section(
                vote.settings.title, id: "vote-\(vote.settings.id)", actions: actions(vote),
                body: facts(vote) + result(vote) + ballots(vote)
            ).html
        }.joined(separator: "")
    }

    private func actions(_ vote: Vote) -> [HTML] { ballot(vote) + close(vote) }

    /// Buttons for votes that need not wait for their end.
    var closing: [HTML] { sheet.process.votes.compactMap { sheet.aCase.votes[$0.id] }.flatMap(close) }

    /// Everyone has voted: nobody has to wait for the clock.
    private func close(_ vote: Vote) -> [HTML] {
        guard vote.status == .open, sheet.may(.closeVote(vote.settings.id)) else { return [] }
        let fields = [(name: "vote", value: vote.settings.id), (name: "revision", value: "\(sheet.aCase.revision)")]
        return [PostButton("Close the vote", to: "/cases/\(sheet.aCase.id)/close-vote", fields: fields).html(for: request)]
    }

    /// The votes in which the reader may vote and has not.
    var waiting: [Vote] {
        sheet.process.votes.compactMap { sheet.aCase.votes[$0.id] }.filter { mayVote(in: $0) && !$0.roll.contains(sheet.reader?.id ?? "") }
    }

    private func mayVote(in vote: Vote) -> Bool {
        guard vote.status == .open, sheet.mayAct, let reader = sheet.reader else { return false }
        if vote.settings.needsDeclaration, sheet.aCase.declarations[reader.id].map(\.isRecused) != false { return false }
        return vote.eligible.contains(reader.id)
    }

    private func ballot(_ vote: Vote) -> [HTML] {
        guard mayVote(in: vote), let reader = sheet.reader else { return [] }
        let hasVoted = vote.roll.contains(reader.id)
        guard !hasVoted || vote.settings.isChangeable else { return [] }
        let change = HTML.button(hasVoted ? "Change your ballot" : "Vote", to: "/cases/\(sheet.aCase.id)/ballot/\(vote.settings.id)")
        guard hasVoted else { return [change] }
        return [change, HTML.button("Take it back", to: "/cases/\(sheet.aCase.id)/ballot/\(vote.settings.id)/back")]
    }

    private func facts(_ vote: Vote) -> HTML {
        let numbers = vote.settings.classes.map { "\($0.title): \(vote.electorate[$0.id]?.count ?? 0)" }
        let classes = numbers.count == 1 ? "\(vote.eligible.count)" : numbers.joined(separator: ", ")
        var facts: [(name: String, value: HTML)] = [
            ("State", vote.status == .open ? "open until \(CaseWords.time(vote.closesAt))" : "\(vote.status.rawValue)"),
            ("Method", "\(VoteParts.words(vote.settings))"), ("May vote", "\(classes)"),
            ("Have voted", "\(vote.roll.count) of \(vote.eligible.count)"),
            ("Ballots", vote.settings.isSecret ? "secret" : "open"),
        ]
        if let quorum = vote.settings.quorum { facts.append(("Quorum", "\(quorum.description)")) }
        let excluded = vote.settings.excluded.map { ProcessPages.words($0, sheet.process) }
        if !excluded.isEmpty { facts.append(("May not vote", "\(excluded.joined(separator: ", "))")) }
        if !vote.recused.isEmpty { facts.append(("Take no part", "\(vote.recused.count)")) }
        return Facts(facts).html
    }

    /// How it is counted, with the share that is needed where there is one class of voters; more are listed with theirs.
    static func words(_ settings: VoteSettings) -> String {
        guard case .majority = settings.method else { return words(settings.method) }
        func share(_ threshold: Threshold) -> String {
            "\(threshold.isStrict ? "more than" : "at least") \(threshold.numerator)/\(threshold.denominator)"
        }
        if settings.classes.count == 1 { return "Carried when \(share(settings.classes[0].threshold)) of the ballots say yes" }
        let shares = settings.classes.map { "\($0.title) \(share($0.threshold))" }
        return "Carried when in each class enough ballots say yes: " + shares.joined(separator: ", ")
    }

    static func words(_ method: VoteMethod) -> String {
        switch method {
        case .lazyConsensus: "Carried unless somebody objects in time: who agrees need not vote"
        case .majority: "More than a share of each class says yes"
        case .consensus: "Enough say yes, and nobody vetoes with a reason"
        case .score(let scale): "Points from \(scale.lowerBound) to \(scale.upperBound) for each option"
        case .dots(let dots, let most): "\(dots) dots, at most \(most) on one option"
        case .schulze: "Options in order; the strongest paths win (Schulze)"
        case .transferable(let seats): "Options in order; \(seats == 1 ? "one seat" : "\(seats) seats") with transfers (STV)"
        case .quadratic(let credits, _): "\(credits) credits; more on one option counts by the square of its roots"
        }
    }

    static func words(_ stance: Stance, _ method: VoteMethod) -> String {
        switch stance {
        case .yes: method == .lazyConsensus ? "yes, I agree" : "yes"
        case .no: method == .lazyConsensus ? "no, I object" : "no"
        case .abstain: "abstain"
        case .veto: "veto, with a reason"
        }
    }

    private func result(_ vote: Vote) -> HTML {
        guard let result = vote.result else { return "" }
        func title(_ id: String) -> String { vote.settings.options.first { $0.id == id }?.title ?? id }
        let winners: HTML = result.winners.isEmpty ? "" : "<p>Won: \(result.winners.map(title).joined(separator: ", "))</p>"
        let order: HTML =
            result.order.isEmpty
            ? "" : "<ol>\(result.order.map { "<li>\($0.map(title).joined(separator: " and "))</li>" as HTML })</ol>"
        return """
            <div class="prose"><h3>Result: \(result.verdict.rawValue)</h3>\(winners)\(order)
            <ul>\(result.explanation.map { "<li>\($0)</li>" as HTML })</ul></div>
            """
    }

    /// Open ballots are shown once the vote is over: before, they would sway those who have not voted.
    private func ballots(_ vote: Vote) -> HTML {
        guard vote.status == .closed, !vote.settings.isSecret, !vote.ballots.isEmpty else { return "" }
        let names = Dictionary(sheet.events.map { ($0.actor.id, $0.actor.name) }, uniquingKeysWith: { $1 })
        let rows = vote.ballots.sorted { $0.key < $1.key }.map { voter, ballot -> [Table.Cell] in
            [
                .text(names[voter] ?? voter), .text(vote.settings.classes.first { $0.id == ballot.classID }?.title ?? ballot.classID),
                .text(Self.words(ballot.choice)), .text(ballot.reason),
            ]
        }
        return Table(
            "Ballots", id: "ballots-\(vote.settings.id)", columns: [.init("Voter"), .init("Class"), .init("Choice"), .init("Reason")],
            rows: rows
        ).html
    }

    static func words(_ choice: Choice) -> String {
        switch choice {
        case .stance(let stance): stance.rawValue
        case .ranking(let groups): groups.map { $0.joined(separator: " = ") }.joined(separator: " > ")
        case .amounts(let amounts): amounts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        }
    }
}
