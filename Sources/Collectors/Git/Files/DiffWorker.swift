/// Compares commits through one process at a time.
///
/// Git ends when an object is missing. The commit that needed it is answered as unknown, and a new process goes on
/// with the next.
final class DiffWorker<Record: DiffRecord> {
    private let git: GitProgram
    private let view: HistoryView
    private let arguments: [String]
    private let queue: CommitQueue
    private let outlet: Outlet<[Record.Answer]>
    private let awaiting = Awaiting()
    private var batch: [Record.Answer] = []
    private var weight = 0

    /// Commits that git was told, or is to be told, and has not answered yet.
    private final class Awaiting {
        var commits: ArraySlice<String> = []
        /// These are to be told again, to a new process.
        var repeated: ArraySlice<String> = []
        /// How many commits the block held that was told last.
        var block = 0
    }

    private static var heaviestBatch: Int { 4000 }

    init(
        git: GitProgram, view: HistoryView, arguments: [String], queue: CommitQueue, outlet: Outlet<[Record.Answer]>
    ) {
        self.git = git
        self.view = view
        self.arguments = arguments
        self.queue = queue
        self.outlet = outlet
    }

    func run() throws {
        while try !runOnce() {}
        if !batch.isEmpty { try outlet.give(batch) }
    }

    /// - Returns: true when everything was answered.
    private func runOnce() throws -> Bool {
        awaiting.repeated = awaiting.commits
        let child = try ChildProcess(
            git.command(arguments, in: view.folder), interruption: outlet.interruption
        ) { [awaiting, queue] in Self.feed(awaiting, queue) }
        var fields = FieldReader(child)
        var record: Record?
        var answered = false
        while let field = try fields.field(endingWith: 0) {
            if let sha = Self.commit(field, digits: view.objectFormat.digits) {
                if let whole = record { try deliver(whole) }
                record = nil
                try passOver(until: sha)
                record = Record(sha: sha)
                answered = true
            } else if try record?.take(field, &fields) != true {
                throw GitFailure(.unexpected, at: view.location, detail: "an unknown line from git diff-tree")
            }
        }
        let ending = try child.finish()
        if let whole = record, ending.isSuccess || whole.isWhole {
            try deliver(whole)
            record = nil
        }
        if ending.isSuccess {
            // Git passes in silence over a commit that is not there.
            while !awaiting.commits.isEmpty { try giveUp(awaiting.commits[awaiting.commits.startIndex], object: nil) }
            return true
        }
        let object = Self.objectNamed(in: ending.complaint, digits: view.objectFormat.digits)
        guard answered || object != nil, let failed = record?.sha ?? awaiting.commits.first else {
            throw GitFailure(ending, at: view.location)
        }
        try giveUp(failed, object: object)
        return false
    }

    private static func feed(_ awaiting: Awaiting, _ queue: CommitQueue) -> ChildProcess.Feed {
        var told = awaiting.repeated
        awaiting.repeated = []
        if told.isEmpty {
            // A block more than is being worked on, so that git never waits.
            if awaiting.commits.count > awaiting.block { return .later }
            guard let block = queue.next() else { return .end }
            told = block[...]
            awaiting.block = block.count
            awaiting.commits.append(contentsOf: block)
        }
        return .bytes(Array((told.joined(separator: "\n") + "\n").utf8))
    }

    /// A field that begins the answer for a commit: its name and nothing else.
    private static func commit(_ field: UnsafeRawBufferPointer, digits: Int) -> String? {
        guard field.count == digits, field.first != UInt8(ascii: ":"), !field.contains(UInt8(ascii: "\t")) else {
            return nil
        }
        return String(decoding: field, as: UTF8.self)
    }

    private func passOver(until sha: String) throws {
        while let next = awaiting.commits.first, next != sha { try giveUp(next, object: nil) }
    }

    private func deliver(_ record: Record) throws {
        guard record.isWhole else { return try giveUp(record.sha, object: nil) }
        remove(record.sha)
        try give(record.answer, weight: record.weight)
    }

    private func giveUp(_ sha: String, object: String?) throws {
        remove(sha)
        outlet.miss(.init(Record.gap, sha, object: object ?? sha))
        try give(Record.unknown(sha), weight: 1)
    }

    private func remove(_ sha: String) {
        if awaiting.commits.first == sha { awaiting.commits.removeFirst() }
    }

    private func give(_ answer: Record.Answer, weight: Int) throws {
        batch.append(answer)
        self.weight += weight
        guard self.weight >= Self.heaviestBatch else { return }
        try outlet.give(batch)
        batch = []
        self.weight = 0
    }

    /// The last object that a complaint names.
    static func objectNamed(in complaint: String, digits: Int) -> String? {
        complaint.split { !$0.isHexDigit }.last { $0.utf8.count == digits }.map(String.init)
    }
}
