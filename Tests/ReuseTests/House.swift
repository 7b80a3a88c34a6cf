import Foundation
import Ledger
import Store
import TestSupport

@testable import Reuse

/// A house with departments, each with repositories that a test fills.
struct House {
    let store: any SQLStore
    let folder: String
    let desk: ReuseDesk

    static let now = Instant("2026-11-21T12:00:00Z")!

    init(_ store: any SQLStore, in folder: String, settings: ReuseSettings = ReuseSettings(), more: [Store.Schema] = []) async throws {
        try await store.migrate(more + [LedgerSchema.schema, ReuseSchema.schema])
        self.store = store
        self.folder = folder
        desk = ReuseDesk(store: store, settings: settings, folder: { $0.location }, clock: { Self.now })
    }

    /// Commits files to a repository, which is made when it is missing, of a project of the same name.
    func commit(_ files: [String: String], to project: String, of department: String?) async throws {
        let path = "\(folder)/\(project)"
        if !FileManager.default.fileExists(atPath: path) {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try git(path, "init", "-q")
            try await store.write { writer in
                let made = try writer.addProject(slug: project, title: project.capitalized, at: Self.now)
                if let department {
                    let group = try writer.group(slug: department, title: department.capitalized, at: Self.now)
                    try writer.setMembership(of: made, in: group, to: true, madeBy: "test", at: Self.now)
                }
                _ = try writer.repository(at: path, kind: "git", project: made, at: Self.now)
            }
        }
        for (name, text) in files {
            let file = URL(fileURLWithPath: "\(path)/\(name)")
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        try git(path, "add", "-A")
        try git(path, "commit", "-q", "-m", "Files")
    }

    private func git(_ path: String, _ arguments: String...) throws {
        var environment = ProcessInfo.processInfo.environment
        environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
        environment["GIT_CONFIG_SYSTEM"] = "/dev/null"
        for role in ["AUTHOR", "COMMITTER"] {
            environment["GIT_\(role)_NAME"] = "Ada Hill"
            environment["GIT_\(role)_EMAIL"] = "ada@office.example"
        }
        let ending = try ChildProgram("git", arguments, environment: environment, in: path).ending()
        guard ending.status == 0 else { throw ReuseDesk.Refused(field: nil, description: "git \(arguments) ended with \(ending.status)") }
    }

    /// A made-up program of so many functions; other seeds give other programs.
    static func program(_ seed: Int, functions: Int = 12, comment: String = "") -> String {
        var random = Lehmer()
        for _ in 0..<(seed * 1000) { _ = random.next() }
        return (0..<functions).map { number in
            let (a, b, c) = (random.next() % 9973, random.next() % 9973, random.next() % 9973)
            return """
                \(comment)
                def import_\(a)_\(number)(rows, limit=\(b)):
                    total = \(c)
                    for row in rows[\(a):limit]:
                        total += row.value_\(b) * \(a) - len(row.items_\(c))
                        if total > \(b + c):
                            return [row.value_\(a), total, \(number)]
                    return total - \(a)


                """
        }.joined()
    }
}
