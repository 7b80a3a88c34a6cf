import Ledger
public import Measures

extension MeasureCard {
    public var json: JSON {
        [
            "id": .string(id), "title": .string(title), "question": .string(question), "definition": .string(definition),
            "unit": .string(unit.rawValue), "better": .string(better.rawValue), "parts": .string(parts.rawValue),
            "rows": .string(rowNoun), "has_history": .bool(hasHistory),
            "dimensions": .array(dimensions.map { .string($0.rawValue) }),
            "standards": .array(
                standards.map { ["name": .string($0.name), "version": .string($0.version), "address": .string($0.address)] }),
            "parameters": .array(parameters.map(\.json)), "caveats": .array(caveats.map(JSON.string)),
        ]
    }

    public static var schema: Schema {
        .object([
            "id": .string("The name of the measure."), "title": .string(), "question": .string("The question that it answers."),
            "definition": .string("How it is counted."),
            "unit": .oneOf(MeasureUnit.allCases.map(\.rawValue)),
            "better": .oneOf(["higher", "lower", "neither"], "Which change is an improvement."),
            "parts": .oneOf(["sum", "overlap", "sideBySide"], "How the parts of a split relate to the whole."),
            "rows": .string("What one row of the drill-down is."), "has_history": .boolean("False for a figure of the present only."),
            "dimensions": .array(of: .string(), "What it can be split by."),
            "standards": .array(of: .object(["name": .string(), "version": .string(), "address": .string(format: "uri")])),
            "parameters": .array(of: .object(["name": .string(), "meaning": .string(), "allowed": .string(), "default": .string()])),
            "caveats": .array(of: .string()),
        ])
    }
}

extension MeasureParameter {
    public var json: JSON {
        ["name": .string(name), "meaning": .string(meaning), "allowed": .string(allowed), "default": .string(standard)]
    }
}

extension Answer {
    /// The figures with all that a value must carry.
    public func json(_ question: Question, of card: MeasureCard, at moment: Moment) -> JSON {
        var json: JSON = [
            "measure": .string(card.id), "unit": .string(card.unit.rawValue), "period": .string(question.grain.rawValue),
            "scope": [
                "project": JSON(question.scope.project), "group": JSON(question.scope.group),
                "organisation": JSON(question.scope.organisation), "team": JSON(question.scope.team),
                "manager": JSON(question.scope.manager),
            ],
            "parameters": .object(card.parameters.map { .init($0.name, .string(question.parameter($0.name, of: card))) }),
            "freshness": [
                "newest_fact": JSON(freshness.newestFact?.description), "collected_at": JSON(freshness.collectedAt?.description),
                "as_known": JSON(freshness.asKnown?.description), "revision": .integer(Int(moment.revision)),
            ],
            "remarks": .array(remarks.map(JSON.string)), "values": .array(points.map(\.json)),
        ]
        if let split = question.split {
            json = json.adding("split", .string(split.rawValue))
            json = json.adding(
                "parts",
                .array(parts.map { ["key": .string($0.key), "title": .string($0.title), "values": .array($0.points.map(\.json))] }))
            json = json.adding("overlap", .array(overlap.map { JSON($0) }))
        }
        return json
    }

    /// One figure.
    static var pointSchema: Schema {
        .object([
            "period": .string("Such as 2026-03, 2026-Q1 or 2026."), "start": .string("Its first day.", format: "date"),
            "end": .string("The first day after it.", format: "date"), "value": .nullable(.number("Null when there is no data.")),
            "n": .integer("What was looked at."), "unknown_share": .nullable(.number("The share of n without a known organisation.")),
            "running": .boolean("The period is not over."),
        ])
    }

    public static var schema: Schema {
        let point = pointSchema
        return .object([
            "measure": .string(), "unit": .string(), "period": .string(),
            "scope": .object(["project": .nullable(.string()), "group": .nullable(.string()), "organisation": .nullable(.string())]),
            "parameters": .map(of: .string(), "The value of each parameter, defaults too."),
            "freshness": .object([
                "newest_fact": .nullable(.string(format: "date-time")), "collected_at": .nullable(.string(format: "date-time")),
                "as_known": .nullable(.string(format: "date-time")), "revision": .integer("The ledger's revision."),
            ]),
            "remarks": .array(of: .string()), "values": .array(of: point), "split": .optional(.string()),
            "parts": .optional(.array(of: .object(["key": .string(), "title": .string(), "values": .array(of: point)]))),
            "overlap": .optional(.array(of: .nullable(.number()), "What parts count more than once, negative, period by period.")),
        ])
    }

    /// One line for each figure: of the whole, with an empty part, then of each part, then of what parts share.
    public func csv(of card: MeasureCard) -> CSV {
        var csv = CSV(columns: ["measure", "part", "period", "start", "end", "value", "n", "unknown_share", "running"])
        for point in points { csv.add(point.cells(card.id, part: "")) }
        for part in parts { for point in part.points { csv.add(point.cells(card.id, part: part.key)) } }
        for (point, value) in zip(points, overlap) {
            let shared = Point(period: point.period, value: value, n: 0, unknownShare: nil, running: point.running)
            csv.add(shared.cells(card.id, part: "(in several parts)"))
        }
        return csv
    }
}

extension Answer.Point {
    public var json: JSON {
        [
            "period": .string(period.key), "start": .string(period.firstDay.description), "end": .string(period.endDay.description),
            "value": JSON(value), "n": .integer(n), "unknown_share": JSON(unknownShare), "running": .bool(running),
        ]
    }

    func cells(_ measure: String, part: String) -> [CSV.Cell] {
        [
            .text(measure), .text(part), .text(period.key), .text(period.firstDay.description),
            .text(period.endDay.description), CSV.Cell(value), .integer(n), CSV.Cell(unknownShare), .text(running ? "yes" : "no"),
        ]
    }
}

extension RowPage {
    public func json(_ reader: PersonLabel.Reader) -> JSON {
        [
            "total": .integer(total), "next": JSON(next),
            "rows": .array(rows.map { row in .object(zip(columns, row).map { .init($0.name, $1.json(reader)) }) }),
        ]
    }

    public static var schema: Schema {
        .object([
            "total": .integer("Rows on all pages."),
            "next": .nullable(.string("Give it as cursor to get the next page; null on the last.")),
            "rows": .array(of: .map(of: .string(), "Members depend on the measure.")),
        ])
    }

    public func csv(_ reader: PersonLabel.Reader) -> CSV {
        CSV(columns: columns.map(\.name), rows: rows.map { $0.map { $0.csv(reader) } })
    }
}

extension RowCell {
    /// The cell in words; empty when there is none.
    public func text(_ reader: PersonLabel.Reader) -> String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .number(let number): JSON.number(number).text
        case .instant(let instant): instant.description
        case .person(let person): person.text(for: reader)
        case .project(let slug, _): slug
        case .organisation(let slug, _): slug
        case .none: ""
        }
    }

    public func json(_ reader: PersonLabel.Reader) -> JSON {
        switch self {
        case .integer(let number): .integer(number)
        case .number(let number): .number(number)
        case .person(let person):
            [
                "id": person.hasPage(for: reader) ? .string(person.id.description) : .null,
                "name": .string(person.text(for: reader)),
            ]
        case .none: .null
        default: .string(text(reader))
        }
    }

    func csv(_ reader: PersonLabel.Reader) -> CSV.Cell {
        switch self {
        case .integer(let number): .integer(number)
        case .number(let number): .number(number)
        case .none: .empty
        default: .text(text(reader))
        }
    }
}
