import Collectors
import Dispatch
import Foundation
import Inspection
import Ledger
import PackReader
import Store
import Synchronization

/// Carries out one inspection: brings the repository up to date, looks through the commit at its HEAD, and stores the report.
struct Inspector: Sendable {
    let store: any SQLStore
    let access: RepositoryAccess
    let clock: @Sendable () -> Instant
    var limits = Limits()

    struct Limits: Sendable, Hashable {
        var copy = BoundedCopy.Limits()
        var budget = Budget()
        /// Threads that read: the server has other things to do.
        var threads = 2

        init(_ limits: InspectionLimits = InspectionLimits()) {
            copy.bytes = limits.copyMebibytes << 20
            copy.seconds = Double(limits.copySeconds)
            budget.checkSeconds = Double(limits.gateSeconds)
            // All together: gates run side by side, and every file is read once for all of them.
            budget.seconds = 2 * budget.checkSeconds
        }
    }

    /// Why nothing could be inspected, said to the person who asked.
    struct Failure: Error, Sendable, Hashable {
        let sentence: String
    }

    /// The file in which a repository says what it takes over; docs/releasing.md tells developers of it.
    static let baselineName = ".steward-baseline.json"
    private static let mostBaselineBytes = 4 << 20

    /// - Throws: ``Failure``, ``RepositoryAccess/Refusal``, or an error of the store.
    func inspect(_ location: String) async throws {
        let (key, place) = try await access.place(of: location)
        let folder = try await fresh(place)
        let startedAt = clock()
        let (store, limits) = (store, limits)
        let today = startedAt.date.description
        let cache = "\(access.dataFolder)/releases/results"
        let known = try await store.read { try $0.newestInspection(of: key) }
        let outcome = try await Self.away { isCancelled in
            try Self.look(at: folder, key, known: known, today: today, limits: limits, cacheFolder: cache, isCancelled: isCancelled)
        }
        guard let outcome else { return }
        let finishedAt = clock()
        try await store.write { try $0.keep(outcome.document, rules: outcome.rules, startedAt: startedAt, finishedAt: finishedAt) }
    }

    /// The folder to read, after the repository was brought up to date.
    private func fresh(_ place: RepositoryAccess.Place) async throws -> String {
        switch place {
        case .folder(let path): return path
        case .remote(let address, let copy, let mirror):
            do {
                try await BoundedCopy.update(of: address, in: copy, limits: limits.copy)
                return copy
            } catch let error as GitFailure {
                // What was collected with a password that only the collection has can be read all the same.
                if let mirror { return mirror }
                throw Failure(sentence: error.description)
            } catch let error as BoundedCopy.TooMuch {
                throw Failure(sentence: error.description)
            }
        }
    }

    private static func look(
        at folder: String, _ key: String, known: StoredInspection?, today: String, limits: Limits, cacheFolder: String,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws -> (document: InspectionDocument, rules: String)? {
        do {
            var options = PackReader.Repository.Options()
            options.budget = limits.budget.memory
            let repository = try PackReader.Repository(at: folder, options: options)
            guard let head = RepositoryAccess.head(of: folder), let commit = ObjectID(head) else {
                throw Failure(sentence: "“\(key)” has no commit at its HEAD yet.")
            }
            let checks = try Gate.checks()
            let rules = InspectionDocument.rulesDigest(checks)
            // A baseline can run out from one day to the next, so what is known holds for its day only when there is one.
            if let known, known.commit == head, known.rules == rules, known.document.unseen.isEmpty,
                known.finishedAt.date.description == today || !known.document.dependsOnDay
            {
                return nil
            }
            let tree = try Tree(repository: repository, commit: commit, name: key, budget: limits.budget)
            var inspection = Inspection.Options()
            (inspection.budget, inspection.threads, inspection.isCancelled) = (limits.budget, limits.threads, isCancelled)
            inspection.cache = try ResultCache(folder: cacheFolder)
            var report = try Inspection.run(on: tree, checks: checks, options: inspection)
            if isCancelled() { throw CancellationError() }
            try? inspection.cache?.save()
            if let baseline = try baseline(in: tree) { report = baseline.apply(to: report, today: today) }
            return (InspectionDocument(report, location: key, commit: head), rules)
        } catch let error as InspectionError {
            throw Failure(sentence: "“\(key)” could not be inspected: \(error).")
        } catch let error as PackError {
            throw Failure(sentence: "“\(key)” could not be read: \(error).")
        }
    }

    private static func baseline(in tree: Tree) throws(InspectionError) -> Baseline? {
        guard let place = tree.index(of: TreePath(baselineName)) else { return nil }
        return try Baseline(bytes: tree.contents(of: tree.entries[place], atMost: mostBaselineBytes), name: baselineName)
    }

    /// Runs what blocks for long on a thread of its own.
    private static func away<T: Sendable>(_ body: @escaping @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) throws -> T)
        async throws -> T
    {
        let flag = Flag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue(label: "steward.inspection", qos: .utility).async {
                    continuation.resume(with: Result { try body { flag.isUp.load(ordering: .relaxed) } })
                }
            }
        } onCancel: {
            flag.isUp.store(true, ordering: .relaxed)
        }
    }

    private final class Flag: Sendable {
        let isUp = Atomic<Bool>(false)
    }
}

extension InspectionDocument {
    /// Whether another day can change it: entries of a baseline end.
    var dependsOnDay: Bool { findings.contains { $0.takenOver != nil } || !remarks.isEmpty }
}
