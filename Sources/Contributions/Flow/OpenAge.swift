import Measures

/// GitLab's *Open Community MR Age*: the text of the indicator, not the chart of the metrics page that calls a
/// created-to-merged time by the same name.
struct OpenAge: ItemMeasure {
    let card = MeasureCard(
        id: "flow.open-age",
        title: "Age of open change requests",
        question: "How long have the community's open change requests been open?",
        definition: """
            The median age in days of the change requests that are open when a period's last day ends: days of the \
            calendar from the day of creation to that day, in the reporting time zone. The running period looks at \
            today. GitLab calls it Open Community MR Age (OCMA). Drafts count.
            """,
        unit: .days, better: .lower, standards: [.gitlabIndicators],
        parameters: [
            ItemParameter.who(default: "community"), ItemParameter.statistic(), ItemParameter.percentile, ItemParameter.drafts,
        ] + ItemParameter.common, dimensions: .withCoach, parts: .sideBySide, rowNoun: "change requests",
        caveats: [
            "It says nothing of how long merged change requests took: that is flow.time-to-merge.",
            "It falls when a young change request is opened, and when an old one is closed for whatever reason.",
        ])

    let anchor = ItemAnchor.open

    func selected(in window: ItemWindow) -> [Int32] { window.withoutDrafts() }

    func value(of window: ItemWindow) -> Double? { window.statistic(ages(window).map(\.days)) }

    func listing(of window: ItemWindow) -> ItemListing { .timed(ages(window), RowColumn("age", "Age in days")) }

    func remarks(on window: ItemWindow) -> [String] { window.distribution(ages(window).map(\.days), of: "open") }

    private func ages(_ window: ItemWindow) -> [(row: Int32, days: Double)] {
        window.rows.map { (row: $0, days: Double(window.age(since: window.item($0).createdAt))) }
    }
}
