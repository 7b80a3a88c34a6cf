import Foundation
import Testing

@testable import PackReader

/// The hunks of a whole history, found while its files are read once.
@Suite("Hunks of a history")
struct PackHunkPassTests {
    private struct Gathered: ChangeVisitor {
        struct Row {
            let path: [UInt8]
            let old: ObjectID?
            let new: ObjectID?
            let isFile: Bool
            let lines: PackReader.FileChange.Lines
            let hunks: [Hunk]?
        }
        var rows: [ObjectID: [Row]] = [:]
        private var current: ObjectID?

        mutating func commit(_ id: ObjectID) {
            current = id
            rows[id] = []
        }

        mutating func file(_ change: PackReader.FileChange) {
            guard let current else { return }
            let isFile = ![change.oldMode, change.newMode].contains(0o160000)
            rows[current, default: []].append(
                Row(path: Array(change.path), old: change.old, new: change.new, isFile: isFile, lines: change.lines, hunks: change.hunks))
        }

        mutating func unreadable(_ id: ObjectID, _ error: PackError) {}
    }

    private func scene() throws -> (scene: PackScene, commits: [ObjectID]) {
        let scene = try PackScene()
        try scene.load(.traps())
        try scene.git("repack", "-adfq", "--depth=200")
        let repository = try Repository(at: scene.path)
        return (scene, repository.commits(from: try repository.references().map(\.target)).commits)
    }

    @Test(
        "they are those of each pair of files by itself, whatever the budget",
        arguments: [PackReader.Repository.HunkRule.diff, .blame], [0, 256 << 20])
    func pairs(rule: PackReader.Repository.HunkRule, budget: Int) throws {
        let (scene, commits) = try scene()
        var options = Repository.Options()
        options.budget = budget
        let repository = try Repository(at: scene.path, options: options)
        var counts = Gathered()
        try repository.changes(of: commits, &counts)
        var found = Gathered()
        try repository.changes(of: commits, hunks: rule, &found)
        var checked = 0
        for commit in commits {
            let rows = try #require(found.rows[commit])
            #expect(rows.map(\.lines) == counts.rows[commit]?.map(\.lines))
            #expect(counts.rows[commit]?.allSatisfy { $0.hunks == nil } == true)
            for row in rows {
                guard case .counted(let added, let deleted) = row.lines else {
                    #expect(row.hunks == nil)
                    continue
                }
                let hunks = try #require(row.hunks)
                if rule == .diff {
                    #expect(hunks.reduce(0) { $0 + $1.newCount } == added)
                    #expect(hunks.reduce(0) { $0 + $1.oldCount } == deleted)
                }
                guard row.isFile else { continue }
                #expect(try repository.hunks(from: row.old, to: row.new, rule) == .changes(hunks))
                checked += hunks.count
            }
        }
        #expect(checked > 300)
    }

    @Test("what git diff -U0 prints of every commit is what is found")
    func git() throws {
        let (scene, commits) = try scene()
        let repository = try Repository(at: scene.path)
        var found = Gathered()
        try repository.changes(of: commits, hunks: .blame, &found)
        var compared = 0
        for commit in commits where found.rows[commit]?.isEmpty == false {
            let text = try scene.git("diff-tree", "-p", "-U0", "-r", "--root", "--no-renames", commit.description)
            let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
            // A file that became a link is shown as two.
            guard !lines.contains(where: { $0.hasPrefix("deleted file") }) else { continue }
            let wanted = lines.filter { $0.hasPrefix("@@ ") }.map { $0.split(separator: " ")[1...2].map(spread) }
            let hunks = found.rows[commit]?.flatMap { $0.hunks ?? [] } ?? []
            #expect(hunks.map { ["-\($0.oldStart),\($0.oldCount)", "+\($0.newStart),\($0.newCount)"] } == wanted)
            compared += wanted.count
        }
        #expect(compared > 300)
    }

    private func spread(_ part: Substring) -> String { part.contains(",") ? String(part) : part + ",1" }

    @Test("hunks that are too many to be kept are found again when they are handed over")
    func leftOut() throws {
        let scene = try PackScene()
        var script = HistoryScript()
        let lines = (0..<200_000).map { "\($0)\n" }
        script.commit(.file("f", Array(lines.joined().utf8)))
        for turn in 1...3 {
            script.commit(.file("f", Array(lines.enumerated().map { $0 % 2 == 0 ? "turn \(turn)\n" : $1 }.joined().utf8)))
        }
        try scene.load(script)
        var options = Repository.Options()
        options.budget = 16 << 20
        options.threads = 1
        let repository = try Repository(at: scene.path, options: options)
        let commits = repository.commits(from: try repository.references().map(\.target)).commits
        var found = Gathered()
        try repository.changes(of: commits, hunks: .diff, &found)
        let hunks = commits.compactMap { found.rows[$0]?.first?.hunks?.count }
        #expect(hunks == [1, 100_000, 100_000, 100_000])
    }
}
