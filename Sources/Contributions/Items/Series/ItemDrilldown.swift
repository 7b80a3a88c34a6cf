import Ledger
import Measures
import Store

/// Writes out the items, people or customers behind a figure, a page at a time.
struct ItemDrilldown {
    let window: ItemWindow
    let store: any SQLStore

    private var facts: ItemFacts { window.facts }

    func page(_ listing: ItemListing, _ request: RowRequest) async throws -> RowPage {
        switch listing {
        case .items(let rows): try await itemPage(rows.map { ($0, nil) }, nil, request)
        case .timed(let rows, let column): try await itemPage(rows.map { ($0.row, $0.days) }, column, request)
        case .people(let people, let counted): try peoplePage(people, counted, request)
        case .members(let members): try peoplePage(members.map { ($0, 0) }, nil, request)
        case .customers(let customers): try customerPage(customers, request)
        case .tallies(let name, let count, let tallies): try tallyPage(name, count, tallies, request)
        }
    }

    /// The longest first where there are times, else the newest.
    private func itemPage(
        _ items: [(row: Int32, days: Double?)], _ timed: RowColumn?, _ request: RowRequest
    ) async throws -> RowPage {
        let slice = try Slice(items, request) { row, days in
            let item = window.item(row)
            return RowKey(days.map { Int(($0 * Double(Instant.secondsPerDay)).rounded()) } ?? Int(item.createdAt), item.id)
        }
        let numbers = slice.items.map { window.item($0.row).id }
        let asKnown = facts.asKnown
        let titles = try await store.read { try ItemTitle.load(numbers, asKnown: asKnown, from: $0) }
        let rows = slice.items.map { row, days -> [RowCell] in
            let item = window.item(row)
            let project = facts.projects[Int(item.project)]
            let title = item.has(.confidential) ? ItemTitle.confidential : titles[item.id] ?? ""
            return [
                .text(facts.reference(row)), .text(title), person(item.author), organisation(facts.organisation(of: item)),
                .project(slug: project.slug, title: project.title), .instant(Instant(seconds: item.createdAt)),
                item.endedAt == Item.never ? .none : .instant(Instant(seconds: item.endedAt)), .text(status(item)),
            ] + (days.map { [.number($0)] } ?? [])
        }
        return RowPage(
            columns: [
                RowColumn("reference", "Reference"), RowColumn("title", "Title"), RowColumn("author", "Author"),
                RowColumn("organisation", "Organisation"), RowColumn("project", "Project"), RowColumn("opened", "Opened"),
                RowColumn("ended", "Merged or closed"), RowColumn("status", "Status"),
            ] + (timed.map { [$0] } ?? []), rows: rows, total: items.count, next: slice.next)
    }

    private func status(_ item: Item) -> String {
        switch item.status {
        case .open: item.has(.draft) ? "draft" : "open"
        case .merged: "merged"
        case .closed, .removed: "closed"
        }
    }

    /// - Parameter counted: what is counted of each; nil where nothing is.
    private func peoplePage(
        _ people: [(member: ItemMember, count: Int)], _ counted: RowColumn?, _ request: RowRequest
    ) throws -> RowPage {
        let slice = try Slice(people: people, request) { entry in
            RowKey(entry.count, entry.member.account > 0 ? Int64(entry.member.account) : facts.people[Int(entry.member.person)].id.number)
        }
        let wanted = Set(slice.items.map(\.member))
        var first: [ItemMember: Item] = [:]
        var last: [ItemMember: Item] = [:]
        for row in window.rowsAreItems ? window.rows : [] {
            let item = window.item(row)
            guard let member = window.member(item), wanted.contains(member) else { continue }
            if first[member] == nil { first[member] = item }
            last[member] = item
        }
        let rows = slice.items.map { entry -> [RowCell] in
            let person = facts.people[Int(entry.member.person)]
            let label = entry.member.account > 0 ? facts.actors.label(ofAccount: entry.member.account, person) : person.label
            var cells: [RowCell] = [.person(label), organisation(last[entry.member].map(facts.organisation(of:)) ?? .unknown)]
            if counted != nil { cells.append(.integer(entry.count)) }
            return cells + [
                first[entry.member].map { .instant(Instant(seconds: $0.createdAt)) } ?? .none,
                last[entry.member].map { .instant(Instant(seconds: $0.createdAt)) } ?? .none,
            ]
        }
        return RowPage(
            columns: [
                RowColumn("person", "Person"), RowColumn("organisation", "Organisation"), counted,
                RowColumn("first", "First opened"), RowColumn("last", "Last opened"),
            ].compactMap(\.self), rows: rows, total: people.count, next: slice.next)
    }

    private func customerPage(
        _ customers: [Customers.Customer], _ request: RowRequest
    ) throws -> RowPage {
        let slice = try Slice(customers, request) { RowKey(Int($0.millionths), Int64($0.organisation)) }
        let rows = slice.items.map { customer -> [RowCell] in
            [
                organisation(facts.organisations[Int(customer.organisation)]), .count(ofMillionths: Int(customer.millionths)),
                .number(Double(customer.revenue) / 100), .number(customer.product),
            ]
        }
        return RowPage(
            columns: [
                RowColumn("organisation", "Customer"), RowColumn("changeRequests", "Change requests"),
                RowColumn("revenue", "Recurring revenue", isRestricted: true),
                RowColumn("product", "Change requests × revenue (MR$)", isRestricted: true),
            ], rows: rows, total: customers.count, next: slice.next)
    }

    private func tallyPage(
        _ name: RowColumn, _ count: RowColumn, _ tallies: [Tally], _ request: RowRequest
    ) throws -> RowPage {
        let numbered = tallies.enumerated().map { (number: Int64($0), tally: $1) }
        let slice = try Slice(numbered, request) { RowKey(-Int($0.number), $0.number) }
        return RowPage(
            columns: [name, count], rows: slice.items.map { [.text($0.tally.title), .number($0.tally.value)] },
            total: tallies.count, next: slice.next)
    }

    private func person(_ index: Int32) -> RowCell {
        guard index >= 0 else { return .none }
        let person = facts.people[Int(index)]
        return .person(person.label)
    }

    private func organisation(_ organisation: ContributionFacts.Organisation) -> RowCell {
        .organisation(slug: organisation.slug, title: organisation.name)
    }
}

/// The titles of items, which are not kept in memory.
enum ItemTitle {
    /// Stands for the title of an item that only members may see.
    static let confidential = "(confidential)"

    /// By the item's number.
    static func load(_ numbers: [Int64], asKnown: Instant?, from reader: any SQLReader) throws -> [Int64: String] {
        guard !numbers.isEmpty else { return [:] }
        let marks = numbers.map { _ in "?" }.joined(separator: ", ")
        let held = HeldCondition(at: asKnown)
        var titles: [Int64: String] = [:]
        try reader.forEachRow(
            "SELECT item_id, title FROM item_states WHERE item_id IN (\(marks)) AND \(held.sql)",
            numbers.map(SQLValue.integer) + held.arguments
        ) { titles[$0.integer(0)] = $0.text(1) }
        return titles
    }
}
