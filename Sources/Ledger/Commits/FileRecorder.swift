public import Store
import Synchronization

extension CommitRecorder {
    /// Commits of the repository whose lines are still to be counted, by number, after `cursor`.
    public static func pendingLines(
        ofRepository repository: Int64, after cursor: Int64, limit: Int, in reader: any SQLReader
    ) throws -> [(id: Int64, sha: String)] {
        try commits(in: .pending, ofRepository: repository, after: cursor, limit: limit, in: reader)
    }

    /// Commits of the repository that both add and delete files and whose renames were not looked for yet, by number, after `cursor`.
    public static func pendingRenames(
        ofRepository repository: Int64, after cursor: Int64, limit: Int, in reader: any SQLReader
    ) throws -> [(id: Int64, sha: String)] {
        try commits(in: .renamesPending, ofRepository: repository, after: cursor, limit: limit, in: reader)
    }

    private static func commits(
        in state: LinesState, ofRepository repository: Int64, after cursor: Int64, limit: Int, in reader: any SQLReader
    ) throws -> [(id: Int64, sha: String)] {
        // The state stands in the statement itself: only so is the index of the commits in that state used.
        try reader.rows(
            """
            SELECT c.id, c.sha FROM commits c JOIN repository_commits r ON r.commit_id = c.id
            WHERE c.lines_state = \(state.rawValue) AND c.id > ? AND r.repository_id = ? ORDER BY c.id LIMIT ?
            """, [.integer(cursor), .integer(repository), .int(limit)]
        ) { (id: $0.integer(0), sha: $0.text(1)) }
    }

    /// How many commits of the repository are in a state.
    public static func count(of state: LinesState, ofRepository repository: Int64, in reader: any SQLReader) throws -> Int {
        let count = try reader.integer(
            """
            SELECT COUNT(*) FROM commits c JOIN repository_commits r ON r.commit_id = c.id
            WHERE c.lines_state = \(state.rawValue) AND r.repository_id = ?
            """, [.integer(repository)])
        return Int(count ?? 0)
    }

    /// Stores the files of commits and marks their lines as counted, or as unknown.
    ///
    /// A commit whose lines were counted before is passed over: a commit never changes.
    ///
    /// - Parameter numbers: the numbers of the commits by name; those not in it are passed over.
    public func record(_ batch: [CommitFiles], numbered numbers: [String: Int64], in writer: any SQLWriter) throws {
        var counted: [(commit: Int64, changes: [FileChange])] = []
        for files in batch {
            guard let commit = numbers[files.sha], try settle(commit, files.changes, in: writer) else { continue }
            if let changes = files.changes { counted.append((commit, changes)) }
        }
        let pathIDs = try counted.map { try $0.changes.map { try pathID($0.path, in: writer) } }
        try writer.bulkLoad(
            into: "commit_files", columns: ["commit_id", "path_id", "status", "added", "removed"], onConflict: .ignore
        ) { loader in
            for (index, entry) in counted.enumerated() {
                for (change, path) in zip(entry.changes, pathIDs[index]) {
                    loader.integer(entry.commit)
                    loader.integer(path)
                    loader.text(String(change.status))
                    loader.integer(change.added)
                    loader.integer(change.removed)
                    try loader.endRow()
                }
            }
        }
    }

    /// The same for commits whose numbers are looked up.
    public func record(_ batch: [CommitFiles], in writer: any SQLWriter) throws {
        try record(batch, numbered: identifiers(of: batch.map(\.sha), in: writer), in: writer)
    }

    /// Notes what the `changes` of a commit come to; that they are unknown when nil.
    ///
    /// - Returns: whether they were still to be counted.
    private func settle(_ commit: Int64, _ changes: [FileChange]?, in writer: any SQLWriter) throws -> Bool {
        let (pending, unknown) = (SQLValue.int(LinesState.pending.rawValue), SQLValue.int(LinesState.unknown.rawValue))
        guard let changes else {
            return try writer.execute(
                "UPDATE commits SET lines_state = ? WHERE id = ? AND lines_state IN (?, ?)",
                [unknown, .integer(commit), pending, unknown]) > 0
        }
        return try writer.execute(
            "UPDATE commits SET lines_state = ?, added = ?, removed = ?, files = ? WHERE id = ? AND lines_state IN (?, ?)",
            [
                .int(Self.state(after: changes).rawValue), .int(changes.reduce(0) { $0 + ($1.added ?? 0) }),
                .int(changes.reduce(0) { $0 + ($1.removed ?? 0) }), .int(changes.count), .integer(commit), pending, unknown,
            ]) > 0
    }

    /// A commit that adds and deletes files may have renamed some; one that does not cannot.
    private static func state(after changes: [FileChange]) -> LinesState {
        let mayRename = changes.contains { $0.status == "A" } && changes.contains { $0.status == "D" }
        return mayRename ? .renamesPending : .counted
    }

    /// Stores which files of the `commits` were renamed from where, and marks those commits as done.
    public func record(_ renames: [Rename], of commits: [Int64], in writer: any SQLWriter) throws {
        for rename in renames {
            try writer.execute(
                """
                UPDATE commit_files SET renamed_from = ?
                WHERE commit_id = (SELECT id FROM commits WHERE sha = ?) AND path_id = ?
                """,
                [
                    .integer(try pathID(rename.from, in: writer)), .text(rename.sha),
                    .integer(try pathID(rename.to, in: writer)),
                ])
        }
        for commit in commits {
            try writer.execute(
                "UPDATE commits SET lines_state = ? WHERE id = ?",
                [.int(LinesState.counted.rawValue), .integer(commit)])
        }
    }

    /// Replaces the list of files on the default branch; what was listed before stays for as-known figures.
    public func recordHeadFiles(_ files: [String], in writer: any SQLWriter, at now: Instant) throws {
        let listed = Set(
            try writer.rows(
                "SELECT path_id FROM head_files WHERE repository_id = ? AND ended_at IS NULL", [.integer(repository)]
            ) { $0.integer(0) })
        let current = try Set(files.map { try pathID($0, in: writer) })
        for path in listed.subtracting(current).sorted() {
            try writer.execute(
                "UPDATE head_files SET ended_at = ? WHERE repository_id = ? AND path_id = ? AND ended_at IS NULL",
                [.integer(now.seconds), .integer(repository), .integer(path)])
        }
        try writer.bulkLoad(
            into: "head_files", columns: ["repository_id", "path_id", "recorded_at"], onConflict: .ignore
        ) { loader in
            for path in current.subtracting(listed).sorted() {
                loader.integer(repository)
                loader.integer(path)
                loader.integer(now.seconds)
                try loader.endRow()
            }
        }
    }

    private func pathID(_ path: String, in writer: any SQLWriter) throws -> Int64 {
        let path = BoundedKey.of(path)
        let key = ExactText(path)
        if let id = paths.withLock({ $0[key] }) { return id }
        let id: Int64
        if let found = try writer.integer("SELECT id FROM paths WHERE path = ?", [.text(path)]) {
            id = found
        } else {
            id = try writer.takeNumbers("paths")
            try writer.execute("INSERT INTO paths (id, path) VALUES (?, ?)", [.integer(id), .text(path)])
        }
        paths.withLock { $0[key] = id }
        return id
    }
}
