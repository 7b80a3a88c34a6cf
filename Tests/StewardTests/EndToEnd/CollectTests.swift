import Foundation
import Store
import Testing

/// Repositories in, figures out: the program from end to end.
@Suite("Collecting with the program")
struct CollectTests {
    @Test("what was collected is shown as a table, CSV and JSON; a second collection finds nothing new")
    func figures() async throws {
        let workplace = try Workplace()
        try await ExampleHistory(commits: 60).make("hammer", in: workplace)
        let first = try await workplace.steward("collect", "hammer")
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("complete") && first.output.contains("60"))

        let table = try await workplace.steward("measure", "show", "code.commits", "--period", "quarter", "--from", "2025-Q1")
        #expect(table.status == 0, "\(table.errors)")
        #expect(table.output.contains("Commits") && table.output.contains("2025-Q1"))
        let csv = try await workplace.steward(
            "measure", "show", "code.commits", "--period", "year", "--from", "2025", "--to", "2025", "--format", "csv")
        let lines = csv.output.split(separator: "\r\n")
        #expect(lines.count == 2 && lines.last?.contains("2025") == true, "\(csv.output)")
        let json = try await workplace.steward(
            "measure", "show", "code.commits", "--period", "year", "--from", "2025", "--to", "2025", "--format", "json")
        let answer = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(answer["measure"] as? String == "code.commits")

        let rows = try await workplace.steward(
            "measure", "rows", "code.commits", "--period", "year", "--at", "2025", "--format", "csv")
        #expect(rows.output.split(separator: "\r\n").count - 1 == 60, "\(rows.output.prefix(500))")
        let few = try await workplace.steward("measure", "rows", "code.commits", "--period", "year", "--at", "2025", "--limit", "3")
        #expect(few.output.hasSuffix("3 of 60 commits\n"), "\(few.output)")

        let second = try await workplace.steward("collect")
        #expect(second.status == 0 && second.output.contains("nothing new"))
        #expect(try await workplace.ledger { try $0.integer("SELECT COUNT(*) FROM commits") } == 60)
    }

    @Test("measures are listed in every form")
    func list() async throws {
        let workplace = try Workplace()
        for (format, word) in [("table", "Question"), ("csv", "id,title,question,unit"), ("json", "\"contributors.active\"")] {
            let list = try await workplace.steward("measure", "list", "--format", format)
            #expect(list.status == 0 && list.output.contains(word), "\(list.output.prefix(200)) \(list.errors)")
        }
    }

    @Test("a path at which there is nothing is told with what to do, and nothing is added")
    func missingPath() async throws {
        let workplace = try Workplace()
        let ending = try await workplace.steward("collect", "no-such-folder")
        #expect(ending.status == 1)
        #expect(
            ending.errors == """
                steward: There is nothing at “no-such-folder”.
                  Give the path of a repository, or an address such as https://example.org/project.git.

                """)
        #expect(try await workplace.ledger { try $0.integer("SELECT COUNT(*) FROM projects") } == 0)
    }

    @Test("of a damaged repository, what is missing is named, doctor names it too, and the others are complete")
    func damage() async throws {
        let workplace = try Workplace()
        try await ExampleHistory(commits: 30).make("hammer", in: workplace)
        try await ExampleHistory(commits: 20, begin: 1_740_000_000).make("anvil", in: workplace)
        let breaking = """
            cd anvil && object=$(git rev-parse main~10) && rm "objects/${object:0:2}/${object:2}" && echo "$object"
            """
        let broken = try await workplace.start("/bin/bash", ["-c", breaking]).ending()
        try #require(broken.status == 0, "\(broken.errors)")
        let object = broken.output.trimmingCharacters(in: .whitespacesAndNewlines)

        let ending = try await workplace.steward("collect", "hammer", "anvil")
        #expect(ending.status == 65, "\(ending.errors)")
        #expect(ending.errors.contains("steward: anvil could not be read whole; what could be read is stored\n"))
        #expect(ending.errors.contains(object))
        #expect(ending.output.contains("hammer") && ending.output.contains("complete") && ending.output.contains("incomplete"))
        let doctor = try await workplace.steward("doctor")
        #expect(doctor.status == 1)
        #expect(doctor.output.contains("anvil is incomplete") && doctor.output.contains(object), "\(doctor.output)")
        #expect(!doctor.output.contains("hammer is incomplete"))
        let counts = try await workplace.ledger {
            try $0.rows("SELECT COUNT(*) FROM repository_commits GROUP BY repository_id ORDER BY repository_id") { $0.integer(0) }
        }
        #expect(counts == [30, 10])
    }

    @Test("a configured repository that is gone does not keep the others from being collected")
    func configuredRepositoryIsGone() async throws {
        let workplace = try Workplace()
        try await ExampleHistory(commits: 5).make("hammer", in: workplace)
        try workplace.write(
            """
            collect:
              repositories: [./gone, ./hammer]
            """, to: "steward.yml")
        let ending = try await workplace.steward("collect")
        #expect(ending.status == 65, "\(ending.errors)")
        #expect(ending.errors.contains("There is nothing at"))
        #expect(try await workplace.ledger { try $0.integer("SELECT COUNT(*) FROM commits") } == 5)
    }

    @Test("both readers of git's histories give the same figures; another one is refused")
    func readers() async throws {
        var figures: [[String]] = []
        for reader in ["pack", "git"] {
            let workplace = try Workplace()
            try await ExampleHistory(commits: 40).make("hammer", in: workplace)
            let ending = try await workplace.steward("collect", "--reader", reader, "hammer")
            #expect(ending.status == 0, "\(ending.errors)")
            figures.append(
                try await workplace.ledger {
                    try $0.rows(
                        """
                        SELECT c.sha, COUNT(f.path_id), COALESCE(SUM(f.added), 0), COALESCE(SUM(f.removed), 0)
                        FROM commits c LEFT JOIN commit_files f ON f.commit_id = c.id GROUP BY c.sha ORDER BY c.sha
                        """
                    ) { "\($0.text(0)) \($0.integer(1)) \($0.integer(2)) \($0.integer(3))" }
                })
        }
        #expect(figures[0].count == 40 && figures[0] == figures[1])
        let refused = try await Workplace().steward("collect", "--reader", "svn", "hammer")
        #expect(refused.status == 78 && refused.errors.contains("`pack` or `git`"), "\(refused.status) \(refused.errors)")
    }
}
