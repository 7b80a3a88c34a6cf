import Casework
import Ledger

/// How long the cases of a process stayed in each state, and when their clocks ran out.
struct CaseStays: ProcessHistory {
    /// One stay that is over.
    struct Stay: Sendable, Hashable {
        let number: Int64
        let state: String
        /// UTC, in seconds since 1970.
        let entered: Int64
        let left: Int64

        var days: Double { Double(max(0, left - entered)) / Double(Instant.secondsPerDay) }
    }

    /// A clock that ran out.
    struct Breach: Sendable, Hashable {
        let number: Int64
        let clock: String
        let state: String
        let at: Int64
    }

    /// In the order in which they ended.
    private(set) var stays: [Stay] = []
    /// From the beginning of a case to its end.
    private(set) var whole: [Stay] = []
    private(set) var breaches: [Breach] = []
    /// When the first case began.
    private(set) var first: Int64?
    private(set) var newest: Int64?

    static let kinds: Set<CaseEvent.Kind> = [.created, .moved, .migrated, .clockDue]

    init(_ steps: [CaseStep], of process: CaseProcess) {
        let ends = Set(process.states.filter { $0.end != nil }.map(\.id))
        steps.forEachCase { read($0, ends) }
        stays.sort { ($0.left, $0.number) < ($1.left, $1.number) }
        whole.sort { ($0.left, $0.number) < ($1.left, $1.number) }
        breaches.sort { ($0.at, $0.number) < ($1.at, $1.number) }
        first = steps.lazy.map(\.at).min()
        newest = steps.lazy.map(\.at).max()
    }

    /// Reads one case.
    private mutating func read(_ steps: ArraySlice<CaseStep>, _ ends: Set<String>) {
        var begun: Int64?
        var place: (state: String, since: Int64)?
        for step in steps {
            if step.kind == .clockDue {
                if let place { breaches.append(Breach(number: step.caseID, clock: step.subject, state: place.state, at: step.at)) }
                continue
            }
            // A move may lead back to the same state; another version of the process takes a case over without moving it, unless its state
            // is called by another name there.
            guard let next = step.to, step.kind == .moved || next != place?.state else { continue }
            if step.kind == .created { begun = step.at }
            if let place {
                stays.append(Stay(number: step.caseID, state: place.state, entered: place.since, left: step.at))
                if ends.contains(next), !ends.contains(place.state), let begun {
                    whole.append(Stay(number: step.caseID, state: "", entered: begun, left: step.at))
                }
            }
            place = (next, step.at)
        }
    }
}
