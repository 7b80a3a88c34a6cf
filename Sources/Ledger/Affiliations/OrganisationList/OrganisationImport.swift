public import Store

/// Brings a list of organisations and teams into the ledger, as one operation: which is part of which, and whose domains are
/// whose, each for its days.
///
/// Organisations that are new are made; none is ever removed. A list that is imported again changes only what differs, and
/// what it no longer says ends.
public struct OrganisationImport {
    /// The rule of what lists say.
    public static let rule = "organisation list"

    let writer: any SQLWriter
    let calendar: ReportingCalendar
    let madeBy: String
    let now: Instant

    public init(_ writer: any SQLWriter, calendar: ReportingCalendar, madeBy: String, at now: Instant) {
        self.writer = writer
        self.calendar = calendar
        self.madeBy = madeBy
        self.now = now
    }

    /// - Parameters:
    ///   - rows: what ``OrganisationFile`` found to be right.
    ///   - source: what the log of changes calls the file.
    /// - Throws: ``FileRefusal`` when a parent is unknown, or an organisation would be part of itself.
    public func apply(_ rows: [OrganisationRow], from source: String) throws -> AffiliationChange {
        let numbers = try makeOrganisations(rows)
        var book = Directory(try writer.organisations())
        for row in rows { numbers[row.key].map { book.add(row, $0) } }
        var parents: [Assertion] = [], domains: [Assertion] = [], problems: [FileProblem] = []
        var rowOfLink: [OrganisationRow] = []
        let terms = TermBook()
        for row in rows {
            guard let number = numbers[row.key] else { continue }
            if let name = row.parent {
                guard let parent = book.find(name) else {
                    problems.append(
                        FileProblem(
                            row.place.file, line: row.place.line, field: "parent",
                            "there is no organisation “\(name.prefix(80))”; give it a row of its own"))
                    continue
                }
                guard parent != number else {
                    problems.append(
                        FileProblem(
                            row.place.file, line: row.place.line, field: "parent", "\(row.name.prefix(80)) cannot be part of itself"))
                    continue
                }
                parents.append(
                    Assertion(
                        .organisationParent, subject: number, object: parent, validFrom: row.days.from.map(calendar.start),
                        validTo: row.days.to.map(calendar.start), rule: Self.rule, evidence: "\(row.place) puts \(row.name) under \(name).")
                )
                rowOfLink.append(row)
            }
            domains += try row.domains.map {
                try OrganisationDomain($0).assertion(
                    of: number, rule: Self.rule, evidence: "\(row.place) gives the domain to \(row.name).", in: writer, terms)
            }
        }
        let held = try writer.assertions(.organisationParent)
        if problems.isEmpty, let problem = try circle(parents, rowOfLink, besides: held.filter { $0.assertion.rule != Self.rule }) {
            problems.append(problem)
        }
        guard problems.isEmpty else { throw FileRefusal(Array(problems.prefix(ProgrammeFiles.mostProblems))) }
        let recorder = OperationRecorder(
            writer, kind: "organisations: list", madeBy: madeBy, summary: "Took over the list of organisations from \(source).", at: now)
        try recorder.reconcile([.organisationParent, .organisationDomain], by: Self.rule, in: writer, with: parents + domains)
        return AffiliationChange(recorder)
    }

    /// The number of each row's organisation, by the row's key.
    private func makeOrganisations(_ rows: [OrganisationRow]) throws -> [String: Int64] {
        let all = try writer.organisations()
        let bySlug = Dictionary(all.map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
        let directory = Directory(all)
        var kinds: [String: Organisation.Kind] = [:]
        for row in rows { if let kind = row.kind { kinds[row.key] = kind } }
        var numbers: [String: Int64] = [:]
        var fresh = try OrganisationBook(writer)
        for row in rows where numbers[row.key] == nil {
            let known =
                row.slug.flatMap { bySlug[$0] }
                ?? (row.slug == nil ? directory.find(row.name).flatMap { id in all.first { $0.id == id } } : nil)
            let kind = kinds[row.key] ?? known?.kind ?? .company
            if let slug = row.slug ?? known?.slug {
                numbers[row.key] = try writer.organisation(
                    OrganisationSetting(slug: slug, name: row.name, kind: kind, domains: []), at: now)
            } else {
                let number = try fresh.organisation(named: row.name, in: writer, at: now)
                numbers[row.key] = number
                try writer.execute("UPDATE organisations SET kind = ? WHERE id = ?", [.text(kind.rawValue), .integer(number)])
            }
        }
        return numbers
    }

    /// The first row that would make an organisation part of itself, together with what else is held.
    private func circle(_ parents: [Assertion], _ rows: [OrganisationRow], besides held: [RecordedAssertion]) throws -> FileProblem? {
        let links = (parents + held.map(\.assertion)).compactMap { assertion in
            assertion.object.map { DatedTree.Link(child: assertion.subject, parent: $0, assertion) }
        }
        // What is held may have circles of its own, which are not this list's.
        guard let circle = CircleSearch.first(in: links), circle.link < rows.count else { return nil }
        let names = Dictionary(uniqueKeysWithValues: try writer.organisations().map { ($0.id, $0.name) })
        let row = rows[circle.link]
        let way = circle.nodes.dropFirst().dropLast().prefix(10).compactMap { names[$0]?.prefix(80) }.joined(separator: ", ")
        return FileProblem(
            row.place.file, line: row.place.line, field: "parent",
            circle.isCertain
                ? "\(row.name.prefix(80)) would be part of itself by way of \(way)"
                : "more than \(DatedTree.deepest) organisations stand above \(row.name.prefix(80))")
    }
}

/// Organisations by short name, and those that are no teams by name.
private struct Directory {
    private var bySlug: [String: Int64] = [:]
    private var byName: [String: Int64] = [:]

    init(_ organisations: [Organisation]) {
        for organisation in organisations {
            bySlug[organisation.slug] = organisation.id
            if organisation.kind != .team { byName[organisation.name.lowercased()] = organisation.id }
        }
    }

    mutating func add(_ row: OrganisationRow, _ number: Int64) {
        if let slug = row.slug { bySlug[slug] = number }
        if row.kind != .team { byName[row.name.lowercased()] = number }
    }

    func find(_ name: String) -> Int64? { bySlug[name] ?? byName[name.lowercased()] }
}
