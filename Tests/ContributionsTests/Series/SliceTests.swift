@testable import Contributions
import Ledger
import Measures
import Testing

@Suite("Pages of rows") struct SliceTests {
    private struct Row: Equatable {
        let count: Int
        let person: Int64
    }

    private static let rows = [
        Row(count: 5, person: 910), Row(count: 3, person: 911), Row(count: 3, person: 912), Row(count: 3, person: 913),
        Row(count: 3, person: 914),
        Row(count: 1, person: 915),
    ]

    private func slice(_ rows: [Row], after cursor: String?, limit: Int = 2) throws -> Slice<Row> {
        let request = RowRequest(Question(""), period: Period(.month, index: 0), cursor: cursor, limit: limit)
        return try Slice(people: rows, request) { RowKey($0.count, $0.person) }
    }

    @Test("the cursor of a list of people names nobody", arguments: [1, 2, 3, 4, 5])
    func namesNobody(limit: Int) throws {
        var (found, cursor): ([Row], String?) = ([], nil)
        repeat {
            let page = try slice(Self.rows.reversed(), after: cursor, limit: limit)
            found += page.items
            cursor = page.next
            #expect(Self.rows.allSatisfy { cursor?.contains(String($0.person)) != true }, "\(cursor ?? "")")
        } while cursor != nil && found.count < 20
        #expect(found == Self.rows)
    }

    @Test("people with the same number stand on one page each, also where the page ends among them")
    func ties() throws {
        let first = try slice(Self.rows, after: nil)
        #expect(first.items.map(\.person) == [910, 911] && first.next == "3.1")
        let second = try slice(Self.rows, after: first.next)
        #expect(second.items.map(\.person) == [912, 913] && second.next == "3.3")
        let third = try slice(Self.rows, after: second.next)
        #expect(third.items.map(\.person) == [914, 915] && third.next == nil)
    }

    @Test(
        "a cursor from elsewhere ends or begins the list, and never the program",
        arguments: [
            ("0.0", 0), ("3.\(Int64.max)", 1), ("3.\(Int64.min)", 2), ("\(Int.max).7", 2), ("\(Int.min).7", 0), ("4.9", 2),
        ])
    func strange(cursor: String, count: Int) throws {
        #expect(try slice(Self.rows, after: cursor).items.count == count)
    }

    @Test("what is no cursor is refused by its name", arguments: ["", "x", "1", "1.2.3", "1.x", "99999999999999999999.1"])
    func refused(cursor: String) {
        #expect(throws: QuestionError.self) { try slice(Self.rows, after: cursor) }
    }
}
