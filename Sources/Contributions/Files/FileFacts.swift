import Ledger
import Store

/// The files of every commit, in columns, for the measures that look below commits.
///
/// Loaded only when such a measure is asked for: 17 bytes a file change, some 50 MB for three million.
final class FileFacts: Sendable {
    /// Where the changes of a commit begin, by the commit's index in ``ContributionFacts``; one more at the end.
    let start: [Int32]
    let path: [Int32]
    let status: [UInt8]
    /// -1 for a binary file.
    let added: [Int32]
    let removed: [Int32]
    /// The path that an added file had before; -1 when it is new.
    let renamedFrom: [Int32]
    /// By the path's number.
    let paths: [String]
    /// The files on the default branch of each project, by project index.
    let listed: [[Int32]]
    /// By commit index: whether the default branch of its home project holds it.
    let onDefault: [Bool]

    init(_ facts: ContributionFacts, from reader: any SQLReader) throws {
        var builder = FileColumns(facts)
        try builder.load(from: reader)
        start = builder.start
        path = builder.path
        status = builder.status
        added = builder.added
        removed = builder.removed
        renamedFrom = builder.renamedFrom
        let paths = try Self.paths(from: reader)
        self.paths = paths
        let structure = try StructureLoader(reader: reader, asKnown: facts.asKnown).load()
        listed = try Self.listed(facts, structure, from: reader)
        onDefault = try Self.onDefault(facts, builder.indexOfCommit, from: reader)
    }

    /// The changes of one commit.
    func changes(of commit: Int32) -> Range<Int> { Int(start[Int(commit)])..<Int(start[Int(commit) + 1]) }

    private static func paths(from reader: any SQLReader) throws -> [String] {
        var paths = [String](repeating: "", count: Int(try reader.integer("SELECT MAX(id) FROM paths") ?? 0) + 1)
        try reader.forEachRow("SELECT id, path FROM paths", []) { paths[$0.int(0)] = $0.text(1) }
        return paths
    }

    private static func listed(
        _ facts: ContributionFacts, _ structure: Structure, from reader: any SQLReader
    ) throws -> [[Int32]] {
        var listed = [[Int32]](repeating: [], count: facts.projects.count)
        let held = HeldCondition(at: facts.asKnown)
        try reader.forEachRow(
            "SELECT repository_id, path_id FROM head_files WHERE \(held.sql) ORDER BY repository_id, path_id",
            held.arguments
        ) { row in
            guard let project = structure.projectOfRepository[row.integer(0)] else { return }
            listed[Int(project)].append(Int32(truncatingIfNeeded: row.integer(1)))
        }
        return listed
    }

    private static func onDefault(
        _ facts: ContributionFacts, _ indexOfCommit: [Int32], from reader: any SQLReader
    ) throws -> [Bool] {
        var onDefault = [Bool](repeating: false, count: facts.commits.id.count)
        try reader.forEachRow("SELECT commit_id FROM repository_commits WHERE on_default = 1", []) { row in
            guard row.int(0) < indexOfCommit.count, indexOfCommit[row.int(0)] >= 0 else { return }
            onDefault[Int(indexOfCommit[row.int(0)])] = true
        }
        return onDefault
    }
}

/// Gathers file changes by commit.
private struct FileColumns {
    var start: [Int32]
    var path: [Int32] = []
    var status: [UInt8] = []
    var added: [Int32] = []
    var removed: [Int32] = []
    var renamedFrom: [Int32] = []
    /// By the commit's number; -1 for commits that the facts leave out.
    let indexOfCommit: [Int32]

    init(_ facts: ContributionFacts) {
        var index = [Int32](repeating: -1, count: Int(facts.commits.id.max() ?? 0) + 1)
        for (place, id) in facts.commits.id.enumerated() { index[Int(id)] = Int32(place) }
        indexOfCommit = index
        start = Array(repeating: 0, count: facts.commits.id.count + 1)
        for (commit, files) in facts.commits.files.enumerated() { start[commit + 1] = start[commit] + files }
    }

    mutating func load(from reader: any SQLReader) throws {
        let total = Int(start.last ?? 0)
        path = Array(repeating: 0, count: total)
        status = Array(repeating: 0, count: total)
        added = Array(repeating: -1, count: total)
        removed = Array(repeating: -1, count: total)
        renamedFrom = Array(repeating: -1, count: total)
        var next = start
        var columns = self
        try reader.forEachRow(
            "SELECT commit_id, path_id, status, added, removed, renamed_from FROM commit_files", []
        ) { row in
            guard row.int(0) < columns.indexOfCommit.count else { return }
            let commit = Int(columns.indexOfCommit[row.int(0)])
            // A commit whose files came after the facts were loaded has no place yet.
            guard commit >= 0, next[commit] < columns.start[commit + 1] else { return }
            let place = Int(next[commit])
            next[commit] += 1
            columns.path[place] = Int32(truncatingIfNeeded: row.integer(1))
            columns.status[place] = row.text(2).utf8.first ?? 0
            columns.added[place] = row.isNull(3) ? -1 : Int32(clamping: row.integer(3))
            columns.removed[place] = row.isNull(4) ? -1 : Int32(clamping: row.integer(4))
            columns.renamedFrom[place] = row.isNull(5) ? -1 : Int32(truncatingIfNeeded: row.integer(5))
        }
        self = columns
    }
}
