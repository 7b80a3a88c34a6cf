import Dispatch
import Glibc
import PackReader
import Synchronization

/// A file that checks want to read. There may be very many.
struct FileJob: Sendable {
    /// In the list that it is from: results are kept by it.
    let place: Int32
    let checks: CheckSet
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
    private let meters: [CheckMeter]
    private let options: Inspection.Options
    private let allowance: Allowance

    init(_ checks: [any Check], _ meters: [CheckMeter], _ options: Inspection.Options, _ allowance: Allowance) {
        self.checks = checks
        self.meters = meters
        shelves = checks.map { ResultCache.shelf(of: $0) }
        self.options = options
        self.allowance = allowance
    }

    // MARK: From where files come

    func read(_ jobs: [FileJob], of tree: Tree) -> Outcome {
        switch tree.source {
        case .folder(let folder): readFolder(jobs, tree.entries, folder)
        case .commit: tree.repository.map { read(jobs, tree.entries, of: $0) } ?? Outcome(results: checks.map { _ in [:] })
        }
    }

    /// Reads jobs whose blobs are known; a blob that several paths have is read once.
    func read(_ jobs: [FileJob], _ files: FileList, of repository: Repository) -> Outcome {
        let state = Gathering(checks.count)
        var open: [FileJob] = []
        for job in jobs {
            guard let blob = files.blob(at: Int(job.place)) else { continue }
            let checks = fromCache(job, blob, files, state)
            if !checks.isEmpty { open.append(FileJob(place: job.place, checks: checks)) }
        }
        // Sorted rather than gathered by blob: an array for each of very many blobs would take far more memory than the files.
        open.sort { a, b in
            guard let x = files.blob(at: Int(a.place)), let y = files.blob(at: Int(b.place)), x != y else { return a.place < b.place }
            return x < y
        }
        let different = zip(open, open.dropFirst()).count { files.blob(at: Int($0.place)) != files.blob(at: Int($1.place)) } + 1
        var blobs: [ObjectID] = []
        var starts: [Int32] = []
        blobs.reserveCapacity(different)
        starts.reserveCapacity(different + 1)
        for (place, job) in open.enumerated() {
            guard let blob = files.blob(at: Int(job.place)), blob != blobs.last else { continue }
            blobs.append(blob)
            starts.append(Int32(truncatingIfNeeded: place))
        }
        starts.append(Int32(truncatingIfNeeded: open.count))
        let (ids, waiting, places) = (blobs, open, starts)
        let allowance = allowance
        let done = Atomic<Int>(0)
        repository.blobs(ids, atMost: allowance.budget.fileBytes, isCancelled: { !allowance.hasTime }) { place, outcome in
            let jobs = waiting[Int(places[place])..<Int(places[place + 1])]
            switch outcome {
            case .success(let bytes): done.add(read(bytes, jobs, files, ids[place], state), ordering: .relaxed)
            case .failure(let error):
                for job in jobs { state.add(Gap(files.path(at: Int(job.place)).description, error.description)) }
                done.add(jobs.count, ordering: .relaxed)
            }
        }
        return state.outcome(missed: open.count - done.load(ordering: .relaxed))
    }

    private func readFolder(_ jobs: [FileJob], _ files: FileList, _ folder: String) -> Outcome {
        let state = Gathering(checks.count)
        let next = Atomic<Int>(0)
        let threads = options.threads > 0 ? options.threads : sysconf(Int32(_SC_NPROCESSORS_ONLN))
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, jobs.count))) { _ in
            while allowance.hasTime {
                let place = next.add(1, ordering: .relaxed).oldValue
                guard place < jobs.count else { return }
                let job = jobs[place]
                do throws(InspectionError) {
                    let path = files.path(at: Int(job.place))
                    let bytes = try FolderFile.contents(of: path, in: folder, atMost: allowance.budget.fileBytes)
                    bytes.withUnsafeBytes { bytes in
                        let blob = ObjectID.ofBlob(bytes)
                        let open = blob.map { fromCache(job, $0, files, state) } ?? job.checks
                        guard !open.isEmpty else { return }
                        _ = read(bytes, [FileJob(place: job.place, checks: open)], files, blob, state)
                    }
                } catch {
                    state.add(Gap(error.subject, error.detail))
                }
            }
        }
        return state.outcome(missed: max(0, jobs.count - next.load(ordering: .relaxed)))
    }

    // MARK: One file

    /// Takes what the cache knows; gives the checks that must read the file.
    private func fromCache(_ job: FileJob, _ blob: ObjectID, _ files: FileList, _ state: Gathering) -> CheckSet {
        guard let cache = options.cache else { return job.checks }
        let path = files.path(at: Int(job.place))
        let open = job.checks.filter { check in
            guard let known = cache.result(from: shelves[check], blob: blob, path: path) else { return true }
            if !known.isEmpty { state.add(known, check, Int(job.place)) }
            return false
        }
        if open.isEmpty { state.countCached() }
        return open
    }

    /// Reads bytes for each path that has them; gives how many paths there was time for.
    private func read(
        _ bytes: UnsafeRawBufferPointer, _ jobs: some RandomAccessCollection<FileJob>, _ files: FileList, _ blob: ObjectID?,
        _ state: Gathering
    ) -> Int {
        guard allowance.take(bytes.count) else {
            for job in jobs {
                state.add(Gap(files.path(at: Int(job.place)).description, "\(allowance.budget.bytes) bytes were read before it"))
            }
            return jobs.count
        }
        state.count(bytes.count)
        var done = 0
        for job in jobs {
            // A file that was begun is read: looking at one is bounded.
            guard done == 0 || allowance.hasTime else { break }
            let path = files.path(at: Int(job.place))
            let fileClass = FileClass(byPath: files.fileClass(at: Int(job.place)), contents: bytes)
            let view = FileView(path: path, fileClass: fileClass, bytes: bytes)
            job.checks.forEach { check in
                guard let result = meters[check].read(view, with: checks[check]) else { return }
                if !result.isEmpty { state.add(result, check, Int(job.place)) }
                if let blob { options.cache?.keep(result, on: shelves[check], blob: blob, path: path) }
            }
            done += 1
        }
        return done
    }
}

/// What all threads gather.
private final class Gathering: Sendable {
    private struct State {
        var outcome: FileReading.Outcome
        var gaps = GapList()
    }

    private let state: Mutex<State>

    init(_ checks: Int) { state = Mutex(State(outcome: FileReading.Outcome(results: (0..<checks).map { _ in [:] }))) }

    func add(_ gap: Gap) { state.withLock { $0.gaps.add(gap) } }
    func add(_ result: FileResult, _ check: Int, _ job: Int) { state.withLock { $0.outcome.results[check][job] = result } }
    func countCached() { state.withLock { $0.outcome.fromCache += 1 } }

    func count(_ bytes: Int) {
        state.withLock {
            $0.outcome.read += 1
            $0.outcome.bytes += bytes
        }
    }

    func outcome(missed: Int) -> FileReading.Outcome {
        var (outcome, gaps) = state.withLock { ($0.outcome, $0.gaps) }
        outcome.gaps = gaps.all("files")
        if missed > 0 { outcome.gaps.append(Gap(missed.counted("file", "files"), "there was no time left")) }
        return outcome
    }
}
