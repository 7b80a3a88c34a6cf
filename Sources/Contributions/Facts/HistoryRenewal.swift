import Ledger

extension ContributionFacts {
    /// These commits as they look when other things are believed of accounts: only the rows of those accounts change, and
    /// nothing is read. The outcome is what reading everything gives.
    func believing(_ actors: Actors, mark: LedgerMark, structure: Structure) -> ContributionFacts {
        let change = ActorChange(from: self.actors, to: actors)
        var (commits, contributions) = (commits, contributions)
        if !change.isEmpty {
            for row in contributions.account.indices {
                let account = contributions.account[row]
                guard change.touches(account) else { continue }
                contributions.person[row] = actors.person(of: account)
                contributions.belonging[row] = actors.belonging(of: account, at: contributions.time[row])
                contributions.bot[row] = actors.isBot(account, at: contributions.time[row])
            }
        }
        if !change.people.isEmpty {
            for commit in commits.committerAccount.indices where change.people.contains(commits.committerAccount[commit]) {
                commits.committer[commit] = actors.person(of: commits.committerAccount[commit])
            }
            renewSignOffs(in: &commits, contributions, of: change.people)
        }
        var authored = authored
        authored += Array(repeating: 0, count: max(0, actors.accountCount - authored.count))
        return ContributionFacts(
            mark: mark, asKnown: asKnown, dates: dates, history: history, actors: actors, commits: commits,
            contributions: contributions, authored: authored, structure: structure, releases: releases,
            otherProjects: otherProjects)
    }

    private func renewSignOffs(in commits: inout CommitColumns, _ contributions: ContributionColumns, of accounts: MemberSet) {
        var row = 0
        while row < contributions.count {
            let commit = contributions.commit[row]
            var end = row + 1
            while end < contributions.count, contributions.commit[end] == commit { end += 1 }
            // A commit of which only the author is named has nobody's word but the author's.
            if end > row + 1, (row..<end).contains(where: { accounts.contains(contributions.account[$0]) }) {
                commits.flags[Int(commit)].subtract([.signedOffLenient, .signedOffStrict])
                commits.flags[Int(commit)].formUnion(contributions.signOff(row..<end))
            }
            row = end
        }
    }
}

extension ContributionColumns {
    /// Whether the author of a commit signed it off.
    ///
    /// - Parameter rows: all contributions to the commit; the author's comes first.
    func signOff(_ rows: Range<Int>) -> CommitFlags {
        var flags: CommitFlags = []
        for row in rows.dropFirst() where role[row] == .signedOff && person[row] == person[rows.lowerBound] {
            flags.insert(.signedOffLenient)
            if strict[row] { flags.insert(.signedOffStrict) }
        }
        return flags
    }
}
