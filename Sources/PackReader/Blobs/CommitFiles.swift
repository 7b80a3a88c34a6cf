import Synchronization

/// A file in a commit. `path` is there only during the call that hands it over.
public struct CommittedFile {
    /// As git writes it, in whatever bytes it was committed.
    public let path: UnsafeRawBufferPointer
    public let mode: UInt32
    /// The contents; the commit of a submodule.
    public let object: ObjectID
    public let commit: ObjectID
}

extension Repository {
    /// All files of a commit, in git's order.
    ///
    /// - Throws: `PackError` when a tree cannot be read, and then nothing was handed over; what `body` throws.
    public func files(
        of commit: ObjectID, isCancelled: @escaping @Sendable () -> Bool = { false }, _ body: (CommittedFile) throws -> Void
    ) throws {
        try turn.withLock { _ in
            try walk([commit], with: .emptyTree, isCancelled) { _, error in
                throw error
            } file: { _, file, _ in
                try body(file)
            }
        }
    }

    /// Each blob that `commits` brought, once, with the first of the commits and the first of its paths that has it.
    ///
    /// Merges are compared with their first parent, so what only a merge brought is seen too. Links are blobs; submodules are none.
    ///
    /// - Parameters:
    ///   - commits: parents before children, as `commits(from:)` gives them.
    ///   - unreadable: is given each commit whose files cannot be told.
    /// - Throws: `PackError` when it was cancelled; what `body` throws.
    public func introductions(
        by commits: [ObjectID], isCancelled: @escaping @Sendable () -> Bool = { false },
        unreadable: (ObjectID, PackError) -> Void, _ body: (CommittedFile) throws -> Void
    ) throws {
        try turn.withLock { _ in
            // By number; those of missing blobs come after those of all objects, as they are met.
            var seen = [Bool](repeating: false, count: forest.catalogue.count)
            // As many trees as are held at a time stay within the budget.
            let block = max(1000, options.budget >> 13)
            var left = commits[...]
            while !left.isEmpty {
                let next = Array(left.prefix(block))
                left = left.dropFirst(block)
                try walk(next, with: .firstParent, isCancelled) {
                    unreadable($0, $1)
                } file: { number, file, mode in
                    guard mode != FileMode.submodule else { return }
                    let place = Int(number)
                    if place >= seen.count { seen.append(contentsOf: repeatElement(false, count: place + 1 - seen.count)) }
                    guard !seen[place] else { return }
                    seen[place] = true
                    try body(file)
                }
            }
        }
    }

    private func walk(
        _ commits: [ObjectID], with base: ChangeReader.Base, _ isCancelled: @escaping @Sendable () -> Bool,
        unreadable: (ObjectID, PackError) throws -> Void, file: (Int32, CommittedFile, UInt8) throws -> Void
    ) throws {
        engine.isCancelled = isCancelled
        defer { engine.isCancelled = { false } }
        let reader = changeReader()
        var blobs = PairTable()
        let (starts, trees) = try reader.compareTrees(commits.map(number), with: base, &blobs)
        let noLines = GrowingBuffer<LineResult>()
        var rows = RowWalk(reader: reader, trees: trees, lines: noLines.start, hunks: nil)
        for (commit, start) in zip(commits, starts) {
            switch start {
            case .nothing: continue
            case .unreadable(let object, let fault): try unreadable(commit, reader.error(fault, object))
            case .pair(let pair):
                let error = try rows.differences(of: pair) { path, difference in
                    guard difference.new >= 0 else { return }
                    let found = CommittedFile(
                        path: path, mode: FileMode.number(difference.newMode), object: reader.id(difference.new), commit: commit)
                    try file(difference.new, found, difference.newMode)
                }
                if let error { try unreadable(commit, error) }
            }
        }
    }
}
