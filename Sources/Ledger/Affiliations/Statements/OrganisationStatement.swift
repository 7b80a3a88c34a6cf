public import Store

/// What a person states of organisations, one thing at a time. No import ends it.
public struct OrganisationStatement {
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

    /// States of which organisation another is part; nil for none. What was stated before ends for those days.
    ///
    /// - Parameters:
    ///   - child: a short name, as `parent` is.
    ///   - days: those for which it holds.
    /// - Throws: ``AffiliationRefusal`` also when an organisation would be part of itself, naming the way around.
    public func setParent(of child: String, to parent: String?, days: DayRange = .always) throws -> AffiliationChange {
        guard !days.isEmpty else { throw AffiliationRefusal("to", "The last day must come after the first.") }
        let organisations = try writer.organisations()
        func find(_ slug: String, _ field: String) throws -> Organisation {
            guard let found = organisations.first(where: { $0.slug == slug.lowercased() }) else {
                throw AffiliationRefusal(field, "There is no organisation “\(slug.prefix(80))”.")
            }
            return found
        }
        let child = try find(child, "organisation")
        let time = Validity(days.from.map(calendar.start), days.to.map(calendar.start))
        let held = try writer.assertions(.organisationParent)
        let own = held.filter { $0.assertion.subject == child.id && $0.assertion.rule == ProgrammeRule.stated }
        guard let parent else {
            if own.isEmpty, let other = held.first(where: { $0.assertion.subject == child.id && Validity($0.assertion).overlaps(time) }) {
                throw AffiliationRefusal("parent", "That was not stated by hand: \(other.assertion.evidence) Change it there.")
            }
            let recorder = recorder("\(child.name) is part of nothing\(Self.words(days)).")
            try recorder.clear(time, of: own)
            return AffiliationChange(recorder)
        }
        let above = try find(parent, "parent")
        let assertion = Assertion(
            .organisationParent, subject: child.id, object: above.id, validFrom: time.from, validTo: time.to, rule: ProgrammeRule.stated,
            evidence: "Stated by \(madeBy).")
        do {
            let tree = OrganisationTree(held.filter { $0.assertion.subject != child.id }).tree
            if let way = try tree.circle(closedBy: DatedTree.Link(child: child.id, parent: above.id, assertion)) {
                let names = way.dropLast().prefix(10).compactMap { number in organisations.first { $0.id == number }?.name }
                throw AffiliationRefusal("parent", "\(child.name) would be part of itself, by way of \(names.joined(separator: ", ")).")
            }
        } catch let error as LedgerError {
            throw AffiliationRefusal("parent", error.description)
        }
        let recorder = recorder("\(child.name) is part of \(above.name)\(Self.words(days)).")
        try recorder.state(assertion, over: own)
        return AffiliationChange(recorder)
    }

    private func recorder(_ summary: String) -> OperationRecorder {
        OperationRecorder(writer, kind: "organisations: parent", madeBy: madeBy, summary: summary, at: now)
    }

    private static func words(_ days: DayRange) -> String {
        (days.from.map { " from \($0)" } ?? "") + (days.to.map { " until \($0)" } ?? "")
    }
}
