import Dispatch
import Foundation
import Ledger
import Synchronization

/// Compares many commits with their parents, in as many processes as help.
///
/// Blocks of neighbours are handed out in turn, for they share what git keeps of the objects it unpacked last.
/// Newest first, because packs hold new versions whole and old ones as changes to them.
struct DiffTree {
    let git: GitProgram
    let view: HistoryView
    let commits: [String]

    /// More processes share less and unpack more, so that a third one gains little.
    private static let mostWorkers = 2

    init(git: GitProgram, view: HistoryView, of commits: [String]) {
        self.git = git
        self.view = view
        self.commits = commits
    }

    /// Renames are looked for among this many files of a commit at most, squared; git's own bound is 1000.
    private static let renameLimit = 4000

    private static let common = [
        "diff-tree", "--stdin", "--always", "-r", "--root", "-z", "--no-ext-diff", "--no-textconv", "--no-color",
        "--raw",
    ]

    func readFiles(into outlet: Outlet<[CommitFiles]>) throws {
        try read(FilesRecord.self, Self.common + ["--numstat", "--no-renames"], into: outlet)
    }

    func readRenames(into outlet: Outlet<[CommitRenames]>) throws {
        try read(
            RenamesRecord.self, Self.common + ["--find-renames", "-l\(Self.renameLimit)", "--diff-filter=R"],
            into: outlet)
    }

    private func read<Record: DiffRecord>(
        _: Record.Type, _ arguments: [String], into outlet: Outlet<[Record.Answer]>
    ) throws {
        let useful = (commits.count + CommitQueue.smallestBlock - 1) / CommitQueue.smallestBlock
        let workers = max(1, min(Self.mostWorkers, ProcessInfo.processInfo.activeProcessorCount, useful))
        let queue = CommitQueue(commits, workers: workers)
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            do {
                try DiffWorker<Record>(git: git, view: view, arguments: arguments, queue: queue, outlet: outlet).run()
            } catch {
                failure.withLock { $0 = $0 ?? error }
                outlet.interruption.interrupt()
            }
        }
        guard let failure = failure.withLock({ $0 }) else { return }
        if let failure = failure as? ProcessFailure { throw GitFailure(failure, at: view.location) }
        throw failure
    }
}

/// Hands commits out in blocks, the last ones first.
///
/// Blocks shrink towards the end, so that the workers end at about the same time.
final class CommitQueue: Sendable {
    private static let largestBlock = 512
    static let smallestBlock = 32

    private let commits: [String]
    private let workers: Int
    /// How many are left.
    private let left: Mutex<Int>

    init(_ commits: [String], workers: Int) {
        self.commits = commits
        self.workers = workers
        left = Mutex(commits.count)
    }

    /// The next block; nil when all are handed out.
    func next() -> [String]? {
        let range = left.withLock { left in
            let end = left
            left = max(0, left - min(Self.largestBlock, max(Self.smallestBlock, left / (2 * workers))))
            return left..<end
        }
        return range.isEmpty ? nil : commits[range].reversed()
    }
}
