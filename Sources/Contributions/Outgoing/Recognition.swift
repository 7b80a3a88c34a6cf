public import Ledger
public import Measures
public import Pages

/// Work of staff for others in one period: by team and by project, and who may vote on a fund. Never who did most.
public struct Recognition: Sendable {
    public struct Part: Sendable {
        public let key: String
        public let title: String
        public let merged: Double
        /// Change requests that staff reviewed there; nil where that is not told apart.
        public let reviewed: Double?
    }

    public let period: Period
    /// So many accepted change requests make somebody eligible.
    public let least: Int
    /// Nil where nothing can be told.
    public let merged: Double?
    public let commits: Double?
    /// Change requests of anybody that staff reviewed and others merged.
    public let reviewed: Double?
    /// How many people are eligible, whoever they are.
    public let people: Double?
    public let teams: [Part]
    public let projects: [Part]
    public let remarks: [String]
    /// Those of the eligible who want to be shown.
    private let shown: [PersonLabel]
    /// How many do not.
    public let optedOut: Int

    /// - Parameter readsPeople: whether the list of people is wanted.
    /// - Throws: `QuestionError`
    public init(_ desk: MeasureDesk, _ period: Period, least: Int = 1, readsPeople: Bool) async throws {
        let moment = try await desk.moment()
        let catalogue = desk.catalogue
        func answer(_ measure: String, _ split: Dimension? = nil, _ parameters: [String: String] = [:]) async throws -> Answer {
            let question = Question(measure, grain: period.grain, from: period, to: period, split: split, parameters: parameters)
            return try await catalogue.measure(measure).answer(question, at: moment)
        }
        func value(_ answer: Answer) -> Double? { answer.points.first { $0.period == period }?.value }
        func counts(_ answer: Answer) -> [String: (title: String, count: Double)] {
            guard let index = answer.points.firstIndex(where: { $0.period == period }) else { return [:] }
            var counts: [String: (title: String, count: Double)] = [:]
            for part in answer.parts { counts[part.key] = (part.title, part.points[index].value ?? 0) }
            return counts
        }
        func parts(_ merged: Answer, _ reviewed: Answer?) -> [Part] {
            let accepted = counts(merged)
            let read = reviewed.map(counts)
            let parts = accepted.merging(read ?? [:]) { first, _ in first }.map { key, part in
                Part(key: key, title: part.title, merged: accepted[key]?.count ?? 0, reviewed: read.map { $0[key]?.count ?? 0 })
            }
            // By name: what is largest is nobody's business here.
            return parts.filter { $0.merged > 0 || ($0.reviewed ?? 0) > 0 }.sorted {
                ($0.title.lowercased(), $0.key) < ($1.title.lowercased(), $1.key)
            }
        }
        let chosen = least == 1 ? [:] : ["least": String(least)]
        let (byTeam, byProject) = (try await answer("outgoing.merged", .team), try await answer("outgoing.merged", .project))
        let reviews = try await answer("outgoing.reviews", .project)
        let eligible = try await answer("outgoing.people", nil, chosen)
        self.period = period
        self.least = least
        (merged, people) = (value(byTeam), value(eligible))
        commits = value(try await answer("outgoing.commits"))
        reviewed = value(reviews)
        (teams, projects) = (parts(byTeam, nil), parts(byProject, reviews))
        remarks = byTeam.remarks
        var labels: [PersonLabel] = []
        if readsPeople, people != nil {
            var request = RowRequest(
                Question("outgoing.people", grain: period.grain, parameters: chosen), period: period, limit: RowRequest.mostRows)
            repeat {
                let page = try await catalogue.measure("outgoing.people").rows(request, at: moment)
                for case .person(let label)? in page.rows.map(\.first) { labels.append(label) }
                request.cursor = page.next
            } while request.cursor != nil && labels.count < Self.mostPeople
        }
        shown = labels.filter { !$0.isOptedOut }
        optedOut = labels.count - shown.count
    }

    private static let mostPeople = 20_000

    /// The eligible people in the order of the alphabet, as somebody may see them.
    public func names(for reader: PersonLabel.Reader) -> [(name: String, label: PersonLabel)] {
        shown.map { ($0.text(for: reader), $0) }.sorted {
            ($0.0.lowercased(), $0.1.id.description) < ($1.0.lowercased(), $1.1.id.description)
        }
    }

    /// Reads `2026-Q3`, `2026-03` or `2026`.
    public static func period(_ text: String) -> Period? {
        let grain: Grain = text.contains("Q") ? .quarter : text.contains("-") ? .month : .year
        guard let period = Period(grain, text), period.key == text else { return nil }
        return period
    }

    /// The same for programs.
    ///
    /// - Parameter reader: nil for somebody who may not see people, and is told numbers only.
    public func json(_ reader: PersonLabel.Reader?) -> JSON {
        func list(_ parts: [Part]) -> JSON {
            .array(
                parts.map { part in
                    let found: JSON = ["key": .string(part.key), "title": .string(part.title), "merged": .number(part.merged)]
                    return part.reviewed.map { found.adding("reviewed", .number($0)) } ?? found
                })
        }
        return [
            "period": .string(period.key), "least": .integer(least), "merged": JSON(merged), "reviewed": JSON(reviewed),
            "commits": JSON(commits),
            "people": JSON(people), "teams": list(teams), "projects": list(projects),
            "eligible": reader.map { reader in .array(names(for: reader).map { .string($0.name) }) } ?? .null,
            "opted_out": reader == nil ? .null : .integer(optedOut), "remarks": .array(remarks.map(JSON.string)),
        ]
    }
}
