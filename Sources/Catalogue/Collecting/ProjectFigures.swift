import Ledger
import Measures
import Pages

/// What measures say of a project. Nothing is counted here: a measure that this installation lacks says nothing.
struct ProjectFigures: Sendable {
    let desk: MeasureDesk

    /// A tag that names a version.
    struct Release: Sendable, Hashable {
        let name: String
        /// The slug of its project.
        let project: String
        let at: Instant
    }

    /// Languages in which nobody programs.
    private static let prose: Set<String> = [
        "Other", "Markdown", "reStructuredText", "AsciiDoc", "Text", "JSON", "YAML", "TOML", "XML", "CSV", "SVG", "Gettext", "INI",
    ]

    /// The languages of the work of the newest year in which there was any, those with 5 % or more of it, the largest first.
    func languages(of project: String, at moment: Moment) async throws -> [String] {
        guard let measure = try? desk.catalogue.measure("code.languages") else { return [] }
        let question = Question("code.languages", grain: .year, scope: Question.Scope(project: project))
        let answer = try await measure.answer(question, at: moment)
        guard let year = answer.points.last(where: { ($0.value ?? 0) > 0 })?.period else { return [] }
        let rows = try await measure.rows(RowRequest(question, period: year, limit: 50), at: moment).rows
        let counted = rows.compactMap { row -> (name: String, lines: Int)? in
            guard case .text(let name)? = row.first, row.count > 1, case .integer(let lines) = row[1], !Self.prose.contains(name) else {
                return nil
            }
            return (name, lines)
        }
        let all = counted.reduce(0) { $0 + $1.lines }
        return counted.filter { $0.lines * 20 >= all }.sorted { ($1.lines, $0.name) < ($0.lines, $1.name) }.prefix(6).map(\.name)
    }

    /// Versions, the newest first.
    ///
    /// - Parameter project: nil for those of all projects.
    func releases(of project: String? = nil, limit: Int, at moment: Moment) async throws -> [Release] {
        guard let measure = try? desk.catalogue.measure("code.releases") else { return [] }
        let question = Question("code.releases", grain: .year, scope: Question.Scope(project: project))
        let years = try await measure.answer(question, at: moment).points.filter { ($0.value ?? 0) > 0 }.map(\.period).reversed()
        var found: [Release] = []
        for year in years where found.count < limit {
            let rows = try await measure.rows(RowRequest(question, period: year, limit: min(limit, RowRequest.mostRows)), at: moment).rows
            found += rows.compactMap(Self.release).sorted { ($1.at, $1.name) < ($0.at, $0.name) }
        }
        return Array(found.prefix(limit))
    }

    private static func release(_ row: [RowCell]) -> Release? {
        guard row.count > 2, case .text(let name) = row[0], case .project(let slug, _) = row[1], case .instant(let at) = row[2] else {
            return nil
        }
        return Release(name: name, project: slug, at: at)
    }

    /// One figure of a project, with the page behind it.
    struct Figure: Sendable {
        let title: String
        /// As people read it; nil without data.
        let value: String?
        let unit: String
        let measure: String
        let grain: Grain
        let number: Double?
    }

    /// What tells whether a project is looked after.
    static let health: [(measure: String, grain: Grain, title: String)] = [
        ("contributors.active", .trailing, "Contributors, 12 months"),
        ("resilience.absence-factor", .trailing, "Absence factor, 12 months"),
        ("code.releases", .trailing, "Releases, 12 months"), ("flow.time-to-first-response", .quarter, "Time to first response"),
        ("issues.open", .month, "Open issues"), ("flow.merged", .trailing, "Merged, 12 months"),
    ]

    func health(of project: String, at moment: Moment) async throws -> [Figure] {
        var figures: [Figure] = []
        for (id, grain, title) in Self.health {
            if let figure = try await figure(id, grain, title, project, moment) { figures.append(figure) }
        }
        return figures
    }

    func figure(_ id: String, _ grain: Grain, _ title: String, _ project: String, _ moment: Moment) async throws -> Figure? {
        guard let measure = try? desk.catalogue.measure(id) else { return nil }
        let last = desk.calendar.period(grain, containing: moment.now)
        let question = Question(id, grain: grain, from: last.advanced(by: -3), scope: Question.Scope(project: project))
        let answer = try await measure.answer(question, at: moment)
        // Twelve months to today say more than twelve months to the end of the last.
        let point = grain == .trailing ? answer.points.last : answer.current
        return Figure(
            title: title, value: point?.value.map { measure.card.unit.format.text($0) },
            unit: "\(measure.card.unit.noun(for: point?.value))\(point.map { grain == .trailing ? "" : " in \($0.period.key)" } ?? "")",
            measure: id,
            grain: grain,
            number: point?.value)
    }
}
