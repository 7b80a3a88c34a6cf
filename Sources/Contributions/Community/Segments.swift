import Ledger
import Measures

/// GitLab's contributor levels: the handbook's page of community contributor workflows. It gives 26–75 and 75+; 75
/// belongs to 26–75 here.
struct Segments: ItemMeasure {
    let card = MeasureCard(
        id: "contributors.segments",
        title: "Contributor levels",
        question: "How experienced are the people of the community?",
        definition: """
            People of the community who opened a change request before the period ended, by the number of their \
            change requests that were merged until then: level 0 none, level 1 1–3, level 2 4–25, level 3 26–75, level \
            4 76 or more. The figure is the number of all of them; split by type it shows the levels.
            """,
        unit: .people, better: .higher, standards: [.gitlabIndicators],
        parameters: [ItemParameter.who(default: "community"), ItemParameter.counting] + ItemParameter.common, parts: .overlap,
        rowNoun: "people")

    let anchor = ItemAnchor.openedSoFar

    static let levels: [(key: String, title: String, range: ClosedRange<Int>)] = [
        ("level-0", "Level 0: none merged", 0...0), ("level-1", "Level 1: 1–3 merged", 1...3),
        ("level-2", "Level 2: 4–25 merged", 4...25), ("level-3", "Level 3: 26–75 merged", 26...75),
        ("level-4", "Level 4: 76 or more merged", 76...Int.max),
    ]

    func value(of window: ItemWindow) -> Double? { Double(window.memberCount) }

    func tallies(of window: ItemWindow) -> [Tally]? {
        let merged = window.soFar?.mergesOfMembers ?? merged(window).map(\.count)
        return Self.levels.map { level in
            let members = merged.count { level.range.contains($0) }
            return Tally(key: level.key, title: level.title, value: Double(members), n: members)
        }
    }

    func listing(of window: ItemWindow) -> ItemListing {
        .people(merged(window), RowColumn("merged", "Merged change requests"))
    }

    func remarks(on window: ItemWindow) -> [String] { window.ghostRemark }

    /// Everybody with the number of their merges before the period ended.
    private func merged(_ window: ItemWindow) -> [(member: ItemMember, count: Int)] {
        let end = window.range.upperBound.seconds
        return window.itemsByMember { $0.mergedAt < end }
    }
}
