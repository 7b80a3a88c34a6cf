import Ledger
import Measures

/// The parameters of every address that asks a question.
struct QuestionParameters {
    let catalogue: Catalogue

    /// Those that all measures share.
    static var common: [Parameter] {
        [
            .choice(
                "period", Grain.allCases.map { .init($0.rawValue, $0.title) }, "How time is cut into periods.",
                default: Grain.month.rawValue),
            .text("from", maxLength: 10, "The first period: 2025, 2025-Q1, 2025-03 or a day in it."),
            .text("to", maxLength: 10, "The last period, spelled like from."),
            .text("project", maxLength: 80, "Only this project, by its slug."),
            .text("group", maxLength: 80, "Only the projects of this group, by its slug."),
            .text("organisation", maxLength: 80, "Only contributions for this organisation, by its slug, or unknown."),
            .text("team", maxLength: 80, "Only contributions of people in this team, by its slug, or unknown."),
            .text("manager", maxLength: 12, "Only contributions of people in this person's line of management, by identifier, or unknown."),
            .choice("split", Dimension.allCases.map { .init($0.rawValue, $0.title) }, "Divides the figure into parts."),
            .text(
                "as-known", maxLength: 20, "Answers as Steward would have at the end of this day, or at this instant in UTC.",
                label: "As known on"),
        ]
    }

    /// Those that single measures have, each once, with all values that any of them allows. They have no default
    /// here: it may differ from measure to measure.
    var own: [Parameter] {
        var names: [String] = []
        for parameter in catalogue.measures.flatMap(\.card.parameters) where !names.contains(parameter.name) {
            names.append(parameter.name)
        }
        return names.map(own)
    }

    private func own(_ name: String) -> Parameter {
        let same = catalogue.measures.flatMap(\.card.parameters).filter { $0.name == name }
        let meaning = (same.first?.meaning ?? "") + " Only for measures that have it."
        var values: [String] = []
        var range: ClosedRange<Int>?
        var takesSeveral = false
        for parameter in same {
            switch parameter.kind {
            case .choice(let choices): values += choices.filter { !values.contains($0) }
            case .choices(let choices):
                takesSeveral = true
                values += choices.filter { !values.contains($0) }
            case .integer(let allowed):
                range =
                    min(
                        range?.lowerBound ?? allowed.lowerBound, allowed.lowerBound)...max(
                        range?.upperBound ?? allowed.upperBound, allowed.upperBound)
            }
        }
        if let range { return .integer(name, range, meaning) }
        // Several values are one text: a reader who wants some of many types writes them with commas.
        if takesSeveral { return .text(name, maxLength: 200, meaning + " Some of \(values.joined(separator: ",")).") }
        return .choice(name, values.map { .init($0) }, meaning)
    }

    var all: [Parameter] { Self.common + own }
}

extension Grain {
    var title: String {
        switch self {
        case .month: "Months"
        case .quarter: "Quarters"
        case .year: "Years"
        case .trailing: "Twelve months up to each month"
        }
    }
}

extension Dimension {
    var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
