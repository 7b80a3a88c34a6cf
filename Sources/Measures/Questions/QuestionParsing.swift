public import Ledger

extension Question {
    /// The names under which an address, a command or the API gives the parts of every question.
    public static let commonNames = ["period", "from", "to", "project", "group", "organisation", "team", "manager", "split", "as-known"]

    /// Reads a question from named values, as an address or a command line gives them. Empty values count as not
    /// given; a name that the measure does not know, or a value that it does not allow, is an error.
    ///
    /// - Parameter calendar: turns the day of `as-known` into an instant: the end of that day.
    public init(
        of card: MeasureCard, values: [String: String], calendar: ReportingCalendar
    ) throws(QuestionError) {
        let values = values.filter { !$0.value.isEmpty }
        let own = card.parameters.map(\.name)
        if let unknown = values.keys.sorted().first(where: { !Self.commonNames.contains($0) && !own.contains($0) }) {
            throw .unknownParameter(unknown, allowed: Self.commonNames + own)
        }
        self.init(card.id)
        if let text = values["period"] {
            guard let grain = Grain(rawValue: text) else {
                throw .invalid(parameter: "period", value: text, allowed: Grain.allCases.map(\.rawValue).joined(separator: " | "))
            }
            self.grain = grain
        }
        from = try Self.period("from", in: values, grain)
        to = try Self.period("to", in: values, grain)
        if let from, let to, to < from {
            throw .invalid(parameter: "to", value: to.key, allowed: "a period from \(from.key) on")
        }
        scope = Scope(
            project: values["project"], group: values["group"], organisation: values["organisation"], team: values["team"],
            manager: values["manager"])
        if let text = values["split"] {
            let allowed = card.dimensions.map(\.rawValue)
            guard let dimension = Dimension(rawValue: text) else {
                throw .invalid(parameter: "split", value: text, allowed: allowed.joined(separator: " | "))
            }
            guard card.dimensions.contains(dimension) else {
                throw .notSplittable(measure: card.id, dimension: text, allowed: allowed)
            }
            split = dimension
        }
        asKnown = try Self.asKnown(in: values, calendar)
        for parameter in card.parameters {
            guard let value = values[parameter.name], value != parameter.standard else { continue }
            guard parameter.accepts(value) else {
                throw .invalid(parameter: parameter.name, value: value, allowed: parameter.allowed)
            }
            parameters[parameter.name] = value
        }
    }

    private static func period(
        _ name: String, in values: [String: String], _ grain: Grain
    ) throws(QuestionError) -> Period? {
        guard let text = values[name] else { return nil }
        guard let period = Period(grain, text) else {
            throw .invalid(parameter: name, value: text, allowed: "a year (2026), quarter (2026-Q1), month (2026-03) or day (2026-03-31)")
        }
        return period
    }

    private static func asKnown(
        in values: [String: String], _ calendar: ReportingCalendar
    ) throws(QuestionError) -> Instant? {
        guard let text = values["as-known"] else { return nil }
        if let day = CivilDate(text) {
            return calendar.start(of: CivilDate(daysSince1970: day.daysSince1970 + 1)).advanced(by: -1)
        }
        guard let instant = Instant(text) else {
            throw .invalid(parameter: "as-known", value: text, allowed: "a day (2026-03-31) or an instant (2026-03-31T12:00:00Z)")
        }
        return instant
    }

    /// The question as named values, in a fixed order: what an address holds, and a key for caches.
    public var values: [(name: String, value: String)] {
        var values: [(name: String, value: String)] = []
        if grain != .month { values.append(("period", grain.rawValue)) }
        if let from { values.append(("from", from.key)) }
        if let to { values.append(("to", to.key)) }
        if let project = scope.project { values.append(("project", project)) }
        if let group = scope.group { values.append(("group", group)) }
        if let organisation = scope.organisation { values.append(("organisation", organisation)) }
        if let team = scope.team { values.append(("team", team)) }
        if let manager = scope.manager { values.append(("manager", manager)) }
        if let split { values.append(("split", split.rawValue)) }
        if let asKnown { values.append(("as-known", asKnown.description)) }
        return values + parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
