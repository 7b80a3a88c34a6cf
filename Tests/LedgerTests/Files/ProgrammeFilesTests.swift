@testable import Ledger
import Testing

@Suite("The lists of a programme")
struct ProgrammeFilesTests {
    private func problems<Row>(_ reading: FileReading<Row>) -> [String] { reading.problems.map(\.description) }

    @Test("each list is read with its columns, and only what must be there must")
    func reads() throws {
        let products = try #require(
            ProgrammeFiles.products("project_path,project_id,owner\ngroup/alpha,41,ada\ngroup/beta,,\n", file: "p.csv").rows)
        #expect(
            products.map(\.path) == ["group/alpha", "group/beta"] && products.map(\.number) == [41, nil] && products[0].owner == "ada")
        let coaches = try #require(ProgrammeFiles.coaches("username,to,from\n@ada,2026-07-01,2026-01-01\n", file: "c.csv").rows)
        #expect(coaches.map(\.login) == ["ada"] && coaches[0].days == DayRange(from: CivilDate("2026-01-01"), to: CivilDate("2026-07-01")))
        #expect(coaches[0].place == RowPlace(file: "c.csv", line: 2))
        let customers = try #require(
            ProgrammeFiles.customers(
                "organisation,parent,arr,from,to\nWorks,Group,1250.50,,2026-01-01\nWorks,,2000,2026-01-01,\n", file: "k.csv"
            ).rows)
        #expect(customers.map(\.revenue) == [125_050, 200_000] && customers.map(\.parent) == ["Group", nil])
        let contributors = try #require(
            ProgrammeFiles.contributors(
                "contributor_organization,contributor_usernames,sfdc_account_id\nWorks,\"ada; @ben,cleo\tdora\",001\n", file: "m.csv"
            ).rows)
        #expect(contributors[0].logins == ["ada", "ben", "cleo", "dora"] && contributors[0].customerNumber == "001")
    }

    @Test("each mistake is named with its file, line and field, and the file is then not taken at all")
    func refuses() {
        #expect(
            problems(ProgrammeFiles.products("project_path,project_id\n/abs,x\n,7\na/b,1\nA/B,2\n", file: "p.csv")) == [
                "p.csv line 2, project_path: “/abs” is no path such as group/project",
                "p.csv line 2, project_id: “x” is no number of a project",
                "p.csv line 3, project_path: is empty",
            ])
        #expect(
            problems(ProgrammeFiles.products("project_path\na/b\nA/B\n", file: "p.csv")) == [
                "p.csv line 3, project_path: the project “a/b” stands on line 2 already, for some of the same days"
            ])
        #expect(
            problems(ProgrammeFiles.coaches("username,from,to\nada b,2026-02-30,\nben,2026-02-01,2026-02-01\n", file: "c.csv")) == [
                "c.csv line 2, username: “ada b” is no user name",
                "c.csv line 3, to: is not after from; it is the first day that no longer counts",
            ])
        #expect(
            problems(
                ProgrammeFiles.coaches(
                    "username,from,to\nada,2026-01-01,2026-03-01\nADA,2026-02-01,\nada,2026-03-01,2026-03-02\n", file: "c.csv")
            ).count == 2)
        #expect(
            problems(ProgrammeFiles.customers("organisation,parent,arr\nA,a,\"1,000\"\n", file: "k.csv")) == [
                "k.csv line 2, arr: “1,000” is no amount such as 100000 or 1250.50", "k.csv line 2, parent: A cannot be part of itself",
            ])
        #expect(
            problems(ProgrammeFiles.customers("organisation,parent,arr\nA,B,1\nB,C,1\nC,A,1\nD,A,1\n", file: "k.csv")) == [
                "k.csv line 2, parent: A is part of itself by way of B", "k.csv line 3, parent: B is part of itself by way of C",
                "k.csv line 4, parent: C is part of itself by way of A",
            ])
        #expect(
            problems(ProgrammeFiles.contributors("contributor_organization,contributor_usernames\nA,ada\nB,Ada ben\nC,;\n", file: "m.csv"))
                == [
                    "m.csv line 4, contributor_usernames: is empty; give at least one user name"
                ])
        #expect(
            problems(ProgrammeFiles.contributors("contributor_organization,contributor_usernames\nA,ada\nB,Ada ben\n", file: "m.csv")) == [
                "m.csv line 3, contributor_usernames: Ada works for A on line 2 already"
            ])
    }

    @Test("a thousand mistakes are told as a hundred")
    func manyMistakes() {
        let text = "project_path,project_id\n" + (0..<1000).map { "a/\($0),x\n" }.joined()
        let count = problems(ProgrammeFiles.products(text, file: "p.csv")).count
        #expect((100...101).contains(count))
    }

    @Test("in a list of people a coach has the role in departments and expertise, or in either when so asked")
    func team() {
        func person(_ login: String?, _ departments: [String], _ expertise: [String]) -> TeamList.Person {
            TeamList.Person(line: 1, login: login, name: nil, departments: departments, expertise: expertise)
        }
        let link = "<a href=\"/job\">Merge Request coach</a>"
        let people = [
            person("ada", ["Merge Request Coach"], [link]), person("ben", ["Merge Request Coach"], []), person("cleo", [], [link]),
            person("dora", ["Backend"], ["Merge Request Coaching"]), person("ADA", ["Merge Request Coach"], [link]),
        ]
        #expect(TeamList.coaches(people, file: "team.yml").rows?.map(\.login) == ["ada"])
        #expect(TeamList.coaches(people, file: "team.yml", evidence: .either).rows?.map(\.login) == ["ada", "ben", "cleo"])
        #expect(TeamList.coaches([person(nil, ["Merge Request Coach"], [link])], file: "team.yml").problems.count == 1)
    }
}
