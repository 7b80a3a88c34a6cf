import Casework
import Ledger

/// How the gates of a process were passed, from the history of its cases alone.
///
/// A gate is an approval or an automated check. An approval is passed with the first voice after the case came to where it is given; a
/// check with the first pass, or the setting aside, after it failed: what passes at once costs nobody any time.
struct GateHistory: ProcessHistory {
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

    /// Each in the order of time.
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

    init(_ steps: [CaseStep], of process: CaseProcess) {
        steps.forEachCase { read($0, process) }
        passages.sort { ($0.to, $0.number) < ($1.to, $1.number) }
        acceptances.sort { ($0.at, $0.number) < ($1.at, $1.number) }
        returns.sort { ($0.at, $0.number) < ($1.at, $1.number) }
        first = steps.lazy.map(\.at).min()
        newest = steps.lazy.map(\.at).max()
    }

    /// Reads one case.
    private mutating func read(_ steps: ArraySlice<CaseStep>, _ process: CaseProcess) {
        guard let begun = steps.first, begun.kind == .created, let state = begun.to else { return }
        var place = Self.entered(state, from: nil, at: begun.at, process)
        for step in steps.dropFirst() {
            switch step.kind {
            case .moved:
                guard let state = step.to else { continue }
                if place.visited.contains(state) { returns.append(Return(number: step.caseID, state: state, at: step.at)) }
                if process.transition(step.subject)?.decides == .accepted {
                    acceptances.append(Acceptance(number: step.caseID, at: step.at, isAutomatic: step.isAutomatic && !place.hasVoice))
                }
                place = Self.entered(state, from: place, at: step.at, process)
            case .approved, .refused:
                place.hasVoice = true
                pass(step, from: place.asked.removeValue(forKey: step.subject))
            case .ballotCast: place.hasVoice = true
            case .checked where step.to != CheckResult.Status.passed.rawValue:
                place.failed[step.subject] = place.failed[step.subject] ?? step.at
            case .checked, .waived: pass(step, from: place.failed.removeValue(forKey: step.subject))
            default: break
            }
        }
    }

    /// - Parameter began: when the gate began to hold the case up; nil when it did not.
    private mutating func pass(_ step: CaseStep, from began: Int64?) {
        guard let began else { return }
        passages.append(Passage(number: step.caseID, gate: step.subject, from: began, to: step.at))
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
