/// Votes after which a case would stay where it is.
extension CaseProcess {
    /// What is said of votes: results that no step leads on from, and options of which all win.
    ///
    /// A step that does not ask for the vote is a way on as well, unless it withdraws the case: that decides nothing.
    func doubtsAboutVotes() -> [ProcessProblem] {
        votes.flatMap { vote in self.doubts(about: vote) + places(of: vote).flatMap { self.deadEnds(of: vote, in: $0) } }
    }

    /// The states where a vote is waited for.
    private func places(of vote: VoteSettings) -> [State] {
        let opened = Set(transitions.filter { $0.opens == vote.id }.map(\.to))
        return states.filter { state in
            opened.contains(state.id)
                && transitions.contains { $0.from.contains(state.id) && $0.needs.contains { $0.voteID == vote.id } }
        }
    }

    private func deadEnds(of vote: VoteSettings, in place: State) -> [ProcessProblem] {
        let steps = transitions.filter { $0.from.contains(place.id) }
        let waysOut = steps.filter { step in !step.needs.contains { $0.voteID == vote.id } && state(step.to)?.end != .withdrawn }
        guard waysOut.isEmpty else { return [] }
        let needs = steps.flatMap(\.needs).filter { $0.voteID == vote.id }
        var found: [ProcessProblem] = []
        let beginning = "From the state “\(place.id)” no step leads on"
        if !needs.contains(.voteLost(vote.id)) {
            let how = vote.method == .lazyConsensus ? "somebody objects in" : "no result comes of"
            found.append(
                ProcessProblem(line: place.line, "\(beginning) when \(how) the vote “\(vote.id)”: give one {vote: \(vote.id), is: lost}."))
        }
        if !needs.contains(.voteCarried(vote.id)) {
            let missing = vote.options.map(\.id).filter { !needs.contains(.voteWonBy(vote.id, option: $0)) }
            if vote.method.isAboutOneQuestion || vote.optionsField != nil {
                found.append(
                    ProcessProblem(line: place.line, "\(beginning) when the vote “\(vote.id)” is carried: give one {vote: \(vote.id)}."))
            } else if !missing.isEmpty {
                let names = missing.map { "“\($0.shown)”" }.joined(separator: " or ")
                let ways = "{vote: \(vote.id), won_by: \(missing[0].shown)}, or {vote: \(vote.id)}"
                found.append(ProcessProblem(line: place.line, "\(beginning) when \(names) wins the vote “\(vote.id)”: give one \(ways)."))
            }
        }
        return found
    }

    private func doubts(about vote: VoteSettings) -> [ProcessProblem] {
        guard vote.optionsField == nil, vote.options.count < vote.fewestOptions, vote.options.count >= 2 else { return [] }
        let sentence = """
            The vote “\(vote.id)” fills \(vote.fewestOptions - 1) seats from \(vote.options.count) options, so all win, however people vote: \
            give it \(vote.fewestOptions) options at least.
            """
        return [ProcessProblem(line: vote.line, sentence)]
    }
}

extension Need {
    /// The vote that it is about.
    fileprivate var voteID: String? {
        switch self {
        case .voteCarried(let id), .voteLost(let id), .voteWonBy(let id, _): id
        default: nil
        }
    }
}
