import Dispatch
import Glibc
import PackReader
import Synchronization

/// A file that checks want to read.
struct FileJob: Sendable {
    /// Of the file among those that it is one of: results are kept by it.
    let place: Int
    let path: TreePath
    let blob: ObjectID?
    /// The places of the checks.
    let checks: [Int]
}

/// Reads files with checks, on all threads, and what is known of them from the cache.
struct FileReading {
    struct Outcome {
        /// For each check, by the place of the file; only what is not empty.
        var results: [[Int: FileResult]]
        var gaps: [Gap] = []
        var read = 0
        var bytes = 0
        var fromCache = 0
    }

    private let checks: [any Check]
    /// Where the cache keeps what each check makes of files.
    private let shelves: [String]
    private let options: Inspection.Options
    private let allowance: Allowance

    /// So many single files are named that could not be looked at; more are counted.
    private static let mostGaps = 100

    init(_ checks: [any Check], _ options: Inspection.Options, _ allowance: Allowance) {
        self.checks = checks
        shelves = checks.map { ResultCache.shelf(of: $0) }
        self.options = options
        self.allowance = allowance
    }

    // MARK: From where files come

    func read(_ jobs: [FileJob], of tree: Tree) -> Outcome {
        switch tree.source {
        case .folder(let folder): readFolder(jobs, folder)
        case .commit: tree.repository.map { read(jobs, of: $0) } ?? Outcome(results: checks.map { _ in [:] })
        }
    }

    /// Reads jobs whose blobs are known; a blob that several paths have is read once.
    func read(_ jobs: [FileJob], of repository: Repository) -> Outcome {
        let state = Gathering(checks.count)
        var left: [ObjectID: [FileJob]] = [:]
        var order: [ObjectID] = []
        for job in jobs {
            guard let blob = job.blob else { continue }
            let open = fromCache(job, blob, state)
            if open.isEmpty { continue }
            if left[blob] == nil { order.append(blob) }
            left[blob, default: []].append(FileJob(place: job.place, path: job.path, blob: blob, checks: open))
        }
        let (ids, waiting) = (order, left)
        let allowance = allowance
        let answered = Atomic<Int>(0)
        repository.blobs(ids, atMost: allowance.budget.fileBytes, isCancelled: { !allowance.hasTime }) { place, outcome in
            answered.add(1, ordering: .relaxed)
            let jobs = waiting[ids[place]] ?? []
            switch outcome {
            case .success(let bytes): read(bytes, jobs, ids[place], state)
            case .failure(let error): for job in jobs { state.add(Gap(job.path.description, error.description)) }
            }
        }
        let missed = ids.count - answered.load(ordering: .relaxed)
        return state.outcome(missed: missed, most: Self.mostGaps)
    }

    private func readFolder(_ jobs: [FileJob], _ folder: String) -> Outcome {
        let state = Gathering(checks.count)
        let next = Atomic<Int>(0)
        let threads = options.threads > 0 ? options.threads : sysconf(Int32(_SC_NPROCESSORS_ONLN))
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, jobs.count))) { _ in
            while allowance.hasTime {
                let place = next.add(1, ordering: .relaxed).oldValue
                guard place < jobs.count else { return }
                let job = jobs[place]
                do throws(InspectionError) {
                    let bytes = try FolderFile.contents(of: job.path, in: folder, atMost: allowance.budget.fileBytes)
                    bytes.withUnsafeBytes { bytes in
                        let blob = ObjectID.ofBlob(bytes)
                        let open = blob.map { fromCache(job, $0, state) } ?? job.checks
                        guard !open.isEmpty else { return }
                        read(bytes, [FileJob(place: job.place, path: job.path, blob: blob, checks: open)], blob, state)
                    }
                } catch {
                    state.add(Gap(error.subject, error.detail))
                }
            }
        }
        return state.outcome(missed: max(0, jobs.count - next.load(ordering: .relaxed)), most: Self.mostGaps)
    }

    // MARK: One file

    /// Takes what the cache knows; gives the checks that must read the file.
    private func fromCache(_ job: FileJob, _ blob: ObjectID, _ state: Gathering) -> [Int] {
        guard let cache = options.cache else { return job.checks }
        let open = job.checks.filter { check in
            guard let known = cache.result(from: shelves[check], blob: blob, path: job.path) else { return true }
            if !known.isEmpty { state.add(known, check, job.place) }
            return false
        }
        if open.isEmpty { state.countCached() }
        return open
    }

    private func read(_ bytes: UnsafeRawBufferPointer, _ jobs: [FileJob], _ blob: ObjectID?, _ state: Gathering) {
        guard allowance.take(bytes.count) else {
            for job in jobs { state.add(Gap(job.path.description, "\(allowance.budget.bytes) bytes were read before it")) }
            return
        }
        state.count(bytes.count)
        for job in jobs {
            let view = FileView(path: job.path, fileClass: FileClass(path: job.path, contents: bytes), bytes: bytes)
            for check in job.checks {
                let result = checks[check].read(view)
                if !result.isEmpty { state.add(result, check, job.place) }
                if let blob { options.cache?.keep(result, on: shelves[check], blob: blob, path: job.path) }
            }
        }
    }
}

/// What all threads gather.
private final class Gathering: Sendable {
    private let state: Mutex<FileReading.Outcome>

    init(_ checks: Int) { state = Mutex(FileReading.Outcome(results: (0..<checks).map { _ in [:] })) }

    func add(_ gap: Gap) { state.withLock { $0.gaps.append(gap) } }
    func add(_ result: FileResult, _ check: Int, _ job: Int) { state.withLock { $0.results[check][job] = result } }
    func countCached() { state.withLock { $0.fromCache += 1 } }

    func count(_ bytes: Int) {
        state.withLock {
            $0.read += 1
            $0.bytes += bytes
        }
    }

    func outcome(missed: Int, most: Int) -> FileReading.Outcome {
        var outcome = state.withLock { $0 }
        outcome.gaps.sort { ($0.subject, $0.reason) < ($1.subject, $1.reason) }
        if outcome.gaps.count > most {
            let more = outcome.gaps.count - most
            outcome.gaps.removeLast(more)
            outcome.gaps.append(Gap("\(more) more files", "they could not be looked at either"))
        }
        if missed > 0 { outcome.gaps.append(Gap("\(missed) files", "there was no time left for them")) }
        return outcome
    }
}
