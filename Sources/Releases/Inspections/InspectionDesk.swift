import Foundation
import Inspection
import Ledger
import Store
import Synchronization

/// Asked for inspections by cases, pages and commands; carries them out one at a time in the background.
final class InspectionDesk: Sendable {
    let inspector: Inspector
    /// The digest of the rules of today; nil when a rule pack of this program cannot be read, which a test rules out. Made when it is
    /// first asked for, since reading the list of licences takes a while and most programs that start inspect nothing.
    private static let rules = (try? Gate.checks()).map(InspectionDocument.rulesDigest)
    private let state = Mutex(State())
    /// Holds back what is asked for until ``work()`` is called: for commands, which wait for it, and for tests.
    private let isManual: Bool

    private struct State {
        /// Repositories in the order in which they were asked for, each once.
        var waiting: [String] = []
        /// The one that is looked at now.
        var running: String?
        /// When each was last brought up to date and looked at, and what went wrong.
        var looked: [String: Look] = [:]
        var isWorking = false
        /// Counts what ended, for those who wait for something new.
        var ended = 0
    }

    private struct Look {
        let at: Instant
        let problem: String?
    }

    /// So many repositories can wait; who comes later asks again.
    private static let mostWaiting = 200
    /// What is known of so many repositories is remembered.
    private static let mostLooked = 2000
    /// Seconds for which an address that was brought up to date counts as fresh. A folder of this machine is looked at each time.
    static let freshFor: Int64 = 60

    init(_ inspector: Inspector, isManual: Bool = false) {
        self.inspector = inspector
        self.isManual = isManual
    }

    /// How things stand with a repository.
    enum Standing: Sendable {
        /// The newest commit was inspected under the rules of today.
        case fresh(StoredInspection)
        /// It is being looked at; the last inspection, if there is any, is of another commit or other rules.
        case pending(last: StoredInspection?)
        /// It cannot be looked at, in a sentence.
        case impossible(String, last: StoredInspection?)
    }

    /// How things stand, and asks for an inspection where one is needed.
    ///
    /// - Parameter freshFor: seconds for which an address that was brought up to date counts as fresh.
    func standing(of location: String, freshFor: Int64 = InspectionDesk.freshFor) async throws -> Standing {
        let found: (key: String, place: RepositoryAccess.Place)
        do {
            found = try await inspector.access.place(of: location)
        } catch let refusal as RepositoryAccess.Refusal {
            return .impossible(refusal.sentence, last: nil)
        }
        let (key, place) = found
        let last = try await newest(key)
        let now = inspector.clock()
        let look = state.withLock { $0.looked[key] }
        let isRecent = look.map { now.seconds - $0.at.seconds < freshFor } ?? false
        switch place {
        case .folder(let folder):
            if let last, isCurrent(last, at: folder) { return .fresh(last) }
        case .remote(_, let copy, let mirror):
            if let last, isRecent, look?.problem == nil, isCurrent(last, at: copy) || mirror.map({ isCurrent(last, at: $0) }) ?? false {
                return .fresh(last)
            }
        }
        if isRecent, let problem = look?.problem { return .impossible(problem, last: last) }
        ask(key)
        return .pending(last: last)
    }

    /// How things stand without asking for anything: for pages.
    func glance(at location: String) async throws -> Standing {
        do {
            let (key, place) = try await inspector.access.place(of: location)
            guard let last = try await newest(key) else { return .pending(last: nil) }
            switch place {
            case .folder(let folder): return isCurrent(last, at: folder) ? .fresh(last) : .pending(last: last)
            case .remote(_, let copy, let mirror):
                let isFresh = isCurrent(last, at: copy) || mirror.map { isCurrent(last, at: $0) } ?? false
                return isFresh ? .fresh(last) : .pending(last: last)
            }
        } catch let refusal as RepositoryAccess.Refusal {
            return .impossible(refusal.sentence, last: nil)
        }
    }

    private func newest(_ key: String) async throws -> StoredInspection? {
        try await inspector.store.read { try $0.newestInspection(of: key) }
    }

    private func isCurrent(_ inspection: StoredInspection, at folder: String) -> Bool {
        guard inspection.rules == Self.rules, RepositoryAccess.head(of: folder) == inspection.commit else { return false }
        return !inspection.document.dependsOnDay || inspection.finishedAt.date == inspector.clock().date
    }

    // MARK: The queue

    private func ask(_ key: String) {
        let mustStart = state.withLock { state in
            guard state.running != key, !state.waiting.contains(key), state.waiting.count < Self.mostWaiting else { return false }
            state.waiting.append(key)
            guard !isManual, !state.isWorking else { return false }
            state.isWorking = true
            return true
        }
        if mustStart { Task.detached(priority: .utility) { await self.drain() } }
    }

    /// What is looked at now and how many wait after it.
    var activity: (running: String?, waiting: Int) { state.withLock { ($0.running, $0.waiting.count) } }

    /// Grows whenever an inspection ends.
    var ended: Int { state.withLock { $0.ended } }

    /// Carries out all that waits; for commands and tests.
    func work() async {
        let isMine = state.withLock { state in
            defer { state.isWorking = true }
            return !state.isWorking
        }
        if isMine { return await drain() }
        // The background is at it already.
        while state.withLock({ $0.isWorking }), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }
    }

    private func drain() async {
        while let key = next() {
            let problem = await look(key)
            let now = inspector.clock()
            state.withLock { state in
                state.running = nil
                if state.looked.count >= Self.mostLooked { state.looked = [:] }
                state.looked[key] = Look(at: now, problem: problem)
                state.ended += 1
            }
        }
    }

    private func next() -> String? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isWorking = false
                return nil
            }
            let key = state.waiting.removeFirst()
            state.running = key
            return key
        }
    }

    /// Nil when it went well.
    private func look(_ key: String) async -> String? {
        do {
            try await inspector.inspect(key)
            return nil
        } catch let failure as Inspector.Failure {
            return failure.sentence
        } catch let refusal as RepositoryAccess.Refusal {
            return refusal.sentence
        } catch {
            return "“\(key)” could not be inspected: \(String("\(error)".prefix(300)))."
        }
    }
}
