/// How many of those who began got how far: a bar for each stage, with the share of all and of the stage before.
public struct Funnel: Drawing {
    public struct Stage: Sendable {
        public let name: String
        public let count: Int
        public let address: SafeURL?

        public init(_ name: String, _ count: Int, address: SafeURL? = nil) {
            self.name = name
            self.count = max(count, 0)
            self.address = address
        }
    }

    public let id: String
    public let title: String
    /// Each stage holds only such as were counted in the first; a later one may still hold more than the one before.
    public let stages: [Stage]
    public let remarks: [String]

    public init(_ title: String, id: String, stages: [Stage], remarks: [String] = []) {
        self.title = title
        self.id = id
        self.stages = stages
        self.remarks = remarks
    }

    private var whole: Int { stages.first?.count ?? 0 }

    public var picture: HTML {
        guard whole > 0 else { return "<p class=\"chart-empty\">No data in this selection.</p>" }
        return "<ol class=\"shares\">\(stages.indices.map(row))</ol>"
    }

    private func row(_ index: Int) -> HTML {
        let stage = stages[index]
        let share = Double(stage.count) / Double(whole)
        let name = stage.address.map { HTML.link(stage.name, to: $0) } ?? HTML.isolated(stage.name)
        let step: HTML? =
            index > 1
            ? self.share(ofStageBefore: index).map { "<span class=\"remark\">\(Format.percent($0)) of the stage before</span>" } : nil
        return """
            <li><span class="share-name">\(name)</span> <span class="share-value">\(Format.integer(stage.count)) \
            <b>\(Format.percent(share))</b></span>\
            <svg class="share" width="100%" height="16" aria-hidden="true" focusable="false">\
            <rect class="track" width="100%" height="16" rx="2"/>\
            <rect class="bar f1" width="\(percent: min(max(share * 100, 0.3), 100))" height="16" rx="2"/></svg>\(step)</li>

            """
    }

    private func share(ofStageBefore index: Int) -> Double? {
        guard index > 0, stages[index - 1].count > 0 else { return nil }
        return Double(stages[index].count) / Double(stages[index - 1].count)
    }

    public var table: Table {
        Table(
            title, id: "\(id)-table",
            columns: [
                Table.Column("Stage"), Table.Column("Count", .number), Table.Column("Of all", .number),
                Table.Column("Of the stage before", .number),
            ],
            rows: stages.indices.map { index in
                let stage = stages[index]
                return [
                    stage.address.map { .link(stage.name, $0) } ?? .text(stage.name), .integer(stage.count),
                    .value(whole > 0 ? Double(stage.count) / Double(whole) : nil, .percent), .value(share(ofStageBefore: index), .percent),
                ]
            })
    }
}
