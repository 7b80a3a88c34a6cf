import Access
import Casework
import Notifications
import Store

/// Tells the outbox what happened in cases, in the transaction in which it happened.
struct CaseNotices: Sendable {
    let cases: Cases

    /// For whom a case waits, before something is done in it.
    func waits(of number: Int64, in reader: any SQLReader) throws -> Set<CaseWait> {
        Set(
            try reader.rows("SELECT who, kind, subject, due_at FROM case_waits WHERE case_id = ?", [.integer(number)]) { row in
                CaseWait.Kind(rawValue: row.text(1)).map {
                    CaseWait(who: row.text(0), kind: $0, subject: row.text(2), due: row.optionalInteger(3))
                }
            }.compactMap(\.self))
    }

    /// Records one event for each thing of which somebody may want to hear.
    func record(_ change: Cases.Change, by actor: CaseActor, waitsBefore: Set<CaseWait>, in writer: any SQLWriter) throws {
        guard !change.events.isEmpty else { return }
        let aCase = change.aCase
        let engine = try cases.engine(for: aCase, in: writer)
        let words = Words(aCase: aCase, process: engine.process)
        let concerned = ["requester": [aCase.requester.id], "participants": aCase.participants.filter { $0.hasPrefix("user:") }]

        func tell(_ kind: String, _ number: Int, _ title: String, _ text: String, _ audiences: [String: [String]], by who: String) throws {
            var event = NotificationEvent(
                key: "case:\(aCase.id)/\(aCase.revision)/\(kind)/\(number)", kind: kind, subject: "case:\(aCase.id)", title: title,
                text: text,
                link: "/cases/\(aCase.id)", actor: who, attributes: ["process": aCase.process, "state": aCase.state], audiences: audiences,
                at: aCase.updatedAt)
            event.title = String(event.title.prefix(240))
            event.text = String(event.text.prefix(2_000))
            try writer.record(event)
        }

        for (number, event) in change.events.enumerated() {
            let who = event.actor.id
            switch event.kind {
            case .moved:
                let isDecision = aCase.decision?.transition == event.subject
                try tell(isDecision ? "case.decided" : "case.moved", number, words.moved(event), event.text, concerned, by: who)
            case .posted, .position, .concernRaised, .concernSettled:
                try tell("case.said", number, words.said(event), event.text, concerned, by: who)
            case .voteClosed:
                try tell("case.voted", number, words.voted(event), event.text, concerned, by: who)
            case .escalated:
                // Entries for the same moment are one message: to whoever any of them names, and to nobody else.
                let isOfMoment = { (other: CaseEvent) -> Bool in
                    other.kind == .escalated && other.subject == event.subject && other.to == event.to
                }
                guard change.events.firstIndex(where: isOfMoment) == number else { break }
                let moment = change.events.filter(isOfMoment)
                let isLate = aCase.clocks[event.subject]?.isBreached == true
                let named = Set(moment.flatMap(\.roles).compactMap { address(of: $0, engine.process, aCase) })
                let audiences = ["escalated": try people(named, at: engine.now, in: writer)]
                try tell(isLate ? "case.breached" : "case.due", number, words.due(event, isLate: isLate), "", audiences, by: who)
            case .clockDue
            where change.events.contains(where: { $0.kind == .escalated && $0.subject == event.subject && $0.to == "due" }):
                // The file says who is told at that moment.
                break
            case .clockDue:
                let waiting = Set(engine.waits(in: aCase).filter { WorkItem.isTask($0, engine.process) }.map(\.who))
                let audiences = ["waiting": try people(waiting, at: engine.now, in: writer)]
                try tell("case.breached", number, words.due(event, isLate: true), "", audiences, by: who)
            case .reviewDue:
                let judges = try people(Set(event.roles.compactMap { address(of: $0, engine.process, aCase) }), at: engine.now, in: writer)
                try tell("case.review", number, words.review, "", concerned.merging(["waiting": judges]) { $1 }, by: who)
            default: break
            }
        }
        func isMember(_ who: String, of key: String) -> Bool {
            key.hasPrefix("group:") && engine.roster.members(of: String(key.dropFirst("group:".count))).contains(who)
        }
        let new = Set(engine.waits(in: aCase)).filter { wait in
            // Whoever was told as one of a group is not told again because others of it answered.
            WorkItem.isTask(wait, engine.process)
                && !waitsBefore.contains {
                    ($0.kind, $0.subject) == (wait.kind, wait.subject)
                        && ($0.who == wait.who || isMember(wait.who, of: $0.who))
                }
        }
        guard !new.isEmpty else { return }
        let waiting = try people(Set(new.map(\.who)), at: engine.now, in: writer)
        try tell("case.waiting", 0, words.waiting, words.waits(new), ["waiting": waiting], by: actor.id)
    }

    /// People for identities and groups, each once.
    private func people(_ keys: Set<String>, at instant: Int64, in reader: any SQLReader) throws -> [String] {
        var people: Set<String> = []
        for key in keys {
            if key.hasPrefix("group:") {
                people.formUnion(try reader.holders(of: String(key.dropFirst("group:".count)), at: instant).map(\.actor))
            } else {
                people.insert(key)
            }
        }
        // Whoever acts for somebody who is away hears of what waits for them.
        for absence in try cases.absences(in: reader) where people.contains(absence.who) && absence.from <= instant {
            if let delegate = absence.delegate { people.insert(delegate) }
        }
        return people.filter { $0.hasPrefix("user:") }.sorted()
    }

    private func address(of role: String, _ process: CaseProcess, _ aCase: Case) -> String? {
        switch process.role(role)?.holder {
        case .requester: return aCase.requester.id
        case .group(let group): return "group:\(group)"
        case .field(let field):
            guard case .reference(let who) = aCase.fields[field] else { return nil }
            return who
        case .anyone, .program, nil: return nil
        }
    }

    /// What messages say.
    private struct Words {
        let aCase: Case
        let process: CaseProcess

        private var state: String { process.state(aCase.state)?.title ?? aCase.state }
        private var name: String { "\(process.title) \(aCase.id), “\(aCase.title)”" }

        func moved(_ event: CaseEvent) -> String { "\(name): now “\(event.to.flatMap { process.state($0)?.title } ?? state)”" }
        func voted(_ event: CaseEvent) -> String {
            "\(name): the vote “\(process.vote(event.subject)?.title ?? event.subject)” is over: \(event.to ?? "")"
        }
        var review: String { "\(name): its outcome is looked at now" }
        var waiting: String { "\(name) waits for you" }

        func said(_ event: CaseEvent) -> String {
            switch event.kind {
            case .posted: "\(name): \(event.actor.name) wrote in “\(event.subject)”"
            case .position: "\(name): \(event.actor.name) took a position for “\(CaseWords.side(event.subject, process))”"
            case .concernRaised: "\(name): \(event.actor.name) raised a concern"
            default: "\(name): \(event.actor.name) settled concern \(event.subject)"
            }
        }

        func due(_ event: CaseEvent, isLate: Bool) -> String {
            "\(name): “\(event.text)” \(isLate ? "is late" : "is due soon")"
        }

        func waits(_ waits: Set<CaseWait>) -> String {
            let deeds = Set(waits.map { CaseWords.kind($0.kind) }).sorted().joined(separator: ", ")
            return "It is in “\(state)”. What to do: \(deeds)."
        }
    }
}
