import Ledger
import Testing

@Suite("What is part of what, and who reports to whom")
struct TreeTests {
    private func second(_ text: String) -> Int64 { Instant(text)!.seconds }

    private func parent(_ id: Int64, _ child: Int64, _ parent: Int64, _ from: String? = nil, _ to: String? = nil, rule: String = "stated")
        -> RecordedAssertion
    {
        .invented(
            id,
            Assertion(
                .organisationParent, subject: child, object: parent, validFrom: from.flatMap { Instant($0) },
                validTo: to.flatMap { Instant($0) }, rule: rule, evidence: ""))
    }

    @Test("an organisation follows its parents at the instant that is asked about")
    func overTime() {
        // 3 is part of 2 until it is sold to 5; 2 is part of 1.
        let tree = OrganisationTree([parent(1, 3, 2, nil, "2024-01-01"), parent(2, 3, 5, "2024-01-01"), parent(3, 2, 1)])
        let (before, after) = (Instant("2023-12-31")!, Instant("2024-01-01")!)
        #expect(tree.ancestors(of: 3, at: before) == [2, 1])
        #expect(tree.ultimateParent(of: 3, at: before) == 1)
        #expect(tree.ancestors(of: 3, at: after) == [5])
        #expect(tree.ultimateParent(of: 1, at: after) == 1)
        #expect(tree.descendants(of: 1, at: before) == [2, 3])
        #expect(tree.descendants(of: 1, at: after) == [2])
        #expect(tree.parent(of: 99, at: after) == nil)
    }

    @Test("where two parents are held at once, a statement goes before a list, and what began later before what began earlier")
    func force() {
        let tree = OrganisationTree([
            parent(1, 3, 2, "2020-01-01"), parent(2, 3, 5, rule: "customer list"), parent(3, 4, 6), parent(4, 4, 7, "2020-01-01"),
        ])
        let now = Instant("2024-01-01")!
        #expect(tree.parent(of: 3, at: now) == 2)
        #expect(tree.parent(of: 4, at: now) == 7)
        #expect(tree.descendants(of: 5, at: now) == [])
    }

    @Test("a circle ends every walk and never hangs")
    func circles() {
        let tree = DatedTree([
            .init(child: 1, parent: 2), .init(child: 2, parent: 3), .init(child: 3, parent: 1), .init(child: 4, parent: 4),
        ])
        #expect(tree.ancestors(of: 1, at: 0) == [2, 3])
        #expect(tree.top(of: 1, at: 0) == 3)
        #expect(tree.descendants(of: 1, at: 0) == [2, 3])
        #expect(tree.ancestors(of: 4, at: 0) == [])
    }

    @Test("a walk goes no deeper than a hundred steps")
    func depth() {
        let tree = DatedTree((1..<1000).map { DatedTree.Link(child: $0, parent: $0 + 1) })
        #expect(tree.ancestors(of: 1, at: 0).count == DatedTree.deepest)
        #expect(tree.descendants(of: 1000, at: 0).count == 999)
        #expect(throws: LedgerError.tooDeep(100)) { try tree.circle(closedBy: .init(child: 2000, parent: 1)) }
    }

    @Test("a link that would close a circle is found with the way around, and only where all of it holds at one time")
    func refusal() throws {
        let tree = DatedTree([
            .init(child: 1, parent: 2, from: second("2020-01-01"), to: second("2022-01-01")),
            .init(child: 2, parent: 3, from: second("2021-01-01"), to: second("2024-01-01")),
        ])
        #expect(try tree.circle(closedBy: .init(child: 3, parent: 1)) == [1, 2, 3])
        #expect(try tree.circle(closedBy: .init(child: 3, parent: 1, from: second("2022-01-01"), to: .max)) == nil)
        #expect(try tree.circle(closedBy: .init(child: 3, parent: 2, from: second("2023-01-01"), to: .max)) == [2, 3])
        #expect(try tree.circle(closedBy: .init(child: 7, parent: 7)) == [7])
        #expect(try tree.circle(closedBy: .init(child: 1, parent: 3)) == nil)
    }

    @Test("finding a circle stays quick where ways divide and meet again a thousand times")
    func diamonds() throws {
        var links: [DatedTree.Link] = []
        for level in Int64(0)..<90 {
            for a in Int64(0)..<4 {
                for b in Int64(0)..<4 { links.append(.init(child: level * 4 + a, parent: (level + 1) * 4 + b)) }
            }
        }
        #expect(try DatedTree(links).circle(closedBy: .init(child: 9999, parent: 0)) == nil)
    }

    @Test("a line of management has every level at the time, and joins the accounts of one person")
    func management() {
        // Accounts 1 and 2 are person 100; 3, 4, 5 are 103, 104, 105. 104 leaves the line in 2024.
        let persons: [Int64: Int64] = [1: 100, 2: 100, 3: 103, 4: 104, 5: 105]
        func reports(_ id: Int64, _ account: Int64, _ manager: Int64, _ from: String? = nil, _ to: String? = nil) -> RecordedAssertion {
            .invented(
                id,
                Assertion(
                    .accountManager, subject: account, object: manager, validFrom: from.flatMap { Instant($0) },
                    validTo: to.flatMap { Instant($0) }, rule: "HR roster", evidence: ""))
        }
        let tree = ManagementTree(
            [reports(1, 2, 3), reports(2, 3, 4, nil, "2024-01-01"), reports(3, 3, 5, "2024-01-01"), reports(4, 4, 5), reports(5, 1, 2)],
            personOf: { persons[$0] })
        #expect(tree.ancestors(of: 100, at: Instant("2023-06-01")!) == [103, 104, 105])
        #expect(tree.ancestors(of: 100, at: Instant("2024-06-01")!) == [103, 105])
        #expect(tree.reports(to: 105, at: Instant("2024-06-01")!) == [100, 103, 104])
        #expect(tree.manager(of: 105, at: Instant("2024-06-01")!) == nil)
    }
}
