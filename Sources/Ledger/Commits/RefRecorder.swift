public import Store

extension SQLReader {
    /// The refs of a repository as they were known at `instant`; as they are known now when nil.
    public func refs(ofRepository repository: Int64, asKnown instant: Instant? = nil) throws -> [RefFact] {
        let held = HeldCondition(at: instant)
        return try rows(
            """
            SELECT name, kind, target, commit_sha, tagged_at FROM refs
            WHERE repository_id = ? AND \(held.sql) ORDER BY name, id
            """, [.integer(repository)] + held.arguments
        ) { row in
            RefFact(
                name: row.text(0), kind: RefFact.Kind(rawValue: row.text(1)) ?? .other, target: row.text(2),
                commit: row.optionalText(3), taggedAt: row.optionalInteger(4).map(Instant.init(seconds:)))
        }
    }
}

extension CommitRecorder {
    /// Makes the stored refs equal to `refs`; a ref that moved or went stays in the past.
    public func recordRefs(_ refs: [RefFact], in writer: any SQLWriter, at now: Instant) throws {
        let held = Set(try writer.refs(ofRepository: repository))
        let current = Set(refs)
        guard held != current else { return }
        for ref in held.subtracting(current) {
            try writer.execute(
                "UPDATE refs SET ended_at = ? WHERE repository_id = ? AND name = ? AND ended_at IS NULL",
                [.integer(now.seconds), .integer(repository), .text(ref.name)])
        }
        let new = current.subtracting(held).sorted { $0.name < $1.name }
        var id = try writer.takeNumbers("refs", new.count)
        try writer.bulkLoad(
            into: "refs",
            columns: ["id", "repository_id", "name", "kind", "target", "commit_sha", "tagged_at", "recorded_at"],
            onConflict: .fail
        ) { loader in
            for ref in new {
                loader.integer(id)
                loader.integer(repository)
                loader.text(ref.name)
                loader.text(ref.kind.rawValue)
                loader.text(ref.target)
                loader.text(ref.commit)
                loader.integer(ref.taggedAt?.seconds)
                loader.integer(now.seconds)
                try loader.endRow()
                id += 1
            }
        }
        try writer.advanceRevision()
    }

    /// Marks which commits the default branch holds: those named in addition to, or instead of, the present ones.
    public func recordDefaultBranch(
        _ shas: [String], replacing: Bool, in writer: any SQLWriter
    ) throws {
        if replacing {
            try writer.execute(
                "UPDATE repository_commits SET on_default = 0 WHERE repository_id = ? AND on_default = 1",
                [.integer(repository)])
        }
        for run in Self.runs(of: try identifiers(of: shas, in: writer).values.sorted()) {
            try writer.execute(
                "UPDATE repository_commits SET on_default = 1 WHERE repository_id = ? AND commit_id BETWEEN ? AND ?",
                [.integer(repository), .integer(run.lowerBound), .integer(run.upperBound)])
        }
    }

    /// Ranges that hold the `numbers`, which ascend, and no others.
    private static func runs(of numbers: [Int64]) -> [ClosedRange<Int64>] {
        var runs: [ClosedRange<Int64>] = []
        for number in numbers {
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
        return runs
    }

    /// Marks the commits that no ref leads to any more, and lifts the mark from those that are back.
    ///
    /// Nothing is deleted: figures as they were known before stay what they were.
    ///
    /// - Parameter reachable: every commit that the repository's refs lead to.
    public func recordReachable(_ reachable: Set<String>, in writer: any SQLWriter, at now: Instant) throws {
        let stored = try writer.rows(
            """
            SELECT c.id, c.sha, a.commit_id FROM repository_commits r JOIN commits c ON c.id = r.commit_id
            LEFT JOIN commit_absences a
              ON a.repository_id = r.repository_id AND a.commit_id = r.commit_id AND a.ended_at IS NULL
            WHERE r.repository_id = ? ORDER BY c.id
            """, [.integer(repository)]
        ) { (id: $0.integer(0), sha: $0.text(1), absent: !$0.isNull(2)) }
        var changed = false
        for commit in stored where reachable.contains(commit.sha) == commit.absent {
            changed = true
            if commit.absent {
                try writer.execute(
                    "UPDATE commit_absences SET ended_at = ? WHERE repository_id = ? AND commit_id = ? AND ended_at IS NULL",
                    [.integer(now.seconds), .integer(repository), .integer(commit.id)])
            } else {
                try writer.execute(
                    """
                    INSERT INTO commit_absences (repository_id, commit_id, recorded_at) VALUES (?, ?, ?)
                    ON CONFLICT (repository_id, commit_id, recorded_at) DO UPDATE SET ended_at = NULL
                    """, [.integer(repository), .integer(commit.id), .integer(now.seconds)])
            }
        }
        if changed { try writer.advanceRevision() }
    }
}
