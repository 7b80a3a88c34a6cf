import Ledger
import Testing

@testable import Collectors

@Suite("Who descends from whom")
struct AncestryTests {
    @Test("the lineage of a commit is the commit and all that it came from, and nothing beside it")
    func lineage() {
        var ancestry = Ancestry()
        // 1 - 2 - 4 (merges 3), and 5 beside them.
        ancestry.add([commit("1", []), commit("2", ["1"]), commit("3", ["1"])])
        ancestry.add([commit("4", ["2", "3"]), commit("5", ["2"])])
        #expect(ancestry.lineage(of: name("4")) == ["1", "2", "3", "4"].map(name))
        #expect(ancestry.lineage(of: name("5")) == ["1", "2", "5"].map(name))
        #expect(ancestry.lineage(of: name("6")) == nil)
    }

    @Test("a parent that did not come ends the lineage")
    func missingParent() {
        var ancestry = Ancestry()
        ancestry.add([commit("2", ["1"]), commit("3", ["2"])])
        #expect(ancestry.lineage(of: name("3")) == ["2", "3"].map(name))
    }

    @Test("names of both lengths come back as they were", arguments: [40, 64])
    func names(_ digits: Int) {
        let name = String("0123456789abcdef8f7e6d5c4b3a29180f1e2d3c4b5a69788796a5b4c3d2e1f0".suffix(digits))
        var ancestry = Ancestry()
        var fact = commit("1", [])
        fact.sha = name
        ancestry.add([fact])
        #expect(ancestry.lineage(of: name) == [name])
    }

    private func name(_ digit: String) -> String { String(repeating: digit, count: 40) }

    private func commit(_ digit: String, _ parents: [String]) -> CommitFact {
        let ada = SpelledIdentity(name: "Ada Example", email: "ada@example.org")
        let day = Instant("2026-01-01")!
        return CommitFact(
            sha: name(digit), parents: parents.map(name), author: ada, committer: ada, authoredAt: day, authorOffset: 0,
            committedAt: day, committerOffset: 0, subject: "Begin")
    }
}
