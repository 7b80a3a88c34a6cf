import PackReader
import Synchronization

/// Runs checks over a tree.
public enum Inspection {
    public struct Options: Sendable {
        public var budget = Budget()
        /// Looks at the files of earlier commits too, where the tree has a repository.
        public var history = true
        /// Threads that read; 0 for one for each processor.
        public var threads = 0
        /// Keeps results from one inspection to the next.
        public var cache: ResultCache?
        public var isCancelled: @Sendable () -> Bool = { false }

        public init() {}
    }

    /// Inspects `tree` with `checks`; what they find is in the report, and what could not be looked at.
    ///
    /// - Throws: `InspectionError` when nothing could be inspected at all.
    public static func run(on tree: Tree, checks: [any Check], options: Options = Options()) throws(InspectionError) -> Report {
        guard checks.count <= CheckSet.most else {
            throw InspectionError(tree.name, "it cannot be inspected with more than \(CheckSet.most) checks")
        }
        let allowance = Allowance(options.budget, isCancelled: options.isCancelled)
        let controls = checks.compactMap { $0.control() }
        var run = InspectionRun(tree: tree, checks: checks, options: options, allowance: allowance)
        run.gaps += tree.gaps
        run.readTree()
        var commits: [ObjectID] = []
        if options.history, let repository = tree.repository {
            commits = run.readHistory(of: repository)
        }
        try run.conclude(commits)
        return run.report(controls, commits: commits.count)
    }
}

/// An inspection under way.
struct InspectionRun {
    let tree: Tree
    let checks: [any Check]
    let options: Inspection.Options
    let allowance: Allowance
    var gaps: [Gap] = []
    private var findings: [Finding] = []
    private var facts: [Fact] = []
    private var counts = Report.Counts()
    private let meters: [CheckMeter]
    /// For each check: what it made of the files of the tree, by their places in it, and of earlier files.
    private var results: [[Int: FileResult]]
    private var earlier: [[EarlierResult]]

    private struct EarlierResult {
        let path: TreePath
        let commit: ObjectID
        let result: FileResult
    }

    init(tree: Tree, checks: [any Check], options: Inspection.Options, allowance: Allowance) {
        self.tree = tree
        self.checks = checks
        self.options = options
        self.allowance = allowance
        meters = checks.map { CheckMeter($0.name, limit: allowance.budget.checkSeconds) }
        results = checks.map { _ in [:] }
        earlier = checks.map { _ in [] }
    }

    // MARK: The tree

    mutating func readTree() {
        var jobs: [FileJob] = []
        let files = tree.entries
        for place in files.indices where files.isFile(at: place) {
            let (path, fileClass) = (files.path(at: place), files.fileClass(at: place))
            let wanting = CheckSet(of: checks.count) { checks[$0].wants(path, fileClass) }
            counts.files += 1
            if !wanting.isEmpty { jobs.append(FileJob(place: Int32(truncatingIfNeeded: place), checks: wanting)) }
        }
        let outcome = FileReading(checks, meters, options, allowance).read(jobs, of: tree)
        counts.add(outcome)
        gaps += outcome.gaps
        results = outcome.results
    }

    // MARK: The history

    /// Reads the files of all commits that are not in the tree; gives the commits.
    mutating func readHistory(of repository: Repository) -> [ObjectID] {
        let allowance = allowance
        var commits: [ObjectID] = []
        var jobs: [FileJob] = []
        var files = FileList(nameBytes: allowance.budget.nameBytes)
        // The place of the first commit of each file among all commits, which come in this order.
        var firsts: [Int32] = []
        var isFull = false
        var deep = DepthGuard(allowance.budget.depth)
        let readers = checks.indices.filter { checks[$0].readsHistory }
        do {
            let tips = try Self.tips(of: repository)
            gaps += tips.gaps
            let found = repository.commits(from: tips.commits)
            commits = found.commits
            for error in found.unreadable { gaps.append(Gap("history", error.description)) }
            if !repository.shallow.isEmpty {
                gaps.append(Gap("history", "the repository is shallow: commits before \(repository.shallow.count) of them are not there"))
            }
            guard !readers.isEmpty else { return commits }
            var unreadable = GapList()
            var at = 0
            try repository.introductions(by: commits, isCancelled: { !allowance.hasTime }) { commit, error in
                unreadable.add(Gap("commit \(commit)", "its files cannot be told: \(error)"))
            } _: { file in
                // Links hold no contents of their own.
                guard file.mode != 0o120000 else { return }
                guard deep.allows(file.path) else { return }
                guard files.append(file.path, .file, blob: file.object) else {
                    isFull = true
                    return
                }
                let place = files.count - 1
                let (path, fileClass) = (files.path(at: place), files.fileClass(at: place))
                let wanting = CheckSet(of: checks.count) { readers.contains($0) && checks[$0].wants(path, fileClass) }
                guard !wanting.isEmpty else { return files.removeLast() }
                jobs.append(FileJob(place: Int32(truncatingIfNeeded: place), checks: wanting))
                while at < commits.count - 1, commits[at] != file.commit { at += 1 }
                firsts.append(Int32(truncatingIfNeeded: at))
            }
            gaps += unreadable.all("commits")
        } catch {
            gaps.append(Gap("history", "it could not be read: \(error)"))
        }
        // What lies too deep at HEAD was told already.
        let told = Set(gaps)
        gaps += deep.gaps.filter { !told.contains($0) }
        if isFull {
            gaps.append(
                Gap("history", "the names of its files have more than \(allowance.budget.nameBytes) bytes; some were not looked at"))
        }
        counts.historyFiles = jobs.count
        files.stopAdding()
        let outcome = FileReading(checks, meters, options, allowance).read(jobs, files, of: repository)
        counts.add(outcome)
        gaps += outcome.gaps
        for (check, found) in outcome.results.enumerated() {
            earlier[check] = found.sorted { $0.key < $1.key }.map { job, result in
                EarlierResult(path: files.path(at: job), commit: commits[Int(firsts[job])], result: result)
            }
        }
        return commits
    }

    /// The commits that references and `HEAD` lead to.
    private static func tips(of repository: Repository) throws(PackError) -> (commits: [ObjectID], gaps: [Gap]) {
        var tips: [ObjectID] = []
        var gaps: [Gap] = []
        var targets = try repository.references().map { ($0.name, $0.target) }
        if let head = try repository.head().object { targets.append(("HEAD", head)) }
        for (name, target) in targets {
            // Reading every one of many references would take longer than all the rest.
            if repository.kind(of: target) == .commit {
                tips.append(target)
                continue
            }
            do throws(PackError) {
                if let commit = try repository.commit(behind: target) {
                    tips.append(commit)
                } else {
                    gaps.append(Gap(name, "it leads to no commit"))
                }
            } catch {
                gaps.append(Gap(name, error.description))
            }
        }
        return (tips, gaps)
    }

    // MARK: The whole

    mutating func conclude(_ commits: [ObjectID]) throws(InspectionError) {
        for (place, check) in checks.enumerated() {
            let own = Allowance(allowance, atMost: max(0, meters[place].left))
            let inspected = InspectedTree(tree: tree, results: results[place], commits: commits, allowance: own)
            let conclusion = try meters[place].conclude(inspected, with: check)
            var gathering = FindingGathering()
            // The history first: it knows the first commit of what is in the tree as well.
            for earlier in earlier[place] {
                let commit = earlier.commit.description
                let observations = earlier.result.observations.filter { !check.isAllowed($0.rule, in: commit) }
                gathering.add(observations, path: earlier.path, commit: commit)
            }
            for (file, result) in results[place].sorted(by: { $0.key < $1.key }) {
                gathering.add(result.observations, path: tree.entries.path(at: file), commit: nil)
                facts += result.facts
            }
            gathering.add(conclusion.findings)
            facts += conclusion.facts
            gaps += conclusion.gaps
            if let gap = meters[place].gap(isCutShort: !conclusion.gaps.isEmpty) { gaps.append(gap) }
            let all = gathering.all
            if all.count > allowance.budget.findings {
                gaps.append(Gap(check.name, "it found \(all.count) things; the first \(allowance.budget.findings) are in the report"))
            }
            findings += all.prefix(allowance.budget.findings)
        }
    }

    func report(_ controls: [ControlOutcome], commits: Int) -> Report {
        var counts = counts
        counts.commits = commits
        return Report(
            subject: tree.name, commit: tree.commit?.description,
            checks: checks.map { Report.CheckName(name: $0.name, version: $0.version) }, findings: findings, facts: facts, gaps: gaps,
            controls: controls, counts: counts)
    }
}

/// Puts findings together: one for each fingerprint.
struct FindingGathering {
    private var order: [String] = []
    private var found: [String: Finding] = [:]

    /// Adds what one file holds; things that are alike in everything are told apart by their number in the file.
    mutating func add(_ observations: [Observation], path: TreePath, commit: String?) {
        var seen: [String: Int] = [:]
        for observation in observations {
            let key = observation.rule + "\u{0}" + observation.identity
            let ordinal = seen[key, default: 0]
            seen[key] = ordinal + 1
            merge(Finding(observation, path: path, commit: commit, ordinal: ordinal))
        }
    }

    mutating func add(_ findings: [Finding]) { findings.forEach { merge($0) } }

    /// Something that is in the tree keeps the line that it has there, and the commit that brought it.
    private mutating func merge(_ finding: Finding) {
        guard let before = found[finding.fingerprint] else {
            order.append(finding.fingerprint)
            found[finding.fingerprint] = finding
            return
        }
        if finding.place.commit == nil { found[finding.fingerprint] = finding.since(before.place.commit) }
    }

    /// Sorted: the gravest first, then by path and line.
    var all: [Finding] {
        order.compactMap { found[$0] }.sorted { a, b in
            let (x, y) = (FindingLevel.allCases.firstIndex(of: a.level) ?? 0, FindingLevel.allCases.firstIndex(of: b.level) ?? 0)
            if x != y { return x < y }
            let (p, q) = (a.place.path?.bytes ?? [], b.place.path?.bytes ?? [])
            if p != q { return p.lexicographicallyPrecedes(q) }
            if a.place.line != b.place.line { return (a.place.line ?? 0) < (b.place.line ?? 0) }
            return (a.rule, a.fingerprint) < (b.rule, b.fingerprint)
        }
    }
}
