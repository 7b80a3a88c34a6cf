import Casework
import Ledger

/// How the gates of a process were passed, from the history of its cases alone.
///
/// A gate is an approval or an automated check. An approval is passed with the first voice after the case came to where it is given; a
/// check with the first pass, or the setting aside, after it failed: what passes at once costs nobody any time.
struct GateHistory: Sendable {
    struct Passage: Sendable, Hashable {
        let number: Int64
        let gate: String
        /// UTC, in seconds since 1970.
        let from: Int64
        let to: Int64

        var days: Double { Double(max(0, to - from)) / Double(Instant.secondsPerDay) }
    }

    /// A decision to go ahead.
    struct Acceptance: Sendable, Hashable {
        let number: Int64
        let at: Int64
        /// Nobody had to agree: Steward took the step, and no person gave an approval or voted since the case began.
        let isAutomatic: Bool
    }

    /// A case that went back to where it had been before.
    struct Return: Sendable, Hashable {
        let number: Int64
        let state: String
        let at: Int64
    }

    private(set) var passages: [Passage] = []
    private(set) var acceptances: [Acceptance] = []
    private(set) var returns: [Return] = []
    private(set) var first: Int64?
    private(set) var newest: Int64?

    static let kinds: Set<CaseEvent.Kind> = [.created, .moved, .approved, .refused, .checked, .waived, .ballotCast]

    private struct Place {
        var state: String
        var visited: Set<String>
        var asked: [String: Int64] = [:]
        var failed: [String: Int64] = [:]
        var hasVoice = false
    }

    /// - Parameter entries: in the order of time; of one case in the order of their numbers.
    init(_ entries: [CaseEntry], of process: CaseProcess) {
        var places: [Int64: Place] = [:]
        for entry in entries {
            let (event, number) = (entry.event, entry.caseID)
            first = first ?? event.at
            newest = event.at
            if event.kind == .created, let state = event.to { places[number] = Self.entered(state, from: nil, at: event.at, process) }
            guard let place = places[number] else { continue }
            var next = place
            switch event.kind {
            case .moved:
                guard let state = event.to else { continue }
                next = Self.entered(state, from: place, at: event.at, process)
                if place.visited.contains(state) { returns.append(Return(number: number, state: state, at: event.at)) }
                if process.transition(event.subject)?.decides == .accepted {
                    acceptances.append(Acceptance(number: number, at: event.at, isAutomatic: event.actor == .program && !place.hasVoice))
                }
            case .approved, .refused:
                next.hasVoice = true
                if let from = next.asked.removeValue(forKey: event.subject) {
                    passages.append(Passage(number: number, gate: event.subject, from: from, to: event.at))
                }
            case .ballotCast: next.hasVoice = true
            case .checked where event.to != CheckResult.Status.passed.rawValue:
                next.failed[event.subject] = next.failed[event.subject] ?? event.at
            case .checked, .waived:
                if let from = next.failed.removeValue(forKey: event.subject) {
                    passages.append(Passage(number: number, gate: event.subject, from: from, to: event.at))
                }
            default: break
            }
            places[number] = next
        }
    }

    private static func entered(_ state: String, from before: Place?, at now: Int64, _ process: CaseProcess) -> Place {
        var place = before ?? Place(state: state, visited: [])
        for approval in process.approvals {
            func isGiven(_ state: String) -> Bool { approval.states.isEmpty || approval.states.contains(state) }
            if !isGiven(state) {
                place.asked[approval.id] = nil
            } else if before.map({ !isGiven($0.state) }) ?? true {
                place.asked[approval.id] = now
            }
        }
        place.state = state
        place.visited.insert(state)
        return place
    }
}
