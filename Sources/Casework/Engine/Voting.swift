/// Votes: opening, ballots, the count.
extension Turn {
    /// What stands against opening a vote.
    func obstacles(to settings: VoteSettings) -> [String] {
        var obstacles: [String] = []
        if process.deliberation != nil {
            let missing = silentSides
            if !missing.isEmpty { obstacles.append(sentence(forSilent: missing)) }
        }
        obstacles += answeredOptions(of: settings)?.problems ?? []
        for chamber in settings.classes {
            let voters = electors(of: chamber, in: settings)
            if voters.isEmpty {
                let others = settings.excluded.isEmpty ? "" : " who may, as it is not for \(named(settings.excluded))"
                obstacles.append("Nobody may vote in “\(chamber.title)”: \(chamber.group) has no members\(others).")
            } else if settings.isSecret, voters.count < Self.fewestForSecrecy {
                obstacles.append(
                    "A vote of \(voters.count) is not secret: “\(chamber.title)” needs at least \(Self.fewestForSecrecy) voters.")
            }
        }
        return obstacles
    }

    /// With fewer, each of the others learns what a voter said, or nearly.
    static let fewestForSecrecy = 3

    /// Whoever is in several classes votes in the first of them: nobody has two voices.
    private func electors(of chamber: VoteClass, in settings: VoteSettings) -> Set<String> {
        var voters = roster.members(of: chamber.group)
        for other in settings.classes {
            if other.id == chamber.id { break }
            voters.subtract(roster.members(of: other.group))
        }
        for role in settings.excluded { voters.subtract(holders(of: role) ?? []) }
        return voters
    }

    /// What an answer gives to choose between; nil for a vote whose file says it.
    private func answeredOptions(of settings: VoteSettings) -> AnsweredOptions? {
        guard let field = settings.optionsField else { return nil }
        let title = process.field(field)?.title ?? field
        return AnsweredOptions(aCase.fields[field]?.words ?? "", title: title, fewest: settings.fewestOptions)
    }

    mutating func open(_ settings: VoteSettings) {
        var settings = settings
        let answered = answeredOptions(of: settings)?.options
        if let answered { settings.options = answered }
        let electorate = Dictionary(uniqueKeysWithValues: settings.classes.map { ($0.id, electors(of: $0, in: settings).sorted()) })
        let length = settings.openFor.seconds(from: now, calendar: settings.calendar.flatMap(process.calendar))
        let closesAt =
            settings.openFor.isWorking
            ? settings.calendar.flatMap(process.calendar)?.instant(after: length, from: now) ?? now + length : now + length
        aCase.votes[settings.id] = Vote(
            settings: settings, openedAt: now, closesAt: closesAt, electorate: electorate, status: .open,
            recused: Set(electorate.values.joined()).filter(isRecused).sorted(), roll: [], ballots: [:])
        urns[settings.id] = settings.isSecret ? Urn() : nil
        note(.voteOpened, subject: settings.id, text: answered.map { "between \($0.map(\.title).joined(separator: "; "))" } ?? "")
    }

    mutating func cast(_ id: String, _ choice: Choice, _ reason: String, _ receipt: String?) throws(CaseRefusal) {
        var vote = try openVote(id)
        guard let chamber = vote.classID(of: actor.id) else {
            let excluded = vote.settings.excluded.filter { holds($0, actor.id) }
            let reason = excluded.isEmpty ? "you were not among its voters when it opened" : "it is not for \(named(excluded))"
            throw CaseRefusal(.forbidden, "You may not vote in “\(vote.settings.title)”: \(reason).")
        }
        guard !vote.recused.contains(actor.id) else {
            throw CaseRefusal(.forbidden, "You recused yourself from this case, so you may not vote.")
        }
        if vote.settings.needsDeclaration, aCase.declarations[actor.id] == nil {
            throw CaseRefusal(.notNow, "Declare your interests first, even if you have none.")
        }
        if let problem = vote.settings.problem(with: choice) { throw CaseRefusal(.invalid, problem) }
        var reason = try Self.maybeSaid(reason, limit: 5000)
        if case .stance(let stance) = choice, stance == .veto || vote.settings.reasonRequiredFor.contains(stance) {
            reason = try Self.said(reason, "why you vote “\(stance.rawValue)”", limit: 5000)
        }
        let ballot = Ballot(classID: chamber, choice: choice, reason: reason)
        let isFirst = !vote.roll.contains(actor.id)
        guard isFirst || vote.settings.isChangeable else {
            throw CaseRefusal(.notNow, "You have voted in “\(vote.settings.title)”, and a ballot cannot be changed.")
        }
        if vote.settings.isSecret {
            try put(ballot, into: id, of: vote, receipt, isFirst: isFirst)
        } else {
            vote.ballots[actor.id] = ballot
        }
        if isFirst { vote.roll = (vote.roll + [actor.id]).sorted() }
        aCase.votes[id] = vote
        note(.ballotCast, subject: id)
    }

    private mutating func put(
        _ ballot: Ballot, into id: String, of vote: Vote, _ receipt: String?, isFirst: Bool
    ) throws(CaseRefusal) {
        let key = try key(receipt, of: vote)
        var urn = urns[id] ?? Urn()
        if isFirst {
            guard urn.ballots[key] == nil else { throw CaseRefusal(.invalid, "This receipt is in use.") }
        } else {
            // A receipt of another class would move a voice from one to the other.
            guard urn.ballots[key]?.classID == ballot.classID else { throw Self.wrongReceipt }
        }
        urn.ballots[key] = ballot
        urns[id] = urn
    }

    mutating func withdrawBallot(_ id: String, _ receipt: String?) throws(CaseRefusal) {
        var vote = try openVote(id)
        guard vote.roll.contains(actor.id) else { throw CaseRefusal(.notNow, "You have not voted in “\(vote.settings.title)”.") }
        guard vote.settings.isChangeable else {
            throw CaseRefusal(.notNow, "You have voted in “\(vote.settings.title)”, and a ballot cannot be changed.")
        }
        if vote.settings.isSecret {
            let key = try key(receipt, of: vote)
            guard let ballot = urns[id]?.ballots[key], ballot.classID == vote.classID(of: actor.id) else { throw Self.wrongReceipt }
            urns[id]?.ballots[key] = nil
        } else {
            vote.ballots[actor.id] = nil
        }
        vote.roll.removeAll { $0 == actor.id }
        aCase.votes[id] = vote
        note(.ballotWithdrawn, subject: id)
    }

    mutating func closeEarly(_ id: String) throws(CaseRefusal) {
        let vote = try openVote(id)
        let openers = process.transitions.filter { $0.opens == id }.flatMap(\.by)
        try allow(openers, to: "close the vote “\(vote.settings.title)”")
        let missing = vote.eligible.subtracting(vote.roll).count
        guard missing == 0 else {
            throw CaseRefusal(
                .notNow, "\(missing == 1 ? "One voter has" : "\(missing) voters have") not voted in “\(vote.settings.title)” yet.")
        }
        close(id)
    }

    /// Counts a vote and ends it.
    mutating func close(_ id: String) {
        guard var vote = aCase.votes[id], vote.status == .open else { return }
        let ballots = vote.settings.isSecret ? Array((urns[id] ?? Urn()).ballots.values) : Array(vote.ballots.values)
        let result = VoteCount(vote.settings, electorate: vote.electorate, recused: Set(vote.recused)).count(ballots)
        vote.status = .closed
        vote.closedAt = now
        vote.result = result
        aCase.votes[id] = vote
        note(.voteClosed, subject: id, to: result.verdict.rawValue, text: result.explanation.joined(separator: " "))
    }

    mutating func voidOpenVotes() {
        for id in aCase.votes.keys.sorted() where aCase.votes[id]?.status == .open {
            aCase.votes[id]?.status = .void
            aCase.votes[id]?.closedAt = now
            note(.voteVoided, subject: id)
        }
    }

    private func openVote(_ id: String) throws(CaseRefusal) -> Vote {
        guard process.vote(id) != nil else { throw CaseRefusal(.unknown, "There is no vote called “\(id)”.") }
        guard let vote = aCase.votes[id], vote.status == .open else {
            throw CaseRefusal(.notNow, "The vote “\(process.vote(id)?.title ?? id)” is not open.")
        }
        return vote
    }

    private func key(_ receipt: String?, of vote: Vote) throws(CaseRefusal) -> String {
        guard let receipt else {
            throw CaseRefusal(
                .invalid, "You have voted in “\(vote.settings.title)”, which is secret: give the receipt that you were given then.")
        }
        guard let key = Urn.key(receipt, case: aCase.id, vote: vote.settings.id, openedAt: vote.openedAt) else {
            throw Self.wrongReceipt
        }
        return key
    }

    private static let wrongReceipt = CaseRefusal(
        .invalid, "A secret ballot is changed with the receipt that its voter was given. This receipt opens none of yours.")
}

extension Vote {
    /// Takes a voter out of the vote, or puts them back. An open ballot goes with them.
    mutating func setRecused(_ voter: String, _ isRecused: Bool) {
        guard classID(of: voter) != nil else { return }
        recused.removeAll { $0 == voter }
        guard isRecused else { return }
        recused = (recused + [voter]).sorted()
        ballots[voter] = nil
        roll.removeAll { $0 == voter }
    }
}
