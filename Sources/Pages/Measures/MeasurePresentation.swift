public import Ledger
public import Measures

extension MeasureUnit {
    /// How values of the unit read.
    public var format: ValueFormat {
        switch self {
        case .share: .percent
        case .days: .upToTwoDecimals
        default: .integer
        }
    }

    /// The unit beside a figure; nothing for a share, whose sign says it, and for money, whose currency the reader knows.
    ///
    /// - Parameter value: the figure: one is one person.
    public func noun(for value: Double?) -> String {
        let isOne = value.map { format.text($0) } == "1"
        return switch self {
        case .share, .money: ""
        case .mrDollars: rawValue
        case .people: isOne ? "person" : "people"
        case .changeRequests: isOne ? "change request" : "change requests"
        default: isOne ? String(rawValue.dropLast()) : rawValue
        }
    }
}

extension Answer {
    /// The change of the current figure against the one before, with its mood.
    public func change(of card: MeasureCard) -> Card.Change? {
        guard let current = current?.value, let previous, let before = previous.value else { return nil }
        let difference = current - before
        let text = card.unit.format.changeText(difference)
        let mood: Card.Change.Mood =
            difference == 0 || card.better == .neither ? .neutral : (difference > 0) == (card.better == .higher) ? .better : .worse
        return Card.Change(text, comparedWith: "than \(previous.period)", mood: mood)
    }

    /// The whole as a series of a chart.
    public func series(named name: String) -> ChartSeries { ChartSeries(name, points.map(\.chartPoint)) }

    /// The periods that are over: one that runs would make every small line end in a fall.
    public var sparkPoints: [ChartPoint] { points.filter { !$0.running }.map(\.chartPoint) }
}

extension Answer.Point {
    var chartPoint: ChartPoint { ChartPoint(period.key, value, running: running) }
}

extension Answer.Part {
    var chartSeries: ChartSeries {
        ChartSeries(title, points.map(\.chartPoint), isUnknown: key == Question.Scope.unknownOrganisation)
    }
}

/// The addresses under which a question is answered.
public struct QuestionLinks {
    let question: Question

    public init(_ question: Question) { self.question = question }

    public var page: SafeURL { address("/measures/\(question.measure)") }
    public var csv: SafeURL { address("/api/v1/measures/\(question.measure)/values", [("format", "csv")]) }
    public var json: SafeURL { address("/api/v1/measures/\(question.measure)/values", [("format", "json")]) }

    public var explorer: SafeURL {
        SafeURL(segments: ["explorer"], query: [("measure", question.measure)] + question.values)
    }

    /// The rows behind the figure of one period, or of one part of it.
    public func rows(_ period: Period, part: String? = nil) -> SafeURL {
        address("/measures/\(question.measure)/rows", [("at", period.key)] + (part.map { [("part", $0)] } ?? []))
    }

    /// What made the figure move to that of a period from the one before; to that of the last one that is over when nil.
    public func change(_ period: Period? = nil) -> SafeURL {
        var question = question
        question.split = nil
        question.from = nil
        question.to = nil
        return QuestionLinks(question).address("/measures/\(question.measure)/change", period.map { [("at", $0.key)] } ?? [])
    }

    private func address(_ path: String, _ more: [(name: String, value: String)] = []) -> SafeURL {
        SafeURL(segments: path.split(separator: "/").map(String.init), query: more + question.values)
    }
}

/// Writes an answer onto a page: the figure, its chart, its periods or parts, each opening onto its rows.
struct AnswerSection {
    let card: MeasureCard
    let question: Question
    let answer: Answer

    private var links: QuestionLinks { QuestionLinks(question) }
    private var format: ValueFormat { card.unit.format }

    var html: HTML {
        guard let current = answer.current else {
            return EmptyState("There is no data for this selection", next: Self.collectFirst).html
        }
        let isHeatMap = card.id == Self.heatMapMeasure && question.split != nil
        let details = question.split == nil ? periods : isHeatMap ? "" : parts(at: current)
        return "\(headline(current))\(figure(current))\(remarks)\(details)\(evidence(current))"
    }

    /// More parts make a page that nobody reads and no phone likes.
    private static let mostParts = 60

    /// Its parts are the hours of a week, which a list of 168 rows would hide.
    private static let heatMapMeasure = "code.hours"

    static let collectFirst: HTML =
        "Collect a repository with <code>steward collect REPOSITORY</code>, or choose a wider selection."

    private func headline(_ current: Answer.Point) -> HTML {
        let unknown: HTML? = current.unknownShare.map {
            "\(Format.percent($0)) of \(Format.integer(current.n)) looked at have no known organisation"
        }
        return Card.grid([
            Card(
                "\(current.period)", value: current.value.map { format.text($0) }, unit: card.unit.noun(for: current.value),
                address: links.rows(current.period), change: answer.change(of: card), remark: unknown)
        ])
    }

    private func figure(_ current: Answer.Point) -> HTML {
        let links = ChartFigure.links(
            definition: "/measures/\(card.id)#definition", rows: links.rows(current.period), csv: links.csv, json: links.json)
        guard answer.points.count > 1 || question.split != nil else { return "" }
        if question.split == nil {
            let chart = Chart(card.title, id: "course", kind: .lines, series: [answer.series(named: card.title)], format: format)
            return ChartFigure(chart, links: links).html
        }
        let title = "\(card.title) by \(question.split?.rawValue ?? "part")"
        if card.id == Self.heatMapMeasure { return ChartFigure(hours(title), links: links).html }
        let kind: Chart.Kind = card.parts != .sideBySide && answer.overlap.isEmpty ? .stackedBars : .lines
        let series = answer.parts.prefix(Self.mostParts).map(\.chartSeries) + rest
        guard answer.points.count > 1 else {
            let bars = ShareBars(
                title, id: "shares",
                parts: answer.parts.map {
                    .init($0.title, $0.points[0].value ?? 0, isUnknown: $0.key == Question.Scope.unknownOrganisation)
                }, format: format)
            return ChartFigure(bars, links: links).html
        }
        return ChartFigure(Chart(title, id: "course", kind: kind, series: series, format: format), links: links).html
    }

    /// The parts that are too many to draw, together, where parts sum to the whole.
    private var rest: [ChartSeries] {
        let others = answer.parts.dropFirst(Self.mostParts)
        guard card.parts != .sideBySide, answer.overlap.isEmpty, !others.isEmpty else { return [] }
        let points = answer.points.enumerated().map { index, point in
            ChartPoint(point.period.key, others.reduce(0) { $0 + ($1.points[index].value ?? 0) }, running: point.running)
        }
        return [ChartSeries("Smaller parts (\(others.count))", points)]
    }

    /// All periods of the answer together, by weekday and hour.
    private func hours(_ title: String) -> HeatMap {
        var values = Array(repeating: Array(repeating: 0.0, count: 24), count: 7)
        for part in answer.parts {
            let place = part.key.split(separator: "-").compactMap { Int($0) }
            guard place.count == 2, (1...7).contains(place[0]), (0..<24).contains(place[1]) else { continue }
            values[place[0] - 1][place[1]] = part.points.reduce(0) { $0 + ($1.value ?? 0) }
        }
        let first = answer.points.first?.period.description ?? ""
        return HeatMap(
            title, id: "hours", values: values,
            remarks: ["All periods from \(first) on together, on the authors' own clocks."])
    }

    private var remarks: HTML {
        guard !answer.remarks.isEmpty else { return "" }
        return Notice(.information, "About this figure", body: answer.remarks.map { "\($0) " as HTML }.joined(separator: "")).html
    }

    private var periods: HTML {
        Section(
            "Period by period", id: "periods",
            body: Table(
                "\(card.title), period by period", id: "period-table",
                columns: [
                    .init("Period"), .init("Value", .number), .init("Looked at", .number), .init("Unknown", .number), .init("State"),
                ],
                rows: answer.points.reversed().map { point in
                    [
                        .link(point.period.key, links.rows(point.period)), .value(point.value, format), .integer(point.n),
                        point.unknownShare.map { .value($0, .percent) } ?? .none, .text(point.running ? "running" : "over"),
                    ]
                }, hidesCaption: true
            ).html
        ).html
    }

    private func parts(at current: Answer.Point) -> HTML {
        let index = answer.points.firstIndex(of: current) ?? 0
        let shown = answer.parts.filter { $0.points[index].n > 0 || $0.points[index].value ?? 0 != 0 }.prefix(Self.mostParts)
        var rows: [[Table.Cell]] = shown.map { part in
            [
                .link(part.title, links.rows(current.period, part: part.key)), .value(part.points[index].value, format),
                .integer(part.points[index].n),
                .html(Sparkline("\(card.title), \(part.title)", part.points.filter { !$0.running }.map(\.chartPoint), format: format).html),
            ]
        }
        if !answer.overlap.isEmpty, let shared = answer.overlap[index], shared != 0 {
            rows.append([.text("In several parts, counted once in the whole"), .value(shared, format), .none, .none])
        }
        let more: HTML? =
            answer.parts.count > Self.mostParts
            ? "The \(Self.mostParts) largest of \(Format.integer(answer.parts.count)) parts; <a href=\"\(links.csv)\">all of them as CSV</a>."
            : nil
        return Section(
            "Parts in \(current.period)", id: "parts", lead: more,
            body: Table(
                "\(card.title) by \(question.split?.rawValue ?? "") in \(current.period)", id: "part-table",
                columns: [.init(question.split?.title ?? "Part"), .init("Value", .number), .init("Looked at", .number), .init("Course")],
                rows: rows,
                total: [.text("Whole"), .value(current.value, format), .integer(current.n), .none], hidesCaption: true
            ).html
        ).html
    }

    private func evidence(_ current: Answer.Point) -> HTML {
        var entries: [(name: String, value: HTML)] = [
            ("Newest fact used", answer.freshness.newestFact.map { Format.timeElement($0) } ?? "none"),
            ("Sources last read", answer.freshness.collectedAt.map { Format.timeElement($0) } ?? "never"),
            ("As known", question.asKnown.map { Format.timeElement($0) } ?? "now"),
        ]
        for parameter in card.parameters {
            entries.append(("Parameter \(parameter.name)", "\(question.parameter(parameter.name, of: card))"))
        }
        return Section("Where this comes from", id: "evidence", body: Facts(entries).html).html
    }
}
