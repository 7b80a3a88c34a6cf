import Ledger
public import Measures

/// What made a figure move, in words and drawings.
public struct MovementView: Sendable {
    public let movement: Movement

    public init(_ movement: Movement) { self.movement = movement }

    private var card: MeasureCard { movement.card }
    private var format: ValueFormat { card.unit.format }
    private var links: QuestionLinks { QuestionLinks(movement.question) }
    private var later: Period { movement.after.period }

    /// The page that takes the change apart.
    public var address: SafeURL { links.change(later) }

    /// One sentence: what the change was, and what made it.
    public var sentence: HTML {
        guard let change = movement.change, let before = movement.before.value, let after = movement.after.value else {
            return "One of the two periods has no data."
        }
        let moved: HTML =
            "From \(format.text(before)) in \(movement.before.period.description) to \(format.text(after)) in \(later.description): \(format.changeText(change))."
        return "\(moved) \(cause)"
    }

    /// What made it, with links to the rows of each part that is named.
    public var cause: HTML {
        switch movement.verdict {
        case .unchanged: return "Nothing changed."
        case .noSingleCause: return "No single cause: no few parts explain two thirds of the change."
        case .notDivisible: return "The parts of this figure do not sum, so none can be named as the cause."
        case .cause(let dimension, let parts, let explained):
            let named = parts.map { part -> HTML in
                "\(HTML.link(part.title, to: rows(dimension, part.key))) \(format.changeText(part.effect))"
            }.joined(separator: ", ")
            return "Mostly by \(dimension.title.lowercased()): \(named) (\(Format.percent(explained, decimals: 0)) of the change)."
        }
    }

    /// The rows of one part in the later period.
    private func rows(_ dimension: Dimension, _ key: String) -> SafeURL {
        var question = movement.question
        question.split = dimension
        question.from = nil
        question.to = nil
        return QuestionLinks(question).rows(later, part: key)
    }

    /// A drawing for each dimension, the effects of each part with its rows.
    public var figures: HTML {
        guard !movement.divisions.isEmpty else {
            return EmptyState(
                "This figure cannot be split", next: "Its rows are on <a href=\"\(links.rows(later))\">the page of the period</a>."
            ).html
        }
        return HTML.columns(movement.divisions.map(figure))
    }

    private func figure(_ division: Movement.Division) -> HTML {
        let title = "\(card.title) by \(division.dimension.title.lowercased())"
        let id = "by-\(division.dimension.rawValue)"
        switch division.effects {
        case .sum(let decomposition):
            let parts = decomposition.shares.map(\.part).map { part in
                DivergingBars.Part(
                    part.title, before: part.before, after: part.after, isUnknown: part.key == Movement.Division.unknown,
                    address: part.canExplain ? rows(division.dimension, part.key) : nil)
            }
            return ChartFigure(bars(title, id, parts)).html
        case .sideBySide(let parts):
            let table = Table(
                "\(title): parts do not sum", id: id,
                columns: [
                    .init(division.dimension.title), .init(movement.before.period.key, .number), .init(later.key, .number),
                    .init("Change", .number),
                ],
                rows: parts.sorted { $0.change.magnitude > $1.change.magnitude }.prefix(12).map { part in
                    [
                        .link(part.title, rows(division.dimension, part.key)), .value(part.before, format), .value(part.after, format),
                        .text(format.changeText(part.change)),
                    ]
                })
            return table.html
        case .ratio(let ratio):
            let parts = ratio.effects.map { effect in
                DivergingBars.Part(
                    effect.part.title, before: effect.part.before.ratio ?? 0, after: effect.part.after.ratio ?? 0, effect: effect.total,
                    isUnknown: effect.part.key == Movement.Division.unknown, address: rows(division.dimension, effect.part.key))
            }
            return "<div>\(ChartFigure(bars(title, id, parts)).html)\(mixAndRate(ratio, division.dimension))</div>"
        }
    }

    private func bars(_ title: String, _ id: String, _ parts: [DivergingBars.Part]) -> DivergingBars {
        DivergingBars(title, id: id, parts: parts, before: movement.before.period.key, after: later.key, format: format)
    }

    private func mixAndRate(_ ratio: RatioAttribution, _ dimension: Dimension) -> HTML {
        let name = dimension.title.lowercased()
        return """
            <p class="remark">\(format.changeText(ratio.mix)) because the mix changed: parts with a high or low share grew or shrank. \
            \(format.changeText(ratio.rate)) because shares changed within each \(name).</p>
            """
    }
}

extension Movement {
    /// The change with its parts, in every dimension.
    public var json: JSON {
        [
            "measure": .string(card.id), "unit": .string(card.unit.rawValue), "before": before.json, "after": after.json,
            "change": JSON(change), "verdict": verdict.json,
            "dimensions": .array(
                divisions.map { division in
                    [
                        "dimension": .string(division.dimension.rawValue), "kind": .string(division.kind),
                        "parts": .array(division.lines.map(\.json)),
                    ]
                }),
        ]
    }

    /// What stands for a change where there are no two periods to compare.
    static func nothing(_ card: MeasureCard) -> JSON {
        [
            "measure": .string(card.id), "unit": .string(card.unit.rawValue), "before": .null, "after": .null, "change": .null,
            "verdict": Verdict.notDivisible.json, "dimensions": [],
        ]
    }

    public static var schema: Schema {
        let point = Schema.nullable(Answer.pointSchema)
        return .object([
            "measure": .string(), "unit": .string(), "before": point, "after": point,
            "change": .nullable(.number("Null when one of the periods has no data.")),
            "verdict": .object([
                "kind": .oneOf(
                    ["unchanged", "cause", "no-single-cause", "not-divisible"], "Whether few parts explain two thirds of the change."),
                "dimension": .nullable(.string()), "parts": .array(of: .string(), "The keys of the parts that explain it."),
                "explained": .nullable(.number("The share of the change that they explain.")),
            ]),
            "dimensions": .array(
                of: .object([
                    "dimension": .string(), "kind": .oneOf(["sum", "ratio", "side-by-side"]),
                    "parts": .array(
                        of: .object([
                            "key": .string(), "title": .string(), "before": .nullable(.number()), "after": .nullable(.number()),
                            "effect": .nullable(.number("What it added to the change of the whole; null where parts do not sum.")),
                            "mix": .nullable(.number("Of a ratio: because its share of the whole changed.")),
                            "rate": .nullable(.number("Of a ratio: because its own ratio changed.")),
                            "surprise": .nullable(.number("How much its share of the whole changed.")),
                        ])),
                ])),
        ])
    }

    static let columns = ["measure", "dimension", "part", "title", "before", "after", "effect", "mix", "rate", "surprise"]

    public var csv: CSV {
        CSV(
            columns: Self.columns,
            rows: divisions.flatMap { division in
                division.lines.map { line in
                    [
                        .text(card.id), .text(division.dimension.rawValue), .text(line.key), .text(line.title), CSV.Cell(line.before),
                        CSV.Cell(line.after), CSV.Cell(line.effect), CSV.Cell(line.mix), CSV.Cell(line.rate), CSV.Cell(line.surprise),
                    ]
                }
            })
    }
}

/// One part of one dimension, as files hold it.
struct MovementLine {
    let key: String
    let title: String
    let before: Double?
    let after: Double?
    var effect: Double?
    var mix: Double?
    var rate: Double?
    var surprise: Double?

    var json: JSON {
        [
            "key": .string(key), "title": .string(title), "before": JSON(before), "after": JSON(after), "effect": JSON(effect),
            "mix": JSON(mix), "rate": JSON(rate), "surprise": JSON(surprise),
        ]
    }
}

extension Movement.Division {
    var kind: String {
        switch effects {
        case .sum: "sum"
        case .ratio: "ratio"
        case .sideBySide: "side-by-side"
        }
    }

    var lines: [MovementLine] {
        switch effects {
        case .sum(let decomposition):
            decomposition.shares.map { share in
                MovementLine(
                    key: share.part.key, title: share.part.title, before: share.part.before, after: share.part.after,
                    effect: share.part.change, surprise: share.surprise)
            }
        case .ratio(let ratio):
            ratio.effects.map { effect in
                MovementLine(
                    key: effect.part.key, title: effect.part.title, before: effect.part.before.ratio, after: effect.part.after.ratio,
                    effect: effect.total, mix: effect.mix, rate: effect.rate)
            }
        case .sideBySide(let parts):
            parts.map { MovementLine(key: $0.key, title: $0.title, before: $0.before, after: $0.after) }
        }
    }
}

extension Movement.Verdict {
    var json: JSON {
        switch self {
        case .unchanged: Self.json("unchanged")
        case .noSingleCause: Self.json("no-single-cause")
        case .notDivisible: Self.json("not-divisible")
        case .cause(let dimension, let parts, let explained):
            [
                "kind": "cause", "dimension": .string(dimension.rawValue), "parts": .array(parts.map { .string($0.key) }),
                "explained": .number(explained),
            ]
        }
    }

    private static func json(_ kind: String) -> JSON {
        ["kind": .string(kind), "dimension": .null, "parts": [], "explained": .null]
    }
}
