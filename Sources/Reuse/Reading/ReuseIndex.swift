import Inspection
import Ledger
import PackReader
import Pages
import Store

/// A repository that the office holds, with where its files are.
struct HeldRepository: Sendable {
    let id: Int64
    let project: Int64
    let folder: String
}

/// Writes what is kept of files and READMEs.
struct ReuseIndex: Sendable {
    let store: any SQLStore
    let settings: ReuseSettings
    let clock: @Sendable () -> Instant

    /// Contents that are read and stored at a time: their fingerprints take a few megabytes.
    private static let batch = 1_000
    private static let manyKeys = 400

    enum Outcome: Sendable { case unchanged, read }

    /// Brings what is kept of a repository up to date with its HEAD.
    ///
    /// Contents that are known from any repository are not read again.
    /// - Throws: `InspectionError` when it cannot be read; `StoreError`.
    func update(_ held: HeldRepository, named name: String) async throws -> Outcome {
        let reading = try RepositoryReading(folder: held.folder, settings)
        let commit = reading.commit.description
        let known = try await store.read { reader in
            try reader.first("SELECT commit_sha FROM reuse_repositories WHERE repository_id = ?", [.integer(held.id)]) { $0.text(0) }
        }
        guard known != commit else { return .unchanged }
        let tree = try reading.tree(named: name)
        let files = RepositoryReading.code(of: tree)
        var missing = 0
        var left = try await unknown(files)[...]
        while !left.isEmpty {
            try Task.checkCancellation()
            let next = Array(left.prefix(Self.batch))
            left = left.dropFirst(Self.batch)
            let found = reading.contents(of: next) { Task.isCancelled }
            missing += found.missing
            try await store.write { try Self.add(found.read, home: held.id, in: $0) }
        }
        let profile = Profile(of: tree)
        let gaps =
            tree.gaps.map { "\($0.subject): \($0.reason)" } + profile.gaps
            + (missing > 0 ? ["\(Format.count(missing, "file", "files")) could not be read"] : [])
        let (rules, now) = (settings.rules, clock())
        try await store.write { writer in
            try writer.forgetReuse(of: held.id)
            try writer.bulkLoad(into: "reuse_files", columns: ["repository_id", "number", "path", "blob"], onConflict: .fail) { rows in
                for (number, file) in files.enumerated() {
                    rows.integer(held.id)
                    rows.integer(Int64(number))
                    rows.text(file.path)
                    rows.integer(Self.key(file.blob))
                    try rows.endRow()
                }
            }
            try writer.bulkLoad(into: "reuse_terms", columns: ["repository_id", "kind", "term", "weight"], onConflict: .ignore) { rows in
                for (kind, terms) in profile.terms {
                    for (term, weight) in terms {
                        rows.integer(held.id)
                        rows.text(kind.rawValue)
                        rows.text(term)
                        rows.integer(Int64(weight))
                        try rows.endRow()
                    }
                }
            }
            try writer.execute(
                "INSERT INTO reuse_repositories (repository_id, commit_sha, rules, read_at, files, problem) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    .integer(held.id), .text(commit), .text(rules), .integer(now.seconds), .int(files.count),
                    gaps.isEmpty ? .null : .text(String(gaps.prefix(5).joined(separator: "; ").prefix(2_000))),
                ])
        }
        return .read
    }

    /// Forgets everything when it was read by other rules, and repositories that the office no longer holds.
    ///
    /// - Returns: whether anything was forgotten.
    func tidy(keeping repositories: Set<Int64>) async throws -> Bool {
        let rules = settings.rules
        return try await store.write { writer in
            let stored = try writer.rows("SELECT repository_id, rules FROM reuse_repositories") { (id: $0.integer(0), rules: $0.text(1)) }
            if stored.contains(where: { $0.rules != rules }) {
                for table in ["reuse_repositories", "reuse_files", "reuse_blobs", "reuse_fingerprints", "reuse_terms"] {
                    try writer.execute("DELETE FROM \(table)")
                }
                return true
            }
            let gone = stored.filter { !repositories.contains($0.id) }
            for repository in gone { try writer.forgetReuse(of: repository.id) }
            return !gone.isEmpty
        }
    }

    /// Forgets contents that no file has any more, and gives those a new home whose home no longer has them: else what was copied from
    /// there and changed there since would pass for a repository's likeness to itself.
    func sweep() async throws {
        try await store.write { writer in
            let dropped = try writer.execute(
                "DELETE FROM reuse_blobs WHERE NOT EXISTS (SELECT 1 FROM reuse_files f WHERE f.blob = reuse_blobs.id)")
            if dropped > 0 {
                try writer.execute(
                    "DELETE FROM reuse_fingerprints WHERE NOT EXISTS (SELECT 1 FROM reuse_blobs b WHERE b.id = reuse_fingerprints.blob)")
            }
            let moved = try writer.execute(
                """
                UPDATE reuse_blobs SET home = (SELECT MIN(f.repository_id) FROM reuse_files f WHERE f.blob = reuse_blobs.id)
                WHERE NOT EXISTS (SELECT 1 FROM reuse_files f WHERE f.blob = reuse_blobs.id AND f.repository_id = reuse_blobs.home)
                """)
            guard moved > 0 else { return }
            try writer.execute(
                """
                UPDATE reuse_fingerprints SET home = (SELECT b.home FROM reuse_blobs b WHERE b.id = reuse_fingerprints.blob)
                WHERE home <> (SELECT b.home FROM reuse_blobs b WHERE b.id = reuse_fingerprints.blob)
                """)
        }
    }

    /// The files whose contents are not known yet, each contents once.
    private func unknown(_ files: [RepositoryReading.File]) async throws -> [RepositoryReading.File] {
        var first: [Int64: RepositoryReading.File] = [:]
        for file in files where first[Self.key(file.blob)] == nil { first[Self.key(file.blob)] = file }
        let keys = first.keys.sorted()
        let known = try await store.read { reader -> Set<Int64> in
            var known: Set<Int64> = []
            var left = keys[...]
            while !left.isEmpty {
                let next = left.prefix(Self.manyKeys)
                left = left.dropFirst(Self.manyKeys)
                let marks = next.map { _ in "?" }.joined(separator: ", ")
                known.formUnion(
                    try reader.rows("SELECT id FROM reuse_blobs WHERE id IN (\(marks))", next.map(SQLValue.integer)) { $0.integer(0) })
            }
            return known
        }
        return keys.filter { !known.contains($0) }.compactMap { first[$0] }
    }

    private static func add(_ contents: [RepositoryReading.Contents], home: Int64, in writer: any SQLWriter) throws {
        try writer.bulkLoad(
            into: "reuse_blobs", columns: ["id", "name", "home", "lines", "size", "fingerprints"], onConflict: .ignore
        ) { rows in
            for one in contents {
                rows.integer(key(one.blob))
                rows.text(one.blob.description)
                rows.integer(home)
                rows.integer(Int64(one.fingerprints?.lines ?? 0))
                rows.integer(Int64(one.size))
                rows.integer(Int64(one.fingerprints?.marks.count ?? -1))
                try rows.endRow()
            }
        }
        // In the order of the key, which costs the least.
        var marks: [(hash: Int64, blob: Int64, line: Int32)] = []
        for one in contents { marks += (one.fingerprints?.marks ?? []).map { (Int64(bitPattern: $0.hash), key(one.blob), $0.line) } }
        marks.sort { ($0.hash, $0.blob) < ($1.hash, $1.blob) }
        try writer.bulkLoad(into: "reuse_fingerprints", columns: ["hash", "blob", "home", "line"], onConflict: .ignore) { rows in
            for mark in marks {
                rows.integer(mark.hash)
                rows.integer(mark.blob)
                rows.integer(home)
                rows.integer(Int64(mark.line))
                try rows.endRow()
            }
        }
    }

    /// The first 63 bits of a name: among ten million contents two have the same with a probability of about 1 in 200,000, and then
    /// one of them is not found.
    static func key(_ blob: ObjectID) -> Int64 {
        Int64(clamping: (UInt64(blob.description.prefix(16), radix: 16) ?? 0) >> 1)
    }
}

extension SQLWriter {
    /// Forgets which files a repository has, and its terms.
    fileprivate func forgetReuse(of repository: Int64) throws {
        for table in ["reuse_files", "reuse_terms", "reuse_repositories"] {
            try execute("DELETE FROM \(table) WHERE repository_id = ?", [.integer(repository)])
        }
    }
}
