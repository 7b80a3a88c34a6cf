import Ledger

/// What stands against a transition, in sentences.
extension Turn {
    func unmetNeeds(of transition: CaseProcess.Transition) -> [String] {
        var unmet: [String] = []
        for need in transition.needs { if let sentence = self.unmet(need) { unmet.append(sentence) } }
        if let vote = transition.opens, let settings = process.vote(vote) { unmet += obstacles(to: settings) }
        guard unmet.count > 1 else { return unmet }
        var seen: Set<String> = []
        return unmet.filter { seen.insert($0).inserted }
    }

    /// Whether nothing stands against a transition; asked of every step after every action, so the first obstacle is enough.
    func hasEverything(_ transition: CaseProcess.Transition) -> Bool {
        for need in transition.needs where unmet(need) != nil { return false }
        guard let vote = transition.opens, let settings = process.vote(vote) else { return true }
        return obstacles(to: settings).isEmpty
    }

    /// Nil when the need is met.
    func unmet(_ need: Need) -> String? {
        switch need {
        case .fields:
            let missing = process.fields.filter { $0.isRequired && aCase.fields[$0.id] == nil }
            return missing.isEmpty ? nil : "Not filled in yet: \(missing.map(\.title).joined(separator: ", "))."
        case .field(let id): return aCase.fields[id] == nil ? "“\(title(ofField: id))” is not filled in yet." : nil
        case .fieldIs(let id, let values):
            return values.contains(where: { aCase.fields[id]?.isSame(as: $0) == true })
                ? nil : "“\(title(ofField: id))” must be \(process.words(ofOptions: values, in: id))."
        case .fieldAtMost(let id, let limit):
            guard let amount = aCase.fields[id]?.amount else { return "“\(title(ofField: id))” is not filled in yet." }
            return amount <= limit ? nil : "“\(title(ofField: id))” must be at most \(plain(limit))."
        case .fieldMoreThan(let id, let limit):
            guard let amount = aCase.fields[id]?.amount else { return "“\(title(ofField: id))” is not filled in yet." }
            return amount > limit ? nil : "“\(title(ofField: id))” must be more than \(plain(limit))."
        case .dateWithin(let id, let span):
            guard let end = endOfDay(inField: id) else { return "“\(title(ofField: id))” is not filled in yet." }
            return end - now <= span.seconds(from: now, calendar: nil)
                ? nil : "“\(title(ofField: id))” must be no more than \(span) away."
        case .dateBeyond(let id, let span):
            guard let end = endOfDay(inField: id) else { return "“\(title(ofField: id))” is not filled in yet." }
            return end - now > span.seconds(from: now, calendar: nil) ? nil : "“\(title(ofField: id))” must be more than \(span) away."
        case .check(let id): return unmetCheck(id)
        case .failedCheck: return unmetFailure
        case .checklist(let id):
            guard let list = process.checklist(id) else { return nil }
            let open = list.items.filter { aCase.marks[id]?[$0.id] == nil }
            return open.isEmpty ? nil : "Not ticked yet in “\(list.title)”: \(open.map(\.title).joined(separator: ", "))."
        case .approval(let id): return process.approval(id).flatMap(unmetApproval)
        case .approvalRefused(let id): return process.approval(id).flatMap(unmetRefusal)
        case .voteCarried(let id):
            return verdict(of: id).map { $0 == .carried ? nil : "The vote “\(title(ofVote: id))” was not carried." }
                ?? "The vote “\(title(ofVote: id))” is not over yet."
        case .voteLost(let id):
            return verdict(of: id).map { $0 == .carried ? "The vote “\(title(ofVote: id))” was carried." : nil }
                ?? "The vote “\(title(ofVote: id))” is not over yet."
        case .voteWonBy(let id, let option):
            guard let result = aCase.votes[id]?.result else { return "The vote “\(title(ofVote: id))” is not over yet." }
            return result.verdict == .carried && result.winners.contains(option)
                ? nil : "“\(option)” did not win the vote “\(title(ofVote: id))”."
        case .inStateFor(let span):
            let ready = aCase.enteredAt + span.seconds(from: aCase.enteredAt, calendar: nil)
            return now >= ready
                ? nil : "The case must be in “\(state?.title ?? aCase.state)” for \(span), until \(Instant(seconds: ready).minute)."
        case .after(let span, let field):
            guard let day = day(in: field, for: nil) else { return "“\(title(ofField: field))” is not filled in yet." }
            let ready = day + span.seconds(from: day, calendar: nil)
            return now >= ready ? nil : "It must be \(span) after “\(title(ofField: field))”, from \(Instant(seconds: ready).minute) on."
        case .sidesHeard:
            let missing = silentSides
            return missing.isEmpty ? nil : sentence(forSilent: missing)
        case .concernsSettled:
            let open = aCase.concerns.count { $0.status == .open }
            return open == 0 ? nil : open == 1 ? "One concern is open." : "\(open) concerns are open."
        case .conditionsMet:
            let open = aCase.conditions.count { $0.metAt == nil }
            return open == 0 ? nil : open == 1 ? "One condition is not met." : "\(open) conditions are not met."
        case .baseline:
            guard let outcome = aCase.outcome else { return "The measure's figure before the decision is not recorded yet." }
            guard outcome.baseline.value == nil, process.review?.isBaselineOptional == false else { return nil }
            return
                "“\(outcome.measure)” has no value yet, so that nobody could tell later whether it changed: name another measure, or wait."
        case .verdict: return aCase.outcome?.verdict == nil ? "Nobody has said yet whether it worked." : nil
        case .declared(let role):
            let holders = holders(of: role) ?? []
            let silent = holders.filter { aCase.declarations[$0] == nil }.count
            if holders.isEmpty { return "Nobody holds the role “\(role)”." }
            return silent == 0
                ? nil : "\(silent == 1 ? "One person" : "\(silent) people") of “\(role)” did not declare their interests yet."
        case .otherThan(let role):
            guard holds(role, actor.id) else { return nil }
            switch process.role(role)?.holder {
            case .requester: return "You asked for it, so somebody else must do this."
            case .field(let field): return "You are named as “\(title(ofField: field))”, so somebody else must do this."
            default: return "Somebody else than \(named([role])) must do this."
            }
        case .secondPerson(let transition):
            return aCase.takenBy[transition] == actor.id
                ? "Somebody else than who chose “\(process.transition(transition)?.title ?? transition)” must do this." : nil
        }
    }

    private func verdict(of vote: String) -> VoteResult.Verdict? { aCase.votes[vote]?.result?.verdict }
    private func title(ofField id: String) -> String { process.field(id)?.title ?? id }
    private func title(ofVote id: String) -> String { process.vote(id)?.title ?? id }

    private func unmetCheck(_ id: String) -> String? {
        let title = process.check(id)?.title ?? id
        guard let result = aCase.checks[id] else { return "The check “\(title)” has not run yet." }
        switch result.status {
        case .passed, .waived: return nil
        case .failed: return "The check “\(title)” failed: \(result.summary)"
        case .unknown: return "The check “\(title)” could not be run: \(result.summary)"
        }
    }

    private var unmetFailure: String? {
        let here = process.checks.filter { $0.runsIn.contains(aCase.state) }
        if here.contains(where: { aCase.checks[$0.id] == nil }) { return "Not every check has run yet." }
        // What failed before the case came here runs again.
        let results = here.compactMap { aCase.checks[$0.id] }.filter { $0.at >= aCase.enteredAt }
        return results.contains { $0.status == .failed || $0.status == .unknown } ? nil : "No check has failed."
    }

    /// The first instant after the day in a field, in UTC; nil when it is empty.
    func endOfDay(inField id: String) -> Int64? {
        guard case .date(let text)? = aCase.fields[id], let day = CivilDate(text) else { return nil }
        return Instant(day).seconds + Instant.secondsPerDay
    }

    /// A number without a fraction when it has none.
    private func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }
}

extension Instant {
    /// To the minute, as sentences for people have it.
    fileprivate var minute: String { String(description.prefix(16)).replacing("T", with: " ") + " UTC" }
}
