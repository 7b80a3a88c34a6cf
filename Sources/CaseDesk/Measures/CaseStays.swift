import Casework
import Ledger
import Store
import Synchronization

/// How long the cases of a process stayed in each state, and when their clocks ran out, from the history of the cases alone.
struct CaseStays: Sendable {
    /// One stay that is over.
    struct Stay: Sendable {
        let number: Int64
        let state: String
        /// UTC, in seconds since 1970.
        let entered: Int64
        let left: Int64

        var days: Double { Double(max(0, left - entered)) / Double(Instant.secondsPerDay) }
    }

    /// A clock that ran out.
    struct Breach: Sendable {
        let number: Int64
        let clock: String
        let state: String
        let at: Int64
    }

    /// In the order in which they ended.
    var stays: [Stay] = []
    /// From the beginning of a case to its end.
    var whole: [Stay] = []
    var breaches: [Breach] = []
    var newest: Int64?

    /// - Parameter entries: in the order of time; of one case in the order of their numbers.
    init(_ entries: [CaseEntry], of process: CaseProcess) {
        var now: [Int64: (state: String, since: Int64)] = [:]
        var begun: [Int64: Int64] = [:]
        for entry in entries {
            let (event, number) = (entry.event, entry.caseID)
            newest = event.at
            let place = now[number]
            if event.kind == .clockDue {
                if let place { breaches.append(Breach(number: number, clock: event.subject, state: place.state, at: event.at)) }
                continue
            }
            guard let next = event.to else { continue }
            if event.kind == .created { begun[number] = event.at }
            if let place, event.kind == .moved {
                stays.append(Stay(number: number, state: place.state, entered: place.since, left: event.at))
                let ends = process.state(next)?.end != nil && process.state(place.state)?.end == nil
                if ends, let start = begun[number] { whole.append(Stay(number: number, state: "", entered: start, left: event.at)) }
            }
            now[number] = (next, event.at)
        }
    }
}

/// Reads stays, and keeps them until something happens in a case.
final class CaseStayReader: Sendable {
    private struct Kept {
        let mark: Int64
        let stays: CaseStays
    }

    private let store: any SQLStore
    private let kept = Mutex<[String: Kept]>([:])

    init(_ store: any SQLStore) { self.store = store }

    func stays(of process: CaseProcess) async throws -> CaseStays {
        let store = store
        let mark = try await store.read { try Cases.changes(in: $0) }
        if let kept = kept.withLock({ $0[process.id] }), kept.mark == mark { return kept.stays }
        let cases = Cases(store: store, directory: FixedDirectory([:]), processes: [process])
        let entries = try await store.read { reader in
            try cases.events(
                ofProcess: process.id, kinds: [.created, .moved, .migrated, .clockDue], from: .min / 4, until: .max / 4, in: reader)
        }
        let stays = CaseStays(entries, of: process)
        kept.withLock { $0[process.id] = Kept(mark: mark, stays: stays) }
        return stays
    }
}
