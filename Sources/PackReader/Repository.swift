import Dispatch
import Glibc
import Synchronization

/// A git repository whose history is read from its files, without git.
///
/// Reads packs and loose objects, also those borrowed through alternates, with SHA-1 or SHA-256 names. Replacements and
/// grafts are not followed; commits at which a shallow repository was cut off count as roots. A repository that stores
/// things in another way is refused: `PackError.Reason.unsupported`.
///
/// Calls from several threads wait for each other; each uses all threads of its own.
public final class Repository: @unchecked Sendable {
    public struct Options: Sendable {
        /// The bytes that may be held besides the tables of objects, of which each object takes about 40 bytes.
        public var budget = 256 << 20
        /// Threads that read; 0 for one for each processor.
        public var threads = 0
        public var verification = Verification.sample
        /// At most so many commits are read at a time, of several blocks in the last ones half as many; the next ones are read while
        /// these are handed over. Fewer begin to come sooner and leave less to hand over when all is read, more cost less.
        public var block = Int.max
        /// Whether what git wrote down of commits, their trees and parents, is believed where it is there. One in 256 is read all the
        /// same and compared; with `Verification.all` every one is.
        public var usesCommitGraph = true

        public init() {}
    }

    public let path: String
    let turn = Mutex(())
    private let layout: RepositoryLayout
    private let catalogue: ObjectCatalogue
    let options: Options
    private let extras: ExtraObjects
    let points: PointReader
    lazy var forest = Forest(catalogue)
    lazy var engine = EngineSettings(
        forest, threads: options.threads > 0 ? options.threads : sysconf(Int32(_SC_NPROCESSORS_ONLN)),
        budget: max(options.budget, 16 << 20), verification: options.verification)
    private lazy var commits = CommitTable(forest, extras, engine, graph: graph)
    private let graph: CommitGraph?

    /// Opens a bare repository, or one with a working tree at `path`.
    public init(at path: String, options: Options = Options()) throws(PackError) {
        self.path = path
        self.options = options
        layout = try RepositoryLayout(path: path)
        catalogue = try ObjectCatalogue(folders: layout.objects, format: layout.format)
        extras = ExtraObjects(catalogue)
        points = PointReader(catalogue, limit: max(options.budget / 4, 1 << 20))
        var problems = catalogue.problems
        var graph: CommitGraph?
        // Where commits are cut off, git passes over what it wrote down as well.
        if options.usesCommitGraph, options.verification != .all, layout.shallow.isEmpty {
            for folder in layout.objects where graph == nil {
                do {
                    graph = try CommitGraph.open(in: folder, format: layout.format)
                } catch {
                    if error.reason != .unsupported { problems.append(error) }
                }
            }
        }
        self.graph = graph
        self.problems = problems
    }

    public var format: ObjectFormat { layout.format }
    /// The commits at which a shallow repository was cut off.
    public var shallow: Set<ObjectID> { layout.shallow }
    /// What is wrong with packs as wholes, whose objects are read as far as they can be, and with what git wrote down of commits,
    /// which is passed over then.
    public let problems: [PackError]

    /// All refs, sorted by name.
    public func references() throws(PackError) -> [Reference] {
        try ReferenceReader(common: layout.common, nameSize: layout.format.nameSize).all()
    }

    /// What `HEAD` holds: the name of a ref, or of an object.
    public func head() throws(PackError) -> (ref: String?, object: ObjectID?) {
        try ReferenceReader(common: layout.common, nameSize: layout.format.nameSize).head(in: layout.folder)
    }

    /// One object, its name verified.
    public func object(_ id: ObjectID) throws(PackError) -> (kind: ObjectKind, bytes: [UInt8]) {
        do throws(ObjectFault) {
            let found = try turn.withLock { _ throws(ObjectFault) in try points.read(id) }
            return (found.kind, Array(found.bytes.buffer))
        } catch {
            throw PackError(error.reason, object: id, error.detail)
        }
    }

    /// The commit that an object is or, as a tag, leads to; nil when it leads to something else.
    public func commit(behind id: ObjectID) throws(PackError) -> ObjectID? {
        var id = id
        for _ in 0..<10 {
            let found = try object(id)
            switch found.kind {
            case .commit: return id
            case .tag:
                let line = found.bytes.prefix { $0 != UInt8(ascii: "\n") }
                guard line.starts(with: "object ".utf8), let next = ObjectID(String(decoding: line.dropFirst(7), as: UTF8.self))
                else { throw PackError(.damaged, object: id, ObjectFault.contents.detail) }
                id = next
            case .tree, .blob: return nil
            }
        }
        return nil
    }

    /// The commits that `tips` lead to and `known` do not, parents before children, and those that cannot be read.
    ///
    /// A known commit that is not there is passed over.
    public func commits(
        from tips: [ObjectID], excluding known: [ObjectID] = []
    ) -> (commits: [ObjectID], unreadable: [PackError]) {
        turn.withLock { _ in walk(from: tips, excluding: known) }
    }

    private func walk(from tips: [ObjectID], excluding known: [ObjectID]) -> (commits: [ObjectID], unreadable: [PackError]) {
        let order = CommitOrder(forest: forest, commits: commits, shallow: numbers(of: layout.shallow))
        let found = order.walk(from: tips.map(number), excluding: known.map { forest.find($0) })
        let reader = changeReader()
        return (found.numbers.map { forest.id($0) }, found.unreadable.map { reader.error($0.fault, $0.number) })
    }

    func number(_ id: ObjectID) -> Int32 {
        let found = forest.find(id)
        return found >= 0 ? found : id.withBytes { extras.number($0, isSubmodule: false) }
    }

    private func numbers(of ids: Set<ObjectID>) -> Set<Int32> { Set(ids.map { forest.find($0) }.filter { $0 >= 0 }) }

    func changeReader(hunks: HunkRule? = nil) -> ChangeReader {
        ChangeReader(
            forest: forest, extras: extras, engine: engine, commits: commits, shallow: numbers(of: layout.shallow), hunks: hunks,
            points: points)
    }

    /// The files that each of `commits` changed, compared with its parent's or with nothing for a root.
    ///
    /// Paths, order and numbers are those of `git diff-tree -r --root --no-renames --numstat`. A merge has no files.
    ///
    /// - Parameters:
    ///   - hunks: how to find where lines changed, which takes more time and memory than to count them; nil to count only.
    ///   - isCancelled: asked now and then while objects are read.
    /// - Throws: `PackError` when it was cancelled, and what the visitor throws.
    public func changes(
        of commits: [ObjectID], hunks: HunkRule? = nil, isCancelled: @escaping @Sendable () -> Bool = { false },
        _ visitor: inout some ChangeVisitor
    ) throws {
        try turn.withLock { _ in
            let stop = Stop()
            engine.isCancelled = { stop.isSet.load(ordering: .relaxed) || isCancelled() }
            defer { engine.isCancelled = { false } }
            var blocks = ChangeBlocks(of: commits, options)
            var ready = try changeReader(hunks: hunks).read(blocks.next().map(number))
            while !blocks.isEmpty {
                // The next block is read while this one is handed over.
                let reader = changeReader(hunks: hunks)
                let numbers = blocks.next().map(number)
                let next = Ahead { () throws(PackError) in try reader.read(numbers) }
                do {
                    try ready.handOver(to: &visitor)
                } catch {
                    stop.isSet.store(true, ordering: .relaxed)
                    _ = next.wait()
                    throw error
                }
                ready = try next.wait().get()
            }
            try ready.handOver(to: &visitor)
        }
    }
}

extension Repository {
    private static let textBlock = 10_000

    /// Hands over the bytes of commits, in the order in which they are named; each is named once.
    ///
    /// - Parameters:
    ///   - isCancelled: asked now and then while objects are read.
    ///   - body: is given bytes that are there only during the call.
    /// - Throws: `PackError` for the first commit that cannot be read and when it was cancelled; what `body` throws.
    public func texts(
        of commits: [ObjectID], isCancelled: @escaping @Sendable () -> Bool = { false },
        _ body: (ObjectID, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try turn.withLock { _ in
            engine.isCancelled = isCancelled
            defer { engine.isCancelled = { false } }
            let reader = CommitTexts(forest: forest, engine: engine)
            var left = commits[...]
            while !left.isEmpty {
                let names = left.prefix(Self.textBlock)
                left = left.dropFirst(Self.textBlock)
                let block = reader.read(names.map(number))
                if isCancelled() { throw PackError(.cancelled, "nobody wants it any more") }
                for (index, name) in names.enumerated() {
                    let bytes: UnsafeRawBufferPointer
                    do throws(ObjectFault) {
                        bytes = try block.bytes(at: index)
                    } catch {
                        throw PackError(error.reason, object: name, error.detail)
                    }
                    try body(name, bytes)
                }
                withExtendedLifetime(block) {}
            }
        }
    }
}

/// Takes commits apart into the blocks that are read at a time.
struct ChangeBlocks {
    /// What is held of a commit while its block is read stays well within this.
    private static let bytesPerCommit = 2048
    private static let smallest = 1000

    private var left: ArraySlice<ObjectID>
    private let largest: Int
    private let shrinks: Bool

    init(of commits: [ObjectID], _ options: Repository.Options) {
        left = commits[...]
        largest = max(Self.smallest, min(options.budget / Self.bytesPerCommit, options.block))
        shrinks = commits.count > options.block
    }

    var isEmpty: Bool { left.isEmpty }

    mutating func next() -> ArraySlice<ObjectID> {
        let size = shrinks && left.count <= largest ? max(largest / 2, Self.smallest) : largest
        defer { left = left.dropFirst(size) }
        return left.prefix(size)
    }
}

/// Tells all threads to stop.
private final class Stop: Sendable {
    let isSet = Atomic(false)
}

/// Work that goes on beside whoever started it.
private final class Ahead<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, PackError>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(_ work: @escaping @Sendable () throws(PackError) -> Value) {
        DispatchQueue.global().async { [self] in
            let value = Result { () throws(PackError) in try work() }
            result.withLock { $0 = value }
            done.signal()
        }
    }

    /// Waits for the result; once.
    func wait() -> Result<Value, PackError> {
        done.wait()
        return result.withLock { $0 } ?? .failure(PackError(.cancelled, "it was not done"))
    }
}
